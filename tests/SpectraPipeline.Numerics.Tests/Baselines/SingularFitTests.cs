using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Stiffness without end: a fit is the weighted polynomial that theory knows, or says that rounding ate it.</summary>
public sealed class SingularFitTests(ITestOutputHelper output)
{
    // At λ ≥ 1e13 a curve of 100 points is its limit to (100/π)²ᵈ/λ, 1e-4 for order 3; weights that this turns cost a little more.
    private const double Allowed = 5e-3;
    private const int Few = 100;

    public static MatrixTheoryData<string, int> Cases => new(["asls", "arpls", "airpls", "iarpls", "psalsa"], [1, 2, 3]);

    [Theory, MemberData(nameof(Cases))]
    public void The_plain_form_gives_the_polynomial_or_says_singular(string method, int order) => Check(method, order, lanes: false);

    [Theory]
    [InlineData("asls")]
    [InlineData("arpls")]
    [InlineData("airpls")]
    [InlineData("iarpls")]
    [InlineData("psalsa")]
    public void Lanes_give_the_line_or_say_singular(string method) => Check(method, 2, lanes: true);

    private void Check(string method, int order, bool lanes)
    {
        double[] y = Spectrum(Few, 0);
        int lost = 0;
        for (int exponent = 13; exponent <= 20; exponent++)
        {
            var options = new WhittakerBaselineOptions(Math.Pow(10, exponent), Order: order);
            double[] z = new double[Few],
                limit = Limit(method, y, options);
            BaselineOutcome outcome = lanes ? InLanes(method, options, y, z) : Plain(method, options, y, z);
            if (outcome.Stop == BaselineStop.Singular)
            {
                lost++;
                Assert.All(z, v => Assert.True(double.IsNaN(v)));
                continue;
            }
            double worst = Largest(z, limit);
            output.WriteLine($"{method} {order} 1e{exponent}: {outcome}, {worst:E1}");
            Assert.True(worst < Allowed, $"lambda 1e{exponent}: {worst:E2}");
        }
        Assert.True(lost >= 3, $"{lost}"); // 1e18 and up beside weights of 1: 1e-16 · 1e18 is a hundred times the whole matrix
    }

    [Theory]
    [InlineData("asls")]
    [InlineData("arpls")]
    [InlineData("airpls")]
    [InlineData("iarpls")]
    [InlineData("psalsa")]
    public void Usual_stiffness_is_never_called_singular(string method)
    {
        foreach (int points in new[] { 100, 1000, 2000 })
            for (int exponent = 3; exponent <= 9; exponent++)
            {
                double[] y = Spectrum(points, 1),
                    z = new double[points],
                    plain = new double[points];
                var options = new WhittakerBaselineOptions(Math.Pow(10, exponent));
                Assert.NotEqual(BaselineStop.Singular, InLanes(method, options, y, z).Stop);
                Assert.NotEqual(BaselineStop.Singular, Plain(method, options, y, plain).Stop);
            }
    }

    [Theory]
    [InlineData(1e13)]
    [InlineData(1e15)]
    [InlineData(1e18)]
    public void The_reweighted_family_and_splines_give_the_line_or_say_singular(double lambda)
    {
        double[] y = Spectrum(Few, 0),
            x = [.. Enumerable.Range(0, Few).Select(i => (double)i)],
            z = new double[Few];
        var outcome = new BaselineOutcome[1];
        var options = new WhittakerBaselineOptions(lambda, MaxIterations: 0);
        void Holds(string what, double[] limit)
        {
            double worst = Largest(z, limit);
            output.WriteLine($"{what} {lambda:E0}: {outcome[0]}, {worst:E1}");
            Assert.True(
                outcome[0].Stop == BaselineStop.Singular ? double.IsNaN(z[0]) : worst < Allowed,
                $"{what}: {worst:E2}, {outcome[0]}"
            );
        }
        double[] line = Polynomial(y, [.. x.Select(_ => 1.0)], 2);
        new LsrPls(Few, options).Fit(y, z, outcome);
        Holds("lsrpls", line);
        new DerPsalsa(Few, options, new DerPsalsaOptions()).Fit(y, z, outcome);
        Holds("derpsalsa", line);
        new PSplineArPls(x, new PSplineBaselineOptions(lambda, MaxIterations: 0)).Fit(y, z, outcome);
        Holds("pspline-arpls", line);
        new PSplineAsLs(x, new PSplineBaselineOptions(lambda), 0.01).Fit(y, z, outcome);
        Holds("pspline-asls", Limit("asls", y, new WhittakerBaselineOptions(lambda)));
        var band = new Rubberband(Few, new RubberbandOptions(Lambda: lambda));
        outcome[0] = band.Fit(x, y, z);
        double[] corners = new double[Few];
        foreach (int corner in band.Corners)
            corners[corner] = 1;
        Holds("rubberband", Polynomial(y, corners, 2));
        var fabc = new Fabc(Few, new FabcOptions(lambda));
        outcome[0] = fabc.Fit(y, z);
        bool[] isBand = fabc.IsBand.ToArray();
        Holds("fabc", Polynomial(y, [.. isBand.Select(b => b ? 0.0 : 1)], 2));
        outcome[0] = new MPls(Few, new MPlsOptions(20, lambda)).Fit(y, z);
        if (lambda >= 1e18)
            Assert.Equal(BaselineStop.Singular, outcome[0].Stop);
    }

