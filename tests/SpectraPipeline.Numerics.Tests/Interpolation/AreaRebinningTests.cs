using SpectraPipeline.Numerics.Interpolation;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Interpolation;

public sealed class AreaRebinningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_area_stays_when_the_grids_cover_the_same_range(int direction)
    {
        var random = new Random(2);
        // 120 cells of 1 become 40 cells of 3 over the same range.
        double[] x = [.. Enumerable.Range(0, 120).Select(i => direction * (i + 0.5))];
        double[] grid = [.. Enumerable.Range(0, 40).Select(i => direction * (3 * i + 1.5))];
        double[] y = [.. x.Select(_ => random.NextDouble())],
            result = new double[40];
        AreaRebinning.Rebin(x, y, grid, result);
        Assert.Equal(y.Sum(), 3 * result.Sum(), 1e-10);
        Assert.Equal((y[3] + y[4] + y[5]) / 3, result[1], 1e-14);
    }

    [Fact]
    public void A_constant_stays_and_cells_beyond_the_data_are_undetermined()
    {
        double[] result = new double[5];
        AreaRebinning.Rebin([1, 2, 3.5, 4], [7, 7, 7, 7], [-5, 1, 2, 3, 30], result);
        Assert.Equal(double.NaN, result[0]);
        Assert.All(result[1..4], v => Assert.Equal(7, v, 1e-14));
    }

    [Fact]
    public void Grids_in_opposite_directions_are_refused() =>
        Assert.Throws<ArgumentException>(() => AreaRebinning.Rebin([1, 2], [1, 1], [2, 1], new double[2]));
}
