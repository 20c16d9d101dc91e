using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>arPLS weights on a penalised spline.</summary>
[Stage(
    "baseline.pspline-arpls",
    "P. H. C. Eilers, B. D. Marx, Flexible smoothing with B-splines and penalties, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Analyst 140 (2015) 250, doi:10.1039/C4AN01061B",
    Summary = "arPLS on a penalised spline: ignores bands, runs through the middle of the noise; works in x, evenly spaced or not.",
    Formula = "z = Bc, min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈc)²,  w = 1/(1 + exp(2(r − (2s − m))/s)),  r = y − z; m, s: mean and deviation of r < 0",
    Fails = "Negative bands pull it down (use baseline.std-distribution for difference spectra); bands wider than λ allows are taken for baseline; bends sharper than a knot's distance cannot be followed.",
    BibTex = "@article{eilers1996psplines, author={Eilers, Paul H. C. and Marx, Brian D.}, title={Flexible smoothing with B-splines and penalties}, journal={Statistical Science}, volume={11}, pages={89--121}, year={1996}, doi={10.1214/ss/1038425655}}"
)]
public sealed record PSplineArPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e3;

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
        const string Name = "baseline.pspline-arpls";
        var options = new PSplineBaselineOptions(Lambda, Knots, Degree, Order, Tolerance, MaxIterations);
        PSplineAxis.Check(Name, input.Axis, options);
        return new BlockBaselineKernel(
            input,
            Name,
            BandSigns.Positive,
            new Numerics.Baselines.PSplineArPls(input.Axis.Values, options).Fit
        );
    }
}
