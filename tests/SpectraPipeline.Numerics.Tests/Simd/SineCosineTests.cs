using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Simd;

public sealed class SineCosineTests
{
    [Fact]
    public void Angles_of_many_turns_are_within_rounding_of_the_library_in_every_width()
    {
        double[] angle = new double[8],
            sin = new double[8],
            cos = new double[8];
        for (int i = 0; i < 20000; i++)
        {
            // All four quadrants, multiples of π/4 and their neighbours, both signs, up to 1e5 rad.
            for (int j = 0; j < 8; j++)
                angle[j] = ((i + j) % 3 == 0 ? Math.PI / 4 * (i + j) : 1e5 * Math.Pow((i + j) / 20008.0, 3)) * (j % 2 == 0 ? 1 : -1);
            Run<Wide512>(angle, sin, cos);
            Check(angle, sin, cos);
            Run<Wide256>(angle, sin, cos);
            Check(angle, sin, cos);
            Run<Wide1>(angle, sin, cos);
            Check(angle, sin, cos);
        }
    }

    private static void Run<TWide>(double[] angle, double[] sin, double[] cos)
        where TWide : struct, IWide<TWide>
    {
        for (int i = 0; i < angle.Length; i += TWide.Count)
        {
            (TWide s, TWide c) = SineCosine.Of(TWide.Load(ref angle[0], (nuint)i));
            TWide.Store(s, ref sin[0], (nuint)i);
            TWide.Store(c, ref cos[0], (nuint)i);
        }
    }

    private static void Check(double[] angle, double[] sin, double[] cos)
    {
        for (int j = 0; j < angle.Length; j++)
        {
            (double s, double c) = Math.SinCos(angle[j]);
            Assert.True(Math.Abs(sin[j] - s) <= 3e-16 && Math.Abs(cos[j] - c) <= 3e-16, $"{angle[j]:R}: {sin[j] - s:E1} {cos[j] - c:E1}");
        }
    }
}
