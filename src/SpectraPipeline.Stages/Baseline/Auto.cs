using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>For what a choice is made.</summary>
public enum ChoiceScope
{
    /// <summary>Every frame for itself.</summary>
    Frame,

    /// <summary>Once for the series, from a sample of its frames.</summary>
    Series,
}

/// <summary>Which way bands point.</summary>
public enum BandWay
{
    /// <summary>Both ways for differences, one way for absorbance, counts and transmittance; decided by the data where the kind of signal is not stated.</summary>
    FromData,

    /// <summary>Upwards (downwards in transmittance).</summary>
    Upwards,

    /// <summary>Both ways.</summary>
    Both,
}

/// <summary>A baseline without parameters: bands and baseline are fitted together, several ways, and compared by what the data say for each.</summary>
[Stage(
    "baseline.auto",
    "This program; parts: P. H. C. Eilers, B. D. Marx, Statist. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655 (penalised spline); H. D. Patterson, R. Thompson, Biometrika 58 (1971) 545, doi:10.1093/biomet/58.3.545 (lambda by restricted likelihood); G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413, doi:10.1137/0710036 (bands and baseline together); J. A. Hoeting et al., Statist. Sci. 14 (1999) 382, doi:10.1214/ss/1009212519 (averaging)",
    Summary = "Fits bands and baseline together, chooses the stiffness by the data, and hands on rival baselines whose spread says how far to trust it.",
    Formula = "y = b + Σ pseudo-Voigt + noise;  min Σ wᵢ(yᵢ − bᵢ − sᵢ)² + λ Σ (Δᵈc)², d = 3 or 2, w = 1/(1 + (κs)²);  λ: restricted maximum likelihood;  bands and hypotheses: marginal likelihood;  rivalₖ = b + √2 σ cos(φ + 2πk/3)",
    Fails = "When bands leave no baseline between them over most of the axis, when bands are wider than widest (they count as baseline), and at jumps sharper than a hundredth of the axis. On a range cut close around a band the default of widest makes it baseline: give widest. A broad feature near that width may be taken for either: see rows 2 and 3 of table baselines and the rivals. Many times slower than a single method: use the nearest one that the table names for long series.",
    BibTex = "@article{eilers1996splines, author={Eilers, Paul H. C. and Marx, Brian D.}, title={Flexible smoothing with B-splines and penalties}, journal={Statistical Science}, volume={11}, pages={89--121}, year={1996}, doi={10.1214/ss/1038425655}}"
)]
public sealed record Auto : FrameStage
{
    /// <summary>Frames that are looked at when one choice is made for the series.</summary>
    internal const int SampledFrames = 16;

    /// <summary>For what a choice is made.</summary>
    [Param(
        "frame: every frame is decided for itself; series: one hypothesis and one lambda for all, from 16 frames spread over the series."
    )]
    public ChoiceScope Choose { get; init; } = ChoiceScope.Frame;

    /// <summary>Which way bands point.</summary>
    [Param(
        "Which way bands point: upwards (downwards in transmittance), both, or from-data: both for differences, one way for absorbance, counts and transmittance, by the evidence where the signal is not stated."
    )]
    public BandWay Bands { get; init; } = BandWay.FromData;

    /// <summary>Widest band.</summary>
    [Param(
        "Largest full width at half maximum of a band; what is wider is baseline (broad water, fluorescence). 6.5 % of the axis, 10 % for bands of both signs, when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Widest { get; init; }

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) =>
        Choose == ChoiceScope.Series ? FrameSelection.All with { AtMost = SampledFrames } : null;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis axis = input.Axis;
        if (axis.Length < 3)
            throw new UserException($"baseline.auto needs at least 3 points; the axis has {axis.Length}.");
        double span = axis[axis.Length - 1] - axis[0];
        double share = Widest is { } widest ? widest / span : double.NaN;
        if (share is <= 0 or > 0.5)
            throw new UserException(
                $"baseline.auto: widest must lie between 0 and half the axis ({span / 2:g4} {axis.Unit}), not {Widest:g4}."
            );
        BandDirection direction = Bands switch
        {
            BandWay.Upwards => BandDirection.Upwards,
            BandWay.Both => BandDirection.Both,
            _ when input.Signal.IsSigned => BandDirection.Both,
            _ when input.Signal.Kind is SignalKind.Unknown or SignalKind.Auxiliary => BandDirection.FromData,
            _ => BandDirection.Upwards,
        };
        return new AutoKernel(input, new AutoBaselineOptions(share, direction), Choose);
    }
}