    [Fact]
    public void The_level_of_a_spectrum_changes_no_digit_that_counts()
    {
        double[] y = Spectrum(1000, 2),
            high = [.. y.Select(v => v + 1e4)],
            x = [.. Enumerable.Range(0, 1000).Select(i => (double)i)],
            z = new double[1000],
            above = new double[1000];
        BaselineOutcome[] low = new BaselineOutcome[1],
            up = new BaselineOutcome[1];
        var iasls = new IasLs(x, new WhittakerBaselineOptions(1e6), 0.01, 1e-4);
        iasls.Fit(y, z, low);
        iasls.Fit(high, above, up);
        Assert.Equal(low[0].Iterations, up[0].Iterations);
        Assert.Equal(BaselineStop.Converged, up[0].Stop);
        Assert.InRange(Largest(z, [.. above.Select(v => v - 1e4)]), 0, 1e-9);
        foreach (int order in new[] { 1, 2, 3 })
        {
            var asls = new AsLs(1000, new WhittakerBaselineOptions(1e6, Order: order), 0.01);
            low[0] = asls.Fit(y, z);
            up[0] = asls.Fit(high, above);
            Assert.Equal(low[0].Iterations, up[0].Iterations);
            Assert.InRange(Largest(z, [.. above.Select(v => v - 1e4)]), 0, 1e-7);
        }
    }

    [Fact]
    public unsafe void Equal_residuals_below_make_iarpls_a_step_and_not_one_half()
    {
        double* weights = stackalloc double[Lanes256.Count];
        for (int solution = 1; solution <= 120; solution += 17)
        {
            var rule = new IarPlsRule();
            Assert.True(rule.TryNext(new RuleInput(solution, new ResidualsBelow(4, -4e3, 4e6), 0), out WeightParameters p));
            Assert.Equal(1, IarPlsRule.Weight(-1e3, p));
            Assert.Equal(0, IarPlsRule.Weight(1e3, p));
            IarPlsRule.Weight(Lanes256.Create(1e3), Lanes256.Create(p.First), Lanes256.Create(p.Second), default).Store(weights);
            Assert.Equal(0, weights[0]);
        }
    }

    [Fact]
    public void A_constant_spectrum_comes_back_from_derpsalsa()
    {
        for (int k = 1; k <= 100; k++)
        {
            double[] y = [.. Enumerable.Repeat(0.013 * k, 300)],
                z = new double[300];
            var outcome = new BaselineOutcome[1];
            new DerPsalsa(300, new WhittakerBaselineOptions(1e6), new DerPsalsaOptions()).Fit(y, z, outcome);
            Assert.Equal(BaselineStop.Converged, outcome[0].Stop);
            Assert.InRange(Largest(z, y), 0, 1e-12);
        }
    }

