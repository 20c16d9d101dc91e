using SpectraPipeline.Numerics.Wavelets;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

public sealed class MapMaximaTests
{
    private const int Rows = 12;
    private const int Columns = 17;

    [Fact]
    public void A_paraboloid_is_located_between_its_points()
    {
        double[] map = Map((r, c) => 5 - 0.3 * Math.Pow(r - 4.3, 2) - 0.1 * Math.Pow(c - 9.6, 2));
        var found = new MapMaximum[3];
        Assert.Equal(1, MapMaxima.Find(map, Columns, new MapRegion(0, Rows - 1, 0, Columns - 1), found));
        Assert.Equal(4.3, found[0].Row, 12);
        Assert.Equal(9.6, found[0].Column, 12);
        Assert.Equal(5, found[0].Height, 12);
    }

    [Fact]
    public void Of_many_the_highest_are_kept_in_falling_order()
    {
        double[] map = new double[Rows * Columns];
        for (int i = 0; i < 5; i++)
            map[(1 + 2 * i) * Columns + 3 * i + 2] = i == 2 ? 9 : i + 1;
        var found = new MapMaximum[3];
        Assert.Equal(3, MapMaxima.Find(map, Columns, new MapRegion(0, Rows - 1, 0, Columns - 1), found));
        Assert.Equal([9, 5, 4], found.Select(m => m.Height));
    }

    [Fact]
    public void A_slope_cut_by_the_border_and_a_plateau_counted_twice_are_no_maxima()
    {
        var found = new MapMaximum[3];
        Assert.Equal(0, MapMaxima.Find(Map((r, c) => r + c), Columns, new MapRegion(2, 8, 2, 9), found));
        double[] plateau = new double[Rows * Columns];
        plateau[5 * Columns + 5] = plateau[5 * Columns + 6] = 1;
        Assert.Equal(1, MapMaxima.Find(plateau, Columns, new MapRegion(0, Rows - 1, 0, Columns - 1), found));
    }

    [Fact]
    public void One_row_is_searched_as_a_curve()
    {
        double[] curve = Enumerable.Range(0, 100).Select(i => Math.Sin(i * 0.2)).ToArray();
        var found = new MapMaximum[8];
        Assert.Equal(3, MapMaxima.Find(curve, 100, new MapRegion(0, 0, 0, 99), found));
        // The parabola through three points of a sine misses its top by less than 1e-2 of a step.
        Assert.All(found[..3], m => Assert.Equal(1, Math.Sin(m.Column * 0.2), 5));
        Assert.Throws<ArgumentException>(() => MapMaxima.Find(curve, 100, new MapRegion(0, 1, 0, 99), found));
    }

    private static double[] Map(Func<int, int, double> height) =>
        Enumerable.Range(0, Rows * Columns).Select(i => height(i / Columns, i % Columns)).ToArray();
}
