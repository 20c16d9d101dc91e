using Xunit;

namespace SpectraPipeline.Report.Tests.Colours;

public sealed class PaletteTests
{
    [Fact]
    public void Sequential_palettes_grow_lighter_all_the_way()
    {
        foreach (Palette palette in (Palette[])[Palette.Cividis, Palette.Viridis])
            for (int i = 1; i <= 200; i++)
                Assert.True(palette.At(i / 200.0).Luminance > palette.At((i - 1) / 200.0).Luminance, $"{palette.Name} at {i / 200.0}");
    }

    [Fact]
    public void The_signed_palette_is_lightest_at_zero_and_even_at_both_sides()
    {
        Assert.Equal(Colour.FromHex(0xF7F7F7), Palette.Diverging.At(0.5));
        for (int i = 1; i <= 50; i++)
        {
            Assert.True(Palette.Diverging.At(0.5 + (i / 100.0)).Luminance < Palette.Diverging.At(0.49 + (i / 100.0)).Luminance);
            Assert.True(Palette.Diverging.At(0.5 - (i / 100.0)).Luminance < Palette.Diverging.At(0.51 - (i / 100.0)).Luminance);
        }
    }

    [Fact]
    public void Lines_on_white_paper_can_be_seen()
    {
        // WCAG 2.1, 1.4.11 asks 3:1 of graphics; the light end of a scale cannot reach it and stay a scale, 1.5:1 is what print shows.
        ColourScale scale = ColourScale.ForLines(0, 1);
        for (int i = 0; i <= 20; i++)
            Assert.True(1.05 / (scale.At(i / 20.0).Luminance + 0.05) >= 1.5);
    }

    [Fact]
    public void A_turned_scale_gives_the_first_colour_to_the_larger_number() =>
        Assert.Equal(Palette.Cividis.At(0), new ColourScale(Palette.Cividis, 5, -5).At(5));
}
