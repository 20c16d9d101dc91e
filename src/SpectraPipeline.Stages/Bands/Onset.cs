using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>How an onset is found.</summary>
public enum OnsetMethod
{
    /// <summary>First frame above the noise that is followed by another.</summary>
    Threshold,

    /// <summary>Where a flat line begins to rise.</summary>
    ChangePoint,

    /// <summary>Where the line through the rise meets zero.</summary>
    Tangent,

    /// <summary>All three, side by side.</summary>
    All,
}

/// <summary>When, or at which potential, each band appears.</summary>
[Stage(
    "bands.onset",
    "Threshold at a multiple of the blank's standard deviation: L. A. Currie, Anal. Chem. 1968, 40, 586, doi 10.1021/ac60259a007; its interval: M. Banerjee, J. A. Wellner, Ann. Stat. 2001, 29, 1699, doi 10.1214/aos/1015345959; change point: D. V. Hinkley, Biometrika 1969, 56, 495, doi 10.1093/biomet/56.3.495; tangent: E. C. Fieller, J. R. Stat. Soc. B 1954, 16, 175.",
    Summary = "Onset of every track in time and potential, with an interval from noise, frame spacing and the clock of the log.",
    Formula = "threshold: first frame i with |h| > 3σ in i and i + 1; change-point: h = 0 up to x₀, then b (x − x₀) or with a bend, by AICc; tangent: zero of the line through a fifth to three fifths of the rise",
    Fails = "A band that is there in the first frame has no onset, only a limit. Where the potential does not change around the onset, or no frame before has one, there is no onset potential; where the times fall, no onset in time. The interval of the threshold assumes that the band does not shrink before its largest value; the change point, a rise that is straight or a parabola up to three fifths of it; the tangent, a straight line from one to three fifths. No interval is shorter than the gap between two frames. A frame whose fit failed, or that holds a band without a track which could be this one, is left out, not taken for 0. A change point of more than 2000 frames is sought among means of those long before the rise. Potentials are iR-corrected where every frame has the corrected one.",
    BibTex = "@article{Currie1968, author={Currie, L. A.}, title={Limits for qualitative detection and quantitative determination}, journal={Analytical Chemistry}, volume={40}, pages={586--593}, year={1968}, doi={10.1021/ac60259a007}}"
)]
public sealed record Onset : TableStage
{
    /// <summary>Time or potential.</summary>
    [Param("time or potential; both when left out.")]
    public Against? Against { get; init; }

    /// <summary>How the onset is found.</summary>
    [Param(
        "threshold: first frame above the noise; change-point: start of the rise; tangent: line through the rise at zero; all: each of them in onsets, the first that is determined in tracks."
    )]
    public OnsetMethod Method { get; init; } = OnsetMethod.Threshold;

    /// <summary>Height or area.</summary>
    [Param("Size of the band that is followed.")]
    public BandQuantity Quantity { get; init; } = BandQuantity.Height;

    /// <summary>Threshold in standard deviations.</summary>
    [Param("Threshold in standard deviations of the noise.", Min = 1)]
    public double Sigmas { get; init; } = 3;

    /// <summary>Frames in a row above the threshold.</summary>
    [Param("Frames in a row above the threshold.", Min = 1)]
    public int Consecutive { get; init; } = 2;

