using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class HysteresisTests(ITestOutputHelper output)
{
    private const double Rate = 0.002;
    private const double Noise = 0.03;

    [Fact]
    public void A_band_without_hysteresis_shows_none_in_95_of_100()
    {
        int height = 0,
            position = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            IReadOnlyList<HysteresisRow> rows = Analysed(Scan(seed, 0));
            height += rows[0].Verdict == "none within error" ? 1 : 0;
            position += rows[1].Verdict == "none within error" ? 1 : 0;
        }
        output.WriteLine($"none within error: height {height / 5.0:f1} %, position {position / 5.0:f1} %");
        Assert.InRange(height / 500.0, 0.93, 1);
        Assert.InRange(position / 500.0, 0.93, 1);
    }

    [Fact]
    public void The_separation_of_the_scans_is_recovered_within_its_error()
    {
        int held = 0,
            seen = 0,
            moved = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            IReadOnlyList<HysteresisRow> rows = Analysed(Scan(seed, 0.02));
            held += rows[0].SeparationVLow <= 0.02 && rows[0].SeparationVHigh >= 0.02 ? 1 : 0;
            seen += rows[0].Verdict == "hysteresis" ? 1 : 0;
            moved += rows[1].SeparationVLow <= 0.02 && rows[1].SeparationVHigh >= 0.02 ? 1 : 0;
        }
        output.WriteLine($"separation held: height {held / 5.0:f1} %, position {moved / 5.0:f1} %; seen {seen / 5.0:f1} %");
        Assert.InRange(held / 500.0, 0.92, 0.985);
        Assert.InRange(moved / 500.0, 0.92, 0.985);
        Assert.InRange(seen / 500.0, 0.95, 1);
    }

    [Theory]
    [InlineData(6, "could be the clock")]
    [InlineData(0.2, "hysteresis")]
    public void A_late_clock_looks_like_hysteresis_and_its_error_says_whether_it_is_one(double offsetSe, string verdict)
    {
        // The log is late by 5 s at 2 mV/s: the scans lie 2 · 2 mV/s · 5 s = 20 mV apart.
        HysteresisRow row = Analysed(Scan(1, 2 * Rate * 5), offsetSe)[0];
        Assert.Equal(verdict, row.Verdict);
        Assert.Equal(5, row.OffsetThatExplainsS, 1.5);
        Assert.Equal(Rate, row.ScanRateVPerS, 1e-9);
        double half = (row.SeparationVHigh - row.SeparationVLow) / 2,
            clock = 2 * Rate * offsetSe;
        Assert.Equal(1.96 * Math.Sqrt((row.SeparationVSe * row.SeparationVSe) + (clock * clock)), half, 1e-9);
    }

    [Fact]
    public void No_clock_makes_one_scan_larger_than_the_other()
    {
        IReadOnlyList<HysteresisRow> rows = Analysed(Scan(1, 0, larger: 1.3), offsetSe: 20);
        Assert.Equal("hysteresis", rows[0].Verdict);
        Assert.Equal("none within error", rows[1].Verdict);
    }

    [Fact]
    public void Without_a_clock_in_the_tables_the_offset_that_would_explain_it_is_said()
    {
        HysteresisRow row = Analysed(Scan(1, 0.02))[0];
        Assert.Equal("hysteresis", row.Verdict);
        Assert.Matches(@"an offset of the clock of [3-7]\.\d+ s would .*no error of the clock is known", row.Note);
    }

    [Fact]
    public void A_loop_area_is_the_integral_between_the_scans()
    {
        // Two plateaus 0.2 apart over the 0.6 V that both scans share, no noise.
        var tables = new BandTables(122, Potential, 5);
        for (int f = 0; f < 122; f++)
            tables.Band(f, 2000, f <= 60 ? 1 : 1.2);
        HysteresisRow row = Analysed(tables)[0];
        Assert.Equal(0.2 * 0.59, row.LoopArea, 0.005);
        Assert.True(double.IsNaN(row.SeparationV));
        Assert.Equal("hysteresis", row.Verdict);
    }

    [Fact]
    public void One_direction_no_potential_and_no_track_are_said()
    {
        BandTables oneWay = new BandTables(60, f => 0.3 - (0.01 * f), 5);
        for (int f = 0; f < 60; f++)
            oneWay.Band(f, 2000, 1);
        HysteresisRow row = Analysed(oneWay)[0];
        Assert.Equal("not determined", row.Verdict);
        Assert.Contains("0 in the anodic scan", row.Note, StringComparison.Ordinal);
        Assert.True(double.IsNaN(row.LoopArea));

        BandTables scan = Scan(1, 0);
        TableSet set = scan.Set();
        BandTables.Run(new Track(), set);
        set.Set<FrameRow>([.. scan.Frames.Select(f => f with { PotentialV = double.NaN })]);
        Assert.Equal("no-potentials", Assert.Single(BandTables.Run(new Hysteresis(), set).Notes).Code);
        Assert.Empty(set.Rows<HysteresisRow>());

        set.Set<FrameRow>(scan.Frames);
        set.Set<TrackRow>([]);
        BandTables.Run(new Hysteresis(), set);
        Assert.Empty(set.Rows<HysteresisRow>());
    }

    [Fact]
    public void Frames_without_times_leave_the_clock_open()
    {
        BandTables scan = Scan(1, 0.02);
        TableSet set = scan.Set();
        BandTables.Run(new Track(), set);
        set.Set<FrameRow>([.. scan.Frames.Select(f => f with { TimeS = double.NaN })]);
        BandTables.Run(new Hysteresis(), set);
        HysteresisRow row = set.Rows<HysteresisRow>()[0];
        Assert.True(double.IsNaN(row.ScanRateVPerS) && double.IsNaN(row.OffsetThatExplainsS));
        Assert.Contains("without times", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_of_CO_on_gold_differ_by_what_one_frame_of_its_potentials_explains()
    {
        GoldSweep? gold = GoldSweep.Read("clean");
        Assert.SkipWhen(gold is null, "needs the shared corpus: reference/vibrational/series_co_au_stark.json");
        HysteresisRow row = Analysed(gold.Tables)[1];
        // Paired at the same 99 potentials the recorded positions differ by -0.859 cm-1 on average, over 0.784 V.
        Assert.Equal(-0.859 * 0.784, row.LoopArea, 0.01);
        Assert.Equal("hysteresis", row.Verdict);
        // The potentials of this series are the frame's number times 8 mV: a frame (here 1 s) too late would look the same.
        Assert.Equal(1, row.OffsetThatExplainsS, 0.3);
    }

    [Fact]
    public void A_track_that_only_one_scan_has_is_not_taken_for_a_loop_in_silence()
    {
        BandTables tables = Scan(1, 0);
        TableSet set = tables.Set(bands: tables.Bands.Where(b => b.Frame <= 60));
        BandTables.Run(new Track(), set);
        BandTables.Run(new Hysteresis(), set);
        Assert.Contains(
            "found in 60 frames of the cathodic and 1 of the anodic scan",
            set.Rows<HysteresisRow>()[0].Note,
            StringComparison.Ordinal
        );
    }

    /// <summary>0.3 V to −0.3 V and back in steps of 10 mV, a frame every 5 s.</summary>
    private static double Potential(int frame) => frame <= 60 ? 0.3 - (0.01 * frame) : -0.3 + (0.01 * (frame - 61)) + 0.005;

    /// <summary>A band that grows and moves towards negative potential; on the way back both happen higher by a separation.</summary>
    private static BandTables Scan(int seed, double separation, double larger = 1)
    {
        var random = new Random(seed);
        var tables = new BandTables(122, Potential, 5);
        for (int f = 0; f < 122; f++)
        {
            double e = Potential(f) - (f <= 60 ? -separation / 2 : separation / 2),
                height = (f <= 60 ? 1 : larger) * (0.5 + (1 / (1 + Math.Exp(e / 0.05))));
            tables.Band(
                f,
                2000 + (40 * e) + (0.3 * BandTables.Normal(random)),
                height + (Noise * BandTables.Normal(random)),
                centerSe: 0.3,
                snr: height / Noise
            );
        }
        return tables;
    }

    private static IReadOnlyList<HysteresisRow> Analysed(BandTables tables, double? offsetSe = null)
    {
        TableSet set = tables.Set();
        if (offsetSe is { } se)
            set.Set<ClockRow>([
                new()
                {
                    Series = "s",
                    Log = "log.txt",
                    OffsetS = 3,
                    OffsetSSe = se,
                    Method = "steps",
                },
            ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Hysteresis(), set);
        return set.Rows<HysteresisRow>();
    }
}
