using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Morphological and moving-window baselines: recorded iterations of the peers, closed forms.</summary>
public sealed class WindowBaselineTests(ITestOutputHelper output)
{
    private const int Points = 400;

    private delegate BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline);

    [Theory]
    [InlineData("imor", 167)]
    [InlineData("mormol", 11)]
    [InlineData("amormol", 201)]
    [InlineData("ipsa", 45)]
    [InlineData("ria", 13)]
    [InlineData("swima", 40)]
    [InlineData("dietrich", 49)]
    public void Stops_where_the_peer_stops_on_every_spectrum(string method, int onS1)
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        foreach (string spectrum in VibrationalReference.BaselineSpectra())
        {
            (double[] x, double[] y) = VibrationalReference.Input(spectrum);
            JsonElement record = VibrationalReference.Json($"baseline/{spectrum}.json").GetProperty("algorithms").GetProperty(method);
            int theirs =
                method == "swima" ? record.GetProperty("half_window_used").Integers().Sum() : record.GetProperty("iterations").GetInt32();
            BaselineOutcome ours = Recorded(method, x, record.GetProperty("params"))(y, new double[y.Length]);
            output.WriteLine($"{spectrum}: {ours.Iterations} ({ours.Stop})");
            Assert.Equal(theirs, ours.Iterations);
            if (spectrum == "S1")
                Assert.Equal(onS1, ours.Iterations);
            if (method == "swima")
                continue;
            if (method != "ria") // which also stops when more is gone than there was
                Assert.Equal(record.GetProperty("tol_last").GetDouble() < 1e-3, ours.Converged);
            // A change of nothing at all is a change of some roundings.
            Assert.Equal(record.GetProperty("tol_last").GetDouble(), ours.Change, 1e-9);
        }
    }

    private static Fit Recorded(string method, double[] x, JsonElement p) =>
        method switch
        {
            "imor" => new IMor(x.Length, new IteratedWindowOptions(p.GetProperty("half_window").GetInt32())).Fit,
            "mormol" => new MorMol(
                x.Length,
                new IteratedWindowOptions(p.GetProperty("half_window").GetInt32(), 1e-3, 250),
                p.GetProperty("smooth_half_window").GetInt32()
            ).Fit,
            "amormol" => new AMorMol(x.Length, new IteratedWindowOptions(p.GetProperty("half_window").GetInt32())).Fit,
            "ipsa" => new Ipsa(x.Length, new IteratedWindowOptions(p.GetProperty("half_window").GetInt32(), 1e-3, 500)).Fit,
            "ria" => new Ria(x, new RiaOptions(p.GetProperty("half_window").GetInt32())).Fit,
            "swima" => new Swima(x, new SwimaOptions()).Fit,
            _ => new Dietrich(x, new DietrichOptions(p.GetProperty("smooth_half_window").GetInt32())).Fit,
        };

    [Fact]
    public void Windows_left_out_are_those_that_the_peer_finds()
    {
        // Mean and root mean square of the peer's baseline on S1 with the window left out (bench/recorded_vibrational_scipy.jsonl).
        (double[] x, double[] y) = VibrationalReference.Input("S1");
        double[] z = new double[y.Length];
        new Fabc(y.Length, new FabcOptions()).Fit(y, z);
        Assert.Equal(0.9397292095385141, z.Average(), 1e-6);
        Assert.Equal(0.9661094935703889, Math.Sqrt(z.Average(v => v * v)), 1e-6);
        int half = (new HalfWindowChoice(y.Length, null).Of(y) + 1) / 2; // the peer's half window of this method
        new StdDistribution(y.Length, new StdDistributionOptions(half)).Fit(x, y, z);
        Assert.Equal(0.8944648151050617, z.Average(), 1e-11);
        Assert.Equal(0.9152889372652341, Math.Sqrt(z.Average(v => v * v)), 1e-11);
    }

    public static TheoryData<string> Flat => ["tophat", "mor", "imor", "mormol", "rolling-ball", "mwmv", "noise-median"];

    [Theory, MemberData(nameof(Flat))]
    public void A_level_with_bands_narrower_than_the_window_comes_back(string method)
    {
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 2 + Triangle(i, 80, 9) + Triangle(i, 200, 12) + Triangle(i, 330, 5))],
            z = new double[Points];
        BaselineOutcome outcome = Make(method, 25)(y, z);
        Assert.True(outcome.Stop is BaselineStop.Converged or BaselineStop.Direct);
        Assert.All(z, v => Assert.Equal(2, v, 1e-12));
    }

    [Theory, MemberData(nameof(Flat))]
    public void A_straight_line_without_bands_comes_back_away_from_its_ends(string method)
    {
        if (method is "imor" or "mormol" or "mwmv")
            return; // the first two stop within their tolerance of it, the last keeps half a window's slope below
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 1 - (0.01 * i))],
            z = new double[Points];
        Make(method, 25)(y, z);
        for (int i = 50; i < Points - 50; i++)
            Assert.Equal(y[i], z[i], 1e-9);
    }

    [Theory, MemberData(nameof(Flat))]
    public void An_offset_and_a_factor_of_the_spectrum_are_those_of_the_baseline(string method)
    {
        double[] y = Spectrum(1),
            z = new double[Points],
            moved = new double[Points];
        Make(method, 25)(y, z);
        Make(method, 25)([.. y.Select(v => 3 * v)], moved);
        for (int i = 0; i < Points; i++)
            Assert.Equal(3 * z[i], moved[i], 1e-9);
        if (method is "imor" or "mormol")
            return; // they stop by a change relative to the baseline itself
        Make(method, 25)([.. y.Select(v => v + 5)], moved);
        for (int i = 0; i < Points; i++)
            Assert.Equal(z[i] + 5, moved[i], 1e-9);
    }

    [Theory]
    [InlineData("tophat")]
    [InlineData("mor")]
    [InlineData("imor")]
    public void The_baseline_never_lies_above_the_spectrum(string method)
    {
        double[] y = Spectrum(2),
            z = new double[Points];
        Make(method, 25)(y, z);
        for (int i = 0; i < Points; i++)
            Assert.True(z[i] <= y[i]);
    }

    [Theory, MemberData(nameof(Flat))]
    public void A_window_found_in_the_spectrum_gives_what_the_same_window_stated_gives(string method)
    {
        double[] y = Spectrum(3),
            found = new double[Points],
            stated = new double[Points];
        int half = new HalfWindowChoice(Points, null).Of(y);
        Fit leftOut = Make(method, null);
        leftOut(Spectrum(4), found); // whatever came before
        leftOut(y, found);
        Make(method, method == "noise-median" ? Math.Min(Points - 1, 2 * half) : half)(y, stated);
        Assert.Equal(stated, found);
    }

    [Fact]
    public void The_median_treats_both_signs_alike_and_the_opening_does_not()
    {
        double[] y = Spectrum(5),
            up = new double[Points],
            down = new double[Points];
        Fit median = Make("noise-median", 40),
            opening = Make("tophat", 40);
        median(y, up);
        median([.. y.Select(v => -v)], down);
        for (int i = 0; i < Points; i++)
            Assert.Equal(-up[i], down[i], 1e-15);
        opening(y, up);
        opening([.. y.Select(v => -v)], down);
        Assert.True(Enumerable.Range(0, Points).Max(i => Math.Abs(up[i] + down[i])) > 0.5);
    }

    [Fact]
    public void Refuse_windows_and_options_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new Mor(10, 10));
        Assert.Throws<ArgumentException>(() => new MorMol(10, new IteratedWindowOptions(3), 10));
        Assert.Throws<ArgumentException>(() => new RollingBall(10, 3, 10));
        Assert.Throws<ArgumentException>(() => new Mwmv(10, 3, 10));
        Assert.Throws<ArgumentException>(() => new Ipsa(10, new IteratedWindowOptions(10)));
        Assert.Throws<ArgumentException>(() => new Ria([1, 2, 3, 4], new RiaOptions(2)));
        Assert.Throws<ArgumentException>(() => new NoiseMedian(10, 3, null, 0));
        Assert.Throws<ArgumentException>(() => new Swima([1, 2, 3, 4], new SwimaOptions()));
        Assert.Throws<ArgumentException>(() => new Golotvin(50, new GolotvinOptions(3)));
        Assert.Throws<ArgumentException>(() => new Dietrich([1, 2, 3, 4], new DietrichOptions()));
        Assert.Throws<ArgumentException>(() => new Fabc(10, new FabcOptions(Scale: 1)));
        Assert.Throws<ArgumentException>(() => new FastChrom(10, new FastChromOptions(10)));
    }

    private static Fit Make(string method, int? half) =>
        method switch
        {
            "tophat" => new TopHat(Points, half).Fit,
            "mor" => new Mor(Points, half).Fit,
            "imor" => new IMor(Points, new IteratedWindowOptions(half)).Fit,
            "mormol" => new MorMol(Points, new IteratedWindowOptions(half)).Fit,
            "mwmv" => new Mwmv(Points, half, null).Fit,
            "rolling-ball" => new RollingBall(Points, half, null).Fit,
            "noise-median" => new NoiseMedian(Points, half, null, null).Fit,
            _ => throw new ArgumentException(method),
        };

    private static double Triangle(int i, int centre, int half) => Math.Max(0, 1 - (Math.Abs(i - centre) / (double)half));

    private static double[] Spectrum(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i =>
                    0.5
                    + (0.001 * i)
                    + Triangle(i, 90, 12)
                    + (2 * Triangle(i, 210, 8))
                    + (0.7 * Triangle(i, 320, 15))
                    + (0.02 * random.NextDouble())
                ),
        ];
    }
}