    /// <summary>Frames known to hold nothing.</summary>
    [Param("Numbers of frames known to hold nothing: their mean is zero and their scatter the least noise; none when left out.")]
    public FrameSelection? Blank { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [.. FittedFrames.MayRead, typeof(ClockRow)];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Blank?.Series is { } series)
            yield return $"blank must be frames of the same series, not series '{series}'.";
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(run);
        var fitted = new FittedFrames(input);
        string scale = fitted.Frames.Scale;
        HashSet<int>? blank = BlankFrames(input.Frames.Count, fitted.Frames, output);
        WarnOfAxes(input, output);
        LogClock? clock = LogClock.Of(input.Rows<ClockRow>(), input.Frames);
        var rows = new List<TrackRow>();
        var onsets = new List<OnsetRow>();
        foreach (TrackRow track in input.Rows<TrackRow>())
        {
            TrackSignal measured = TrackSignal.Of(fitted, track, Quantity).Measured();
            TrackSignal? blanked = Blanked(measured, blank);
            TrackSignal signal = blanked ?? measured;
            (OnsetMethod Method, OnsetFrames Onset)[] found = [.. Methods().Select(m => (m, Find(blanked, measured, m)))];
            foreach ((OnsetMethod method, OnsetFrames onset) in found)
                onsets.AddRange(new OnsetReading(signal, onset, clock, scale).Rows(track, method, Against));
            OnsetFrames stated = found.FirstOrDefault(f => double.IsFinite(f.Onset.At), found[0]).Onset;
            rows.Add(Fill(track, stated, new OnsetReading(signal, stated, clock, scale)));
        }
        output.Replace(rows);
        output.Replace(onsets);
        EvolutionClaims.Put(input, output, rows, fitted.Bands, input.Rows<StarkWindowRow>());
    }

    private OnsetMethod[] Methods() =>
        Method == OnsetMethod.All ? [OnsetMethod.Threshold, OnsetMethod.ChangePoint, OnsetMethod.Tangent] : [Method];

    private void WarnOfAxes(TableSet input, RowWriter output)
    {
        bool times = input.Frames.Any(f => double.IsFinite(f.TimeS)),
            potentials = input.Frames.Any(f => double.IsFinite(f.PotentialV)),
            neither = !times && !potentials;
        if (!times && (Against == Bands.Against.Time || (Against is null && neither)))
            output.Warn(
                "no-times",
                "No frame has a time, so no onset in time can be stated: let the source say when the frames were taken."
            );
        if (!potentials && (Against == Bands.Against.Potential || (Against is null && neither)))
            output.Warn(
                "no-potentials",
                "No frame has a potential, so no onset potential can be stated: link the log or state the potentials."
            );
    }

    /// <summary>Numbers of the blank frames that are healthy, empty (and a warning) where none is; null when no blank was asked for.</summary>
    private HashSet<int>? BlankFrames(int count, HealthyFrames frames, RowWriter output)
    {
        if (Blank is null)
            return null;
        HashSet<int> blank = Blank.Reaches(count) ? [.. Blank.In(count).Intersect(frames.Number)] : [];
        if (blank.Count == 0)
            output.Warn(
                "no-blank",
                Text(
                    $"blank: {Blank.ToText()} names no healthy frame ({frames.Count} of {count} are, counted from 0), so no onset was determined: name other frames, or leave blank out."
                )
            );
        return blank;
    }

    private OnsetFrames Find(TrackSignal? blanked, TrackSignal measured, OnsetMethod method)
    {
        OnsetFrames found = blanked is null
            ? OnsetFrames.None($"no frame of blank ({Blank?.ToText()}) says anything of this band")
            : OnsetSearch.Find(blanked, this, method);
        return found with { Words = found.Words + TrackSignal.LeftOutWords(measured.LeftOut) };
    }

    /// <summary>The signal with the mean of the blank as its zero; null where none of the blank frames was measured.</summary>
    private static TrackSignal? Blanked(TrackSignal signal, HashSet<int>? numbers)
    {
        if (numbers is null)
            return signal;
        double[] blank =
        [
            .. Enumerable.Range(0, signal.Frames).Where(i => numbers.Contains(signal.Number[i])).Select(i => signal.Value[i]),
        ];
        if (blank.Length == 0)
            return null;
        double mean = blank.Average(),
            scatter = blank.Length < 2 ? 0 : Math.Sqrt(blank.Sum(v => (v - mean) * (v - mean)) / (blank.Length - 1));
        return signal with
        {
            Value = [.. signal.Value.Select(v => v - mean)],
            // NaN noise (nothing else says) is replaced too.
            Sigma = [.. signal.Sigma.Select(s => s >= scatter ? s : scatter)],
        };
    }

    private TrackRow Fill(in TrackRow track, in OnsetFrames onset, OnsetReading reading)
    {
        TrackRow row = track with { OnsetMethod = onset.Words };
        if (Against is null or Bands.Against.Time)
        {
            (double at, double low, double high) = reading.Time;
            row = row with { OnsetTimeS = at, OnsetTimeSLow = low, OnsetTimeSHigh = high };
        }
        if (Against is null or Bands.Against.Potential)
        {
            (double at, double low, double high) = reading.Potential;
            row = row with { OnsetPotentialV = at, OnsetPotentialVLow = low, OnsetPotentialVHigh = high };
        }
        return Stated(row)
            ? row
            : row with
            {
                OnsetMethod = reading.Refusal(Against) is { } why ? "not-determined: " + why : Unstated(onset),
            };
    }

    private bool Stated(in TrackRow row) =>
        (Against is not Bands.Against.Potential && double.IsFinite(row.OnsetTimeS))
        || (Against is not Bands.Against.Time && double.IsFinite(row.OnsetPotentialV));

    /// <summary>A method must not be named beside an onset that it did not give.</summary>
    private string Unstated(in OnsetFrames onset) =>
        double.IsNaN(onset.At)
            ? onset.Words
            : string.Create(
                CultureInfo.InvariantCulture,
                $"not-determined: frame {Math.Ceiling(onset.At):0} of the healthy frames has no {(Against switch {
                    Bands.Against.Time => "time",
                    Bands.Against.Potential => "potential",
                    _ => "time and no potential",
                })}"
            );
}
