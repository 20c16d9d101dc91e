using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Classifies points by the power of a wavelet derivative and lays a Whittaker curve through the rest; bands of either sign.</summary>
[Stage(
    "baseline.fabc",
    "J. C. Cobas, M. A. Bernstein, M. Martín-Pastor, P. García Tahoces, A new general-purpose fully automatic baseline-correction procedure for 1D and 2D NMR data, J. Magn. Reson. 183 (2006) 145, doi:10.1016/j.jmr.2006.07.013",
    Summary = "Classifies points by the power of a wavelet derivative and lays a Whittaker curve through the rest; bands of either sign.",
    Formula = "band where (Haar transform of y at scale)² ≥ mean + num-std · deviation of the rest, repeated; min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = 0 on bands",
    Fails = "The flat top of a band broader than scale has no derivative, counts as baseline and lifts the curve; low λ follows what is left of the bands.",
    BibTex = "@article{cobas2006new, author={Cobas, Juan Carlos and Bernstein, Michael A. and Martín-Pastor, Manuel and García Tahoces, Pablo}, title={A new general-purpose fully automatic baseline-correction procedure for 1D and 2D NMR data}, journal={Journal of Magnetic Resonance}, volume={183}, pages={145--151}, year={2006}, doi={10.1016/j.jmr.2006.07.013}}"
)]
public sealed record Fabc : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Width of the wavelet.</summary>
    [Param(
        "Width of the wavelet in points; about the width of the bands at half height. Left out: half of the half window found in every frame as the first from which on its opening stands still.",
        Min = 2,
        Max = 100000
    )]
    public int? Scale { get; init; }

    /// <summary>Limit in standard deviations.</summary>
    [Param(
        "A point belongs to a band when its power exceeds the mean of the rest by this many standard deviations.",
        Min = 0.01,
        Max = 1000
    )]
    public double NumStd { get; init; } = 3;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>Shortest stretch of baseline.</summary>
    [Param("Stretches of baseline shorter than this many points are taken for band.", Min = 1, Max = 100000)]
    public int MinLength { get; init; } = 2;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.fabc", points, Scale);
        if (points < 3 || points <= Order)
            throw new UserException($"baseline.fabc needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new FabcOptions(Lambda, Scale, NumStd, Order, MinLength);
        return new BaselineKernel(
            input,
            "baseline.fabc",
            BandSigns.Both,
            new Numerics.Baselines.Fabc(points, options).Fit,
            BaselineAdvice.InPoints with
            {
                NoPoints = "raise num-std or lower min-length",
            }
        );
    }
}
