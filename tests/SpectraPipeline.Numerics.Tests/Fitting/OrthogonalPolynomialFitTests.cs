using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class OrthogonalPolynomialFitTests
{
    // NIST StRD linear regression Wampler1 (higher difficulty): y = 1 + x + x² + x³ + x⁴ + x⁵, x = 0..20, exact coefficients 1.
    [Fact]
    public void Recovers_the_quintic_of_NIST_Wampler1()
    {
        double[] x = Enumerable.Range(0, 21).Select(i => (double)i).ToArray();
        double[] y = x.Select(Quintic).ToArray();
        var fit = new OrthogonalPolynomialFit();
        fit.Fit(x, y, 5);
        foreach (double at in new[] { -3.0, 0, 0.5, 7.3, 20, 25 })
            // Of the largest y, 3.4 million: each y carries that rounding.
            Assert.InRange((fit.Evaluate(at) - Quintic(at)) / Quintic(20), -1e-13, 1e-13);
    }

    [Fact]
    public void A_large_offset_of_x_costs_no_digits()
    {
        double[] x = Enumerable.Range(0, 300).Select(i => 25514 + i * 0.37).ToArray();
        double[] y = x.Select(e => 2 + 3e-4 * (e - 25514) - 5e-8 * (e - 25514) * (e - 25514)).ToArray();
        var fit = new OrthogonalPolynomialFit();
        fit.Fit(x, y, 2);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(y[i], fit.Evaluate(x[i]), 13);
    }

    [Fact]
    public void The_residual_is_orthogonal_to_every_lower_power()
    {
        double[] x = Enumerable.Range(0, 40).Select(i => 0.1 * i * i).ToArray();
        double[] y = x.Select((_, i) => Math.Sin(i)).ToArray();
        var fit = new OrthogonalPolynomialFit();
        fit.Fit(x, y, 3);
        for (int power = 0; power <= 3; power++)
            Assert.Equal(0, x.Select((v, i) => (y[i] - fit.Evaluate(v)) * Math.Pow(v / 160, power)).Sum(), 11);
    }

    [Fact]
    public void Too_few_points_are_refused() =>
        Assert.Throws<ArgumentException>(() => new OrthogonalPolynomialFit().Fit([1, 2], [1, 2], 2));

    private static double Quintic(double x) => 1 + x * (1 + x * (1 + x * (1 + x * (1 + x))));
}
