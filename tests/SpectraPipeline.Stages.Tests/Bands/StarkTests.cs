using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class StarkTests
{
    [Fact]
    public void CO_on_gold_agrees_with_the_peer_over_all_and_by_direction()
    {
        GoldSweep? gold = GoldSweep.Read("clean");
        Assert.SkipWhen(gold is null, "needs the shared corpus: reference/vibrational/series_co_au_stark.json");
        TableSet set = Analysed(gold.Tables, new Stark());
        TrackRow track = Assert.Single(set.Rows<TrackRow>());
        // The peer's line is unweighted; ours is weighted by the errors of the fits, so equality to 0.2 is what two sound estimators give (error 0.39).
        Assert.Equal(gold.Peer("stark_all", "slope_cm1_per_V"), track.StarkCm1PerV, 0.2);
        Assert.Equal(gold.Peer("stark_all", "slope_se"), track.StarkCm1PerVSe, 0.05);
        Assert.Equal(gold.Peer("stark_cathodic", "slope_cm1_per_V"), Slope(set, "cathodic"), 0.3);
        Assert.Equal(gold.Peer("stark_anodic", "slope_cm1_per_V"), Slope(set, "anodic"), 0.3);
        Assert.Equal(100, set.Rows<StarkWindowRow>().Single(w => w.Selection == "cathodic").Frames);
        Assert.StartsWith("curved", track.StarkVerdict, StringComparison.Ordinal);
    }

    [Fact]
    public void CO_on_gold_has_the_three_slopes_of_the_windows_given()
    {
        GoldSweep? gold = GoldSweep.Read("clean");
        Assert.SkipWhen(gold is null, "needs the shared corpus: reference/vibrational/series_co_au_stark.json");
        TableSet set = Analysed(gold.Tables, new Stark { Windows = [0.10, 0.35] });
        double[] slopes = [.. set.Rows<StarkWindowRow>().Where(w => w.Selection == "window").Select(w => w.SlopeCm1PerV)];
        Assert.Equal(3, slopes.Length);
        // Unweighted: 53.4, 68.6, 42.3.
        Assert.Equal(53.4, slopes[0], 1.5);
        Assert.Equal(68.6, slopes[1], 1.5);
        Assert.Equal(42.3, slopes[2], 1.5);
    }

    [Fact]
    public void CO_on_gold_bends_in_three_windows_that_nobody_gave()
    {
        GoldSweep? gold = GoldSweep.Read("clean");
        Assert.SkipWhen(gold is null, "needs the shared corpus: reference/vibrational/series_co_au_stark.json");
        TableSet set = Analysed(gold.Tables, new Stark());
        double[] slopes = [.. set.Rows<StarkWindowRow>().Where(w => w.Selection == "window").Select(w => w.SlopeCm1PerV)];
        // The peer's limits (0.10, 0.35 V) were chosen by eye; ours by least squares lie at 0.08 and 0.41 V, so the slopes agree to a few cm-1/V.
        Assert.Equal(3, slopes.Length);
        Assert.Equal(53.4, slopes[0], 2.0);
        Assert.Equal(68.6, slopes[1], 5.0);
        Assert.Equal(42.3, slopes[2], 5.0);
    }

    [Fact]
    public void A_straight_line_is_linear_and_its_slope_within_its_error()
    {
        TableSet set = Analysed(Sweep((e, _) => 2096 + (57.6 * e), 0.3, 1), new Stark());
        TrackRow track = Assert.Single(set.Rows<TrackRow>());
        Assert.StartsWith("linear", track.StarkVerdict, StringComparison.Ordinal);
        Assert.InRange(Math.Abs(track.StarkCm1PerV - 57.6) / track.StarkCm1PerVSe, 0, 3);
        Assert.DoesNotContain(set.Rows<StarkWindowRow>(), w => w.Selection == "window");
    }

    [Fact]
    public void False_alarms_of_curvature_and_hysteresis_are_rare()
    {
        int linear = Enumerable
            .Range(0, 200)
            .Count(seed =>
                Analysed(Sweep((e, _) => 2096 + (57.6 * e), 0.3, seed), new Stark())
                    .Rows<TrackRow>()[0]
                    .StarkVerdict!.StartsWith("linear", StringComparison.Ordinal)
            );
        // Three-sigma tests (three of them) and BIC: about 1 to 3 % expected.
        Assert.InRange(linear, 190, 200);
    }

    [Fact]
    public void A_bend_is_reported_as_curvature_with_its_windows()
    {
        TableSet set = Analysed(Sweep((e, _) => 2096 + (e < 0.2 ? 70 * e : 14 + (30 * (e - 0.2))), 0.3, 2), new Stark());
        Assert.StartsWith("curved", set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
        StarkWindowRow[] windows = [.. set.Rows<StarkWindowRow>().Where(w => w.Selection == "window")];
        Assert.Equal(2, windows.Length);
        Assert.InRange(windows[0].PotentialHighV, 0.13, 0.27);
        Assert.Equal(70, windows[0].SlopeCm1PerV, 3 * windows[0].SlopeCm1PerVSe);
        Assert.Equal(30, windows[1].SlopeCm1PerV, 3 * windows[1].SlopeCm1PerVSe);
    }

    [Fact]
    public void A_loop_is_reported_as_hysteresis()
    {
        TableSet set = Analysed(Sweep((e, down) => 2096 + (57.6 * e) + (down ? 0 : 1.5), 0.3, 3), new Stark());
        Assert.StartsWith("hysteresis", set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_small_a_range_is_not_determined_and_says_so()
    {
        var tables = new BandTables(20, f => 0.005 * f);
        for (int f = 0; f < 20; f++)
            tables.Band(f, 2000 + f);
        TableSet set = Analysed(tables, new Stark());
        TrackRow track = Assert.Single(set.Rows<TrackRow>());
        Assert.True(double.IsNaN(track.StarkCm1PerV));
        Assert.Equal("not-determined: the potentials span 0.095 V, a slope needs 0.2 V", track.StarkVerdict);
    }

    [Fact]
    public void Without_potentials_it_is_not_determined()
    {
        var tables = new BandTables(10);
        for (int f = 0; f < 10; f++)
            tables.Band(f, 2000);
        Assert.Equal("not-determined: no frame has a potential", Analysed(tables, new Stark()).Rows<TrackRow>()[0].StarkVerdict);
    }

    [Fact]
    public void An_axis_that_is_not_in_wavenumbers_has_no_Stark_slope()
    {
        BandTables tables = Sweep((e, _) => 9660 + e, 0.01, 4);
        TableSet set = tables.Set(new Axis("energy", Unit.ElectronVolt, [9600, 9700]));
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        Assert.Equal("not-determined: positions are in eV, a Stark slope needs cm-1", set.Rows<TrackRow>()[0].StarkVerdict);
    }

    [Fact]
    public void A_noisy_log_turns_only_at_the_vertex()
    {
        var random = new Random(9);
        double[] potentials = [.. Enumerable.Range(0, 100).Select(i => Math.Abs(50 - i) * 0.01 + (0.002 * random.NextDouble()))];
        int[] direction = ScanDirection.Of(potentials);
        Assert.Equal(-1, direction[0]);
        Assert.Equal(1, direction[^1]);
        Assert.Equal(1, direction.Zip(direction.Skip(1)).Count(p => p.First != p.Second));
    }

    [Fact]
    public void Says_what_is_wrong_with_the_windows() =>
        Assert.Equal(["windows must ascend: 0.1 follows 0.3."], new Stark { Windows = [0.3, 0.1] }.Check());

    private static BandTables Sweep(Func<double, bool, double> position, double noise, int seed)
    {
        // 0.6 V down to -0.2 V and back, 8 mV a frame, as in the sweep of CO on gold.
        var random = new Random(seed);
        var tables = new BandTables(200, f => f < 100 ? 0.6 - (0.008 * f) : -0.2 + (0.008 * (f - 100)));
        for (int f = 0; f < 200; f++)
            tables.Band(f, position(tables.Frames[f].PotentialV, f < 100) + (noise * BandTables.Normal(random)), centerSe: noise);
        return tables;
    }

    private static TableSet Analysed(BandTables tables, Stark stark)
    {
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(stark, set);
        return set;
    }

    private static double Slope(TableSet set, string selection) =>
        set.Rows<StarkWindowRow>().Single(w => w.Selection == selection).SlopeCm1PerV;
}
