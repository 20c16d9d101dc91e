using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Bayesian reweighted penalised least squares: a point weighs as much as it is likely to be baseline; best on noisy spectra.</summary>
[Stage(
    "baseline.brpls",
    "Q. Wang, X.-L. Yan, X.-C. Chen, P. Shuai, M. Wang, Y.-H. Zhang, Spectral baseline estimation using penalized least squares with weights derived from the Bayesian method, Nucl. Sci. Tech. 33 (2022) 148",
    Summary = "Bayesian reweighted penalised least squares: a point weighs as much as it is likely to be baseline; best on noisy spectra.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = 1/(1 + β/(1 − β)·√(π/2)·σ/μ·(1 + erf v)·exp v²),  v = (r/σ − σ/μ)/√2,  r = y − z; σ: rms of r < 0, μ: mean of r > 0; β = 1 − mean w",
    Fails = "Needs noise and bands to tell apart: without noise it creeps up the bands. On a level far above the bands it ends too early, for the tolerance is a part of it: such frames are flagged. Negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{wang2022brpls, author={Wang, Qian and Yan, Xin-Liang and Chen, Xiang-Cheng and Shuai, Peng and Wang, Meng and Zhang, Yu-Hu}, title={Spectral baseline estimation using penalized least squares with weights derived from the {Bayesian} method}, journal={Nuclear Science and Techniques}, volume={33}, pages={148}, year={2022}}"
)]
public sealed record BrPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>When the baseline counts as settled.</summary>
    [Param("Stops when the baseline changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions a round at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <summary>When the share of the bands counts as settled.</summary>
    [Param("Rounds stop when the share of points that bands occupy changes by less than this.", Name = "tolerance-2", Min = 0, Max = 1)]
    public double Tolerance2 { get; init; } = 1e-3;

    /// <summary>Limit of rounds.</summary>
    [Param("Rounds at most; a frame that needs more is flagged.", Name = "max-iterations-2", Min = 0, Max = 100000)]
    public int MaxIterations2 { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points < 3 || points <= Order)
            throw new UserException($"baseline.brpls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var rounds = new BrPlsRounds(Tolerance2, MaxIterations2);
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.brpls",
            BandSigns.Positive,
            new Numerics.Baselines.BrPls(points, options, rounds).Fit,
            BaselineAdvice.InPoints
        );
    }
}
