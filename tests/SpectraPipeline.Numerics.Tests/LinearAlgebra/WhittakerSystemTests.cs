using MathNet.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.LinearAlgebra;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.LinearAlgebra;

public sealed class WhittakerSystemTests
{
    [Theory]
    [InlineData(1, 2, 10)]
    [InlineData(1, 40, 1e4)]
    [InlineData(2, 3, 10)]
    [InlineData(2, 4, 1e3)]
    [InlineData(2, 40, 1e4)]
    [InlineData(3, 4, 10)]
    [InlineData(3, 40, 1e5)]
    public void Solves_what_a_dense_solver_solves(int order, int points, double lambda)
    {
        var random = new Random(points);
        Matrix<double> d = Matrix<double>.Build.DenseIdentity(points);
        for (int k = 0; k < order; k++)
            d = d.SubMatrix(1, d.RowCount - 1, 0, points) - d.SubMatrix(0, d.RowCount - 1, 0, points);
        double[] weights = [.. Enumerable.Range(0, points).Select(_ => 0.01 + random.NextDouble())];
        double[] y = [.. Enumerable.Range(0, points).Select(_ => random.NextDouble() - 0.5)];
        Matrix<double> w = Matrix<double>.Build.DenseOfDiagonalArray(weights);
        Vector<double> truth = (w + lambda * d.Transpose() * d).Solve(w * Vector<double>.Build.Dense(y));
        double[] z = new double[points];
        new WhittakerSystem(points, order).Solve(weights, lambda, y, z);
        for (int i = 0; i < points; i++)
            Assert.Equal(truth[i], z[i], 1e-9); // condition of the worst case 64 · 1e5 / 0.01 = 6e8, times 1e-16, times 10
    }

    [Fact]
    public void A_polynomial_below_the_order_passes_unchanged()
    {
        double[] y = [.. Enumerable.Range(0, 60).Select(i => 1 + 0.1 * i - 0.002 * i * i)];
        double[] z = new double[60],
            ones = [.. Enumerable.Repeat(1.0, 60)];
        new WhittakerSystem(60, 3).Solve(ones, 1e4, y, z);
        for (int i = 0; i < 60; i++)
            Assert.Equal(y[i], z[i], 1e-9);
    }

    [Fact]
    public void Lengths_and_orders_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WhittakerSystem(10, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WhittakerSystem(3, 3));
        Assert.Throws<ArgumentException>(() => new WhittakerSystem(10, 1).Solve(new double[10], 1, new double[9], new double[10]));
        Assert.Throws<ArgumentException>(() => new PentadiagonalSystem(10).Solve(new double[10], 1, new double[9], new double[10]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Divided_differences_see_no_polynomial_below_their_order_and_d_factorial_of_the_next(int order)
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => 5 + i + 0.02 * i * i)];
        double h = (x[^1] - x[0]) / 39;
        double[] rows = new double[(40 - order) * (order + 1)];
        DifferencePenalty.FillRows(40, order, x, rows);
        for (int k = 0; k + order < 40; k++)
        for (int power = 0; power <= order; power++)
        {
            double sum = 0;
            for (int j = 0; j <= order; j++)
                sum += rows[k * (order + 1) + j] * Math.Pow(x[k + j] - x[k], power);
            double factorial = Enumerable.Range(1, order).Aggregate(1, (a, b) => a * b);
            Assert.Equal(power < order ? 0 : factorial * Math.Pow(h, order), sum, 1e-9);
        }
    }
}
