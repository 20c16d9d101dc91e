using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

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
}

/// <summary>When, or at which potential, each band appears.</summary>
[Stage(
    "bands.onset",
    "Threshold at a multiple of the blank's standard deviation: L. A. Currie, Anal. Chem. 1968, 40, 586, doi 10.1021/ac60259a007; change point: D. V. Hinkley, Biometrika 1969, 56, 495, doi 10.1093/biomet/56.3.495.",
    Summary = "Onset of every track in time and potential, with an interval from noise and frame spacing.",
    Formula = "first frame i with |h| > 3σ in i and i + 1",
    Fails = "A band that is there in the first frame has no onset, only an upper limit. Change point and tangent assume a straight first half of the rise.",
    BibTex = "@article{Currie1968, author={Currie, L. A.}, title={Limits for qualitative detection and quantitative determination}, journal={Analytical Chemistry}, volume={40}, pages={586--593}, year={1968}, doi={10.1021/ac60259a007}}"
)]
public sealed record Onset : TableStage
{
    /// <summary>Time or potential.</summary>
    [Param("time or potential; both when left out.")]
    public Against? Against { get; init; }

    /// <summary>How the onset is found.</summary>
    [Param("threshold: first frame above the noise; change-point: start of the rise; tangent: line through the rise at zero.")]
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
    [Param("Frames known to hold nothing: their mean is zero and their scatter the least noise; none when left out.")]
    public FrameSelection? Blank { get; init; }

    /// <summary>Resamples of the noise for the interval of the threshold.</summary>
    [Param("Resamples of the noise for the interval of the threshold.", Min = 50)]
    public int Resamples { get; init; } = 400;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(DetectionLimitRow)];

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
        var bands = new RowGroups<BandRow>(input.Rows<BandRow>(), b => b.Track);
        var limits = new RowGroups<DetectionLimitRow>(input.Rows<DetectionLimitRow>(), l => l.Frame);
        var frames = new HealthyFrames(input.Frames);
        WarnOfAxes(input, output);
        var rows = new List<TrackRow>();
        foreach (TrackRow track in input.Rows<TrackRow>())
        {
            TrackSignal signal = Blanked(TrackSignal.Of(frames, track, bands[track.Track], limits, Quantity));
            rows.Add(Fill(track, signal, OnsetSearch.Find(signal, this, run.Seed, track)));
        }
        output.Replace(rows);
        EvolutionClaims.Put(input, output, rows, bands, input.Rows<StarkWindowRow>());
    }

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

    private TrackSignal Blanked(TrackSignal signal)
    {
        if (Blank is null)
            return signal;
        double[] blank = [.. Blank.In(signal.Frames).Select(i => signal.Value[i])];
        double mean = blank.Average(),
            scatter = blank.Length < 2 ? 0 : Math.Sqrt(blank.Sum(v => (v - mean) * (v - mean)) / (blank.Length - 1));
        return signal with
        {
            Value = [.. signal.Value.Select(v => v - mean)],
            // NaN noise (nothing else says) is replaced too.
            Sigma = [.. signal.Sigma.Select(s => s >= scatter ? s : scatter)],
        };
    }

    private TrackRow Fill(in TrackRow track, TrackSignal signal, in OnsetFrames onset)
    {
        TrackRow row = track with { OnsetMethod = onset.Words };
        if (Against is null or Bands.Against.Time)
        {
            (double at, double low, double high) = onset.On(signal.Time);
            row = row with { OnsetTimeS = at, OnsetTimeSLow = low, OnsetTimeSHigh = high };
        }
        if (Against is null or Bands.Against.Potential)
        {
            (double at, double low, double high) = onset.On(signal.Potential);
            // In a cathodic scan the earlier frame has the higher potential, also where one end is open.
            if (double.IsFinite(low) && double.IsFinite(high) ? low > high : onset.Falls(signal.Potential))
                (low, high) = (high, low);
            row = row with { OnsetPotentialV = at, OnsetPotentialVLow = low, OnsetPotentialVHigh = high };
        }
        return Stated(row) ? row : row with { OnsetMethod = Unstated(onset) };
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

/// <summary>An onset in (fractional) frames; NaN = not determined.</summary>
internal readonly record struct OnsetFrames(double At, double Low, double High, string Words)
{
    /// <summary>The axis falls with the frames where the onset lies.</summary>
    public bool Falls(double[] axis)
    {
        double at =
            At >= 0 ? At
            : High >= 0 ? High
            : Low;
        int[] known = [.. Enumerable.Range(0, axis.Length).Where(i => double.IsFinite(axis[i]))];
        if (!(at >= 0) || known.Length == 0)
            return false;
        int[] direction = ScanDirection.Of([.. known.Select(i => axis[i])]);
        int place = Array.FindLastIndex(known, i => i <= at);
        return direction[Math.Max(0, place)] < 0;
    }

    public (double At, double Low, double High) On(double[] axis) => (Value(axis, At), Value(axis, Low), Value(axis, High));

    private static double Value(double[] axis, double at)
    {
        if (!(at >= 0))
            return double.NaN;
        int i = Math.Min((int)at, axis.Length - 1),
            next = Math.Min(i + 1, axis.Length - 1);
        return at == i ? axis[i] : axis[i] + ((at - i) * (axis[next] - axis[i]));
    }

    public static OnsetFrames None(FormattableString why) =>
        new(double.NaN, double.NaN, double.NaN, why.ToString(CultureInfo.InvariantCulture));
}
