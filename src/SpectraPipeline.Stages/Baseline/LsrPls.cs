using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Locally symmetric reweighted penalised least squares: arPLS whose weights turn into a step, so that it settles.</summary>
[Stage(
    "baseline.lsrpls",
    "H. Zhao, Y. Chen, X. Xu, B. Hu, Baseline correction for Raman spectra based on locally symmetric reweighted penalized least squares, Chin. J. Lasers 45 (2018) 1211001, doi:10.3788/CJL201845.1211001",
    Summary = "Locally symmetric reweighted penalised least squares: arPLS whose weights turn into a step, so that it settles.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = ½(1 − u/(1 + |u|)),  u = 10ᵗ(r − (2s − m))/s,  r = y − z; m, s: mean and deviation of r < 0; t: iteration",
    Fails = "Negative bands pull it down (use baseline.std-distribution for difference spectra); bands wider than lambda allows are taken for baseline.",
    BibTex = "@article{zhao2018lsrpls, author={Zhao, Heng and Chen, Yuxin and Xu, Xiaoding and Hu, Bo}, title={Baseline correction for {Raman} spectra based on locally symmetric reweighted penalized least squares}, journal={Chinese Journal of Lasers}, volume={45}, pages={1211001}, year={2018}, doi={10.3788/CJL201845.1211001}}"
)]
public sealed record LsrPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
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
        int points = input.Axis.Length;
        if (points < 3 || points <= Order)
            throw new UserException($"baseline.lsrpls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.lsrpls",
            BandSigns.Positive,
            new Numerics.Baselines.LsrPls(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
