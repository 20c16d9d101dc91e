using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Doubly reweighted penalised least squares: the baseline may bend where points count and is stiff under bands.</summary>
[Stage(
    "baseline.drpls",
    "D. Xu, S. Liu, Y. Cai, C. Yang, Baseline correction method based on doubly reweighted penalized least squares, Appl. Opt. 58 (2019) 3913, doi:10.1364/AO.58.003913",
    Summary = "Doubly reweighted penalised least squares: the baseline may bend where points count and is stiff under bands.",
    Formula = "(W + D₁′D₁ + λ(I − ηW)Dᵈ′Dᵈ)z = Wy,  w = ½(1 − u/(1 + |u|)),  u = eᵗ(r − (2s − m))/s,  r = y − z; m, s: mean and deviation of r < 0; t: iteration",
    Fails = "Negative bands pull it down (use baseline.std-distribution for difference spectra); bands wider than lambda allows are taken for baseline.",
    BibTex = "@article{xu2019drpls, author={Xu, Degang and Liu, Song and Cai, Yaoyi and Yang, Chunhua}, title={Baseline correction method based on doubly reweighted penalized least squares}, journal={Applied Optics}, volume={58}, pages={3913--3920}, year={2019}, doi={10.1364/AO.58.003913}}"
)]
public sealed record DrPls : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>How far the weights loosen the stiffness.</summary>
    [Param(
        "How far the stiffness gives way where points count: 0 not at all, 1 would be altogether.",
        Min = 0,
        Max = Numerics.Baselines.DrPls.LargestEta
    )]
    public double Eta { get; init; } = 0.5;

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
            throw new UserException($"baseline.drpls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.drpls",
            BandSigns.Positive,
            new Numerics.Baselines.DrPls(points, options, Eta).Fit,
            BaselineAdvice.InPoints
        );
    }
}
