using MathNet.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.LinearAlgebra;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.LinearAlgebra;

public sealed class HouseholderQrTests
{
    private const int Rows = 23;
    private const int Columns = 7;

    [Fact]
    public void Q_is_orthonormal_and_QR_gives_the_matrix_again()
    {
        double[] a = Hilbert();
        var qr = new HouseholderQr(a, Rows, Columns);
        for (int j = 0; j < Columns; j++)
        for (int k = 0; k <= j; k++)
            Assert.Equal(j == k ? 1 : 0, Products.Dot(Column(qr, j), Column(qr, k)), 14);
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Columns; j++)
        {
            double sum = 0;
            for (int k = 0; k <= j; k++)
                sum += qr.Q[k * Rows + i] * qr.R[k * Columns + j];
            Assert.Equal(a[i * Columns + j], sum, 14);
        }
    }

    [Fact]
    public void Least_squares_agree_with_MathNet()
    {
        double[] a = Hilbert();
        double[] b = Enumerable.Range(0, Rows).Select(i => Math.Cos(i)).ToArray();
        var qr = new HouseholderQr(a, Rows, Columns);
        double[] x = new double[Columns];
        for (int j = 0; j < Columns; j++)
            x[j] = Products.Dot(b, Column(qr, j));
        qr.SolveUpper(x);
        var expected = Matrix<double>.Build.Dense(Rows, Columns, (i, j) => a[i * Columns + j]).QR().Solve(Vector<double>.Build.Dense(b));
        // Condition number about 3e8 for this Hilbert-like matrix.
        for (int j = 0; j < Columns; j++)
            Assert.InRange(x[j] / expected[j], 1 - 1e-7, 1 + 1e-7);
    }

    [Fact]
    public void Dependent_columns_show_in_the_diagonal()
    {
        double[] a = Enumerable.Range(0, Rows).SelectMany(i => new[] { 1.0, i, 2 * i + 3 }).ToArray();
        Assert.InRange(new HouseholderQr(a, Rows, 3).DiagonalRatio, 0, 1e-14);
    }

    private static ReadOnlySpan<double> Column(HouseholderQr qr, int j) => qr.Q.Slice(j * Rows, Rows);

    private static double[] Hilbert() =>
        Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Range(0, Columns).Select(j => 1.0 / (i + j + 1))).ToArray();
}
