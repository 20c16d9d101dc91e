using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class LoessTests
{
    private static readonly double[] s_x = [.. Enumerable.Range(0, 203).Select(i => 500 + (0.5 * i) + (0.002 * i * i) + (i > 90 ? 30 : 0))];

    [Theory]
    [InlineData(1, false, 0.3)]
    [InlineData(1, true, 0.05)]
    [InlineData(2, false, 0.3)]
    [InlineData(2, true, 0.05)]
    public void A_polynomial_of_the_degree_is_its_own_baseline(int degree, bool threshold, double fraction)
    {
        double[] y = [.. s_x.Select(x => 3 + (0.01 * x) + (degree == 2 ? 1e-4 * (x - 600) * (x - 600) : 0))],
            z = new double[y.Length];
        // A fit at every point: between fits a parabola would be a chord.
        foreach (LaneWidth width in new[] { LaneWidth.Bits256, LaneWidth.Bits512 })
        {
            var loess = new Loess(s_x, new LoessOptions(fraction, degree, UseThreshold: threshold, Delta: 0), width);
            BaselineOutcome outcome = loess.Fit(y, z);
            Assert.Equal((1, BaselineStop.Converged), (outcome.Iterations, outcome.Stop));
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(y[i], z[i], 1e-9);
        }
    }

    [Theory, InlineData(0, false), InlineData(1, false), InlineData(1, true), InlineData(2, false)]
    public void Does_what_its_definition_says(int degree, bool symmetric)
    {
        double[] y = Spectrum(),
            z = new double[y.Length];
        BaselineOutcome outcome = new Loess(s_x, new LoessOptions(0.25, degree, SymmetricWeights: symmetric, Delta: 0)).Fit(y, z);
        (double[] expected, int iterations) = Plain(y, 51, degree, symmetric);
        Assert.Equal(iterations, outcome.Iterations);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(expected[i], z[i], 1e-9);
    }

    [Fact]
    public void Between_fits_goes_a_straight_line()
    {
        double[] y = Spectrum(),
            every = new double[y.Length],
            some = new double[y.Length];
        new Loess(s_x, new LoessOptions(MaxIterations: 0, Delta: 0)).Fit(y, every);
        new Loess(s_x, new LoessOptions(MaxIterations: 0, Delta: 0.05)).Fit(y, some);
        var windows = new LocalWindows(s_x, 41, 0.05);
        Assert.Equal(0, windows.Centres[0]);
        Assert.Equal(s_x.Length - 1, windows.Centres[^1]);
        foreach ((int a, int b) in windows.Centres.Zip(windows.Centres.Skip(1)))
        {
            // Never further apart than delta, but where neighbouring points are.
            Assert.True(b == a + 1 || s_x[b] - s_x[a] <= 0.05 * (s_x[^1] - s_x[0]) * (1 + 1e-12));
            Assert.Equal(every[a], some[a], 1e-12);
            for (int i = a; i <= b; i++)
                Assert.Equal(some[a] + ((some[b] - some[a]) * (s_x[i] - s_x[a]) / (s_x[b] - s_x[a])), some[i], 1e-12);
        }
    }

    [Fact]
    public void Both_widths_give_the_same_bits()
    {
        double[] y = Spectrum(),
            narrow = new double[y.Length],
            wide = new double[y.Length];
        for (int degree = 0; degree <= 2; degree++)
        {
            new Loess(s_x, new LoessOptions(0.2, degree), LaneWidth.Bits256).Fit(y, narrow);
            new Loess(s_x, new LoessOptions(0.2, degree), LaneWidth.Bits512).Fit(y, wide);
            Assert.Equal(narrow, wide);
        }
    }

    [Fact]
    public void A_flat_spectrum_with_one_spike_gives_the_flat()
    {
        double[] y = new double[s_x.Length],
            z = new double[s_x.Length];
        y[70] = 9;
        new Loess(s_x, new LoessOptions()).Fit(y, z);
        Assert.All(z, v => Assert.Equal(0, v, 1e-12));
    }

    [Fact]
    public void Refuses_windows_too_narrow_for_the_degree()
    {
        Assert.ThrowsAny<ArgumentException>(() => new Loess(s_x, new LoessOptions(0.009)));
        Assert.ThrowsAny<ArgumentException>(() => new Loess(s_x, new LoessOptions(Degree: 3)));
        Assert.ThrowsAny<ArgumentException>(() => new Loess(s_x, new LoessOptions(Fraction: 1.1)));
    }

    /// <summary>Weighted least squares by Gaussian elimination in powers of x − xᵢ; points sorted by distance.</summary>
    private static (double[] Fit, int Iterations) Plain(double[] y, int window, int degree, bool symmetric)
    {
        int n = y.Length;
        double[] weights = [.. y.Select(_ => 1.0)],
            fit = [.. y];
        for (int iteration = 1; ; iteration++)
        {
            double[] before = fit;
            fit = [.. Enumerable.Range(0, n).Select(i => Local(y, weights, i, window, degree))];
            double change = Math.Sqrt(fit.Zip(before, (a, b) => (a - b) * (a - b)).Sum() / before.Sum(b => b * b));
            if (change < 1e-3 || iteration == 11)
                return (fit, iteration);
            double[] residuals = [.. y.Zip(fit, (a, b) => a - b)],
                sorted = [.. residuals.Select(Math.Abs).Order()];
            double scale = 3 * (n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2] + sorted[(n / 2) - 1]) / 2) / 0.6744897501960817;
            weights = [.. residuals.Select(r => !symmetric && r <= 0 ? 1 : Math.Pow(Math.Max(0, 1 - (r / scale * (r / scale))), 2))];
        }
    }

    private static double Local(double[] y, double[] weights, int i, int window, int degree)
    {
        int[] near = [.. Enumerable.Range(0, y.Length).OrderBy(j => Math.Abs(s_x[j] - s_x[i])).Take(window)];
        double h = Math.Abs(s_x[near[^1]] - s_x[i]);
        int p = degree + 1;
        double[,] a = new double[p, p + 1];
        foreach (int j in near)
        {
            double u = (s_x[j] - s_x[i]) / h,
                w = weights[j] * Math.Pow(1 - Math.Pow(Math.Abs(u), 3), 3);
            for (int r = 0; r < p; r++)
            {
                for (int c = 0; c < p; c++)
                    a[r, c] += w * Math.Pow(u, r + c);
                a[r, p] += w * Math.Pow(u, r) * y[j];
            }
        }
        for (int k = 0; k < p; k++)
        for (int r = 0; r < p; r++)
        {
            if (r == k)
                continue;
            double factor = a[r, k] / a[k, k];
            for (int c = k; c <= p; c++)
                a[r, c] -= factor * a[k, c];
        }
        return a[0, p] / a[0, 0];
    }

    private static double[] Spectrum()
    {
        var random = new Random(4);
        return
        [
            .. s_x.Select(x =>
                2
                + (0.002 * x)
                + (1.5 * Math.Exp(-Math.Pow((x - 560) / 3, 2)))
                + Math.Exp(-Math.Pow((x - 680) / 4, 2))
                + (0.05 * random.NextDouble())
            ),
        ];
    }
}
