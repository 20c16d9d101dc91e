using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Stark slope of every track, with the tests that a single straight line hides.</summary>
[Stage(
    "bands.stark",
    "D. K. Lambert, Electrochim. Acta 1996, 41, 623, doi 10.1016/0013-4686(95)00349-5; scatter: R. C. Paule, J. Mandel, J. Res. Natl. Bur. Stand. 1982, 87, 377; pieces: G. Schwarz, Ann. Stat. 1978, 6, 461, doi 10.1214/aos/1176344136.",
    Summary = "Slope of the band position against potential: over all, by scan direction, and in the windows that the data ask for.",
    Formula = "ν = ν₀ + (dν/dE) E, weights 1/(se² + s²), se with the baseline's share where it is known; doublet: d²Γ²/dν²/2 = −8 ln 2 (two bands that trade heights) against 0",
    Fails = "Needs a range of 0.2 V. Two bands under one maximum, or a coverage that changes along the sweep, give a slope that is no Stark slope: curvature and hysteresis are the sign of it, and a width that is largest in the middle of the shift (doublet-suspected). Two bands more unlike in width than they are apart are not told from one. Positions that a fit of all frames tied (peaks.fit-series) are no independent points: slope, error and test are then those of band_trends.",
    BibTex = "@article{Lambert1996, author={Lambert, D. K.}, title={Vibrational Stark effect of adsorbates at electrochemical interfaces}, journal={Electrochimica Acta}, volume={41}, pages={623--630}, year={1996}, doi={10.1016/0013-4686(95)00349-5}}"
)]
public sealed record Stark : TableStage
{
    /// <summary>What the position is plotted against.</summary>
    [Param("Only potential has a Stark slope.")]
    public Against Against { get; init; } = Against.Potential;

    /// <summary>Limits between windows of potential.</summary>
    [Param("Potentials between windows; found by segmented regression (BIC) when left out.", Unit = "V")]
    public IReadOnlyList<double> Windows { get; init; } = [];

    /// <summary>Windows at most when they are found.</summary>
    [Param("Windows at most when they are found by the data.", Min = 1, Max = 8)]
    public int MaxWindows { get; init; } = 3;

    /// <summary>Smallest range of potential.</summary>
    [Param("Range of potential that a slope needs.", Min = 0, Unit = "V")]
    public double MinSpan { get; init; } = 0.2;

    /// <summary>Smallest signal to noise of a position that counts.</summary>
    [Param("Signal to noise that a band needs for its position to count; the fit of a vanished band follows the noise.", Min = 0)]
    public double MinSnr { get; init; } = 4;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(DetectionLimitRow), typeof(FitRow), typeof(ClockRow), typeof(BandTrendRow)];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Against != Against.Potential)
            yield return "bands.stark works against potential only; leave 'against' out.";
        for (int i = 1; i < Windows.Count; i++)
            if (Windows[i] <= Windows[i - 1])
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"windows must ascend: {Windows[i]:g4} follows {Windows[i - 1]:g4}."
                );
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var frames = new FramePotentials(input.Frames, input.Rows<ClockRow>());
        var limits = new RowGroups<DetectionLimitRow>(input.Rows<DetectionLimitRow>(), l => l.Frame);
        var bands = new RowGroups<BandRow>(input.Rows<BandRow>(), b => b.Track);
        HashSet<(int, int)> better =
        [
            .. input
                .Rows<FitRow>()
                .Where(f => f.RivalBand is not null && f.RivalBicDifference < -10)
                .Select(f => (f.Frame, f.RivalBand!.Value)),
        ];
        string? refusal =
            input.Axis is { } axis && axis.Unit.Symbol != "cm-1" ? $"positions are in {axis.Unit.Symbol}, a Stark slope needs cm-1"
            : frames.Count == 0 ? "no frame has a potential"
            : null;
        var tracks = new List<TrackRow>();
        var windows = new List<StarkWindowRow>();
        foreach (TrackRow track in input.Rows<TrackRow>())
        {
            if (refusal is not null)
            {
                tracks.Add(track with { StarkVerdict = $"not-determined: {refusal}" });
                continue;
            }
            StarkLine line = SeriesTie.Of(bands[track.Track], input.Rows<BandTrendRow>()) is { } tie
                ? SeriesTie.Line(tie, frames.Of(bands[track.Track]), MinSpan, frames.Corrected)
                : StarkLine.Of(bands[track.Track], limits, frames, better, this);
            tracks.Add(track with { StarkCm1PerV = line.Slope, StarkCm1PerVSe = line.SlopeSe, StarkVerdict = line.Verdict });
            windows.AddRange(line.Selections.Select(s => s.ToRow(track.Series, track.Track)));
        }
        output.Replace(tracks);
        // Asked twice, the step answers once: its own earlier windows go.
        output.Replace(windows);
        EvolutionClaims.Put(input, output, tracks, bands, windows);
    }
}
