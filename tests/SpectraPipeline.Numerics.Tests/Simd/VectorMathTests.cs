using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Simd;

public sealed class VectorMathTests(ITestOutputHelper output)
{
    [Fact]
    public void Two_to_the_x_is_right_to_4e_16()
    {
        var random = new Random(11);
        double worst = 0;
        for (int trial = 0; trial < 200_000; trial++)
        {
            double x = trial < 100_000 ? 2000 * random.NextDouble() - 1000 : 4 * random.NextDouble() - 2;
            double y = VectorMath.Exp2(Vector512.Create(x)).ToScalar();
            // 2^k e^(f ln 2) with |f| ≤ 1/2: the argument's rounding is below 0.4 ulp, Math.Exp's error below 1 ulp; both belong to the check, not to the kernel.
            double k = Math.Round(x);
            double truth = Math.ScaleB(Math.Exp((x - k) * Math.Log(2)), (int)k);
            worst = Math.Max(worst, Math.Abs(y / truth - 1));
        }
        output.WriteLine($"worst {worst:E2}");
        Assert.True(worst <= 4e-16, $"worst {worst}");
    }

    [Fact]
    public void Both_widths_give_the_same_bits_and_lanes_do_not_mix()
    {
        var random = new Random(12);
        for (int trial = 0; trial < 10_000; trial++)
        {
            double[] x = [.. Enumerable.Range(0, 8).Select(_ => 2400 * random.NextDouble() - 1200)];
            Vector512<double> wide = VectorMath.Exp2(Vector512.Create(x));
            Assert.Equal(VectorMath.Exp2(Vector256.Create(x)), wide.GetLower());
            Assert.Equal(VectorMath.Exp2(Vector256.Create(x, 4)), wide.GetUpper());
            Assert.Equal(VectorMath.Exp2(Vector512.Create(x[5])).ToScalar(), wide[5]);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 0.125)]
    [InlineData(1000, 1.0715086071862673e301)]
    [InlineData(5000, 1.0715086071862673e301)]
    [InlineData(double.NegativeInfinity, 9.332636185032189e-302)]
    public void Whole_powers_are_exact_and_the_ends_are_held(double x, double expected)
    {
        Assert.Equal(expected, VectorMath.Exp2(Vector512.Create(x)).ToScalar());
        Assert.Equal(expected, VectorMath.Exp2(Vector256.Create(x)).ToScalar());
    }

    [Fact]
    public void The_exponential_is_right_to_4e_16()
    {
        for (double x = -600; x < 600; x += 0.37)
        {
            double relative = Math.Abs(VectorMath.Exp(Vector256.Create(x)).ToScalar() / Math.Exp(x) - 1);
            Assert.True(relative <= 4e-16, $"{x}: {relative}");
        }
    }

    [Fact]
    public void The_short_power_of_two_is_right_to_1e_14_has_the_same_bits_in_both_widths_and_is_held_at_500()
    {
        for (double x = -500; x <= 500; x += 0.0137)
        {
            double y = VectorMath.Exp2Short(Vector512.Create(x)).ToScalar();
            Assert.True(Math.Abs(y / Math.Pow(2, x) - 1) <= 1e-14, $"{x}: {y / Math.Pow(2, x) - 1}");
            Assert.Equal(y, VectorMath.Exp2Short(Vector256.Create(x)).ToScalar());
        }
        Assert.Equal(Math.Pow(2, 500), VectorMath.Exp2Short(Vector256.Create(1e300)).ToScalar());
        Assert.Equal(Math.Pow(2, -500), VectorMath.Exp2Short(Vector512.Create(-1e300)).ToScalar());
    }
}
