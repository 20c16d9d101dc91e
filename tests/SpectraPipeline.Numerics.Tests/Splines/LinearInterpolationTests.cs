using SpectraPipeline.Numerics.Splines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Splines;

public sealed class LinearInterpolationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_broken_line_is_reproduced_on_ascending_and_descending_axes(bool descending)
    {
        double[] x = [1, 2, 4, 7],
            y = [10, 20, 0, 3];
        if (descending)
        {
            Array.Reverse(x);
            Array.Reverse(y);
        }
        double[] result = new double[7];
        LinearInterpolation.Evaluate(x, y, [1, 1.5, 2, 3, 4, 5.5, 7], result);
        Assert.Equal([10, 15, 20, 10, 0, 1.5, 3], result);
    }

    [Fact]
    public void Nothing_is_extrapolated()
    {
        double[] result = new double[3];
        LinearInterpolation.Evaluate([1, 2], [5, 6], [0.999, 2.001, double.NaN], result);
        Assert.All(result, v => Assert.Equal(double.NaN, v));
    }
}
