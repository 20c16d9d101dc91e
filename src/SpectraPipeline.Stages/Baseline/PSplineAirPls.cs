using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>airPLS weights on a penalised spline.</summary>
[Stage(
    "baseline.pspline-airpls",
    "P. H. C. Eilers, B. D. Marx, Flexible smoothing with B-splines and penalties, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of Z.-M. Zhang, S. Chen, Y.-Z. Liang, Baseline correction using adaptive iteratively reweighted penalized least squares, Analyst 135 (2010) 1138, doi:10.1039/B922045C",
    Summary = "airPLS on a penalised spline: only points below the last baseline count, the lower the more; works in x, evenly spaced or not.",
    Formula = "z = Bc, min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈc)²,  w = 0 where r ≥ 0, else exp(t|r|/Σ|r below|) at repetition t,  r = y − z",
    Fails = "Runs below the noise of noisy spectra; negative bands pull it down (use baseline.std-distribution for difference spectra); its end depends on the level of y, so that a constant offset changes the result.",
    BibTex = "@article{eilers1996psplines, author={Eilers, Paul H. C. and Marx, Brian D.}, title={Flexible smoothing with B-splines and penalties}, journal={Statistical Science}, volume={11}, pages={89--121}, year={1996}, doi={10.1214/ss/1038425655}}"
)]
public sealed record PSplineAirPls : FrameStage
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

    /// <summary>When the baseline counts as settled.</summary>
    [Param("Stops when the residuals below the baseline sum to less than this part of the spectrum.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        const string Name = "baseline.pspline-airpls";
        var options = new PSplineBaselineOptions(Lambda, Knots, Degree, Order, Tolerance, MaxIterations);
        PSplineAxis.Check(Name, input.Axis, options);
        return new BlockBaselineKernel(
            input,
            Name,
            BandSigns.Positive,
            new Numerics.Baselines.PSplineAirPls(input.Axis.Values, options).Fit
        );
    }
}
