using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Frames over which one ratio is formed.</summary>
public enum RatioGrouping
{
    /// <summary>All frames.</summary>
    All,

    /// <summary>Frames of one potential.</summary>
    Potential,

    /// <summary>Each frame.</summary>
    Frame,
}

/// <summary>Ratio of two bands with errors in both, and whether it is what it should be.</summary>
[Stage(
    "bands.ratio",
    "E. C. Fieller, J. R. Stat. Soc. B 1954, 16, 175; equivalence by two one-sided tests: D. J. Schuirmann, J. Pharmacokinet. Biopharm. 1987, 15, 657, doi 10.1007/BF01068419.",
    Summary = "Ratio of two tracks for all frames, each potential or each frame, with Fieller's interval and an equivalence test.",
    Formula = "R = Σ w a/Σ w b, w = 1/(σₐσ_b); interval: all R with (A − R B)² ≤ t² (V_aa − 2 R V_ab + R² V_bb)",
    Fails = "Where the band below the line may be 0 there is no interval, and it says so. Bands that overlap have anticorrelated errors: state the correlation. A scatter of the frames beyond their errors widens the interval; a drift of the ratio within a group does too, and is better seen by group. A frame whose fit failed, or that holds a band without a track which could be one of the two, is left out and counted, not taken for 0.",
    BibTex = "@article{Schuirmann1987, author={Schuirmann, D. J.}, title={A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability}, journal={Journal of Pharmacokinetics and Biopharmaceutics}, volume={15}, pages={657--680}, year={1987}, doi={10.1007/BF01068419}}"
)]
public sealed record Ratio : TableStage
{
    /// <summary>Track above the line.</summary>
    [Param(
        "Band above the line: number of a track, or a position; the tallest track but the other when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Numerator { get; init; }

    /// <summary>Track below the line.</summary>
    [Param(
        "Band below the line: number of a track, or a position; the tallest track (but the other) when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Denominator { get; init; }

    /// <summary>Distance of a track from the position asked for.</summary>
    [Param(
        "Distance from a position at which a track is still the one meant; the track's own width when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Tolerance { get; init; }

    /// <summary>Height or area.</summary>
    [Param("Size of the bands.")]
    public BandQuantity Quantity { get; init; } = BandQuantity.Height;

    /// <summary>Frames of one ratio.</summary>
    [Param("all: one ratio; potential: one for each potential; frame: one for each frame.")]
    public RatioGrouping Group { get; init; } = RatioGrouping.All;

    /// <summary>Potentials that count as one.</summary>
    [Param("Largest difference of potentials within one group.", Min = 0, Unit = "V")]
    public double PotentialTolerance { get; init; } = 0.005;

    /// <summary>Correlation of the errors.</summary>
    [Param("Correlation of the errors of the two bands within a frame: negative where they overlap.", Min = -1, Max = 1)]
    public double Correlation { get; init; }

    /// <summary>Ratio to test against.</summary>
    [Param("Ratio that it should be; with a margin and without this, each group is tested against the first.", Name = "equals")]
    public double? Expected { get; init; }

    /// <summary>Margin of equivalence.</summary>
    [Param("Difference of ratios that does not matter; without it nothing can be equivalent.", Min = 0)]
    public double? Margin { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => FittedFrames.MayRead;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Numerator is not null && Numerator == Denominator)
            yield return "numerator and denominator are one band.";
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        IReadOnlyList<TrackRow> tracks = input.Rows<TrackRow>();
        if (tracks.Count < 2)
        {
            output.Warn(
                "no-track",
                Text($"A ratio needs two tracks, and there are {tracks.Count}: lower min-snr of bands.track, or fit the second band.")
            );
            return;
        }
        TrackRow? under = Denominator is null ? null : Find(tracks, Denominator.Value, output, "denominator"),
            over = Numerator is null ? null : Find(tracks, Numerator.Value, output, "numerator");
        if ((Denominator is not null && under is null) || (Numerator is not null && over is null))
            return;
        TrackRow below = under ?? Tallest(tracks, over),
            above = over ?? Tallest(tracks, below);
        if (above.Track == below.Track)
        {
            output.Warn(
                "one-track",
                Text($"numerator {Numerator:g6} and denominator {Denominator:g6} are both track {above.Track} at {above.Center:0.0}.")
            );
            return;
        }
        var fitted = new FittedFrames(input);
        HealthyFrames frames = fitted.Frames;
        if (Group == RatioGrouping.Potential && !frames.Potential.Any(double.IsFinite))
        {
            output.Warn("no-potentials", "No frame has a potential, so there is no ratio by potential: link the log, or take group: all.");
            return;
        }
        var pairs = new RatioPairs(TrackSignal.OfBands(fitted, above, Quantity), TrackSignal.OfBands(fitted, below, Quantity), frames);
        string model = ModelOf(fitted.Bands[above.Track], fitted.Bands[below.Track]);
        var rows = new List<BandRatioRow>();
        GroupRatio? first = null;
        foreach ((string name, int[] members, int leftOut) in pairs.Groups(this))
        {
            GroupRatio ratio = pairs.Of(members, Correlation);
            rows.Add(
                Row(name, ratio, first, above, below) with
                {
                    Step = output.Step,
                    Model = model,
                    Note = NoteOf(ratio, leftOut, frames),
                }
            );
            first ??= ratio;
        }
        WarnOfLost(pairs, rows.Count, output);
        // A step that runs again answers once; what other steps found stays.
        string quantity = Word(Quantity);
        output.Replace([
            .. input
                .Rows<BandRatioRow>()
                .Where(r =>
                    (r.Step, r.Numerator, r.Denominator, r.Quantity, r.Model) != (output.Step, above.Track, below.Track, quantity, model)
                ),
            .. rows,
        ]);
    }

    private static TrackRow Tallest(IReadOnlyList<TrackRow> tracks, TrackRow? but) =>
        tracks.Where(t => t.Track != but?.Track).MaxBy(t => Math.Abs(t.MaxHeight));

    private TrackRow? Find(IReadOnlyList<TrackRow> tracks, double asked, RowWriter output, string which)
    {
        // A whole number that a track has is that track: no spectrum reaches down to a handful of wavenumbers.
        foreach (TrackRow track in tracks)
            if (track.Track == asked)
                return track;
        TrackRow nearest = tracks.MinBy(t => Math.Abs(t.Center - asked));
        double reach = Tolerance ?? (double.IsFinite(nearest.Fwhm) ? nearest.Fwhm : 10);
        if (Math.Abs(nearest.Center - asked) <= reach)
            return nearest;
        output.Warn(
            "no-track",
            Text(
                $"{which} {asked:g6}: the nearest of {tracks.Count} tracks is number {nearest.Track} at {nearest.Center:0.0}, farther than {reach:g3}. Name a track by its number, or raise tolerance."
            )
        );
        return null;
    }

    private BandRatioRow Row(string group, in GroupRatio ratio, GroupRatio? first, in TrackRow above, in TrackRow below)
    {
        RatioTest? test =
            Expected is { } expected ? ratio.TestAgainst(expected, Margin)
            : Margin is { } margin && first is { } reference ? ratio.TestAgainst(reference, margin)
            : null;
        return new()
        {
            Series = above.Series,
            Group = group,
            Numerator = above.Track,
            Denominator = below.Track,
            Quantity = Word(Quantity),
            Ratio = ratio.Ratio,
            RatioLow = ratio.Limits.Low,
            RatioHigh = ratio.Limits.High,
            Frames = ratio.Frames,
            Against = test?.Against ?? double.NaN,
            EquivalenceP = test?.P ?? double.NaN,
            Verdict = ratio.IsNotOne ? "not one ratio" : test?.Verdict,
        };
    }

    private void WarnOfLost(RatioPairs pairs, int rows, RowWriter output)
    {
        if (pairs.LeftOut > 0 && (rows == 0 || Group == RatioGrouping.Frame))
            output.Warn(
                "frames-left-out",
                Text(
                    $"{pairs.LeftOut} frames have no ratio: their fit failed, or a band that could be one of the two has no track there (table bands, track is null). Widen the bounds of the fit, or lower min-snr of bands.track."
                )
            );
    }

    private string? NoteOf(in GroupRatio ratio, int leftOut, HealthyFrames frames)
    {
        string note = (ratio.Note ?? "") + TrackSignal.LeftOutWords(leftOut);
        if (Group == RatioGrouping.Potential)
            note += "; " + frames.Scale;
        return note.Length == 0 ? null : note.TrimStart(';', ' ');
    }

    private static string ModelOf(in RowGroup<BandRow> above, in RowGroup<BandRow> below) =>
        string.Join(
            ", ",
            above.All.Concat(below.All).Select(b => string.Join('/', ((string[])[b.Step, b.Shape]).Where(p => p.Length > 0))).Distinct()
        );

    private static string Word(BandQuantity quantity) => quantity == BandQuantity.Height ? "height" : "area";
}
