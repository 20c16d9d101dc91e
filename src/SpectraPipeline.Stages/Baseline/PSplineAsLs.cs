using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>AsLS weights on a penalised spline.</summary>
[Stage(
    "baseline.pspline-asls",
    "P. H. C. Eilers, B. D. Marx, Flexible smoothing with B-splines and penalties, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of P. H. C. Eilers, H. F. M. Boelens, Baseline correction with asymmetric least squares smoothing, Leiden University Medical Centre report (2005)",
    Summary = "AsLS on a penalised spline: runs along the lower edge of the noise; works in x, evenly spaced or not.",
    Formula = "z = Bc, min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈc)²,  w = p where y > z, else 1 − p",
    Fails = "Lies below the true baseline by about the noise; negative bands pull it down (use baseline.std-distribution for difference spectra); bends sharper than a knot's distance cannot be followed.",
    BibTex = "@article{eilers1996psplines, author={Eilers, Paul H. C. and Marx, Brian D.}, title={Flexible smoothing with B-splines and penalties}, journal={Statistical Science}, volume={11}, pages={89--121}, year={1996}, doi={10.1214/ss/1038425655}}"
)]
public sealed record PSplineAsLs : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e3;

    /// <summary>Asymmetry.</summary>
    [Param("Weight of points above the baseline; smaller keeps it lower.", Min = 1e-9, Max = 0.5)]
    public double P { get; init; } = 0.01;

    /// <summary>Knots.</summary>
    [Param("Knots of the spline, evenly spaced from the first to the last point.", Min = 2, Max = 10000)]
    public int Knots { get; init; } = 100;

    /// <summary>Degree of the spline.</summary>
    [Param("Degree of the spline's polynomials.", Min = 1, Max = 5)]
    public int Degree { get; init; } = 3;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference of coefficients that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        const string Name = "baseline.pspline-asls";
        var options = new PSplineBaselineOptions(Lambda, Knots, Degree, Order, Tolerance, MaxIterations);
        PSplineAxis.Check(Name, input.Axis, options);
        return new BlockBaselineKernel(
            input,
            Name,
            BandSigns.Positive,
            new Numerics.Baselines.PSplineAsLs(input.Axis.Values, options, P).Fit
        );
    }
}
