using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class ClampedInterpolationTests
{
    [Fact]
    public void Lines_between_points_and_end_values_beyond()
    {
        double[] result = new double[7];
        ClampedInterpolation.Evaluate([1, 2, 4], [10, 20, 0], [0, 1, 1.5, 2, 3, 4, 9], result);
        Assert.Equal([10, 10, 15, 20, 10, 0, 0], result);
    }

    [Fact]
    public void One_point_is_a_constant()
    {
        double[] result = new double[2];
        ClampedInterpolation.Evaluate([1], [7], [0, 5], result);
        Assert.Equal([7, 7], result);
    }
}
