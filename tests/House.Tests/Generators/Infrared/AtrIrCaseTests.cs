using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Infrared;
using Xunit;

namespace House.Tests.Generators.Infrared;

public sealed class AtrIrCaseTests
{
    private const double Milli = 1e-3;

    [Fact]
    public void Axis_and_times_are_those_of_the_case()
    {
        AtrIrSeries series = AtrIrCase.Generate(AtrIrVariant.Formaldehyde, 1);
        Assert.Equal(22, series.SingleBeam.Length);
        Assert.Equal(778, series.Wavenumber.Length);
        Assert.Equal(4000, series.Wavenumber[0]);
        Assert.Equal(-3.86, series.Wavenumber[1] - series.Wavenumber[0], 9);
        Assert.Equal([-30.0, 0, 30, 60], series.Time[..4]);
        Assert.Equal(600, series.Time[^1]);
        Assert.All(series.SingleBeam, frame => Assert.All(frame, value => Assert.True(value > 0.01)));
    }

    [Fact]
    public void Noise_of_a_difference_is_the_stated_one_correlated_and_larger_where_the_beam_is_weak()
    {
        AtrIrSeries noisy = AtrIrCase.Generate(AtrIrVariant.Formaldehyde, 3);
        AtrIrSeries clean = AtrIrCase.Generate(AtrIrVariant.Formaldehyde, 3, new AtrIrOptions(NoiseScale: 0));
        double Rms(double from, double to, int lag)
        {
            double sum = 0;
            int n = 0;
            for (int f = 1; f < noisy.SingleBeam.Length; f++)
            {
                double[] a = noisy.Difference(f);
                double[] b = clean.Difference(f);
                for (int i = 0; i + lag < a.Length; i++)
                    if (noisy.Wavenumber[i] > from && noisy.Wavenumber[i] < to)
                    {
                        sum += (a[i] - b[i]) * (a[i + lag] - b[i + lag]);
                        n++;
                    }
            }
            return sum / n / (Milli * Milli);
        }
        double at1500 = Math.Sqrt(Rms(1450, 1550, 0));
        // About 270 independent values, half of their variance shared through the reference frame: 15 % is three standard errors.
        Assert.InRange(at1500, 0.85 * noisy.Truth.NoiseAt1500, 1.15 * noisy.Truth.NoiseAt1500);
        Assert.InRange(Rms(1450, 2200, 1) / Rms(1450, 2200, 0), noisy.Truth.NoiseCorrelation - 0.08, noisy.Truth.NoiseCorrelation + 0.08);
        Assert.True(Math.Sqrt(Rms(3300, 3500, 0)) > 8 * at1500, "noise under the OH stretch");
        Assert.True(Math.Sqrt(Rms(1000, 1020, 0)) > 2 * at1500, "noise at the crystal's cut-off");
    }

    [Theory]
    [InlineData(AtrIrVariant.Formaldehyde)]
    [InlineData(AtrIrVariant.Dimethylformamide)]
    [InlineData(AtrIrVariant.Carbamate)]
    public void Heights_and_time_constants_are_recovered_by_least_squares_on_the_true_shapes(AtrIrVariant variant)
    {
        AtrIrSeries series = AtrIrCase.Generate(variant, DataSamples.Seed);
        double[][] heights = TrueShapes.Fit(series, 1000, 1900);
        AtrIrBand[] bands = [.. series.Truth.Bands.Where(static band => band.Center < 1900)];
        for (int b = 0; b < bands.Length; b++)
        {
            if (Math.Abs(bands[b].Height) < 1)
                continue; // partners are near the noise: seen, not timed
            (double height, double tau) = Rise(series.Time, [.. heights.Select(frame => frame[b])]);
            // The instrument function lowers a band of 25 cm⁻¹ by 6 %, one of 50 cm⁻¹ by 2 %; noise adds 3 %.
            Assert.InRange(height / bands[b].Height, 0.88, 1.06);
            Assert.InRange(tau / bands[b].Tau, 0.85, 1.15);
        }
        // Before the step nothing but noise and drift.
        for (int b = 0; b < bands.Length; b++)
            Assert.InRange(heights[1][b], -0.25, 0.25);
    }

    [Fact]
    public void Traps_hold_no_carbonyl_of_formaldehyde()
    {
        AtrIrVariant[] traps =
        [
            AtrIrVariant.ShiftingWater,
            AtrIrVariant.Dimethylformamide,
            AtrIrVariant.Iminium,
            AtrIrVariant.IminiumNitrogen15,
            AtrIrVariant.VapourOnly,
            AtrIrVariant.Carbamate,
        ];
        foreach (AtrIrVariant trap in traps)
            Assert.DoesNotContain(
                AtrIrCase.Generate(trap, 1, new AtrIrOptions(Frames: 2)).Truth.Bands,
                static band => band.Species == "*CH2O"
            );
    }

    [Fact]
    public void Every_variant_can_be_made_and_one_seed_gives_one_series()
    {
        foreach (AtrIrVariant variant in Enum.GetValues<AtrIrVariant>())
        {
            AtrIrSeries series = AtrIrCase.Generate(variant, 5, new AtrIrOptions(Frames: 3));
            Assert.Equal(series.SingleBeam, AtrIrCase.Generate(variant, 5, new AtrIrOptions(Frames: 3)).SingleBeam);
            Assert.NotEqual(series.SingleBeam, AtrIrCase.Generate(variant, 6, new AtrIrOptions(Frames: 3)).SingleBeam);
            Assert.All(series.SingleBeam, frame => Assert.All(frame, value => Assert.True(value > 0)));
        }
    }

    [Fact]
    public void Faulty_frames_are_where_the_options_put_them()
    {
        AtrIrSeries series = AtrIrCase.Generate(
            AtrIrVariant.Formaldehyde,
            5,
            new AtrIrOptions(Frames: 8, SpikedFrame: 2, RepeatedFrame: 4, DroppedFrame: 6)
        );
        Assert.Equal(7, series.SingleBeam.Length);
        Assert.Equal(series.SingleBeam[3], series.SingleBeam[4]);
        Assert.Equal([-30.0, 0, 30, 60, 90, 120, 180], series.Time);
        Assert.True(series.Difference(2).Min() < -0.07);
    }

    /// <summary>Height and τ of h(1 − exp(−t/τ)): τ on a grid, the height linear.</summary>
    private static (double Height, double Tau) Rise(double[] time, double[] values)
    {
        (double Cost, double Height, double Tau) best = (double.MaxValue, 0, 0);
        for (double tau = 10; tau < 300; tau += 0.5)
        {
            double sxy = 0;
            double sxx = 0;
            for (int i = 1; i < time.Length; i++)
            {
                double x = AtrIrDrift.Risen(time[i], tau);
                sxy += x * values[i];
                sxx += x * x;
            }
            double height = sxy / sxx;
            double cost = 0;
            for (int i = 1; i < time.Length; i++)
                cost += Math.Pow(values[i] - height * AtrIrDrift.Risen(time[i], tau), 2);
            if (cost < best.Cost)
                best = (cost, height, tau);
        }
        return (best.Height, best.Tau);
    }
}
