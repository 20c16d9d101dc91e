using System.Diagnostics;
using System.Reflection;
using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>What the reweighted Whittaker baselines promise: the papers' formulas, no company felt, no silent nonsense.</summary>
public sealed class ReweightedBaselineTests
{
    private const int Points = 257; // odd, no multiple of any vector
    private const int Count = 21; // more than two fillings of eight lanes, last one ragged
    private static readonly string[] s_methods = ["iasls", "drpls", "lsrpls", "aspls", "derpsalsa", "brpls"];

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    public static TheoryData<string> Methods => [.. s_methods];

    public static TheoryData<string, int> MethodsAndOrders => [.. s_methods.SelectMany(m => Enumerable.Range(1, 3).Select(d => (m, d)))];

    [Theory, MemberData(nameof(MethodsAndOrders))]
    public void Solves_the_papers_equations(string method, int order)
    {
        // A plain dense twin for a few iterations; asPLS, whose result depends on rounding later on, agrees this far.
        const int points = 41;
        double[] x = [.. Enumerable.Range(0, points).Select(i => 100 + i + 0.01 * i * i)],
            y = [.. Enumerable.Range(0, points).Select(i => 2 + Shape(i * 6, 3) + 0.02 * Math.Sin(7.7 * i * i))],
            z = new double[points];
        foreach (int iterations in (int[])[0, 1, 4])
        foreach (double lambda in (double[])[1e-2, 30, 1e4])
        {
            var options = new WhittakerBaselineOptions(lambda, 0, iterations, order);
            var outcome = new BaselineOutcome[1];
            Fitter(method, x, options, LaneWidth.Automatic, ReweightedTwin.SlopeLambda)(y, z, outcome);
            double[] twin = ReweightedTwin.Fit(method, x, y, lambda, order, iterations);
            // Order 3 at λ 1e4 beside iasls's weights of 4e-4 has condition 64 · 1e4 / 4e-4 = 2e9: either solver may be 2e9 · 1e-16 off.
            double allowed = order == 3 ? 2e-7 : 1e-8;
            for (int i = 0; i < points; i++)
                Assert.True(
                    Math.Abs(twin[i] - z[i]) < allowed,
                    $"{method}, order {order}, {iterations} iterations, lambda {lambda}, point {i}: {z[i]}, twin {twin[i]}"
                );
            Assert.Equal(iterations + 1, outcome[0].Iterations);
            Assert.Equal(BaselineStop.MaxIterations, outcome[0].Stop);
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_spectrum_gives_the_same_bits_in_any_company_and_at_any_width(string method)
    {
        double[] spectra = Spectra();
        (double[] together, BaselineOutcome[] outcomes) = Fit(method, spectra, LaneWidth.Bits512);
        (double[] narrow, BaselineOutcome[] narrowOutcomes) = Fit(method, spectra, LaneWidth.Bits256);
        Assert.Equal(together, narrow);
        Assert.Equal(outcomes, narrowOutcomes);
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(1).Shuffle(order);
        double[] shuffled = [.. order.SelectMany(k => spectra[(k * Points)..((k + 1) * Points)])];
        (double[] permuted, BaselineOutcome[] permutedOutcomes) = Fit(method, shuffled, LaneWidth.Automatic);
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> expected = together.AsSpan(order[k] * Points, Points);
            Assert.Equal(expected, permuted.AsSpan(k * Points, Points));
            Assert.Equal(outcomes[order[k]], permutedOutcomes[k]);
            (double[] alone, _) = Fit(method, [.. spectra[(order[k] * Points)..((order[k] + 1) * Points)]], LaneWidth.Automatic);
            Assert.Equal(expected, alone);
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_spectrum_of_NaN_harms_no_other(string method)
    {
        double[] spectra = Spectra();
        (double[] clean, _) = Fit(method, spectra, LaneWidth.Automatic);
        spectra.AsSpan(3 * Points, Points).Fill(double.NaN);
        spectra[11 * Points + 17] = double.PositiveInfinity;
        (double[] harmed, _) = Fit(method, spectra, LaneWidth.Automatic);
        for (int k = 0; k < Count; k++)
            if (k is not (3 or 11))
                Assert.Equal(clean.AsSpan(k * Points, Points), harmed.AsSpan(k * Points, Points));
    }

    [Theory, MemberData(nameof(Methods))]
    public void Recovers_a_known_baseline_within_noise(string method)
    {
        double[] spectra = Spectra(),
            baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[Count];
        // The asymmetric ones weigh most points little, so that the same stiffness counts for more.
        var options = new WhittakerBaselineOptions(method is "iasls" or "derpsalsa" ? 1e3 : 1e4);
        Fitter(method, Axis(), options, LaneWidth.Automatic)(spectra, baselines, outcomes);
        Assert.All(outcomes, o => Assert.NotEqual(BaselineStop.Singular, o.Stop));
        for (int k = 0; k < Count; k++)
        {
            double squares = 0;
            for (int i = 0; i < Points; i++)
                squares += Math.Pow(baselines[k * Points + i] - Background(i), 2);
            // Noise of ±0.01: the asymmetric ones run along its lower edge.
            Assert.True(Math.Sqrt(squares / Points) < 0.015, $"spectrum {k}: {Math.Sqrt(squares / Points)}");
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_straight_line_is_its_own_baseline(string method)
    {
        // drPLS penalises the slope of the baseline itself (D₁′D₁ z without a counterpart on the right), so that it flattens lines: by its formula.
        Assert.SkipWhen(method == "drpls", "needs a method that leaves lines alone");
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 0.5 + 0.25 * i)];
        (double[] z, _) = Fit(method, y, LaneWidth.Automatic);
        for (int i = 0; i < Points; i++)
            Assert.Equal(y[i], z[i], 1e-6); // 2e-8 of the range: asymmetric weights of rounding noise
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_constant_stays_and_zero_stays(string method)
    {
        foreach (double value in (double[])[0, 1e6, -3])
        {
            (double[] z, _) = Fit(method, [.. Enumerable.Repeat(value, Points)], LaneWidth.Automatic);
            Assert.All(z, v => Assert.Equal(value, v, 1e-7 * Math.Max(1, Math.Abs(value))));
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void Scaling_passes_through(string method)
    {
        // A line on top changes the number of BrPLS's iterations (it measures its change beside the level of y), the slopes that derpsalsa sees, and what
        // drPLS flattens. asPLS depends on rounding altogether.
        Assert.SkipWhen(method == "aspls", "needs a method that does not depend on rounding");
        double[] y = Spectra();
        double line = method is "brpls" or "derpsalsa" or "drpls" ? 0 : 1;
        double[] other = [.. y.Select((v, i) => 1000 * v + line * (3 * (i % Points) - 200))];
        (double[] a, BaselineOutcome[] first) = Fit(method, y, LaneWidth.Automatic);
        (double[] b, BaselineOutcome[] second) = Fit(method, other, LaneWidth.Automatic);
        for (int i = 0; i < a.Length; i++)
            Assert.Equal(1000 * a[i] + line * (3 * (i % Points) - 200), b[i], 1e-5); // 1e-8 of the range
        Assert.Equal(first.Select(o => o.Iterations), second.Select(o => o.Iterations));
    }

    [Theory, MemberData(nameof(Methods))]
    public void Great_stiffness_gives_a_straight_line_or_says_that_it_cannot(string method)
    {
        double[] spectra = Spectra();
        foreach (double lambda in (double[])[1e9, 1e12, 1e15])
        {
            double[] z = new double[spectra.Length];
            var outcomes = new BaselineOutcome[Count];
            Fitter(method, Axis(), new WhittakerBaselineOptions(lambda), LaneWidth.Automatic)(spectra, z, outcomes);
            for (int k = 0; k < Count; k++)
            {
                double[] one = z[(k * Points)..((k + 1) * Points)];
                Assert.Equal(outcomes[k].Stop == BaselineStop.Singular, one.Any(double.IsNaN));
                Assert.False(lambda < 1e12 && outcomes[k].Stop == BaselineStop.Singular, $"lambda {lambda}, spectrum {k}");
                Assert.All(one, v => Assert.True(double.IsNaN(v) || (v > -0.5 && v < 2), $"lambda {lambda}, spectrum {k}: {v}"));
            }
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_fit_allocates_nothing(string method)
    {
        // The unoptimised build boxes vectors on their way through generic calls; what counts is the optimised one.
        bool optimised = typeof(DrPls).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        Assert.SkipUnless(optimised, "needs an optimised build: -c Release");
        double[] y = Spectra(),
            z = new double[y.Length];
        var outcomes = new BaselineOutcome[Count];
        FitBlock fit = Fitter(method, Axis(), new WhittakerBaselineOptions(1e4), LaneWidth.Automatic);
        // Code that is not yet recompiled boxes vectors: the promise is about the steady state, which comes within some runs.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 60 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            fit(y, z, outcomes);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(10);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Bad_arguments_are_refused_by_name()
    {
        var options = new WhittakerBaselineOptions(1e4);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DrPls(Points, options, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DrPls(Points, options with { Order = 4 }, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsPls(Points, options, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IasLs(Axis(), options, 1, 1e-4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IasLs(Axis(), options, 0.01, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BrPls(Points, options, new BrPlsRounds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DerPsalsa(Points, options, new DerPsalsaOptions(Scale: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new DerPsalsa(Points, options, new DerPsalsaOptions(SmoothHalfWindow: Points + 1))
        );
        Assert.Throws<ArgumentException>(() => new LsrPls(Points, new WhittakerBaselineOptions(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LsrPls(2, options));
        Assert.Throws<ArgumentException>(() =>
            new LsrPls(Points, options).Fit(new double[Points], new double[Points], new BaselineOutcome[2])
        );
    }

    private static FitBlock Fitter(
        string method,
        double[] x,
        WhittakerBaselineOptions options,
        LaneWidth width,
        double slopeLambda = 1e-4
    ) =>
        method switch
        {
            "iasls" => new IasLs(x, options, ReweightedTwin.Asymmetry, slopeLambda, width).Fit,
            "drpls" => new DrPls(x.Length, options, ReweightedTwin.Eta, width).Fit,
            "lsrpls" => new LsrPls(x.Length, options, width).Fit,
            "aspls" => new AsPls(x.Length, options, ReweightedTwin.Steepness, width).Fit,
            "derpsalsa" => new DerPsalsa(
                x.Length,
                options,
                new DerPsalsaOptions(ReweightedTwin.Asymmetry, null, ReweightedTwin.HalfWindow, ReweightedTwin.Smooths),
                width
            ).Fit,
            _ => new BrPls(x.Length, options, new BrPlsRounds(0, 0), width).Fit,
        };

    private static (double[] Baselines, BaselineOutcome[] Outcomes) Fit(string method, double[] spectra, LaneWidth width)
    {
        double[] baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[spectra.Length / Points];
        Fitter(method, Axis(), new WhittakerBaselineOptions(1e4), width)(spectra, baselines, outcomes);
        return (baselines, outcomes);
    }

    private static double[] Axis() => [.. Enumerable.Range(0, Points).Select(i => 1000.0 + i)];

    private static double Background(int i) => 0.3 + 0.2 * Math.Sin(i / 90.0);

    private static double Shape(int i, int width) =>
        0.3 * Math.Sin(i / 60.0)
        + Math.Exp(-Math.Pow((i - 90) / (4.0 * width), 2))
        + 0.6 * Math.Exp(-Math.Pow((i - 190) / (3.0 * width), 2));

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
