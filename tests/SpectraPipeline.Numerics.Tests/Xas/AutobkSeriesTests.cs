using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class AutobkSeriesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(10, 24)]
    public void Gives_the_minimum_of_the_single_fit_in_every_lane(double clampLow, double clampHigh)
    {
        (double[] energy, double[][] frames) = Made();
        var settings = new AutobkSettings { ClampLow = clampLow, ClampHigh = clampHigh };
        var single = new AutobkFit(energy, 8980, settings);
        var series = new AutobkSeries(energy, 8980, settings);
        double[] expected = new double[single.K.Length];
        double[] chi = new double[series.K.Length];
        for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
            series.Set(lane, frames[lane]);
        series.Run(AutobkSeries.Lanes);
        for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
        {
            AutobkSummary ours = series.Get(lane, 1.7, chi);
            AutobkSummary truth = single.Apply(frames[lane], 1.7, expected);
            Assert.InRange(ours.Objective / truth.Objective, 1 - 1e-9, 1 + 1e-9);
            // Rounding of μ ≈ 2 through two orders of summation; strong clamps amplify it.
            Assert.InRange(ReferenceSpectrum.Worst(chi, expected), 0, 1e-10);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 24)]
    public void Gives_the_uncertainty_of_the_single_fit_in_every_lane(double clampLow, double clampHigh)
    {
        (double[] energy, double[][] frames) = Made();
        var settings = new AutobkSettings { ClampLow = clampLow, ClampHigh = clampHigh };
        var single = new AutobkFit(energy, 8980, settings);
        var series = new AutobkSeries(energy, 8980, settings, withUncertainty: true);
        double[] expected = new double[single.K.Length];
        double[] error = new double[series.K.Length];
        for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
            series.Set(lane, frames[lane]);
        series.Run(AutobkSeries.Lanes);
        for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
        {
            series.Uncertainty(lane, 1.7, error);
            single.Apply(frames[lane], 1.7, expected);
            single.Uncertainty(expected);
            Assert.InRange(ReferenceSpectrum.Worst(error, expected) / ReferenceSpectrum.Largest(expected), 0, 1e-9);
        }
    }

    [Fact]
    public void The_result_of_a_lane_does_not_depend_on_its_company()
    {
        (double[] energy, double[][] frames) = Made();
        var series = new AutobkSeries(energy, 8980, new AutobkSettings());
        double[] together = new double[series.K.Length];
        double[] alone = new double[series.K.Length];
        for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
            series.Set(lane, frames[lane]);
        series.Run(AutobkSeries.Lanes);
        series.Get(11, 1, together);
        series.Set(0, frames[11]);
        series.Set(1, new double[energy.Length]);
        series.Run(1);
        series.Get(0, 1, alone);
        Assert.Equal(together, alone);
    }

    [Fact]
    public void An_edge_step_of_zero_is_refused()
    {
        (double[] energy, double[][] frames) = Made();
        var series = new AutobkSeries(energy, 8980, new AutobkSettings());
        series.Set(0, frames[0]);
        series.Run(1);
        double[] chi = new double[series.K.Length];
        Assert.Equal("no-edge-step", Assert.Throws<XasDataException>(() => series.Get(0, 0, chi)).Code);
    }

    private static (double[] Energy, double[][] Frames) Made()
    {
        double[] energy = Enumerable
            .Range(0, 480)
            .Select(i => i < 100 ? 8830 + 1.5 * i : 8980 + PhotoelectronWavenumber.ToEnergy(0.034 * (i - 100)))
            .ToArray();
        double[][] frames = Enumerable
            .Range(0, AutobkSeries.Lanes)
            .Select(f =>
                energy
                    .Select(e =>
                    {
                        double k = Math.Max(0.1, PhotoelectronWavenumber.FromEnergy(e - 8980));
                        double chi = (0.4 + 0.02 * f) * Math.Sin(4.6 * k + f) * Math.Exp(-0.01 * k * k) / k;
                        return 0.2 + (e < 8980 ? 0 : (1.7 + 0.01 * f) * (1 + chi - 2e-4 * (e - 8980))) + 1e-3 * Math.Sin(e * e);
                    })
                    .ToArray()
            )
            .ToArray();
        return (energy, frames);
    }
}
