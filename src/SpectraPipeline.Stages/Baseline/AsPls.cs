using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Adaptive smoothness penalised least squares: stiff under bands, loose where the baseline is met.</summary>
[Stage(
    "baseline.aspls",
    "F. Zhang, X. Tang, A. Tong, B. Wang, J. Wang, Y. Lv, C. Tang, J. Wang, Baseline correction for infrared spectra using adaptive smoothness parameter penalized least squares method, Spectrosc. Lett. 53 (2020) 222, doi:10.1080/00387010.2020.1730908; steepness as in pybaselines 1.2",
    Summary = "Adaptive smoothness penalised least squares: stiff under bands, loose where the baseline is met.",
    Formula = "(W + λ diag(α) Dᵈ′Dᵈ)z = Wy,  α = |r|/max|r|,  w = 1/(1 + exp(k(r − s)/s)),  r = y − z; s: deviation of r < 0",
    Fails = "Its result depends on rounding after some tens of iterations, on any program: compare it with baseline.arpls before you trust a digit. Negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{zhang2020aspls, author={Zhang, Feng and Tang, Xiaojun and Tong, Angxin and Wang, Bin and Wang, Jingwei and Lv, Yangyu and Tang, Chunrui and Wang, Jie}, title={Baseline correction for infrared spectra using adaptive smoothness parameter penalized least squares method}, journal={Spectroscopy Letters}, volume={53}, pages={222--233}, year={2020}, doi={10.1080/00387010.2020.1730908}}"
)]
public sealed record AsPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Steepness of the weights.</summary>
    [Param(
        "How sharply the weights fall from the baseline to a band; the paper writes 2, its own results need 0.5.",
        Min = 1e-3,
        Max = 1000
    )]
    public double K { get; init; } = 0.5;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 100;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points < 3 || points <= Order)
            throw new UserException($"baseline.aspls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.aspls",
            BandSigns.Positive,
            new Numerics.Baselines.AsPls(points, options, K).Fit,
            BaselineAdvice.InPoints
        );
    }
}
