using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class NormalMatrixTests
{
    [Fact]
    public void Sums_of_products_agree_with_plain_loops_in_both_widths()
    {
        Check<Wide256>();
        if (Avx512F.IsSupported)
            Check<Wide512>();
    }

    private static void Check<TWide>()
        where TWide : struct, IWide<TWide>
    {
        const int Columns = 8;
        const int Points = 24;
        const int Stride = 40;
        var random = new SplitMix(7);
        double[] block = new double[(Columns + 1) * Stride];
        for (int i = 0; i < block.Length; i++)
            block[i] = random.Uniform() - 0.5;
        double[] gram = new double[NormalMatrix.Length(Columns)];
        NormalMatrix.Add<TWide>(ref block[0], Stride, Points, Columns, ref gram[0]);
        // Row 8 is that of the residual; behind it stands its own square.
        for (int a = 0; a <= Columns; a++)
        for (int b = 0; b <= a; b++)
        {
            double sum = 0;
            for (int i = 0; i < Points; i++)
                sum += block[a * Stride + i] * block[b * Stride + i];
            Assert.Equal(sum, gram[a * Columns + b], 1e-15);
        }
    }
}
