using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Simd;

public sealed class IWideTests
{
    [Fact]
    public void Power_of_two_of_eight_lanes_is_within_two_units_in_the_last_place()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "needs AVX-512");
        Assert.InRange(WorstPowerOfTwo<Wide512>(), 0, 4.5e-16);
    }

    [Fact]
    public void Power_of_two_of_four_lanes_is_within_two_units_in_the_last_place() =>
        Assert.InRange(WorstPowerOfTwo<Wide256>(), 0, 4.5e-16);

    [Fact]
    public void Sums_over_lanes_add_to_what_is_there()
    {
        double[] four = new double[4];
        CheckSums<Wide1>(four);
        CheckSums<Wide256>(four);
        if (Avx512F.IsSupported)
            CheckSums<Wide512>(four);
    }

    // 2^a against the library's pow, arguments as they occur in line shapes: 0 down to far wings.
    private static double WorstPowerOfTwo<TWide>()
        where TWide : struct, IWide<TWide>
    {
        double worst = 0;
        double[] lanes = new double[8];
        for (int i = 0; i < 200_000; i++)
        {
            double a = i < 100_000 ? -i * 1e-4 : -i * 0.0049;
            TWide.Store(TWide.Exp2(TWide.Of(a)), ref lanes[0], 0);
            worst = Math.Max(worst, Math.Abs(lanes[TWide.Count - 1] / Math.Pow(2, Math.Max(a, -1000)) - 1));
        }
        return worst;
    }

    private static void CheckSums<TWide>(double[] four)
        where TWide : struct, IWide<TWide>
    {
        double[] lanes = new double[32];
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = i + 1;
        four.AsSpan().Fill(0.5);
        int n = TWide.Count;
        TWide.AddSums(
            TWide.Load(ref lanes[0], 0),
            TWide.Load(ref lanes[0], (nuint)n),
            TWide.Load(ref lanes[0], (nuint)(2 * n)),
            TWide.Load(ref lanes[0], (nuint)(3 * n)),
            ref four[0],
            0
        );
        for (int k = 0; k < 4; k++)
            Assert.Equal(0.5 + lanes.AsSpan(k * n, n).ToArray().Sum(), four[k]);
    }
}
