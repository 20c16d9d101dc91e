using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Polynomials through regions, clipped (ModPoly, IModPoly) and under costs (PenalizedPoly).</summary>
public sealed class PolynomialBaselineTests
{
    private delegate BaselineOutcome FitOne(ReadOnlySpan<double> y, Span<double> baseline);

    // Uneven, with a hole, far from zero, and no multiple of eight.
    private static readonly double[] s_x =
    [
        .. Enumerable.Range(0, 150).Select(i => 25000 + (0.3 * i) + (0.001 * i * i)),
        .. Enumerable.Range(0, 87).Select(i => 25300 + (0.7 * i)),
    ];

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(5), InlineData(6), InlineData(8), InlineData(12)]
    public void A_polynomial_of_the_degree_is_its_own_baseline(int degree)
    {
        double[] y = [.. s_x.Select(x => Truth(x, degree))];
        var options = new ClippedPolynomialOptions(degree);
        foreach (LaneWidth width in new[] { LaneWidth.Bits256, LaneWidth.Bits512 })
        foreach (
            FitOne fit in new FitOne[]
            {
                new RegionPolynomial(s_x, degree, default, width).Fit,
                new ModPoly(s_x, options, width).Fit,
                new IModPoly(s_x, options with { MaskInitialPeaks = true }, 1, width).Fit,
                new PenalizedPoly(s_x, options, PolynomialCost.SymmetricHuber, width: width).Fit,
            }
        )
        {
            double[] baseline = new double[y.Length];
            fit(y, baseline);
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(y[i], baseline[i], 1e-9 * 3);
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void A_polynomial_at_any_level_and_of_any_length_is_its_own_baseline(int degree)
    {
        // Where all residuals are the same rounding their deviation is 0, and every point stands above the fit by more than that.
        double[] levels = [0, 1e-9, 0.1, 1 / 3.0, 1, -1, 7.7, 123.456, -5000, 1e6, 1e12];
        foreach (int points in Enumerable.Range(5, 60).Append(997).Append(1024))
        {
            double[] x = [.. Enumerable.Range(0, points).Select(i => 400 + (3.7 * i))],
                baseline = new double[points];
            var options = new ClippedPolynomialOptions(degree, MaskInitialPeaks: true);
            FitOne[] fits = [new IModPoly(x, options).Fit, new ModPoly(x, options).Fit];
            foreach (double level in levels)
            {
                double[] y = [.. x.Select(v => level * (1 + (degree > 0 ? v / 3000 : 0) + (degree > 1 ? v * v / 4e6 : 0)))];
                double tolerance = 1e-10 * y.Max(Math.Abs);
                foreach (FitOne fit in fits)
                {
                    Assert.True(fit(y, baseline).Converged, $"{points} points at level {level}");
                    Assert.All(y.Zip(baseline), p => Assert.Equal(p.First, p.Second, tolerance));
                }
            }
        }
    }

    [Fact]
    public void Regions_keep_a_band_between_them_out()
    {
        double[] y = [.. s_x.Select(x => Truth(x, 3) + (2 * Math.Exp(-Math.Pow((x - 25030) / 4, 2))))];
        bool[] use = [.. s_x.Select(x => Math.Abs(x - 25030) > 26)];
        double[] baseline = new double[y.Length];
        new RegionPolynomial(s_x, 3, use).Fit(y, baseline);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(Truth(s_x[i], 3), baseline[i], 1e-9 * 3);
    }

    [Fact]
    public void Two_short_regions_at_the_ends_fix_a_cubic_between_them()
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => 400 + (3.7 * i))];
        bool[] use = [.. x.Select((_, i) => i < 60 || i >= 950)];
        double[] y = [.. x.Select((v, i) => (use[i] ? 0 : 50) + Truth(25000 + (v / 40), 3))];
        double[] baseline = new double[y.Length];
        new RegionPolynomial(x, 3, use).Fit(y, baseline);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(Truth(25000 + (x[i] / 40), 3), baseline[i], 1e-9 * 3);
    }

    [Theory, InlineData(2), InlineData(5), InlineData(7)]
    public void ModPoly_does_what_its_definition_says(int degree)
    {
        // The plain twin: another solver (recurrence, no table), norms over points instead of coefficients.
        double[] y = Spectrum();
        double[] cut = [.. y],
            fit = new double[y.Length],
            before = new double[y.Length];
        var polynomial = new OrthogonalPolynomialFit();
        Evaluate(cut, fit);
        int iterations = 0;
        double change;
        do
        {
            fit.CopyTo(before, 0);
            for (int i = 0; i < cut.Length; i++)
                cut[i] = Math.Min(cut[i], fit[i]);
            Evaluate(cut, fit);
            iterations++;
            change = Math.Sqrt(fit.Zip(before, (a, b) => (a - b) * (a - b)).Sum() / before.Sum(b => b * b));
        } while (change >= 1e-3);
        double[] ours = new double[y.Length];
        BaselineOutcome outcome = new ModPoly(s_x, new ClippedPolynomialOptions(degree)).Fit(y, ours);
        Assert.Equal(new BaselineOutcome(iterations, BaselineStop.Converged, outcome.Change), outcome);
        Assert.Equal(change, outcome.Change, 1e-10);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(fit[i], ours[i], 1e-10);

        void Evaluate(double[] values, double[] result)
        {
            polynomial.Fit(s_x, values, degree);
            for (int i = 0; i < result.Length; i++)
                result[i] = polynomial.Evaluate(s_x[i]);
        }
    }

    [Theory, InlineData(2), InlineData(5), InlineData(9)]
    public void Both_widths_give_the_same_bits(int degree)
    {
        double[] y = Spectrum();
        foreach (Func<LaneWidth, FitOne> make in Methods(degree))
        {
            double[] narrow = new double[y.Length],
                wide = new double[y.Length];
            BaselineOutcome a = make(LaneWidth.Bits256)(y, narrow),
                b = make(LaneWidth.Bits512)(y, wide);
            Assert.Equal(a, b);
            Assert.Equal(narrow, wide);
        }
    }

    [Fact]
    public void Turning_a_spectrum_of_odd_length_below_zero_changes_nothing_but_the_offset()
    {
        // What is fitted is padded to whole registers: the padding must not count, wherever the baseline lies.
        double[] y = Spectrum(),
            below = [.. y.Select(v => v - 64)],
            one = new double[y.Length],
            other = new double[y.Length];
        Assert.NotEqual(0, y.Length % 8);
        var options = new ClippedPolynomialOptions(5, 1e-9, MaskInitialPeaks: true);
        Assert.Equal(new IModPoly(s_x, options).Fit(y, one).Iterations, new IModPoly(s_x, options).Fit(below, other).Iterations);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(one[i], other[i] + 64, 1e-9);
    }

    [Fact]
    public void A_fitter_forgets_the_spectrum_before()
    {
        double[] y = Spectrum(),
            other = [.. y.Select(v => 1e6 - (30 * v))];
        foreach (Func<LaneWidth, FitOne> make in Methods(5))
        {
            double[] first = new double[y.Length],
                again = new double[y.Length];
            FitOne fit = make(LaneWidth.Automatic);
            fit(y, first);
            fit(other, again);
            fit(y, again);
            Assert.Equal(first, again);
        }
    }

    [Fact]
    public void A_scale_of_y_scales_the_baseline()
    {
        double[] y = Spectrum(),
            large = [.. y.Select(v => 4096 * v)];
        foreach (Func<LaneWidth, FitOne> make in Methods(4))
        {
            double[] one = new double[y.Length],
                scaled = new double[y.Length];
            make(LaneWidth.Automatic)(y, one);
            make(LaneWidth.Automatic)(large, scaled);
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(4096 * one[i], scaled[i], 4096 * 1e-12);
        }
    }

    [Theory]
    [InlineData(PolynomialCost.SymmetricTruncatedQuadratic)]
    [InlineData(PolynomialCost.SymmetricHuber)]
    [InlineData(PolynomialCost.SymmetricIndec)]
    public void A_symmetric_cost_leaves_bands_of_both_signs_alone(PolynomialCost cost)
    {
        double[] y =
        [
            .. s_x.Select(x => Truth(x, 2) + Math.Exp(-Math.Pow((x - 25020) / 2, 2)) - (0.8 * Math.Exp(-Math.Pow((x - 25330) / 2, 2)))),
        ];
        double[] up = new double[y.Length],
            down = new double[y.Length];
        var fit = new PenalizedPoly(s_x, new ClippedPolynomialOptions(2, 1e-6, 5000), cost, threshold: 0.2);
        Assert.True(fit.Fit(y, up).Converged);
        fit.Fit([.. y.Select(v => -v)], down);
        // A seventh of the points lie on bands; Huber's cost counts each of them with 0.2 at most, the others only their feet. At the ends a parabola
        // follows a point three times as much as on the mean.
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(Truth(s_x[i], 2), up[i], 3 * 0.2 / 7);
            Assert.Equal(-up[i], down[i], 1e-9);
        }
    }

    [Fact]
    public void IModPoly_finds_the_background_within_a_fifth_of_the_noise()
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => 400 + (1.5 * i))];
        var random = new Random(11);
        double Background(double v) => 3 - (0.001 * v) + (4e-7 * v * v);
        double[] y = [.. x.Select(v => Background(v) + (4 * Math.Exp(-Math.Pow((v - 900) / 20, 2))) + (0.05 * Noise(random)))];
        double[] baseline = new double[y.Length];
        new IModPoly(x, new ClippedPolynomialOptions(2, MaskInitialPeaks: true)).Fit(y, baseline);
        Assert.All(x.Zip(baseline), p => Assert.Equal(Background(p.First), p.Second, 0.02));
    }

    [Fact]
    public void A_fit_that_does_not_settle_says_so()
    {
        double[] y = Spectrum(),
            baseline = new double[y.Length];
        BaselineOutcome outcome = new ModPoly(s_x, new ClippedPolynomialOptions(4, 0, 3)).Fit(y, baseline);
        Assert.Equal((3, BaselineStop.MaxIterations), (outcome.Iterations, outcome.Stop));
        Assert.True(outcome.Change > 0);
    }

    [Fact]
    public void Points_that_do_not_fix_the_polynomial_give_one_of_lower_degree()
    {
        // All but two points are far above the first fit and left out: a line can still be told, a parabola cannot.
        double[] x = [0, 1, 2, 3, 4],
            baseline = new double[5];
        foreach (double[] y in new double[][] { [0, 0, 0, 0, 0], [5.0, 5, 5, 5, 5], [1.0, 1e9, 1, -1e9, 1] })
        {
            new IModPoly(x, new ClippedPolynomialOptions(4, MaskInitialPeaks: true)).Fit(y, baseline);
            Assert.All(baseline, v => Assert.True(double.IsFinite(v)));
            new ModPoly(x, new ClippedPolynomialOptions(20, MaskInitialPeaks: true)).Fit(y, baseline);
            Assert.All(baseline, v => Assert.True(double.IsFinite(v)));
        }
    }

    [Fact]
    public void Takes_as_many_iterations_as_the_peer_on_every_spectrum()
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        int runs = 0;
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            (double[] x, double[] y) = VibrationalReference.Input(name);
            foreach (JsonProperty run in VibrationalReference.Json($"baseline/{name}.json").GetProperty("algorithms").EnumerateObject())
            {
                if (!run.Value.TryGetProperty("iterations", out JsonElement theirs) || Peer(run.Value, x) is not { } fit)
                    continue;
                BaselineOutcome outcome = fit(y, new double[y.Length]);
                Assert.True(theirs.GetInt32() == outcome.Iterations, $"{name} {run.Name}: {outcome.Iterations}, peer {theirs}");
                double last = run.Value.GetProperty("tol_last").GetDouble();
                Assert.True(Math.Abs(last - outcome.Change) < 1e-6 * last, $"{name} {run.Name}: {outcome.Change}, peer {last}");
                runs++;
            }
        }
        Assert.True(runs >= 6 * 14, $"{runs}");
    }

    [Fact]
    public void GoldIndec_tries_as_many_thresholds_as_the_peer_on_every_spectrum()
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            (double[] x, double[] y) = VibrationalReference.Input(name);
            JsonElement algorithms = VibrationalReference.Json($"baseline/{name}.json").GetProperty("algorithms");
            if (!algorithms.TryGetProperty("goldindec_4", out JsonElement run))
                continue;
            var fit = new GoldIndec(x, new ClippedPolynomialOptions(4), new GoldIndecSearch());
            // The record has two rows beside those of the thresholds.
            Assert.Equal(run.GetProperty("iterations")[0].GetInt32() - 2, fit.Fit(y, new double[y.Length]).Iterations);
        }
    }

    [Theory, InlineData(0.05), InlineData(0.3), InlineData(0.5)]
    public void A_quantile_of_the_points_lies_below_the_quantile_regression(double quantile)
    {
        double[] y = Spectrum(),
            narrow = new double[y.Length],
            wide = new double[y.Length];
        var fit = new QuantileRegression(s_x, 3, quantile, 1e-9, 3000, LaneWidth.Bits256);
        fit.Fit(y, narrow);
        new QuantileRegression(s_x, 3, quantile, 1e-9, 3000, LaneWidth.Bits512).Fit(y, wide);
        Assert.Equal(narrow, wide);
        // Optimality (Koenker and Bassett 1978, theorem 3.4): below ≤ qn ≤ below and on; as many points lie on it as it has terms.
        int below = y.Where((v, i) => v < narrow[i] - 1e-4).Count(),
            on = y.Where((v, i) => Math.Abs(v - narrow[i]) <= 1e-4).Count();
        Assert.InRange(quantile * y.Length, below, below + on);
        Assert.InRange(on, 1, 10);
    }

    [Fact]
    public void A_polynomial_is_its_own_quantile_regression()
    {
        double[] y = [.. s_x.Select(x => Truth(x, 4))],
            z = new double[y.Length];
        new QuantileRegression(s_x, 4).Fit(y, z);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(y[i], z[i], 1e-9);
    }

    private static FitOne? Peer(JsonElement run, double[] x)
    {
        JsonElement p = run.GetProperty("params");
        int Degree() => p.GetProperty("poly_order").GetInt32();
        bool Flag(string name) => p.GetProperty(name).GetBoolean();
        return run.GetProperty("method").GetString() switch
        {
            "modpoly" => new ModPoly(
                x,
                new ClippedPolynomialOptions(Degree(), UseOriginal: Flag("use_original"), MaskInitialPeaks: Flag("mask_initial_peaks"))
            ).Fit,
            "imodpoly" => new IModPoly(
                x,
                new ClippedPolynomialOptions(Degree(), UseOriginal: Flag("use_original"), MaskInitialPeaks: Flag("mask_initial_peaks"))
            ).Fit,
            "penalized_poly" => new PenalizedPoly(x, new ClippedPolynomialOptions(Degree())).Fit,
            "loess" => new Loess(x, new LoessOptions()).Fit,
            _ => null,
        };
    }

    private static IEnumerable<Func<LaneWidth, FitOne>> Methods(int degree)
    {
        var options = new ClippedPolynomialOptions(degree);
        yield return w => new RegionPolynomial(s_x, degree, default, w).Fit;
        yield return w => new ModPoly(s_x, options, w).Fit;
        yield return w => new ModPoly(s_x, options with { UseOriginal = true, MaskInitialPeaks = true }, w).Fit;
        yield return w => new IModPoly(s_x, options with { MaskInitialPeaks = true }, 1, w).Fit;
        foreach (PolynomialCost cost in Enum.GetValues<PolynomialCost>())
            yield return w => new PenalizedPoly(s_x, options, cost, width: w).Fit;
        yield return w => new GoldIndec(s_x, options, new GoldIndecSearch(0.3), width: w).Fit;
    }

    private static double Truth(double x, int degree)
    {
        double u = (x - 25180) / 190,
            sum = 0;
        for (int k = degree; k >= 0; k--)
            sum = (sum * u) + (k % 2 == 0 ? 1.1 : -0.7);
        return sum;
    }

    private static double[] Spectrum()
    {
        var random = new Random(3);
        return
        [
            .. s_x.Select(x =>
                Truth(x, 3)
                + (1.5 * Math.Exp(-Math.Pow((x - 25025) / 5, 2)))
                + Math.Exp(-Math.Pow((x - 25340) / 4, 2))
                + (0.02 * Noise(random))
            ),
        ];
    }

    private static double Noise(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
