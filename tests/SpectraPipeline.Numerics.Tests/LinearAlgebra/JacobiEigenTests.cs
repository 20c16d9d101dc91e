using SpectraPipeline.Numerics.LinearAlgebra;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.LinearAlgebra;

public sealed class JacobiEigenTests
{
    // The second difference with fixed ends has the eigenvalues 2 − 2·cos(πk/(n + 1)).
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(20)]
    public void Eigenvalues_of_the_second_difference_are_the_closed_form(int n)
    {
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            matrix[i * n + j] =
                i == j ? 2
                : Math.Abs(i - j) == 1 ? -1
                : 0;
        double[] a = [.. matrix];
        double[] v = new double[n * n];
        JacobiEigen.Decompose(a, v);
        double[] values = [.. Enumerable.Range(0, n).Select(k => a[k * n + k]).Order()];
        for (int k = 0; k < n; k++)
            Assert.InRange(values[k] - 2 + 2 * Math.Cos(Math.PI * (k + 1) / (n + 1)), -1e-13, 1e-13);
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            Assert.InRange(Enumerable.Range(0, n).Sum(k => v[i * n + k] * a[k * n + k] * v[j * n + k]) - matrix[i * n + j], -1e-13, 1e-13);
    }
}
