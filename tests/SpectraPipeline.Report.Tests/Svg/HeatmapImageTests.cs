using SpectraPipeline.Report.Svg;
using Xunit;

namespace SpectraPipeline.Report.Tests.Svg;

public sealed class HeatmapImageTests
{
    private static readonly ColourScale Scale = new(Palette.Cividis, 0, 254);

    [Fact]
    public void The_first_row_of_data_lies_at_the_bottom()
    {
        HeatmapImage image = HeatmapImage.Of(
            new HeatmapLayer([0, 1, 2], [0, 1], [10, 20, 30, 40, 50, 60], Scale),
            flipX: false,
            flipY: false
        );
        Assert.Equal(40, image.Pixels[0]);
        Assert.Equal(60, image.Pixels[image.Width - 1]);
        Assert.Equal(10, image.Pixels[(image.Height - 1) * image.Width]);
    }

    [Fact]
    public void A_descending_axis_turns_the_columns()
    {
        HeatmapImage image = HeatmapImage.Of(
            new HeatmapLayer([0, 1, 2], [0, 1], [10, 20, 30, 40, 50, 60], Scale),
            flipX: true,
            flipY: false
        );
        Assert.Equal(60, image.Pixels[0]);
    }

    [Fact]
    public void What_is_not_a_number_stays_empty()
    {
        HeatmapImage image = HeatmapImage.Of(new HeatmapLayer([0, 1], [0, 1], [double.NaN, 20, 30, 40], Scale), flipX: false, flipY: false);
        Assert.Equal(255, image.Pixels[(image.Height - 1) * image.Width]);
    }

    [Fact]
    public void Uneven_cells_keep_their_widths()
    {
        // Centres 0, 1, 3: edges -0.5, 0.5, 2, 4, so the last cell covers 2 of 4.5.
        HeatmapImage image = HeatmapImage.Of(new HeatmapLayer([0, 1, 3], [0, 1], [1, 2, 3, 1, 2, 3], Scale), flipX: false, flipY: false);
        double share = image.Pixels.Take(image.Width).Count(pixel => pixel == 3) / (double)image.Width;
        Assert.Equal(2 / 4.5, share, 0.01);
    }

    [Fact]
    public void More_cells_than_pixels_are_averaged()
    {
        int columns = 4200;
        double[] z = [.. Enumerable.Range(0, columns * 2).Select(i => i % 3 == 0 ? 90.0 : 0.0)];
        HeatmapImage image = HeatmapImage.Of(
            new HeatmapLayer(SyntheticFigures.Even(0, 1, columns), [0, 1], z, Scale),
            flipX: false,
            flipY: false
        );
        Assert.Equal(1400, image.Width);
        Assert.All(image.Pixels, pixel => Assert.Equal(30, pixel));
    }

    [Fact]
    public void Centres_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() =>
            HeatmapImage.Of(new HeatmapLayer([0, 2, 1], [0, 1], new double[6], Scale), flipX: false, flipY: false)
        );
}
