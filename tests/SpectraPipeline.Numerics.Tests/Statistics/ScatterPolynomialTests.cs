using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class ScatterPolynomialTests
{
    [Fact]
    public void Agrees_with_the_certified_straight_line_of_NIST_Norris()
    {
        // NIST StRD Norris: y(x), 36 points; B0 = -0.262323073774029 (0.232818234301152), B1 = 1.00211681802045 (4.29796848199937E-04), s = 0.884796396144373.
        double[] y = [0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8];
        double[] x = [0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6];
        double[] y2 =
        [
            557.7,
            228.3,
            998.0,
            888.8,
            119.6,
            0.3,
            0.6,
            557.6,
            339.3,
            888.0,
            998.5,
            778.9,
            10.2,
            117.6,
            228.9,
            668.4,
            449.2,
            0.2,
        ];
        double[] x2 =
        [
            556.0,
            228.1,
            995.8,
            887.6,
            120.2,
            0.3,
            0.3,
            556.8,
            339.1,
            887.2,
            999.0,
            779.0,
            11.1,
            118.3,
            229.2,
            669.1,
            448.9,
            0.5,
        ];
        ScatterPolynomial fit = ScatterPolynomial.Fit([.. x, .. x2], [.. y, .. y2], [], 1)!;
        Assert.Equal(1.00211681802045, fit.Coefficient(1), 1e-12);
        Assert.Equal(-0.262323073774029, fit.At(0), 1e-9);
        Assert.Equal(4.29796848199937E-04, fit.StandardError(1), 1e-9);
        Assert.Equal(0.232818234301152, fit.StandardErrorAt(0), 1e-8);
        Assert.Equal(0.884796396144373, fit.Scatter, 1e-8);
    }

    [Fact]
    public void Leaves_the_scatter_at_zero_when_the_errors_explain_the_residuals()
    {
        double[] x = [0, 1, 2, 3, 4],
            y = [0.1, 0.9, 2.1, 2.9, 4.0];
        ScatterPolynomial fit = ScatterPolynomial.Fit(x, y, [1, 1, 1, 1, 1], 1)!;
        Assert.Equal(0, fit.Scatter);
        // Unit weights and x = 0..4: var(slope) = 1/10 whatever the residuals.
        Assert.Equal(Math.Sqrt(0.1), fit.StandardError(1), 1e-12);
    }

    [Fact]
    public void Covers_the_true_slope_as_often_as_its_errors_promise()
    {
        var random = new Random(11);
        int covered = 0;
        const int trials = 1000;
        for (int t = 0; t < trials; t++)
        {
            double[] x = [.. Enumerable.Range(0, 40).Select(i => i / 40.0)],
                se = [.. x.Select(_ => 0.1 + (0.4 * random.NextDouble()))],
                y = [.. x.Select((v, i) => 2000 + (57 * v) + (Normal(random) * Math.Sqrt((se[i] * se[i]) + 0.25)))];
            ScatterPolynomial fit = ScatterPolynomial.Fit(x, y, se, 1)!;
            covered += Math.Abs(fit.Coefficient(1) - 57) < 1.96 * fit.StandardError(1) ? 1 : 0;
        }
        // 950 expected, binomial standard deviation 7; the scatter is estimated from 38 degrees of freedom, which costs about 5.
        Assert.InRange(covered, 920, 970);
    }

    [Fact]
    public void Is_null_when_x_does_not_spread() => Assert.Null(ScatterPolynomial.Fit([1, 1, 1, 1], [1, 2, 3, 4], [], 1));

    [Fact]
    public void A_mean_of_equal_values_has_no_scatter()
    {
        ScatterPolynomial fit = ScatterPolynomial.Fit([0, 1, 2], [5, 5, 5], [double.NaN, double.NaN, double.NaN], 0)!;
        Assert.Equal(5, fit.Coefficient(0), 1e-12);
        Assert.Equal(0, fit.Scatter, 1e-12);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Fact]
    public void An_error_of_zero_is_not_known_and_owns_no_mean()
    {
        // Before, the point with error 0 weighed a million times the others.
        ScatterPolynomial fit = ScatterPolynomial.Fit([0, 1, 2, 3], [1, 2, 1, 2], [0.5, 0, 0.5, 0.5], 0)!;
        Assert.Equal(1.5, fit.Coefficient(0), 1e-9);
    }
}
