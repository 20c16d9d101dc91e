using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Whether a band is another at the same potential on the way back.</summary>
[Stage(
    "bands.hysteresis",
    "Propagation of errors through the integral of the two scans and through the potential of half height; monotone parts: M. Ayer et al., Ann. Math. Stat. 1955, 26, 641, doi 10.1214/aoms/1177728423.",
    Summary = "Size and position of every track in the cathodic and the anodic scan: loop area, separation in potential, and whether the clock of the log could be the reason.",
    Formula = "A = ∫ (y_anodic − y_cathodic) dE; ΔE½ = E½,anodic − E½,cathodic; an offset δ of the clock alone gives ΔE½ = 2 v δ",
    Fails = "Needs a sweep in both directions over a common range: steps with fewer than ten potentials a direction, or a potential that rests, are none. A band that only accumulates with time differs between the scans too: a second cycle tells. Half-height needs a band that goes from one level to another within the range; else only the area counts. Potentials are iR-corrected where every frame has the corrected one."
)]
public sealed record Hysteresis : TableStage
{
    /// <summary>Height or area.</summary>
    [Param("Size of the band that is compared, beside its position.")]
    public BandQuantity Quantity { get; init; } = BandQuantity.Height;

    /// <summary>Frames that each direction needs.</summary>
    [Param("Frames that each direction needs in the range of potential that both share.", Min = 4)]
    public int MinFrames { get; init; } = 5;

    /// <summary>Smallest signal to noise of a position that counts.</summary>
    [Param("Signal to noise that a band needs for its position to count.", Min = 0)]
    public double MinSnr { get; init; } = 4;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [.. FittedFrames.MayRead, typeof(ClockRow), typeof(BandTrendRow)];

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var fitted = new FittedFrames(input);
        HealthyFrames frames = fitted.Frames;
        if (!frames.Potential.Any(double.IsFinite))
        {
            output.Warn(
                "no-potentials",
                "No frame has a potential, so the two scans cannot be compared: link the log or state the potentials."
            );
            return;
        }
        var scan = new Scan(frames, LogClock.Of(input.Rows<ClockRow>(), input.Frames));
        var rows = new List<HysteresisRow>();
        foreach (TrackRow track in input.Rows<TrackRow>())
        {
            TrackSignal size = TrackSignal.Of(fitted, track, Quantity);
            HysteresisRow row = ScanLoop
                .Of(scan.Branches(size.Value, size.Sigma), scan, MinFrames)
                .ToRow(track, Quantity == BandQuantity.Height ? "height" : "area");
            string lost = TrackSignal.LeftOutWords(size.Frames - size.Measured().Frames);
            rows.Add(row with { Note = row.Note + scan.OneSided(fitted.Bands[track.Track]) + lost + "; " + frames.Scale });
            (double[] position, double[] error) = Positions(frames, fitted.Bands[track.Track], fitted.Limits);
            ScanLoop loop = ScanLoop.Of(scan.Branches(position, error), scan, MinFrames);
            if (SeriesTie.Of(fitted.Bands[track.Track], input.Rows<BandTrendRow>()) is { } tie)
                loop = loop.Refused($"the fit of all frames tied the positions (center: {tie.Kind}), so the two scans are not independent");
            HysteresisRow moved = loop.ToRow(track, "position");
            rows.Add(moved with { Note = moved.Note + "; " + frames.Scale });
        }
        output.Replace(rows);
    }

    /// <summary>Positions that the spectrum decided; NaN elsewhere.</summary>
    private (double[] Position, double[] Error) Positions(
        HealthyFrames frames,
        in RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits
    )
    {
        double[] position = new double[frames.Count],
            error = new double[frames.Count];
        position.AsSpan().Fill(double.NaN);
        if (BoundShare.Of(bands).CenterHeld)
            return (position, error);
        var found = new Dictionary<int, BandRow>(bands.Count);
        foreach (BandRow band in bands.All)
            if (band.Converged && !band.IsAtBound("center") && !(band.Snr < MinSnr) && band.IsDetected(limits[band.Frame]))
                found[band.Frame] = band;
        for (int i = 0; i < frames.Count; i++)
            if (found.TryGetValue(frames.Number[i], out BandRow band))
                (position[i], error[i]) = (band.Center, double.IsFinite(band.CenterSeTotal) ? band.CenterSeTotal : band.CenterSe);
        return (position, error);
    }
}
