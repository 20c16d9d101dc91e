using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class NormalFactorTests
{
    public static TheoryData<int, bool> Sizes()
    {
        var rows = new TheoryData<int, bool>();
        foreach (int size in (int[])[1, 3, 4, 8, 12, 13, 24])
        {
            rows.Add(size, false);
            if (Avx512F.IsSupported)
                rows.Add(size, true);
        }
        return rows;
    }

    // A = B'B of random B with columns of very different length, every third variable left out.
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Solves_and_inverts_the_equations_of_the_chosen_variables(int size, bool wide)
    {
        int count = size + size / 2;
        int[] free = [.. Enumerable.Range(0, count).Where(i => i % 3 != 2).Take(size)];
        (double[] gram, double[] scale) = Random(count, (ulong)size);
        var factor = new NormalFactor(count, wide);
        const double Damping = 0.25;
        Assert.True(factor.Factorize(free, gram, count, scale, Damping) > 0);
        double[] wanted = [.. free.Select(i => (i + 1) / Math.Sqrt(gram[i * count + i]))];
        double[] right = new double[free.Length];
        for (int a = 0; a < free.Length; a++)
        for (int b = 0; b < free.Length; b++)
            right[a] += Entry(gram, scale, count, free[a], free[b], Damping) * wanted[b];
        factor.Solve(right);
        for (int a = 0; a < free.Length; a++)
            Assert.Equal(wanted[a], right[a], 1e-11 * Math.Abs(wanted[a]));

        double[] inverse = new double[count * count];
        factor.Inverse(free, count, inverse);
        for (int a = 0; a < free.Length; a++)
        for (int b = 0; b < free.Length; b++)
        {
            double sum = 0;
            for (int k = 0; k < free.Length; k++)
                sum += Entry(gram, scale, count, free[a], free[k], Damping) * inverse[free[k] * count + free[b]];
            double unit = Math.Sqrt(gram[free[a] * count + free[a]] / gram[free[b] * count + free[b]]);
            Assert.Equal(a == b ? 1 : 0, sum / unit, 1e-11);
        }
        Assert.All(Enumerable.Range(0, count).Except(free), i => Assert.Equal(0, inverse[i * count + i]));
    }

    [Fact]
    public void Says_when_a_variable_is_explained_by_others()
    {
        // Columns (1, 0), (1, 1), (2, 1): the third is the sum of the others.
        double[] gram = [1, 0, 0, 1, 2, 0, 2, 3, 5];
        var factor = new NormalFactor(3);
        Assert.True(factor.Factorize([0, 1, 2], gram, 3, [], 0) < 1e-15);
        Assert.True(factor.Factorize([0, 1], gram, 3, [], 0) > 0.4);
        gram[4] = double.NaN;
        Assert.True(double.IsNaN(factor.Factorize([0, 1], gram, 3, [], 0)));
    }

    private static double Entry(double[] gram, double[] scale, int count, int a, int b, double damping) =>
        gram[Math.Max(a, b) * count + Math.Min(a, b)] + (a == b ? damping * scale[a] : 0);

    private static (double[] Gram, double[] Scale) Random(int count, ulong seed)
    {
        var random = new SplitMix(seed);
        int rows = 3 * count;
        double[] columns = new double[rows * count];
        for (int k = 0; k < count; k++)
        for (int i = 0; i < rows; i++)
            columns[k * rows + i] = Math.Pow(10, k % 7 - 3) * random.Normal();
        double[] gram = new double[count * count];
        for (int a = 0; a < count; a++)
        for (int b = 0; b <= a; b++)
        for (int i = 0; i < rows; i++)
            gram[a * count + b] += columns[a * rows + i] * columns[b * rows + i];
        return (gram, [.. Enumerable.Range(0, count).Select(k => gram[k * count + k])]);
    }
}
