using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class ReplicatesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void The_interval_between_samples_holds_the_truth_in_95_of_100(int samples)
    {
        var normal = new SeededNormal(1, "samples");
        int held = 0,
            byFit = 0;
        double scatter = 0;
        const int Draws = 1000;
        for (int d = 0; d < Draws; d++)
        {
            // Samples differ by 0.05 V, the fit of each is sure to 0.01 V.
            ReplicateRow row = Pool([
                    .. Enumerable.Range(0, samples).Select(_ => (TrackRow[])[Onset(-0.4 + (Math.Sqrt(0.0026) * normal.Next()))]),
                ])
                .Single(r => r.Quantity == "onset-potential");
            held += row.Low <= -0.4 && row.High >= -0.4 ? 1 : 0;
            byFit += Math.Abs(row.Mean + 0.4) < 1.96 * row.WithinSe / Math.Sqrt(samples) ? 1 : 0;
            scatter += row.BetweenSd * row.BetweenSd / Draws;
        }
        output.WriteLine(
            $"{samples} samples: {held / 10.0:f1} % held; errors of the fits alone {byFit / 10.0:f1} %; scatter {Math.Sqrt(scatter):f4} V of 0.05"
        );
        Assert.InRange(held / (double)Draws, 0.93, 0.97);
        Assert.True(byFit < 0.5 * Draws);
        Assert.Equal(0.05, Math.Sqrt(scatter), 0.005);
    }

    [Fact]
    public void Samples_that_agree_within_their_own_errors_scatter_by_nothing_more()
    {
        var normal = new SeededNormal(1, "agree");
        int none = 0;
        for (int d = 0; d < 200; d++)
            none +=
                Pool([.. Enumerable.Range(0, 4).Select(_ => (TrackRow[])[Onset(-0.4 + (0.01 * normal.Next()))])])
                    .Single(r => r.Quantity == "onset-potential")
                    .BetweenSd == 0
                    ? 1
                    : 0;
        // χ²(3) below 3 happens in 61 of 100.
        Assert.InRange(none / 200.0, 0.5, 0.72);
    }

    [Fact]
    public void One_sample_has_no_error_between_samples_and_says_so()
    {
        IReadOnlyList<ReplicateRow> rows = Pool([Onset(-0.4)]);
        Assert.All(rows, r => Assert.Equal((1, "one sample: no error between samples"), (r.N, r.Note)));
        Assert.All(rows, r => Assert.True(double.IsNaN(r.Sd) && double.IsNaN(r.Se) && double.IsNaN(r.Low) && double.IsNaN(r.BetweenSd)));
        Assert.Equal(0.01, rows.Single(r => r.Quantity == "onset-potential").WithinSe, 1e-4);
    }

    [Fact]
    public void Bands_are_one_by_position_and_what_a_sample_lacks_is_said()
    {
        IReadOnlyList<ReplicateRow> rows = Pool([At(1, 1004), At(2, 1662)], [At(1, 1006), At(2, 1655), At(3, 1664)], [At(1, 1003)]);
        ReplicateRow[] centers = [.. rows.Where(r => r.Quantity == "center")];
        Assert.Equal(["s3/1 1004, s1/1 1006, s2/1 1003", "s1/2 1655", "s3/2 1662, s1/3 1664"], centers.Select(c => c.Pooled));
        Assert.Equal((3, null), (centers[0].N, centers[0].Note));
        Assert.Equal("one sample: no error between samples; no such band in s3, s2", centers[1].Note);
        Assert.Equal("no such band in s2", centers[2].Note);
        Assert.Equal("catalyst=Ag, cyclohexanone=yes", centers[0].Group);
        Assert.Equal(13.0 / 3 + 1000, centers[0].Mean, 1e-9);
        Assert.Equal(Math.Sqrt(7.0 / 3), centers[0].Sd, 1e-9);
    }

    [Fact]
    public void Ratios_are_pooled_by_the_bands_they_are_of()
    {
        (TableSet own, Dictionary<string, TableSet> others) = Sets([At(1, 1004), At(2, 1662)], [At(1, 1003), At(2, 1300), At(3, 1661)]);
        own.Set<BandRatioRow>([Ratio("s2", 2, 1, 2.2)]);
        others["s1"].Set<BandRatioRow>([Ratio("s1", 3, 1, 2.0)]);
        BandTables.Run(new Replicates { Samples = ["s1"] }, own);
        ReplicateRow row = Assert.Single(own.Rows<ReplicateRow>(), r => r.Quantity.Contains("ratio", StringComparison.Ordinal));
        Assert.Equal(("height ratio to 1003.5", 2, 2.1), (row.Quantity, row.N, Math.Round(row.Mean, 9)));
        Assert.Equal(1661.5, row.Position);
        Assert.Equal(0.1 / 1.96, row.WithinSe, 1e-9);
    }

    [Fact]
    public void The_last_sample_pools_and_the_others_say_nothing()
    {
        SeriesCard[] cards = [Card("a", 1), Card("b", 2), Card("c", 3), Card("d", 1, "Cu")];
        var pools = cards.Select(c => (Replicates)new Replicates().Over(c, cards, cards)).ToArray();
        Assert.Equal(["a", "b"], pools[2].OtherSeries);
        Assert.All(pools[..2], p => Assert.Equal(("c", 0), (p.PooledIn, p.OtherSeries.Count)));
        Assert.Equal((null, 0), (pools[3].PooledIn, pools[3].Samples.Count));

        TableSet set = Sets([At(1, 1004)]).Own;
        BandTables.Run(pools[0], set);
        Assert.Empty(set.Rows<ReplicateRow>());
    }

    [Fact]
    public void The_last_sample_that_has_the_step_pools_those_without_it_too()
    {
        SeriesCard[] cards = [Card("a", 1), Card("b", 2), Card("c", 3)];
        SeriesCard[] having = cards[..2];
        var pools = having.Select(c => (Replicates)new Replicates().Over(c, cards, having)).ToArray();
        Assert.Equal(("b", 0), (pools[0].PooledIn, pools[0].OtherSeries.Count));
        Assert.Null(pools[1].PooledIn);
        Assert.Equal(["a", "c"], pools[1].OtherSeries);
        Assert.DoesNotContain(typeof(Replicates).GetProperties(), p => p.Name == nameof(Replicates.PooledIn));
    }

    [Fact]
    public void A_gained_and_a_lost_band_are_two_and_so_are_two_temperatures()
    {
        IReadOnlyList<ReplicateRow> rows = Pool([At(1, 1004) with { Sign = 1 }], [At(1, 1005) with { Sign = -1 }], [At(1, 1004.5)]);
        Assert.Equal([2, 1], rows.Where(r => r.Quantity == "center").Select(r => r.N).OrderDescending());
        SeriesCard[] cards =
        [
            Card("a", 1) with
            {
                Context = new() { Temperature = 25 },
            },
            Card("b", 2) with
            {
                Context = new() { Temperature = 60 },
            },
        ];
        Assert.Empty(((Replicates)new Replicates().Over(cards[1], cards, cards)).Samples);
    }

    [Fact]
    public void A_ratio_asked_for_by_two_steps_counts_once_in_a_sample()
    {
        (TableSet own, Dictionary<string, TableSet> others) = Sets([At(1, 1004), At(2, 1662)], [At(1, 1003), At(2, 1661)]);
        own.Set<BandRatioRow>([Ratio("s2", 2, 1, 2.2) with { Step = "first" }, Ratio("s2", 2, 1, 2.4) with { Step = "second" }]);
        others["s1"].Set<BandRatioRow>([Ratio("s1", 2, 1, 2.0)]);
        BandTables.Run(new Replicates { Samples = ["s1"] }, own);
        ReplicateRow row = Assert.Single(own.Rows<ReplicateRow>(), r => r.Quantity.Contains("ratio", StringComparison.Ordinal));
        Assert.Equal((2, 2.2), (row.N, Math.Round(row.Mean, 9)));
    }

    [Fact]
    public void Series_that_share_a_number_are_no_samples()
    {
        SeriesCard[] same = [Card("a", 1), Card("b", 1)];
        var pool = (Replicates)new Replicates().Over(same[1], same, same);
        Assert.Equal((null, 0), (pool.PooledIn, pool.Samples.Count));

        SeriesCard[] some = [Card("a", 1), Card("b", 1), Card("c", 2)];
        pool = (Replicates)new Replicates().Over(some[2], some, some);
        Assert.Empty(pool.Samples);
        TableSet set = Sets([At(1, 1004)]).Own;
        Assert.Equal("ambiguous-replicates", Assert.Single(BandTables.Run(pool, set).Notes).Code);
    }

    [Fact]
    public void A_sample_without_tracks_is_said()
    {
        (TableSet own, Dictionary<string, TableSet> others) = Sets([At(1, 1004)], [At(1, 1003)]);
        others["s1"].Set<TrackRow>([]);
        Findings findings = BandTables.Run(new Replicates { Samples = ["s1"] }, own);
        Assert.Equal("no-tracks", Assert.Single(findings.Notes).Code);
        Assert.All(own.Rows<ReplicateRow>(), r => Assert.Equal(1, r.N));
    }

    private static TrackRow At(int track, double center) =>
        new()
        {
            Series = "s",
            Track = track,
            Center = center,
            Fwhm = 12,
        };

    private static TrackRow Onset(double volts) =>
        At(1, 1662) with
        {
            OnsetPotentialV = volts,
            OnsetPotentialVLow = volts - 0.0196,
            OnsetPotentialVHigh = volts + 0.0196,
        };

    private static BandRatioRow Ratio(string series, int above, int below, double ratio) =>
        new()
        {
            Series = series,
            Group = "all",
            Numerator = above,
            Denominator = below,
            Quantity = "height",
            Ratio = ratio,
            RatioLow = ratio - 0.1,
            RatioHigh = ratio + 0.1,
        };

    private static SeriesCard Card(string id, int replicate, string catalyst = "Ag") =>
        new()
        {
            Id = id,
            Replicate = replicate,
            Labels = new Dictionary<string, string> { ["cyclohexanone"] = "yes", ["catalyst"] = catalyst },
        };

    /// <summary>The last sample with the others beside it.</summary>
    private static (TableSet Own, Dictionary<string, TableSet> Others) Sets(params TrackRow[][] samples)
    {
        var others = new Dictionary<string, TableSet>();
        for (int s = 1; s < samples.Length; s++)
        {
            string id = "s" + s;
            others[id] = new TableSet(Card(id, s), null);
            others[id].Set<TrackRow>(samples[s]);
        }
        var own = new TableSet(Card("s" + samples.Length, samples.Length), null, others);
        own.Set<TrackRow>(samples[0]);
        return (own, others);
    }

    private static IReadOnlyList<ReplicateRow> Pool(params TrackRow[][] samples)
    {
        // The first given is the sample whose step pools; the others are s1, s2 ...
        (TableSet own, Dictionary<string, TableSet> others) = Sets(samples);
        BandTables.Run(new Replicates { Samples = [.. others.Keys] }, own);
        return own.Rows<ReplicateRow>();
    }

    private static IReadOnlyList<ReplicateRow> Pool(TrackRow only) =>
        Pool([
            [only],
        ]);
}
