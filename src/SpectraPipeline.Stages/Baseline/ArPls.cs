using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Asymmetrically reweighted penalised least squares: ignores bands, runs through the middle of the noise.</summary>
[Stage(
    "baseline.arpls",
    "S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Baseline correction using asymmetrically reweighted penalized least squares smoothing, Analyst 140 (2015) 250, doi:10.1039/C4AN01061B",
    Summary = "Asymmetrically reweighted penalised least squares: ignores bands, runs through the middle of the noise.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = 1/(1 + exp(2(r − (2s − m))/s)),  r = y − z; m, s: mean and deviation of r < 0",
    Fails = "Negative bands pull it down (use baseline.std-distribution for difference spectra); bands wider than λ allows are taken for baseline.",
    BibTex = "@article{baek2015arpls, author={Baek, Sung-June and Park, Aaron and Ahn, Young-Jin and Choo, Jaebum}, title={Baseline correction using asymmetrically reweighted penalized least squares smoothing}, journal={Analyst}, volume={140}, pages={250--257}, year={2015}, doi={10.1039/C4AN01061B}}"
)]
public sealed record ArPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>Between what differences are taken.</summary>
    [Param(
        "Differences from point to point, as in the paper, or on the axis itself (divided differences; lambda keeps its meaning on an even axis)."
    )]
    public BaselineSpacing Spacing { get; init; }

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) =>
        new WhittakerBaseline("baseline.arpls", Lambda, Order, Spacing, Tolerance, MaxIterations).Kernel(
            input,
            (points, options) => new ArPlsLanes(points, options),
            (points, options) => new Numerics.Baselines.ArPls(points, options).Fit
        );
}
