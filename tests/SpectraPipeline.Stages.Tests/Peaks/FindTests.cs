using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Peaks;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class FindTests
{
    private const int Points = 800;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 0.5, Points);

    [Fact]
    public void Finds_bands_of_both_signs_in_a_difference_spectrum()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, Spectrum());
        List<BandRow> rows = FrameStageRun.Of(series, null, new Find { MinSnr = 20 }).Findings.List<BandRow>();
        Assert.Equal([1, -1], rows.Select(r => Math.Sign(r.Height)));
        Assert.Equal([1, 2], rows.Select(r => r.Band));
        // The apex of a noisy Gaussian wanders by a few points; the width is crossed where the slope is steep.
        Assert.Equal(1100, rows[0].Center, 2.0);
        Assert.Equal(1250, rows[1].Center, 2.0);
        Assert.Equal(20, rows[0].Fwhm, 1.5);
        Assert.InRange(rows[0].Snr, 80, 140); // height 1 over noise 0.01
    }

    [Fact]
    public void Negative_bands_of_an_absorbance_are_left_out_unless_wanted()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, Spectrum());
        Assert.Single(FrameStageRun.Of(series, null, new Find { MinSnr = 20 }).Findings.List<BandRow>());
        Assert.Equal(2, FrameStageRun.Of(series, null, new Find { MinSnr = 20, Negative = true }).Findings.List<BandRow>().Count);
    }

    [Fact]
    public void Widths_and_distances_are_in_units_of_the_axis()
    {
        double[] y = [.. s_axis.Select(v => Gauss(v, 1100, 20) + 0.8 * Gauss(v, 1130, 6))];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, y);
        double[] Centers(Find stage) => [.. FrameStageRun.Of(series, null, stage).Findings.List<BandRow>().Select(r => r.Center)];
        Assert.Equal([1100, 1130], Centers(new Find()));
        Assert.Equal([1100], Centers(new Find { MinWidth = 10 }));
        Assert.Equal([1100], Centers(new Find { MinDistance = 31 }));
        Assert.Equal([1100, 1130], Centers(new Find { MinDistance = 29 }));
        Assert.Equal([1100], Centers(new Find { MinProminence = 0.9 }));
    }

    // A shoulder at 0.8 of the width, heights 1 : 0.3, noise 0.01: no maximum of its own.
    [Theory]
    [InlineData(FindMethod.Prominence, 1, "peak")]
    [InlineData(FindMethod.SecondDerivative, 2, "second-derivative")]
    [InlineData(FindMethod.Wavelet, 2, "wavelet")]
    public void Methods_that_look_at_curvature_find_a_shoulder_and_say_how(FindMethod method, int bands, string shape)
    {
        double[] noise = FrameStageRun.Noise(7, Points, 0.01);
        double[] y = [.. s_axis.Select((v, i) => Lorentz(v, 1200, 20) + 0.3 * Lorentz(v, 1216, 20) + noise[i])];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, y);
        List<BandRow> rows = FrameStageRun
            .Of(series, null, new Find { Method = method, MinSnr = bands == 1 ? 20 : 8 })
            .Findings.List<BandRow>();
        Assert.Equal(bands, rows.Count);
        Assert.All(rows, r => Assert.Equal(shape, r.Shape));
        Assert.Equal(1200, rows[0].Center, 2.0);
        if (bands == 2)
            Assert.Equal(1216, rows[1].Center, 5.0);
    }

    // Two thirds of a width apart there is one extremum of curvature; what one band leaves still tells that there are two, if not well where.
    [Theory]
    [InlineData(0.3, 2)]
    [InlineData(0, 1)]
    public void Forward_selection_tells_two_bands_from_one(double height, int bands)
    {
        double[] noise = FrameStageRun.Noise(9, Points, 0.01);
        double[] y = [.. s_axis.Select((v, i) => Gauss(v, 1200, 20) + height * Gauss(v, 1214, 20) + noise[i])];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, y);
        var stage = new Find { Method = FindMethod.ForwardSelection, MinSnr = 6 };
        List<BandRow> rows = FrameStageRun.Of(series, null, stage).Findings.List<BandRow>();
        Assert.Equal(bands, rows.Count);
        Assert.All(rows, r => Assert.Equal("forward-selection", r.Shape));
    }

    [Fact]
    public void All_methods_give_a_band_once()
    {
        double[] noise = FrameStageRun.Noise(8, Points, 0.01);
        double[] y = [.. s_axis.Select((v, i) => Lorentz(v, 1200, 20) + 0.3 * Lorentz(v, 1216, 20) - Gauss(v, 1300, 30) + noise[i])];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, y);
        List<BandRow> rows = FrameStageRun.Of(series, null, new Find { Method = FindMethod.All, MinSnr = 7 }).Findings.List<BandRow>();
        Assert.Equal(3, rows.Count(r => r.Shape != "peak" || Math.Abs(r.Height) > 0.5));
        Assert.Equal(rows.Select(r => r.Center).Order(), rows.Select(r => r.Center));
    }

    // A shoulder without a maximum of its own, well within half the width of the wide one.
    [Fact]
    public void A_narrow_band_on_the_side_of_a_wide_one_is_not_taken_for_it()
    {
        double[] noise = FrameStageRun.Noise(8, Points, 0.002);
        double[] y = [.. s_axis.Select((v, i) => Gauss(v, 1200, 100) + 0.06 * Gauss(v, 1220, 10) + noise[i])];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, y);
        List<BandRow> rows = FrameStageRun.Of(series, null, new Find { Method = FindMethod.All, MinSnr = 10 }).Findings.List<BandRow>();
        Assert.Contains(rows, r => r.Shape == "peak" && Math.Abs(r.Center - 1200) < 10);
        Assert.Contains(rows, r => r.Shape != "peak" && Math.Abs(r.Center - 1220) < 4);
    }

    private static double Lorentz(double x, double center, double fwhm) => 1 / (1 + 4 * Math.Pow((x - center) / fwhm, 2));

    private static double Gauss(double x, double center, double fwhm) => Math.Exp(-4 * Math.Log(2) * Math.Pow((x - center) / fwhm, 2));

    private static double[] Spectrum()
    {
        double[] noise = FrameStageRun.Noise(5, Points, 0.01);
        return [.. s_axis.Select((v, i) => Gauss(v, 1100, 20) - 0.6 * Gauss(v, 1250, 20) + noise[i])];
    }
}
