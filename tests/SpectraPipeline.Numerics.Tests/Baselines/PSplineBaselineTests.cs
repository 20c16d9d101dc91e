using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>The three P-spline baselines: against pybaselines, a dense twin, and what they must do whatever the numbers.</summary>
public sealed class PSplineBaselineTests(ITestOutputHelper output)
{
    private const int Points = 257; // odd, no multiple of any vector
    private const int Count = 21; // more than two fillings of eight lanes, last one ragged
    private static readonly PSplineBaselineOptions s_options = new(10, Knots: 30);

    // Uneven steps: P-splines work in x.
    private static readonly double[] s_x = [.. Enumerable.Range(0, Points).Select(i => 400 + i + 0.002 * i * i)];

    public static TheoryData<string> Methods => ["asls", "airpls", "arpls"];

    public static MatrixTheoryData<string, LaneWidth> Cases => new(["asls", "airpls", "arpls"], [LaneWidth.Bits256, LaneWidth.Bits512]);

    [Theory, MemberData(nameof(Cases))]
    public void Gives_the_peers_baseline_after_the_same_iterations(string method, LaneWidth width)
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        double largest = 0;
        int runs = 0;
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            (double[] x, double[] y) = VibrationalReference.Input(name);
            JsonElement file = VibrationalReference.Json($"baseline/{name}.json");
            JsonElement record = file.GetProperty("algorithms").GetProperty("pspline_" + method),
                p = record.GetProperty("params");
            var options = new PSplineBaselineOptions(
                p.GetProperty("lam").GetDouble(),
                p.GetProperty("num_knots").GetInt32(),
                p.GetProperty("spline_degree").GetInt32(),
                p.GetProperty("diff_order").GetInt32(),
                p.GetProperty("tol").GetDouble(),
                p.GetProperty("max_iter").GetInt32()
            );
            (double[] z, BaselineOutcome[] outcomes) = Fit(method, x, options, y, width);
            Assert.Equal(record.GetProperty("iterations").GetInt32(), outcomes[0].Iterations);
            Assert.Equal(record.GetProperty("tol_last").GetDouble(), outcomes[0].Change, 1e-9);
            double[] theirs = record.GetProperty("baseline").Numbers();
            int[] index = file.GetProperty("idx").Integers();
            for (int i = 0; i < index.Length; i++)
                largest = Math.Max(largest, Math.Abs(theirs[i] - z[index[i]]) / VibrationalReference.Range(y));
            runs++;
        }
        output.WriteLine($"{method}, {width}: worst {largest:E2} of the range, {runs} spectra");
        Assert.InRange(largest, 0, 1e-9); // the notes allow 1e-6; the systems are small and well conditioned
        Assert.Equal(14, runs);
    }

    [Theory]
    [InlineData("asls", 3, 2)]
    [InlineData("airpls", 3, 2)]
    [InlineData("arpls", 3, 2)]
    [InlineData("arpls", 1, 1)]
    [InlineData("arpls", 2, 3)]
    [InlineData("asls", 5, 3)]
    [InlineData("airpls", 4, 1)]
    public void Agrees_with_the_dense_twin_for_any_degree_and_order(string method, int degree, int order)
    {
        // Uneven, with a hole in which several knots have no point.
        double[] x = [.. s_x.Where((_, i) => i % 3 == 0 && i is < 90 or > 150)],
            y = [.. Spectra().Take(Points).Where((_, i) => i % 3 == 0 && i is < 90 or > 150)];
        var options = new PSplineBaselineOptions(3, 14, degree, order, 1e-3, 30);
        (double[] z, BaselineOutcome[] outcomes) = Fit(method, x, options, y);
        (double[] twin, int iterations) = PSplineTwin.Fit(method, x, y, 3, 14, degree, order, 1e-3, 30);
        Assert.Equal(iterations, outcomes[0].Iterations);
        Assert.InRange(iterations, 3, 31);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(twin[i], z[i], 1e-9);
    }

    [Theory]
    [InlineData("asls", 2)]
    [InlineData("airpls", 2)]
    [InlineData("arpls", 2)]
    [InlineData("arpls", 3)]
    public void A_straight_line_is_its_own_baseline_whatever_lambda(string method, int order)
    {
        double[] y = [.. s_x.Select(v => 0.5 + 0.25 * (v - 400))];
        foreach (double lambda in (double[])[1e-2, 1e3, 1e6])
        {
            (double[] z, _) = Fit(method, s_x, s_options with { Lambda = lambda, Order = order }, y);
            for (int i = 0; i < Points; i++)
                Assert.Equal(y[i], z[i], 1e-7); // 1e-9 of the range
        }
    }

    [Fact]
    public void A_parabola_is_its_own_baseline_at_order_3()
    {
        double[] y = [.. s_x.Select(v => 2 - 1e-3 * (v - 500) * (v - 500))];
        (double[] z, _) = Fit("arpls", s_x, s_options with { Lambda = 1e4, Order = 3 }, y);
        for (int i = 0; i < Points; i++)
            Assert.Equal(y[i], z[i], 1e-7); // 1e-9 of the range
    }

    [Theory]
    [InlineData("asls", 3)]
    [InlineData("arpls", 3)]
    [InlineData("airpls", 0)] // its end depends on the level of y: scaling only
    public void Scaling_and_a_straight_line_pass_through(string method, double slope)
    {
        double[] y = Spectra();
        double[] other = [.. y.Select((v, i) => 1000 * v + slope * (s_x[i % Points] - 470))];
        (double[] a, BaselineOutcome[] first) = Fit(method, s_x, s_options, y);
        (double[] b, BaselineOutcome[] second) = Fit(method, s_x, s_options, other);
        for (int i = 0; i < a.Length; i++)
            Assert.Equal(1000 * a[i] + slope * (s_x[i % Points] - 470), b[i], 1e-6); // 1e-9 of the range
        Assert.Equal(first.Select(o => o.Iterations), second.Select(o => o.Iterations));
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_spectrum_gives_the_same_bits_in_any_company_and_width(string method)
    {
        double[] spectra = Spectra();
        (double[] together, BaselineOutcome[] outcomes) = Fit(method, s_x, s_options, spectra, LaneWidth.Bits512);
        (double[] narrow, BaselineOutcome[] narrowOutcomes) = Fit(method, s_x, s_options, spectra, LaneWidth.Bits256);
        Assert.Equal(together, narrow);
        Assert.Equal(outcomes, narrowOutcomes);
        for (int k = Count - 1; k >= 0; k--)
        {
            (double[] alone, _) = Fit(method, s_x, s_options, spectra.AsSpan(k * Points, Points).ToArray());
            Assert.Equal(together.AsSpan(k * Points, Points).ToArray(), alone);
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_spectrum_of_NaN_harms_no_other(string method)
    {
        double[] spectra = Spectra();
        (double[] clean, _) = Fit(method, s_x, s_options, spectra);
        spectra.AsSpan(3 * Points, Points).Fill(double.NaN);
        spectra[10 * Points + 17] = double.PositiveInfinity;
        (double[] harmed, _) = Fit(method, s_x, s_options, spectra);
        for (int k = 0; k < Count; k++)
            if (k is not (3 or 10))
                Assert.Equal(clean.AsSpan(k * Points, Points), harmed.AsSpan(k * Points, Points));
    }

    [Fact]
    public void Recovers_a_known_baseline_within_noise()
    {
        (double[] baselines, _) = Fit("arpls", s_x, s_options with { Lambda = 1e3 }, Spectra());
        for (int k = 0; k < Count; k++)
        {
            double rms = Math.Sqrt(Enumerable.Range(0, Points).Average(i => Math.Pow(baselines[k * Points + i] - Background(i), 2)));
            Assert.True(rms < 0.01, $"spectrum {k}: {rms}"); // the noise's amplitude
        }
    }

    [Fact]
    public void A_fit_allocates_nothing()
    {
        // The unoptimised build boxes vectors on their way through generic calls; what counts is the optimised one.
        bool optimised = typeof(PSplineArPls).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        Assert.SkipUnless(optimised, "needs an optimised build: -c Release");
        double[] y = Spectra(),
            z = new double[y.Length];
        var outcomes = new BaselineOutcome[Count];
        var fit = new PSplineArPls(s_x, s_options);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 60 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            fit.Fit(y, z, outcomes);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(10);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        foreach (
            PSplineBaselineOptions bad in (PSplineBaselineOptions[])
                [
                    s_options with
                    {
                        Lambda = 0,
                    },
                    s_options with
                    {
                        Knots = 1,
                    },
                    s_options with
                    {
                        Degree = 0,
                    },
                    s_options with
                    {
                        Order = 4,
                    },
                    s_options with
                    {
                        Knots = 2,
                        Degree = 1,
                        Order = 2,
                    },
                    s_options with
                    {
                        Tolerance = double.NaN,
                    },
                ]
        )
            Assert.Throws<ArgumentException>(() => new PSplineArPls(s_x, bad));
        Assert.Throws<ArgumentException>(() => new PSplineArPls([1, 2], s_options));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PSplineAsLs(s_x, s_options, 1));
        Assert.Throws<ArgumentException>(() =>
            new PSplineArPls(s_x, s_options).Fit(new double[Points], new double[Points], new BaselineOutcome[2])
        );
    }

    private static (double[] Baselines, BaselineOutcome[] Outcomes) Fit(
        string method,
        double[] x,
        PSplineBaselineOptions options,
        double[] spectra,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        double[] baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[spectra.Length / x.Length];
        if (method == "asls")
            new PSplineAsLs(x, options, 0.01, width).Fit(spectra, baselines, outcomes);
        else if (method == "airpls")
            new PSplineAirPls(x, options, width).Fit(spectra, baselines, outcomes);
        else
            new PSplineArPls(x, options, width).Fit(spectra, baselines, outcomes);
        return (baselines, outcomes);
    }

    private static double Background(int i) => 0.3 + 0.2 * Math.Sin(i / 90.0);

    private static double[] Spectra()
    {
        var random = new Random(42);
        double[] y = new double[Count * Points];
        for (int k = 0; k < Count; k++)
        {
            double center = 40 + 170 * random.NextDouble(),
                height = 0.1 + random.NextDouble();
            for (int i = 0; i < Points; i++)
                y[k * Points + i] = Background(i) + height * Math.Exp(-Math.Pow((i - center) / 5, 2)) + 0.02 * (random.NextDouble() - 0.5);
        }
        return y;
    }
}
