using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.LinearAlgebra;

public sealed class PivotedCholeskyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(20, 20)]
    public void The_factor_has_the_rank_of_the_matrix_and_gives_it_back(int size, int rank)
    {
        var noise = new NoiseSource(5);
        double[] rows = [.. Enumerable.Range(0, rank * size).Select(_ => noise.NextNormal())];
        double[] matrix = Gram(rows, size);
        double[] factor = PivotedCholesky.Factor(matrix, size, 1e-13);
        Assert.Equal(rank, factor.Length / size);
        double[] back = Gram(factor, size);
        for (int i = 0; i < matrix.Length; i++)
            Assert.Equal(matrix[i], back[i], 1e-12);
    }

    [Fact]
    public void Only_the_lower_triangle_is_read()
    {
        double[] factor = PivotedCholesky.Factor([4, double.NaN, 2, 5], 2, 1e-13);
        double[] back = Gram(factor, 2);
        Assert.Equal([4, 2, 2, 5], back.Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void A_matrix_of_zeros_has_no_rows_and_a_wrong_shape_is_refused()
    {
        Assert.Empty(PivotedCholesky.Factor([0, 0, 0, 0], 2, 1e-13));
        Assert.Throws<ArgumentException>(() => PivotedCholesky.Factor([1, 2, 3], 2, 1e-13));
    }

    private static double[] Gram(double[] rows, int size)
    {
        double[] gram = new double[size * size];
        for (int r = 0; r < rows.Length; r += size)
        for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            gram[(i * size) + j] += rows[r + i] * rows[r + j];
        return gram;
    }
}
