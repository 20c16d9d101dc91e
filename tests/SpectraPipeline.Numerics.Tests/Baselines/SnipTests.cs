using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class SnipTests
{
    [Theory, InlineData(2), InlineData(4), InlineData(6), InlineData(8)]
    public void A_line_is_its_own_baseline(int order)
    {
        double[] y = [.. Enumerable.Range(0, 203).Select(i => 7 - (0.03 * i))];
        foreach (bool decreasing in new[] { false, true })
        {
            double[] z = new double[y.Length];
            Assert.Equal(BaselineOutcome.Direct, new Snip(y.Length, new SnipOptions(40, decreasing, FilterOrder: order)).Fit(y, z));
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(y[i], z[i], 1e-9);
        }
    }

    [Fact]
    public void A_convex_curve_stays_and_a_narrow_band_goes()
    {
        double[] background = [.. Enumerable.Range(0, 400).Select(i => 1e-4 * (i - 170) * (i - 170))];
        double[] z = new double[400];
        new Snip(400, new SnipOptions(30)).Fit(background, z);
        // Further than M from the ends, beyond which straight lines go on below the curve.
        for (int i = 30; i < 370; i++)
            Assert.Equal(background[i], z[i], 1e-9);
        double[] y = [.. background];
        for (int i = 0; i < 11; i++)
            y[200 + i] += 5;
        new Snip(400, new SnipOptions(30)).Fit(y, z);
        // Eleven points wide: the mean of points m ≥ 11 apart lies above a convex curve by at most 1e-4 · 11².
        for (int i = 30; i < 370; i++)
            Assert.InRange(z[i] - background[i], -1e-9, 0.0122);
    }

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(2, 3, true)]
    [InlineData(4, 0, true)]
    [InlineData(6, 2, false)]
    [InlineData(8, 7, true)]
    public void Does_what_its_definition_says_in_either_width(int order, int smooth, bool decreasing)
    {
        foreach (int n in new[] { 3, 8, 57, 250 })
        {
            if (smooth >= n)
                continue;
            double[] y = Spectrum(n);
            double[] expected = Plain(y, 20, order, smooth, decreasing);
            foreach (LaneWidth width in new[] { LaneWidth.Bits256, LaneWidth.Bits512 })
            {
                double[] z = new double[n];
                new Snip(n, new SnipOptions(20, decreasing, smooth, order), width).Fit(y, z);
                for (int i = 0; i < n; i++)
                    Assert.Equal(expected[i], z[i], 1e-11);
            }
        }
    }

    [Fact]
    public void Both_widths_give_the_same_bits()
    {
        double[] y = Spectrum(1003),
            narrow = new double[1003],
            wide = new double[1003];
        new Snip(1003, new SnipOptions(40, true, 3), LaneWidth.Bits256).Fit(y, narrow);
        new Snip(1003, new SnipOptions(40, true, 3), LaneWidth.Bits512).Fit(y, wide);
        Assert.Equal(narrow, wide);
    }

    [Fact]
    public void An_offset_and_a_scale_of_y_go_through()
    {
        double[] y = Spectrum(300),
            moved = [.. y.Select(v => 12 + (3 * v))],
            z = new double[300],
            w = new double[300];
        var snip = new Snip(300, new SnipOptions(25, FilterOrder: 4));
        snip.Fit(y, z);
        snip.Fit(moved, w);
        for (int i = 0; i < 300; i++)
            Assert.Equal(12 + (3 * z[i]), w[i], 1e-11);
    }

    [Fact]
    public void Refuses_windows_and_orders_that_there_are_not()
    {
        foreach (SnipOptions bad in new SnipOptions[] { new(0), new(5, SmoothHalfWindow: 30), new(5, FilterOrder: 3) })
            Assert.ThrowsAny<ArgumentException>(() => new Snip(30, bad));
        Assert.ThrowsAny<ArgumentException>(() => new Snip(2, new SnipOptions(1)));
    }

    /// <summary>One point after the other, indices written out.</summary>
    private static double[] Plain(double[] y, int maxHalf, int order, int smooth, bool decreasing)
    {
        int half = Math.Min(maxHalf, (y.Length - 1) / 2),
            length = y.Length + (2 * half);
        double[] z = new double[length];
        (double a, double b) = Line(y[..half]);
        (double c, double d) = Line(y[^half..]);
        for (int i = 0; i < length; i++)
            z[i] =
                i < half ? a + (b * (i - half))
                : i >= half + y.Length ? c + (d * (i - y.Length))
                : y[i - half];
        for (int step = 1; step <= half; step++)
        {
            int m = decreasing ? half + 1 - step : step;
            double[] next = [.. z];
            for (int i = m; i < length - m; i++)
            {
                double Pair(int k) => z[i - k] + z[i + k];
                double level = Pair(m) / 2;
                if (order > 2)
                    level = Math.Max(level, (-Pair(m) + (4 * Pair(m / 2))) / 6);
                if (order > 4)
                    level = Math.Max(level, (Pair(m) - (6 * Pair(2 * m / 3)) + (15 * Pair(m / 3))) / 20);
                if (order > 6)
                    level = Math.Max(level, (-Pair(m) + (8 * Pair(3 * m / 4)) - (28 * Pair(m / 2)) + (56 * Pair(m / 4))) / 70);
                double mean = Enumerable
                    .Range(i - smooth, (2 * smooth) + 1)
                    .Average(j =>
                        z[
                            j < 0 ? -1 - j
                            : j >= length ? (2 * length) - 1 - j
                            : j
                        ]
                    );
                next[i] = z[i] > level ? level : mean;
            }
            z = next;
        }
        return z[half..(half + y.Length)];
    }

    /// <summary>Value at the first point and slope of the least-squares line.</summary>
    private static (double Start, double Slope) Line(double[] y)
    {
        double centre = (y.Length - 1) / 2.0,
            squares = y.Select((_, i) => (i - centre) * (i - centre)).Sum(),
            slope = squares > 0 ? y.Select((v, i) => (i - centre) * v).Sum() / squares : 0;
        return (y.Average() - (slope * centre), slope);
    }

    private static double[] Spectrum(int n)
    {
        var random = new Random(n);
        return
        [
            .. Enumerable
                .Range(0, n)
                .Select(i => 1 + (0.002 * i) + (3 * Math.Exp(-Math.Pow((i - (0.4 * n)) / 6, 2))) + (0.1 * random.NextDouble())),
        ];
    }
}