    /// <summary>A slope, two bands, noise.</summary>
    private static double[] Spectrum(int points, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, points)
                .Select(i => (double)i / points)
                .Select(t =>
                    0.3 * t
                    + Math.Exp(-Math.Pow((t - 0.3) / 0.03, 2))
                    + 0.6 * Math.Exp(-Math.Pow((t - 0.7) / 0.05, 2))
                    + 0.02 * (random.NextDouble() - 0.5)
                ),
        ];
    }

    private static double Largest(double[] a, double[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Aggregate(0.0, Math.Max);

    private static BaselineOutcome Plain(string method, WhittakerBaselineOptions options, double[] y, double[] z) =>
        method switch
        {
            "asls" => new AsLs(y.Length, options, 0.01).Fit(y, z),
            "arpls" => new ArPls(y.Length, options).Fit(y, z),
            "airpls" => new AirPls(y.Length, options).Fit(y, z),
            "iarpls" => new IarPls(y.Length, options).Fit(y, z),
            _ => new Psalsa(y.Length, options, 0.5, null).Fit(y, z),
        };

    private static BaselineOutcome InLanes(string method, WhittakerBaselineOptions options, double[] y, double[] z)
    {
        LaneBaseline lanes = method switch
        {
            "asls" => new AsLsLanes(y.Length, options, 0.01),
            "arpls" => new ArPlsLanes(y.Length, options),
            "airpls" => new AirPlsLanes(y.Length, options),
            "iarpls" => new IarPlsLanes(y.Length, options),
            _ => new PsalsaLanes(y.Length, options, 0.5, null),
        };
        var outcome = new BaselineOutcome[1];
        lanes.Fit(y, z, outcome);
        return outcome[0];
    }

    private static double[] Limit(string method, double[] y, WhittakerBaselineOptions options) =>
        method switch
        {
            "asls" => Limit(y, options, new AsLsRule(0.01)),
            "arpls" => Limit(y, options, default(ArPlsRule)),
            "airpls" => Limit(y, options, default(AirPlsRule)),
            "iarpls" => Limit(y, options, default(IarPlsRule)),
            _ => Limit(y, options, new PsalsaRule(0.5, null)),
        };

    /// <summary>The same iteration with the polynomial that λ → ∞ makes of the curve.</summary>
    private static double[] Limit<TRule>(double[] y, WhittakerBaselineOptions options, TRule rule)
        where TRule : struct, IWeightRule
    {
        double[] w = [.. y.Select(_ => 1.0)];
        double size = rule.SizeOf(y);
        for (int solution = 1; ; solution++)
        {
            double[] z = Polynomial(y, w, options.Order),
                r = [.. y.Zip(z, (a, b) => a - b)],
                below = [.. r.Where(v => v < 0)];
            var sums = new ResidualsBelow(below.Length, below.Sum(), below.Sum(v => v * v));
            if (!rule.TryNext(new RuleInput(solution, sums, size), out WeightParameters next))
                return z;
            double[] fresh = [.. r.Select(v => TRule.Weight(v, next))];
            double change =
                TRule.Scheme == LaneScheme.SumsAlone
                    ? -sums.Sum / size
                    : Math.Sqrt(w.Zip(fresh, (a, b) => (a - b) * (a - b)).Sum() / w.Sum(v => v * v));
            w = fresh;
            if (change < options.Tolerance || solution > options.MaxIterations)
                return z;
        }
    }

    /// <summary>Weighted least squares, degree <paramref name="terms"/> − 1.</summary>
    private static double[] Polynomial(double[] y, double[] w, int terms)
    {
        int n = y.Length;
        double[] columns = new double[n * terms];
        for (int i = 0; i < n; i++)
        for (int j = 0; j < terms; j++)
            columns[i * terms + j] = Math.Sqrt(w[i]) * Math.Pow(2.0 * i / n - 1, j);
        // Gram and Schmidt twice, beside the same steps on the unweighted columns.
        double[] z = new double[n];
        double[][] q = new double[terms][],
            p = new double[terms][];
        for (int j = 0; j < terms; j++)
        {
            q[j] = [.. Enumerable.Range(0, n).Select(i => columns[i * terms + j])];
            p[j] = [.. Enumerable.Range(0, n).Select(i => Math.Pow(2.0 * i / n - 1, j))];
            for (int twice = 0; twice < 2; twice++)
            for (int k = 0; k < j; k++)
            {
                double dot = q[j].Zip(q[k], (a, b) => a * b).Sum();
                for (int i = 0; i < n; i++)
                    (q[j][i], p[j][i]) = (q[j][i] - dot * q[k][i], p[j][i] - dot * p[k][i]);
            }
            double norm = Math.Sqrt(q[j].Sum(v => v * v));
            for (int i = 0; i < n; i++)
                (q[j][i], p[j][i]) = (q[j][i] / norm, p[j][i] / norm);
            double coefficient = Enumerable.Range(0, n).Sum(i => q[j][i] * Math.Sqrt(w[i]) * y[i]);
            for (int i = 0; i < n; i++)
                z[i] += coefficient * p[j][i];
        }
        return z;
    }
}
