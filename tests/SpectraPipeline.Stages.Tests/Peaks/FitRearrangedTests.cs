using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>Two bands near each other have several minima; a fit that starts the same way in each frame must not end in a lesser one.</summary>
public sealed class FitRearrangedTests(ITestOutputHelper output)
{
    private static readonly double[] s_axis = [.. Enumerable.Range(0, 161).Select(i => 2000 + i * 1.0)];

    [Fact]
    public void Bands_that_cross_are_fitted_as_well_as_from_the_truth()
    {
        const int Frames = 60;
        var frames = new List<double[]>();
        var truth = new List<double>();
        for (int f = 0; f < Frames; f++)
        {
            double[] y = new double[s_axis.Length];
            (double broad, double narrow) = (2065 + 0.5 * f, 2095 - 0.5 * f);
            PeakShapes.Gaussian.Add([broad, 0.5, 26], s_axis, y);
            PeakShapes.Gaussian.Add([narrow, 0.4, 14], s_axis, y);
            NoiseSource random = NoiseSource.For((ulong)f, "bands that cross");
            for (int i = 0; i < y.Length; i++)
                y[i] += 0.005 * random.NextNormal();
            frames.Add(y);
            truth.Add(ChiSquare(y, broad, narrow));
        }
        FitRun run = FitRun.Of(
            "- peaks.fit: { shape: gaussian, bands: [ { center: 2065, fwhm: 20 }, { center: 2095, fwhm: 20 } ] }",
            FitSeriesTests.Series(s_axis, frames)
        );
        int worse = Enumerable.Range(0, Frames).Count(f => run.Fits[f].ChiSquare > truth[f] + 0.005 * 0.005);
        output.WriteLine($"{worse} of {Frames} worse than from the truth");
        Assert.Equal(0, worse);
    }

    private static double ChiSquare(double[] y, double broad, double narrow)
    {
        var fit = new MultiPeakFit(PeakShapes.Gaussian, 2, 1, s_axis);
        foreach (
            (int band, double center, double height, double width) in ((int, double, double, double)[])
                [(0, broad, 0.5, 26), (1, narrow, 0.4, 14)]
        )
        {
            fit.SetStart(band, PeakShape.Center, center);
            fit.SetStart(band, PeakShape.Height, height);
            fit.SetStart(band, PeakShape.FullWidth, width);
        }
        return fit.Fit(y, [], [], new FitLimits()).ChiSquare;
    }
}
