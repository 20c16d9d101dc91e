using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class ProfileIntervalTests
{
    private static readonly double[] s_axis = [.. Enumerable.Range(0, 201).Select(i => (double)i)];

    // Position and width given, the height is linear: the profile is ± t standard errors to the digits of the search.
    [Fact]
    public void Of_a_linear_quantity_is_the_standard_error()
    {
        MultiPeakFit fitter = One(20, 5);
        fitter.Fix(0, PeakShape.Center, 100);
        fitter.Fix(0, PeakShape.FullWidth, 20);
        fitter.Fit(Spectrum(1, [100, 5, 20]), [], [], new FitLimits());
        PeakEstimate band = fitter.Peak(0);
        double unit = band.Area / band.Height;
        QuantityInterval height = Interval(fitter, PeakShape.Height, band.Height, band.HeightError);
        QuantityInterval area = Interval(fitter, ProfileInterval.Area, band.Area, band.AreaError);
        Assert.Equal(2 * band.HeightError, band.Height - height.Low, 1e-3 * band.HeightError);
        Assert.Equal(2 * band.HeightError, height.High - band.Height, 1e-3 * band.HeightError);
        Assert.Equal(height.High * unit, area.High, 1e-3 * band.AreaError);
        Assert.True(height.IsReliable && area.IsReliable);
    }

    // Against a scan: the ends are where χ², minimised over all else at a held width, has risen by the limit.
    [Fact]
    public void Of_a_width_ends_where_a_scan_of_fits_with_the_width_held_says()
    {
        double[] y = Spectrum(3, [100, 4, 18]);
        MultiPeakFit fitter = One(18, 4);
        PeakFitQuality quality = fitter.Fit(y, [], [], new FitLimits());
        PeakEstimate band = fitter.Peak(0);
        QuantityInterval width = Interval(fitter, PeakShape.FullWidth, band.FullWidth, band.FullWidthError);
        foreach (double end in (double[])[width.Low, width.High])
        {
            MultiPeakFit held = One(18, 4);
            held.Fix(0, PeakShape.FullWidth, end);
            double rise = held.Fit(y, [], [], new FitLimits()).ChiSquare - quality.ChiSquare;
            // √Δχ² is met within a per cent, the ends are then interpolated.
            Assert.Equal(4, rise / quality.ReducedChiSquare, 0.06);
        }
    }

    [Fact]
    public void Ends_on_a_bound_and_leaves_the_fitter_as_it_was()
    {
        double[] y = Spectrum(4, [100, 3, 20]);
        MultiPeakFit fitter = One(20, 3);
        fitter.SetBounds(0, PeakShape.FullWidth, 5, 20);
        fitter.SetStart(0, PeakShape.FullWidth, 19);
        fitter.Fit(y, [], [], new FitLimits());
        PeakEstimate before = fitter.Peak(0);
        var profile = new ProfileInterval(fitter);
        double limit = 4 * fitter.NoiseVariance;
        QuantityInterval width = profile.Of(0, PeakShape.FullWidth, before.FullWidth, 4, limit, 200);
        profile.Restore();
        Assert.Equal((20, IntervalEnd.Bound), (width.High, width.HighEnd));
        Assert.Equal(IntervalEnd.Closed, width.LowEnd);
        Assert.Equal(before, fitter.Peak(0));
    }

    // The band is so broad that nothing bounds its width below the whole axis: no number is made up.
    [Fact]
    public void An_interval_that_does_not_close_says_so()
    {
        double[] y = Spectrum(5, [100, 0.6, 8]);
        MultiPeakFit fitter = One(8, 1);
        fitter.SetBounds(0, PeakShape.FullWidth, 1e-3, double.PositiveInfinity);
        fitter.Fit(y, [], [], new FitLimits());
        PeakEstimate band = fitter.Peak(0);
        var profile = new ProfileInterval(fitter);
        QuantityInterval width = profile.Of(0, PeakShape.FullWidth, band.FullWidth, 2, 1e4 * fitter.NoiseVariance, 200);
        Assert.False(width.IsReliable);
        Assert.True(double.IsNaN(width.High));
    }

    // A narrow band on one side of a broad one, started as a narrow one on its other side: a minimum of its own.
    [Fact]
    public void Another_arrangement_of_two_bands_is_found()
    {
        double[] y = new double[s_axis.Length];
        PeakShapes.Gaussian.Add([97, 10, 30], s_axis, y);
        PeakShapes.Gaussian.Add([104, 6, 9], s_axis, y);
        NoiseSource random = NoiseSource.For(6, "arrangement");
        for (int i = 0; i < y.Length; i++)
            y[i] += 0.05 * random.NextNormal();
        var fitter = new MultiPeakFit(PeakShapes.Gaussian, 2, 0, s_axis);
        double[][] starts =
        [
            [97, 6, 9],
            [104, 10, 30],
        ];
        for (int k = 0; k < 2; k++)
        {
            for (int p = 0; p < 3; p++)
                fitter.SetStart(k, p, starts[k][p]);
            // As a list of two bands has it: each on its side of the middle.
            fitter.SetBounds(k, PeakShape.Center, k == 0 ? 60 : 100.5, k == 0 ? 100.5 : 140);
            fitter.SetBounds(k, PeakShape.Height, 0, double.PositiveInfinity);
        }
        fitter.Fit(y, [], [], new FitLimits());
        double astray = fitter.Peak(1).FullWidth;
        var rival = new RivalMinimum(fitter);
        double chiSquare = rival.Search(0, 1, Rearrangement.Exchanged);
        Assert.True(chiSquare < 0.5 * fitter.Quality.ChiSquare, "the start must lead astray, and the search back");
        rival.Restore();
        Assert.Equal(astray, fitter.Peak(1).FullWidth);
    }

    [Fact]
    public void Bootstrap_of_a_linear_quantity_is_the_standard_error_and_repeats()
    {
        double[] y = Spectrum(7, [100, 5, 20]);
        MultiPeakFit[] fitters = [One(20, 5), One(20, 5)];
        foreach (MultiPeakFit each in fitters)
        {
            each.Fix(0, PeakShape.Center, 100);
            each.Fix(0, PeakShape.FullWidth, 20);
        }
        fitters[0].Fit(y, [], [], new FitLimits());
        double[] curve = new double[y.Length];
        fitters[0].Curve(curve, []);
        double[] residual = [.. y.Zip(curve, (a, b) => a - b)];
        (double Low, double High) Once()
        {
            var bootstrap = new ResidualBootstrap(fitters[0], fitters[1], y.Length, 4000);
            bootstrap.Draw(curve, residual, [], [], 1, new SeededNormal(1, "test"));
            return bootstrap.Interval(0, PeakShape.Height);
        }
        PeakEstimate band = fitters[0].Peak(0);
        (double low, double high) = Once();
        // A 2.5 % quantile of 4000 is known to 4 % of a deviation.
        Assert.Equal(1.96, (band.Height - low) / band.HeightError, 0.12);
        Assert.Equal(1.96, (high - band.Height) / band.HeightError, 0.12);
        Assert.Equal((low, high), Once());
    }

    private static QuantityInterval Interval(MultiPeakFit fitter, int parameter, double value, double error)
    {
        var profile = new ProfileInterval(fitter);
        QuantityInterval interval = profile.Of(0, parameter, value, 2 * error, 4 * fitter.NoiseVariance, 1e6);
        profile.Restore();
        return interval;
    }

    private static MultiPeakFit One(double width, double height)
    {
        var fitter = new MultiPeakFit(PeakShapes.Gaussian, 1, 0, s_axis);
        fitter.SetStart(0, PeakShape.Center, 100);
        fitter.SetStart(0, PeakShape.FullWidth, width);
        fitter.SetStart(0, PeakShape.Height, height);
        return fitter;
    }

    private static double[] Spectrum(int seed, double[] band)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, "profile");
        double[] y = [.. s_axis.Select(_ => random.NextNormal())];
        PeakShapes.Gaussian.Add(band, s_axis, y);
        return y;
    }
}
