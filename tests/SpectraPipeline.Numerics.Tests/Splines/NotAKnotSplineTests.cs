using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Splines;

public sealed class NotAKnotSplineTests
{
    private static readonly double[] Sites = [0, 0.3, 1, 1.1, 2.7, 3, 4.5, 6];

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_cubic_comes_back_exactly_inside_and_beyond_the_ends(int count)
    {
        double[] x = Sites[..count];
        var spline = new NotAKnotSpline(x);
        spline.Fit(x.Select(Cubic).ToArray());
        double[] at = Enumerable.Range(-10, 80).Select(i => i * 0.1).ToArray();
        double[] y = new double[at.Length];
        spline.Evaluate(at, y);
        for (int i = 0; i < at.Length; i++)
            Assert.Equal(Cubic(at[i]), y[i], 9);
    }

    // The not-a-knot interpolant is the one B-spline combination without the second and last but one site as knots: solve for it densely.
    [Fact]
    public void Equals_the_dense_B_spline_interpolant()
    {
        double[] y = Sites.Select(v => Math.Sin(3 * v) + v).ToArray();
        CubicBSpline basis = CubicBSpline.ThroughSites(Sites);
        double[] matrix = new double[Sites.Length * basis.Count];
        double[] values = new double[4];
        for (int i = 0; i < Sites.Length; i++)
        {
            int first = basis.Evaluate(Sites[i], values);
            values.CopyTo(matrix, i * basis.Count + first);
        }
        var qr = new HouseholderQr(matrix, Sites.Length, basis.Count);
        double[] coefficients = new double[basis.Count];
        for (int j = 0; j < coefficients.Length; j++)
            coefficients[j] = Products.Dot(y, qr.Q.Slice(j * qr.Rows, qr.Rows));
        qr.SolveUpper(coefficients);
        var spline = new NotAKnotSpline(Sites);
        spline.Fit(y);
        double[] at = Enumerable.Range(-5, 80).Select(i => i * 0.1).ToArray();
        double[] ours = new double[at.Length];
        spline.Evaluate(at, ours);
        for (int i = 0; i < at.Length; i++)
        {
            int first = basis.Evaluate(at[i], values);
            Assert.Equal(Products.Dot(values, coefficients.AsSpan(first)), ours[i], 8);
        }
    }

    [Fact]
    public void Equal_or_falling_sites_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new NotAKnotSpline([0, 1, 1, 2]));
        Assert.Throws<ArgumentException>(() => new NotAKnotSpline([0, 1, 2]));
    }

    private static double Cubic(double x) => 1 - 2 * x + 0.5 * x * x - 0.25 * x * x * x;
}
