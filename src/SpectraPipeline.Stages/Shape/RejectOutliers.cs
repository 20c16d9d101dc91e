using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Which outliers <see cref="RejectOutliers"/> looks for.</summary>
public enum OutlierMethod
{
    /// <summary>All kinds.</summary>
    All,

    /// <summary>Too much noise for the signal.</summary>
    Snr,

    /// <summary>Detector at its end.</summary>
    Saturation,

    /// <summary>A frame unlike those before and after.</summary>
    Jump,

    /// <summary>Intensity or baseline that goes and comes back within three frames.</summary>
    Bubble,
}

/// <summary>Marks frames that something went wrong with, and says what.</summary>
[Stage(
    "shape.reject-outliers",
    "This project; noise: F. Stoehr et al., DER_SNR, ASP Conf. Ser. 394 (2008) 505",
    HasPicture = false,
    Summary = "Flags frames with noise, saturation, a jump or a bubble, with the reason and its number; faults them with drop.",
    Formula = "noise: σ > threshold · median σ of up to 12 neighbours, or (P₉₉ − P₁)/σ < min-snr; saturation: y ≥ ceiling, or 4 equal points at the top; jump: min D(f, f±1, f±2) > D̃ + threshold · (1.4826 MAD D + 2D̃/√2n), D̃ the median of D of consecutive neighbours, D = rms difference of n points; bubble: D(f, m) > threshold · median D(g, m), m median of the neighbours, medians before and after alike, and the deviation broad or a loss of intensity",
    Fails = "What lasts longer than three frames is a change, not an outlier; a real pulse of one frame looks like a jump. The first and last two frames have neighbours on one side: a step there looks like a jump too. Behind shape.smooth a flat top is no longer flat."
)]
public sealed record RejectOutliers : FrameStage
{
    internal const int Reach = 6;

    /// <summary>Kinds.</summary>
    [Param("What to look for.")]
    public OutlierMethod Method { get; init; } = OutlierMethod.All;

    /// <summary>Limit.</summary>
    [Param(
        "How many times the usual noise or deviation of its neighbours makes an outlier; of steps between frames, robust standard deviations.",
        Min = 1.1,
        Max = 1e6
    )]
    public double Threshold { get; init; } = 3.5;

    /// <summary>Least signal to noise.</summary>
    [Param(
        "Least signal (99th less 1st percentile) over noise; 8 when left out, none for differences, whose reference has no signal.",
        Min = 0
    )]
    public double? MinSnr { get; init; }

    /// <summary>Detector's end.</summary>
    [Param("Value at which the detector saturates, in the unit of y; only flat tops are looked for when left out.")]
    public double? Ceiling { get; init; }

    /// <summary>Fault them.</summary>
    [Param("Fault outliers, so that no later step sees them; they are kept and flagged otherwise.")]
    public bool Drop { get; init; }

    /// <inheritdoc />
    public override int Neighbours => Method == OutlierMethod.Saturation ? 0 : Reach;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) => new RejectOutliersKernel(input, this);
}
