using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Adaptive iteratively reweighted penalised least squares: only points below the baseline hold it, the deeper the more.</summary>
[Stage(
    "baseline.airpls",
    "Z.-M. Zhang, S. Chen, Y.-Z. Liang, Baseline correction using adaptive iteratively reweighted penalized least squares, Analyst 135 (2010) 1138, doi:10.1039/B922045C; end points weighted like the others, as in pybaselines",
    Summary = "Adaptive iteratively reweighted penalised least squares: only points below the baseline hold it, the deeper the more.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = exp(t|r|/Σ|r₋|) where r < 0, else 0,  r = y − z, t = 1, 2, … ≤ 50;  ends when Σ|r₋| < tolerance · Σ|y|",
    Fails = "Lies below the true baseline by about the noise; on a high level it ends too early, for the tolerance is a part of Σ|y|; negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{zhang2010airpls, author={Zhang, Zhi-Min and Chen, Shan and Liang, Yi-Zeng}, title={Baseline correction using adaptive iteratively reweighted penalized least squares}, journal={Analyst}, volume={135}, pages={1138--1146}, year={2010}, doi={10.1039/B922045C}}"
)]
public sealed record AirPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>Between what differences are taken.</summary>
    [Param(
        "Differences from point to point, as in the paper, or on the axis itself (divided differences; lambda keeps its meaning on an even axis)."
    )]
    public BaselineSpacing Spacing { get; init; }

    /// <summary>When the residuals below count as small.</summary>
    [Param("Stops when what lies below the baseline sums up to less than this part of the spectrum's absolute sum.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) =>
        new WhittakerBaseline("baseline.airpls", Lambda, Order, Spacing, Tolerance, MaxIterations).Kernel(
            input,
            (points, options) => new AirPlsLanes(points, options),
            (points, options) => new Numerics.Baselines.AirPls(points, options).Fit
        );
}
