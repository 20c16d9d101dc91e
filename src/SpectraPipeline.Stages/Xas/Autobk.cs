using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>EXAFS χ(k) of every frame: a spline background is fitted to what lies below rbkg in R.</summary>
[Stage(
    "xas.autobk",
    "M. Newville, P. Līviņš, Y. Yacoby, J. J. Rehr, E. A. Stern, Phys. Rev. B 47 (1993) 14126, doi:10.1103/PhysRevB.47.14126",
    Summary = "Removes the smooth background μ0 and gives χ(k).",
    Formula = "χ = (μ − μ0)/Δμ, μ0 = cubic spline in k that minimises |FT(kⁿ·W·χ)|² below rbkg plus clamps; chi_se² = (t²·χ²_red·diag S(JᵀJ)⁻¹Sᵀ + σ_μ²)/Δμ²",
    Fails = "When rbkg reaches into the first shell (keep it below about half of R1) and when E0 is wrong. The clamps act in units of μ: they weigh more on thicker samples."
)]
public sealed record Autobk : AutobkParameters
{
    /// <summary>Uncertainty band.</summary>
    [Param(
        "Also give chi_se, one standard error of χ: what the spline leaves open (its covariance, scaled by what is left below rbkg) and the noise of the data (their own sigma where known, else from χ(R) at 15 to 25 Å), as a root of squares. Errors of E0 and of the edge step are not in it."
    )]
    public bool Uncertainty { get; init; }

    // From here the matrices of a whole series (2 ms) pay; the choice must not depend on how the engine cuts blocks.
    private const int FewestForSeries = 256;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        (double[] energies, double edge, bool stated) = EnergiesOf(input, "xas.autobk");
        double[] k = GridOf(energies, edge, "xas.autobk");
        var chi = ("chi", new Signal(SignalKind.ChiK));
        var axis = new Axis("k", Unit.PerAngstrom, k);
        OutputShape shape = Uncertainty
            ? new OutputShape(axis, chi, ("chi_se", new Signal(SignalKind.Auxiliary)))
            : new OutputShape(axis, chi);
        // A scan that ends early, or whose E0 is higher, ends before the common grid: there is no χ there, not a χ of 0.
        shape = shape with
        {
            HasMask = true,
        };
        // One fixed matrix for every frame whose edge is that of the first.
        AutobkSeries? series = stated && Standard is null && input.Frames >= FewestForSeries ? MapOf(energies, edge) : null;
        return new AutobkKernel(this, energies, StandardOn(input, k, "xas.autobk"), (edge, series), shape);
    }

    // An edge with which no fit is possible is a matter of each frame, not of the series.
    private AutobkSeries? MapOf(double[] energies, double edge)
    {
        try
        {
            return new AutobkSeries(energies, edge, Settings, Uncertainty);
        }
        catch (XasDataException)
        {
            return null;
        }
    }
}
