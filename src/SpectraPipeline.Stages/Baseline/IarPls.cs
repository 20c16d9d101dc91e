using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Improved asymmetrically reweighted penalised least squares: arPLS with a step of the weights that sharpens from iteration to iteration.</summary>
[Stage(
    "baseline.iarpls",
    "J. Ye, Z. Tian, H. Wei, Y. Li, Baseline correction method based on improved asymmetrically reweighted penalized least squares for the Raman spectrum, Appl. Opt. 59 (2020) 10933, doi:10.1364/AO.404863",
    Summary = "Improved asymmetrically reweighted penalised least squares: arPLS with a step of the weights that sharpens from iteration to iteration.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = ½(1 − u/√(1 + u²)),  u = exp(min(t, 100))(r − 2s)/s,  r = y − z; s: deviation of r < 0; t = 1, 2, …",
    Fails = "Late weights are all but 0 or 1: rounding can turn a point, and the result by 1e-4 of the range; negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{ye2020iarpls, author={Ye, Jianfeng and Tian, Ziyang and Wei, Haoyun and Li, Yan}, title={Baseline correction method based on improved asymmetrically reweighted penalized least squares for the Raman spectrum}, journal={Applied Optics}, volume={59}, pages={10933--10943}, year={2020}, doi={10.1364/AO.404863}}"
)]
public sealed record IarPls : FrameStage
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
        new WhittakerBaseline("baseline.iarpls", Lambda, Order, Spacing, Tolerance, MaxIterations).Kernel(
            input,
            (points, options) => new IarPlsLanes(points, options),
            (points, options) => new Numerics.Baselines.IarPls(points, options).Fit
        );
}
