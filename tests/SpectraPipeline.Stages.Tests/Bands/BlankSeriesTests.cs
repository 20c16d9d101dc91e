using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class BlankSeriesTests(ITestOutputHelper output)
{
    private const int Frames = 60;
    private const int Points = 300;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 2, Points);

    [Fact]
    public void Scratch()
    {
        int draws = int.Parse(Environment.GetEnvironmentVariable("DRAWS") ?? "30", CultureInfo.InvariantCulture);
        foreach (Blank blank in Enum.GetValues<Blank>())
        foreach (FrameStage stage in new FrameStage[] { new Find(), new Fit() })
        {
            int alarms = 0,
                tracks = 0,
                bands = 0,
                strong = 0;
            for (int i = 0; i < draws; i++)
            {
                TableSet set = Tracked(blank, (ulong)i, stage, SignalKind.DifferenceAbsorbance);
                alarms += set.Rows<TrackRow>().Count > 0 ? 1 : 0;
                tracks += set.Rows<TrackRow>().Count;
                foreach (TrackRow t in set.Rows<TrackRow>())
                    output.WriteLine($"  {t.Center:0} frames {t.Frames} from {t.FirstFrame} w {t.Fwhm:0.0} snr {t.Snr:0.0} right");
                bands += set.Rows<BandRow>().Count;
                strong += set.Rows<BandRow>().Count(b => b.Snr >= 4);
            }
            output.WriteLine(
                $"{blank} {stage.GetType().Name}: {alarms} of {draws} series with tracks, {tracks} tracks, bands a frame {(double)bands / draws / Frames:0.00}, strong {(double)strong / draws / Frames:0.00} right"
            );
        }
    }

    private static TableSet Tracked(Blank blank, ulong seed, FrameStage stage, SignalKind kind)
    {
        SpectralSeries series = FrameStageRun.Series(
            s_axis,
            kind,
            [.. Enumerable.Range(0, Frames).Select(f => BlankSpectra.Frame(blank, seed, f, Points))]
        );
        Findings found = FrameStageRun.Of(series, null, stage).Findings;
        var tables = new BandTables(Frames);
        TableSet set = tables.Set(new Axis("wavenumber", Unit.PerCm, s_axis), bands: found.List<BandRow>().Select(b => b with { Series = BandTables.Series }));
        set.Set<DetectionLimitRow>([.. found.List<DetectionLimitRow>()]);
        BandTables.Run(new Track(), set);
        return set;
    }
}
