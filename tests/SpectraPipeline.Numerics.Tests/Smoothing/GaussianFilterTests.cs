using SpectraPipeline.Numerics.Smoothing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class GaussianFilterTests
{
    [Fact]
    public void Widths_of_Gaussians_add_in_squares()
    {
        // A Gaussian of width 20 smoothed with 15 is one of 25, height × 20/25; the sum over 1 point steps equals the integral to 1e-15,
        // the cut at 2.5 widths leaves 2e-9 of the kernel's area out and takes it from the far wings: below 1e-7 of the height.
        double[] x = [.. Enumerable.Range(0, 301).Select(i => (double)i)];
        double[] y = [.. x.Select(v => Gauss(v, 20))];
        double[] z = new double[x.Length];
        GaussianFilter.Apply(x, y, 15, z);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(0.8 * Gauss(x[i], 25), z[i], 1e-7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void An_uneven_axis_does_not_pull_a_straight_line(int direction)
    {
        // Spacing changes by 2 % a point: the trapezoid rule with a kernel ten points wide is right to the square of the change over a width.
        double[] x = new double[200];
        for (int i = 1; i < x.Length; i++)
            x[i] = x[i - 1] + direction * (i < 100 ? 1 : 0.5);
        double[] y = [.. x.Select(v => 3 + 0.1 * v)];
        double[] z = new double[x.Length];
        GaussianFilter.Apply(x, y, 8, z);
        for (int i = 30; i < 150; i++)
            Assert.Equal(y[i], z[i], 2e-3); // plain means would be off by 0.1 · 8/6 = 0.1 at the seam
    }

    private static double Gauss(double x, double fwhm) => Math.Exp(-4 * Math.Log(2) * Math.Pow((x - 150) / fwhm, 2));
}
