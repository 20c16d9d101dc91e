using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>Thousands of frames with bumps anywhere over 1000 cm-1: paths of bumps must neither live on nor take a band.</summary>
public sealed class LongSeriesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(5_000, 1.0)]
    [InlineData(10_000, 0.5)]
    [InlineData(20_000, 0.3)]
    public void Bands_keep_their_identity_among_bumps(int frames, double bumps)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            IReadOnlyList<TrackRow> tracks = Tracked(frames, 3, bumps, seed);
            output.WriteLine(string.Join(" ", tracks.Select(t => $"{t.Center:0}:{t.Frames}")));
            Assert.Equal(3, tracks.Count);
            // A bump may stand for a band in a frame, when the nearer of both is the bump.
            Assert.All(tracks, t => Assert.InRange(t.Frames, frames - (frames / 500), frames));
        }
    }

    [Theory]
    [InlineData(5_000, 2.0)]
    [InlineData(5_000, 5.0)]
    [InlineData(20_000, 2.0)]
    public void A_long_blank_has_no_track(int frames, double bumps)
    {
        for (int seed = 1; seed <= 3; seed++)
            Assert.Empty(Tracked(frames, 0, bumps, seed));
    }

    [Fact]
    public void A_weak_band_found_in_every_second_frame_is_kept_among_bumps()
    {
        for (int seed = 1; seed <= 5; seed++)
            Assert.InRange(Assert.Single(Tracked(5_000, 1, 1, seed, found: 0.5, snr: 5)).Frames, 2_300, 2_700);
    }

    [Fact]
    public void A_band_that_comes_late_begins_when_it_comes()
    {
        TrackRow track = Assert.Single(Tracked(6_000, 1, 1, 5, from: 3_000));
        Assert.InRange(track.FirstFrame, 2_900, 3_001);
        Assert.InRange(track.Frames, 2_990, 3_010);
    }

    /// <summary>The part of docs/tracking.md about long series.</summary>
    internal static string Page()
    {
        const int Series = 5;
        var page = new StringBuilder(
            "\n## Long series among bumps\n\nThree bands (SNR 20, position scatter 0.3 cm-1, width 12 cm-1) or none, and bumps of SNR 4.4 anywhere over 1000 cm-1; five series each, false-alarms 0.01.\n*Kept*: bands with one track of at least 99.8 % of the frames. *Other*: tracks beside these, in all five.\n\n| frames | bands | bumps a frame | kept | other |\n|---:|---:|---:|---:|---:|\n"
        );
        foreach (
            (int frames, int bands, double bumps) in new[]
            {
                (5_000, 3, 1),
                (10_000, 3, 0.5),
                (20_000, 3, 0.3),
                (5_000, 0, 2),
                (20_000, 0, 2),
            }
        )
        {
            int kept = 0,
                other = 0;
            for (int seed = 1; seed <= Series; seed++)
            {
                IReadOnlyList<TrackRow> tracks = Tracked(frames, bands, bumps, seed);
                int whole = bands == 0 ? 0 : tracks.Count(t => t.Frames >= frames - (frames / 500));
                (kept, other) = (kept + whole, other + tracks.Count - whole);
            }
            page.Append(CultureInfo.InvariantCulture, $"| {frames} | {bands} | {bumps:0.0} | {kept} of {Series * bands} | {other} |\n");
        }
        return page.ToString();
    }

    private static IReadOnlyList<TrackRow> Tracked(
        int frames,
        int bands,
        double bumps,
        int seed,
        double found = 1,
        double snr = 20,
        int from = 0
    )
    {
        var random = new Random(seed);
        var tables = new BandTables(frames);
        for (int f = 0; f < frames; f++)
        {
            for (int b = 1; b <= bands; b++)
                if (f >= from && random.NextDouble() < found)
                    tables.Band(f, 1000 + (250 * b) + (0.3 * BandTables.Normal(random)), snr / 20, 12, 0.3, snr);
            int count = (int)bumps + (random.NextDouble() < bumps - (int)bumps ? 1 : 0);
            for (int i = 0; i < count; i++)
                tables.Band(f, 1000 + (1000 * random.NextDouble()), 0.22, 12, 0.3, 4.4);
        }
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        return set.Rows<TrackRow>();
    }
}
