using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Multivariate;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Multivariate;

public sealed class SingularTripletsTests
{
    /// <summary>Sizes of both methods and both orientations.</summary>
    public static TheoryData<int, int> Sizes =>
        new()
        {
            { 12, 90 },
            { 90, 12 },
            { 120, 200 },
            { 200, 120 },
            { 60, 60 },
        };

    [Theory, MemberData(nameof(Sizes))]
    public void Finds_singular_values_from_one_to_1e_minus_11_to_rounding_of_the_largest(int rows, int columns)
    {
        // 1e-11 of the largest is lost in a Gram matrix, whose rounding is 1e-8.
        double[] values = [1, 0.3, 1e-3, 1e-6, 1e-9, 1e-11];
        (double[] a, double[] u, double[] v) = Matrix(rows, columns, values);
        SingularTriplets found = SingularTriplets.Of(a, rows, columns, 6);
        Assert.Equal(6, found.Values.Length);
        for (int k = 0; k < 6; k++)
        {
            Assert.InRange(Math.Abs(found.Values[k] - values[k]), 0, 2e-15);
            // Rounding turns a vector by 1e-16 over the gap.
            double turn = Math.Max(1e-13, 3e-15 / values[k]);
            Assert.InRange(1 - Math.Abs(Products.Dot(found.LeftOf(k), u.AsSpan(k * rows, rows))), -1e-13, turn);
            Assert.InRange(1 - Math.Abs(Products.Dot(found.RightOf(k), v.AsSpan(k * columns, columns))), -1e-13, turn);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Vectors_are_orthonormal_and_give_the_matrix_back(int rows, int columns)
    {
        double[] values = [3, 2, 1.9, 0.5];
        (double[] a, _, _) = Matrix(rows, columns, values);
        SingularTriplets found = SingularTriplets.Of(a, rows, columns, 10);
        Assert.True(found.IsComplete);
        Assert.Equal(4, found.Values.Length);
        double[] rest = (double[])a.Clone();
        for (int k = 0; k < 4; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                Assert.Equal(k == l ? 1 : 0, Products.Dot(found.LeftOf(k), found.LeftOf(l)), 1e-13);
                Assert.Equal(k == l ? 1 : 0, Products.Dot(found.RightOf(k), found.RightOf(l)), 1e-13);
            }
            for (int i = 0; i < rows; i++)
                Products.AddScaled(rest.AsSpan(i * columns, columns), -found.Values[k] * found.LeftOf(k)[i], found.RightOf(k));
        }
        Assert.InRange(Math.Sqrt(Products.Dot(rest, rest)), 0, 1e-13);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Finds_equal_singular_values(int rows, int columns)
    {
        (double[] a, _, _) = Matrix(rows, columns, [2, 2, 1, 1, 1]);
        SingularTriplets found = SingularTriplets.Of(a, rows, columns, 5);
        Assert.Equal([2, 2, 1, 1, 1], found.Values.Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void Components_at_the_edge_of_the_noise_agree_with_all_of_them()
    {
        // 60 frames are beyond the Jacobi limit, their 40 × 60 corner is not: the same matrix by both ways.
        var random = new Random(4);
        double[] a = [.. Enumerable.Range(0, 40 * 150).Select(_ => random.NextDouble() - 0.5)],
            padded = new double[60 * 150];
        a.CopyTo(padded, 0);
        SingularTriplets jacobi = SingularTriplets.Of(a, 40, 150, 12),
            lanczos = SingularTriplets.Of(padded, 60, 150, 12);
        for (int k = 0; k < 12; k++)
        {
            Assert.Equal(jacobi.Values[k], lanczos.Values[k], 1e-13 * jacobi.Values[0]);
            Assert.InRange(Products.Dot(jacobi.RightOf(k), lanczos.RightOf(k)), 1 - 1e-12, 1 + 1e-12);
        }
    }

    [Fact]
    public void Nothing_has_no_components()
    {
        Assert.Empty(SingularTriplets.Of(new double[100 * 90], 100, 90, 3).Values);
        Assert.Empty(SingularTriplets.Of(new double[9 * 90], 9, 90, 3).Values);
    }

    private static (double[] A, double[] U, double[] V) Matrix(int rows, int columns, double[] values)
    {
        double[] u = Orthonormal(rows, values.Length, 1),
            v = Orthonormal(columns, values.Length, 2),
            a = new double[rows * columns];
        for (int k = 0; k < values.Length; k++)
        for (int i = 0; i < rows; i++)
            Products.AddScaled(a.AsSpan(i * columns, columns), values[k] * u[k * rows + i], v.AsSpan(k * columns, columns));
        return (a, u, v);
    }

    private static double[] Orthonormal(int length, int count, int seed)
    {
        var random = new Random(seed);
        return new HouseholderQr(
            [.. Enumerable.Range(0, length * count).Select(_ => random.NextDouble() - 0.5)],
            length,
            count
        ).Q.ToArray();
    }
}
