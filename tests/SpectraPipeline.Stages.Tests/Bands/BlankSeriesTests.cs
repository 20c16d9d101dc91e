using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>Series without a band through the pipeline that a user writes: peaks.fit or peaks.find, then bands.track.</summary>
public sealed class BlankSeriesTests(ITestOutputHelper output)
{
    private const int Frames = 60;
    private const int Points = 300;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 2, Points);

    // 300 series in all at the stated 0.01 a series: three tracks are expected at most, eight are three sigma above.
    private const int Expected = 8;

    [Fact]
    public void Blanks_fitted_have_no_track_beyond_the_stated_rate()
    {
        int alarms = Enum.GetValues<Blank>().Sum(blank => Alarms(blank, new Fit(), 75));
        output.WriteLine($"{alarms} of 300");
        Assert.InRange(alarms, 0, Expected);
    }

    [Fact]
    public void Blanks_searched_for_crests_have_no_track_beyond_the_stated_rate()
    {
        // peaks.find takes crests of noise for bands, 2 a frame where it is white, 14 where it is correlated.
        int alarms = Alarms(Blank.White, new Find(), 150) + Alarms(Blank.Correlated, new Find(), 150);
        output.WriteLine($"{alarms} of 300");
        Assert.InRange(alarms, 0, Expected);
    }

    [Fact]
    public void Without_a_rate_the_same_crests_make_tracks() =>
        Assert.InRange(Alarms(Blank.Correlated, new Find(), 5, new Track { FalseAlarms = 0 }), 5, 5);

    [Fact]
    public void A_weak_band_among_crests_of_noise_is_kept()
    {
        int kept = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            double[][] frames =
            [
                .. Enumerable
                    .Range(0, Frames)
                    .Select(f =>
                        BlankSpectra
                            .Frame(Blank.White, (ulong)seed, f, Points)
                            .Select((y, i) => y + (6 * Math.Exp(-4 * Math.Log(2) * Math.Pow((s_axis[i] - 1300 - (0.1 * f)) / 20, 2))))
                            .ToArray()
                    ),
            ];
            kept += Tracked(frames, new Find(), new Track()).Rows<TrackRow>().Any(t => Math.Abs(t.Center - 1303) < 6) ? 1 : 0;
        }
        Assert.InRange(kept, 19, 20);
    }

    /// <summary>The part of docs/tracking.md about blanks.</summary>
    internal static string Page()
    {
        const int draws = 100;
        var page = new StringBuilder();
        page.Append(
            "\n## Series without a band\n\nSixty frames of 300 points, signed (difference) spectra; false-alarms 0.01 a series, all else as it comes. Fringes of 1.5 standard deviations, periods of 30 to 160 cm-1.\n"
                + "peaks.fit measures its noise at the width of what it looks for and finds nothing. peaks.find takes crests for bands; those that chance brings are left out, the crests of a fringe that stays are not chance and some make tracks: fit, or take the fringe off first.\n\n"
                + "| noise | bands from | series | series with a track |\n|---|---|---:|---:|\n"
        );
        foreach (Blank blank in Enum.GetValues<Blank>())
        foreach ((string name, FrameStage stage) in new (string, FrameStage)[] { ("peaks.fit", new Fit()), ("peaks.find", new Find()) })
            page.Append(CultureInfo.InvariantCulture, $"| {Words(blank)} | {name} | {draws} | {Alarms(blank, stage, draws)} |\n");
        return page.ToString();
    }

    private static string Words(Blank blank) =>
        blank switch
        {
            Blank.White => "independent",
            Blank.Correlated => "over five points",
            Blank.Ripple => "independent, standing fringe",
            _ => "independent, drifting fringe",
        };

    private static int Alarms(Blank blank, FrameStage stage, int series, Track? track = null) =>
        Enumerable
            .Range(0, series)
            .Count(seed =>
                Tracked(
                        [.. Enumerable.Range(0, Frames).Select(f => BlankSpectra.Frame(blank, (ulong)seed, f, Points))],
                        stage,
                        track ?? new Track()
                    )
                    .Rows<TrackRow>()
                    .Count > 0
            );

    private static TableSet Tracked(double[][] frames, FrameStage stage, Track track)
    {
        Findings found = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, frames), null, stage).Findings;
        TableSet set = new BandTables(Frames).Set(
            new Axis("wavenumber", Unit.PerCm, s_axis),
            found.List<BandRow>().Select(b => b with { Series = BandTables.Series })
        );
        set.Set<DetectionLimitRow>([.. found.List<DetectionLimitRow>()]);
        BandTables.Run(track, set);
        return set;
    }
}
