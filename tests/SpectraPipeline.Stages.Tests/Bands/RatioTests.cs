using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class RatioTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.05, RatioGrouping.All)]
    [InlineData(0.05, RatioGrouping.Potential)]
    [InlineData(0.05, RatioGrouping.Frame)]
    [InlineData(0.3, RatioGrouping.Frame)]
    public void The_interval_holds_the_true_ratio_in_95_of_100(double noise, RatioGrouping group)
    {
        int held = 0,
            all = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            TableSet set = Analysed(Pair(12, f => 2, noise, seed), new Ratio { Group = group });
            foreach (BandRatioRow row in set.Rows<BandRatioRow>().Take(4))
            {
                all++;
                held += !(row.RatioLow > 2) && !(row.RatioHigh < 2) ? 1 : 0;
            }
        }
        output.WriteLine($"{group}, noise {noise}: {100.0 * held / all:f1} % of {all}");
        Assert.InRange(held / (double)all, 0.93, 0.975);
    }

    [Fact]
    public void A_track_is_named_by_number_or_position()
    {
        BandTables tables = Pair(12, f => 2, 0.01, 1);
        Assert.Equal((2, 1), Named(new Ratio { Numerator = 2, Denominator = 1 }));
        Assert.Equal((2, 1), Named(new Ratio { Numerator = 1657, Denominator = 1004 }));
        Assert.Equal((1, 2), Named(new Ratio { Numerator = 1001, Denominator = 2 }));
        // The band at 1662 is the taller one.
        Assert.Equal((1, 2), Named(new Ratio()));
        Assert.Equal((2, 1), Named(new Ratio { Numerator = 1662 }));
        Assert.Equal((2, 1), Named(new Ratio { Denominator = 1004 }));

        (int, int) Named(Ratio ratio)
        {
            BandRatioRow row = Assert.Single(Run(tables, ratio).Rows<BandRatioRow>());
            return (row.Numerator, row.Denominator);
        }
    }

    [Fact]
    public void Groups_are_said_and_areas_have_areas_errors()
    {
        TableSet set = Analysed(
            Pair(12, f => f < 4 ? 2 : 3, 0.01, 1),
            new Ratio { Group = RatioGrouping.Potential, Quantity = BandQuantity.Area }
        );
        IReadOnlyList<BandRatioRow> rows = set.Rows<BandRatioRow>();
        Assert.Equal(["-0.300 V", "-0.200 V", "-0.100 V", "0.000 V"], rows.Select(r => r.Group));
        Assert.All(rows, r => Assert.Equal(("area", 3, "fit/gaussian"), (r.Quantity, r.Frames, r.Model)));
        // The widths are 30 and 15: the ratio of areas is twice that of heights.
        Assert.Equal(6, rows[0].Ratio, 0.2);
        Assert.Equal("fit/gaussian", rows[0].Model);
    }

    [Fact]
    public void A_band_below_the_line_that_may_be_nothing_gives_no_number()
    {
        // Tracked as if it were sure: what the ratio says of a doubtful band is asked here.
        TableSet set = Pair(12, f => 2, 0.02, 3, lower: 0.002).With(b => b with { HeightSe = double.NaN }).Set();
        BandTables.Run(new Track(), set);
        set.Set<BandRow>([.. set.Rows<BandRow>().Select(b => b with { HeightSe = 0.02 })]);
        BandTables.Run(new Ratio { Numerator = 1662, Denominator = 1004 }, set);
        BandRatioRow row = Assert.Single(set.Rows<BandRatioRow>());
        Assert.True(double.IsNaN(row.Ratio) && double.IsNaN(row.RatioLow) && double.IsNaN(row.RatioHigh));
        Assert.StartsWith("no limits: ", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Equivalence_against_a_number_is_promised_at_5_per_cent()
    {
        int falsely = 0,
            rightly = 0,
            different = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            falsely += Verdict(2.2, seed) == "equivalent" ? 1 : 0;
            rightly += Verdict(2.0, seed) == "equivalent" ? 1 : 0;
            different += Verdict(2.6, seed) == "different" ? 1 : 0;
        }
        output.WriteLine(
            $"at the margin {falsely / 5.0:f1} % called equivalent, within it {rightly / 5.0:f1} %, beyond it {different / 5.0:f1} % different"
        );
        Assert.InRange(falsely / 500.0, 0.02, 0.08);
        Assert.InRange(rightly / 500.0, 0.9, 1);
        Assert.InRange(different / 500.0, 0.9, 1);

        // Margin 0.2 about 2; truth at its edge, in its middle, beyond it.
        static string? Verdict(double truth, int seed) =>
            Analysed(Pair(12, f => truth, 0.08, seed), new Ratio { Expected = 2, Margin = 0.2 }).Rows<BandRatioRow>()[0].Verdict;
    }

    [Fact]
    public void Groups_are_compared_with_the_first()
    {
        IReadOnlyList<BandRatioRow> rows = Analysed(
                Pair(12, f => f < 6 ? 3 : 2, 0.02, 1),
                new Ratio { Group = RatioGrouping.Potential, Margin = 0.3 }
            )
            .Rows<BandRatioRow>();
        Assert.Equal([null, "equivalent", "different", "different"], rows.Select(r => r.Verdict));
        Assert.Equal(rows[0].Ratio, rows[1].Against);
        Assert.True(rows[1].EquivalenceP < 0.05 && rows[2].EquivalenceP > 0.5);
    }

    [Fact]
    public void A_ratio_that_drifts_scatters_beyond_its_errors_and_says_so()
    {
        BandRatioRow row = Analysed(Pair(12, f => 1 + (0.2 * f), 0.01, 1), new Ratio()).Rows<BandRatioRow>()[0];
        Assert.Contains("frames scatter by", row.Note, StringComparison.Ordinal);
        Assert.InRange(2.1, row.RatioLow, row.RatioHigh);
        Assert.True(row.RatioHigh - row.RatioLow > 0.5);
    }

    [Fact]
    public void Anticorrelated_errors_widen_the_interval()
    {
        BandTables tables = Pair(12, f => 2, 0.05, 1);
        BandRatioRow alone = Analysed(tables, new Ratio { Group = RatioGrouping.Frame }).Rows<BandRatioRow>()[0],
            apart = Analysed(tables, new Ratio { Group = RatioGrouping.Frame, Correlation = -0.8 }).Rows<BandRatioRow>()[0];
        Assert.True(apart.RatioHigh - apart.RatioLow > 1.2 * (alone.RatioHigh - alone.RatioLow));
    }

    [Fact]
    public void Two_pairs_stand_beside_each_other_and_one_asked_twice_stands_once()
    {
        TableSet set = Analysed(Pair(12, f => 2, 0.02, 1), new Ratio());
        BandTables.Run(new Ratio { Numerator = 1662, Denominator = 1004 }, set);
        BandTables.Run(new Ratio { Numerator = 1004, Denominator = 1662 }, set);
        Assert.Equal(2, set.Rows<BandRatioRow>().Count);
    }

    [Theory]
    [InlineData("at-bound")]
    [InlineData("unconverged")]
    [InlineData("failed")]
    [InlineData("lost")]
    [InlineData("merged")]
    public void A_fit_that_says_nothing_of_a_band_is_left_out_and_not_taken_for_zero(string how)
    {
        // In half of the frames the band above the line, of signal to noise 60, has no track: its fit sat at a bound, failed or is not there.
        TableSet set = Pair(12, f => 2, 0.02, 1).Set();
        BandTables.Run(new Track(), set);
        int above = set.Rows<TrackRow>()[1].Track;
        bool Hit(BandRow b) => b.Frame % 2 == 0 && b.Track == above;
        set.Set<FitRow>([
            .. Enumerable
                .Range(0, 12)
                .Where(f => how != "lost" || f % 2 == 1)
                .Select(f => new FitRow
                {
                    Series = "s",
                    Step = "fit",
                    Frame = f,
                    Model = "m",
                    Points = 400,
                    Converged = how != "failed" || f % 2 == 1,
                }),
        ]);
        set.Set<BandRow>([
            .. set.Rows<BandRow>()
                .Where(b => how is "at-bound" or "unconverged" || !Hit(b))
                .Select(b =>
                    !Hit(b) ? b
                    : how == "at-bound" ? b with { Track = null, Snr = 60, Center = 1682, AtBound = "center" }
                    : b with { Track = null, Converged = false, Height = 0.001 }
                ),
        ]);
        if (how == "merged")
            set.Set<TrackStretchRow>([
                .. Enumerable
                    .Range(0, 12)
                    .Where(f => f % 2 == 0)
                    .Select(f => new TrackStretchRow
                    {
                        Series = "s",
                        Track = above,
                        FirstFrame = f,
                        LastFrame = f,
                        Kind = "merged",
                    }),
            ]);
        BandTables.Run(
            new Ratio
            {
                Numerator = 1662,
                Denominator = 1004,
                Expected = 2,
                Margin = 0.2,
            },
            set
        );
        BandRatioRow row = Assert.Single(set.Rows<BandRatioRow>());
        Assert.Equal((6, "equivalent"), (row.Frames, row.Verdict));
        Assert.InRange(2, row.RatioLow, row.RatioHigh);
        Assert.Contains("6 frames left out", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_healthy_fit_without_the_band_is_a_measured_zero()
    {
        // Gone in half of the frames: once without any band, once with a bump below the noise beside it.
        TableSet set = Pair(12, f => 2, 0.02, 1).Set();
        BandTables.Run(new Track(), set);
        int above = set.Rows<TrackRow>()[1].Track;
        set.Set<BandRow>([
            .. set.Rows<BandRow>()
                .Where(b => b.Frame % 4 != 0 || b.Track != above)
                .Select(b => b.Frame % 4 == 2 && b.Track == above ? b with { Track = null, Height = 0.03, Snr = 1.5, Center = 1670 } : b),
        ]);
        set.Set<DetectionLimitRow>([
            .. Enumerable
                .Range(0, 12)
                .Select(f => new DetectionLimitRow
                {
                    Series = "s",
                    Frame = f,
                    Center = 1662,
                    LodHeight = 3.29 * 0.02,
                }),
        ]);
        BandTables.Run(new Ratio { Numerator = 1662, Denominator = 1004 }, set);
        BandRatioRow row = Assert.Single(set.Rows<BandRatioRow>());
        Assert.Equal((12, 1), (row.Frames, Math.Round(row.Ratio, 1)));
    }

    [Fact]
    public void What_two_steps_ask_for_stands_side_by_side()
    {
        TableSet set = Pair(12, f => 2, 0.02, 1).Set();
        BandTables.Run(new Track(), set);
        foreach ((string step, double expected) in ((string, double)[])[("against-2", 2), ("against-3", 3), ("against-3", 3)])
        {
            var findings = new Findings("s", step);
            new Ratio { Expected = expected }.Run(set, new RowWriter(findings), new RunContext(TimeProvider.System));
            set.Set<BandRatioRow>(findings.List<BandRatioRow>());
        }
        Assert.Equal([("against-2", 2), ("against-3", 3)], set.Rows<BandRatioRow>().Select(r => (r.Step, r.Against)));
    }

    [Fact]
    public void A_slow_sweep_is_cut_into_groups_no_wider_than_the_tolerance()
    {
        var tables = new BandTables(21, f => -0.001 * f);
        for (int f = 0; f < 21; f++)
        {
            tables.Band(f, 1004);
            tables.Band(f, 1662, 2);
        }
        IReadOnlyList<BandRatioRow> rows = Run(tables, new Ratio { Group = RatioGrouping.Potential }).Rows<BandRatioRow>();
        Assert.Equal([6, 6, 6, 3], rows.Select(r => r.Frames));
        Assert.All(rows, r => Assert.Contains("potential as logged", r.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_parameters_missing_tracks_and_potentials_are_said()
    {
        Assert.Empty(new Ratio().Check());
        Assert.Single(new Ratio { Numerator = 1, Denominator = 1 }.Check());
        Assert.Empty(new Ratio { Numerator = 1, Denominator = 2 }.Check());
        BandTables tables = Pair(12, f => 2, 0.02, 1);
        Assert.Equal("no-track", Said(new Ratio { Numerator = 1200, Denominator = 1 }));
        Assert.Equal("one-track", Said(new Ratio { Numerator = 1003, Denominator = 1 }));
        TableSet empty = tables.Set();
        Assert.Equal("no-track", Assert.Single(BandTables.Run(new Ratio(), empty).Notes).Code);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        set.Set<FrameRow>([.. tables.Frames.Select(f => f with { PotentialV = double.NaN })]);
        Findings findings = BandTables.Run(
            new Ratio
            {
                Numerator = 1,
                Denominator = 2,
                Group = RatioGrouping.Potential,
            },
            set
        );
        Assert.Equal("no-potentials", Assert.Single(findings.Notes).Code);

        string Said(Ratio ratio)
        {
            TableSet tracked = tables.Set();
            BandTables.Run(new Track(), tracked);
            string code = Assert.Single(BandTables.Run(ratio, tracked).Notes).Code;
            Assert.Empty(tracked.Rows<BandRatioRow>());
            return code;
        }
    }

    /// <summary>Bands at 1004 (size 1) and 1662 (the ratio), each with the same noise, three frames at each potential.</summary>
    internal static BandTables Pair(int frames, Func<int, double> ratio, double noise, int seed, double lower = 1)
    {
        var random = new Random(seed);
        var tables = new BandTables(frames, f => -0.1 * (f / 3));
        for (int f = 0; f < frames; f++)
        {
            double low = lower + (noise * BandTables.Normal(random)),
                high = (ratio(f) * lower) + (noise * BandTables.Normal(random));
            // Tracking needs a band that stands out: the sizes are put in afterwards.
            tables.Band(f, 1004, low, fwhm: 15);
            tables.Band(f, 1662, high, fwhm: 30);
        }
        return tables.With(b => b with { HeightSe = noise, AreaSe = noise * b.Fwhm, Snr = 20, Step = "fit", Shape = "gaussian" });
    }

    private static TableSet Analysed(BandTables tables, Ratio ratio) => Run(tables, ratio with { Numerator = 1662, Denominator = 1004 });

    private static TableSet Run(BandTables tables, Ratio ratio)
    {
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(ratio, set);
        return set;
    }
}
