using SpectraPipeline.Report.Figures;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

public sealed class MapScaleTests
{
    [Fact]
    public void A_spike_goes_beyond_the_scale_and_the_caption_says_so()
    {
        double[] z = [.. Enumerable.Range(0, 10000).Select(i => Math.Sin(i * 0.37)), 80];
        (ColourScale scale, string note) = MapScale.Of(z, isSigned: true);
        Assert.InRange(scale.High, 0.99, 1);
        Assert.Equal(-scale.High, scale.Low);
        Assert.Contains("beyond the colour scale", note);
    }

    [Fact]
    public void Ordinary_spectra_fill_the_scale()
    {
        (ColourScale scale, string note) = MapScale.Of([1, 2, 3, double.NaN, 4], isSigned: false);
        Assert.Equal((1.0, 4.0, ""), (scale.Low, scale.High, note));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { 0.0, 0, 0 })]
    public void Nothing_to_see_is_still_a_scale(double[] z)
    {
        (ColourScale scale, _) = MapScale.Of(z, isSigned: true);
        Assert.True(scale.High > scale.Low);
    }
}
