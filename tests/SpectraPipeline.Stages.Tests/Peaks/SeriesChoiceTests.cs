using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>What <c>choose</c> takes against what a generator put in.</summary>
public sealed class SeriesChoiceTests
{
    private static readonly double[] Axis = [.. Enumerable.Range(0, 301).Select(i => 1500.0 + i)];

    private static double[] Spectrum(PeakShape shape, int seed, double noise, params (double Center, double Height, double Fwhm)[] bands)
    {
        double[] y = new double[Axis.Length];
        foreach (var (center, height, fwhm) in bands)
            shape.Add([center, height, fwhm], Axis, y);
        NoiseSource random = NoiseSource.For((ulong)seed, "choice");
        for (int i = 0; i < y.Length; i++)
            y[i] += noise * random.NextNormal();
        return y;
    }

    private static SpectralSeries Series(int frames, Func<int, double[]> make, SignalKind kind = SignalKind.Absorbance) =>
        FitRun.Series(Axis, [.. Enumerable.Range(0, frames).Select(make)], kind);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void One_listed_band_becomes_the_two_that_are_there_in_every_frame(int sign)
    {
        SpectralSeries series = Series(
            30,
            f => Spectrum(PeakShapes.Gaussian, f, 0.02, (1640, sign, 40), (1670 + 0.1 * f, sign * 0.5, 40)),
            SignalKind.DifferenceAbsorbance
        );
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1650, fwhm: 50 } ] }", series);
        Assert.Equal(60, run.Bands.Count);
        Assert.Contains(run.Findings.Notes, n => n.Code == "model-chosen");
        double mean = Enumerable.Range(0, 30).Average(f => run.Bands.Where(b => b.Frame == f).Max(b => b.Center) - 1670 - 0.1 * f);
        Assert.Equal(0, mean, 1.5);
        Assert.All(run.Fits, f => Assert.Equal(2, f.Bands));
    }

    [Fact]
    public void A_listed_band_that_is_not_there_is_left_out()
    {
        SpectralSeries series = Series(30, f => Spectrum(PeakShapes.Gaussian, f, 0.02, (1600, 1, 40), (1700, 0.5, 30)));
        FitRun run = FitRun.Of(
            "- peaks.fit: { shape: gaussian, choose: both, bands: [ { center: 1600, fwhm: 40 }, { center: 1650, fwhm: 20 }, { center: 1700, fwhm: 30 } ] }",
            series
        );
        Assert.Equal(60, run.Bands.Count);
        Assert.All(run.Bands, b => Assert.Equal("gaussian", b.Shape));
        Assert.Equal(1600, run.Bands.Where(b => b.Band == 1).Average(b => b.Center), 0.5);
        Assert.Equal(1700, run.Bands.Where(b => b.Band == 2).Average(b => b.Center), 0.5);
    }

    [Theory]
    [InlineData("gaussian", "lorentzian")]
    [InlineData("pseudo-voigt", "lorentzian")]
    [InlineData("lorentzian", "gaussian")]
    [InlineData("pseudo-voigt", "gaussian")]
    public void The_shape_of_the_bands_is_found(string listed, string truth)
    {
        PeakShape shape = truth == "gaussian" ? PeakShapes.Gaussian : PeakShapes.Lorentzian;
        SpectralSeries series = Series(20, f => Spectrum(shape, f, 0.02, (1600, 1, 40), (1700, 0.5, 30)));
        FitRun run = FitRun.Of(
            $"- peaks.fit: {{ shape: {listed}, choose: shape, bands: [ {{ center: 1600, fwhm: 40 }}, {{ center: 1700, fwhm: 30 }} ] }}",
            series
        );
        Assert.All(run.Bands, b => Assert.Equal(truth, b.Shape));
        Assert.All(run.Fits, f => Assert.NotNull(f.RivalModel));
    }

    // One frame of twenty: not enough to fit all frames with two bands, but said there.
    [Fact]
    public void A_frame_in_which_two_bands_beat_one_is_flagged_and_the_others_are_not()
    {
        SpectralSeries series = Series(
            20,
            f =>
                f == 7
                    ? Spectrum(PeakShapes.Gaussian, f, 0.02, (1638, 0.5, 40), (1662, 0.5, 40))
                    : Spectrum(PeakShapes.Gaussian, f, 0.02, (1650, 1, 40))
        );
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1650, fwhm: 50 } ] }", series);
        Assert.Equal(20, run.Bands.Count);
        FaultRow flag = Assert.Single(run.Findings.Notes, n => n.Code == "two-bands-better");
        Assert.Equal(7, flag.Frame);
        Assert.True(run.Fits[7].RivalBicDifference < -10);
        Assert.Equal("2 gaussian + background of degree 1, band 1 as two", run.Fits[7].RivalModel);
        Assert.Equal(1, run.Fits[7].RivalBand);
        Assert.Contains("is better by", run.Fits[7].Message, StringComparison.Ordinal);
        Assert.All(run.Fits.Where(f => f.Frame != 7), f => Assert.True(f.RivalBicDifference > 2 && f.Message.Length == 0, f.Message));
    }

    // Every second point between two measured ones, as zero filling leaves it: with all points counted alone, noise would look like structure.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_band_is_not_split_by_noise(bool filled)
    {
        SpectralSeries series = Series(
            100,
            f =>
            {
                double[] y = Spectrum(PeakShapes.PseudoVoigt, f, 0);
                double[] noise = new double[600];
                NoiseSource random = NoiseSource.For((ulong)f, "filled");
                for (int i = 0; i < noise.Length; i++)
                    noise[i] = 0.03 * random.NextNormal();
                for (int i = 0; i < y.Length; i++)
                    y[i] = Math.Exp(-4 * Math.Log(2) * Math.Pow((i - 150) / 40.0, 2)) + (filled ? Filled(noise, i) : noise[i]);
                return y;
            }
        );
        FitRun run = FitRun.Of("- peaks.fit: { choose: both, bands: [ { center: 1650, fwhm: 50 } ] }", series);
        Assert.Equal(100, run.Bands.Count);
        Assert.DoesNotContain(run.Findings.Notes, n => n.Code == "two-bands-better");

        // Band-limited interpolation by two.
        static double Filled(double[] white, int i)
        {
            double sum = 0;
            for (int k = 0; k < white.Length / 2; k++)
            {
                double t = i / 2.0 - (k - 50);
                sum += white[k] * (t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t));
            }
            return sum;
        }
    }

    [Fact]
    public void A_found_band_that_moves_is_split_and_both_are_followed()
    {
        SpectralSeries series = Series(40, f => Spectrum(PeakShapes.Gaussian, f, 0.01, (1580 + 2.5 * f, 1, 30), (1597 + 2.5 * f, 0.6, 30)));
        // So much is asked of a band that only one is found.
        const string Found = "shape: gaussian, min-snr: 20";
        Assert.Equal(40, FitRun.Of($"- peaks.fit: {{ {Found} }}", series).Bands.Count);
        FitRun run = FitRun.Of($"- peaks.fit: {{ {Found}, choose: bands }}", series);
        Assert.Equal(80, run.Bands.Count);
        for (int f = 0; f < 40; f++)
        {
            BandRow[] bands = [.. run.Bands.Where(b => b.Frame == f).OrderBy(b => b.Center)];
            Assert.Equal(1580 + 2.5 * f, bands[0].Center, 4.5 * bands[0].CenterSe);
            Assert.Equal(1597 + 2.5 * f, bands[1].Center, 4.5 * bands[1].CenterSe);
        }
    }

    [Fact]
    public void Nothing_is_chosen_unless_asked_and_the_separation_is_said_anyway()
    {
        SpectralSeries series = Series(3, f => Spectrum(PeakShapes.Gaussian, f, 0.02, (1640, 1, 40), (1670, 0.5, 40)));
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, bands: [ { center: 1650, fwhm: 50 } ] }", series);
        Assert.Equal(3, run.Bands.Count);
        Assert.All(run.Fits, f => Assert.Null(f.RivalModel));
        Assert.All(run.Fits, f => Assert.Equal(double.NaN, f.RivalBicDifference));
        double noise = Math.Sqrt(run.Fits[0].ReducedChiSquare);
        double[] band = [0, run.Bands[0].Height, run.Bands[0].Fwhm];
        Assert.Equal(new BandSeparation(PeakShapes.Gaussian).Least(band, 1, noise, 301, 1), run.Fits[0].MinSeparation, 1e-9);
        Assert.InRange(run.Fits[0].MinSeparation, 10, 40);
    }

    [Fact]
    public void The_verdict_on_a_frame_does_not_depend_on_its_block()
    {
        SpectralSeries series = Series(9, f => Spectrum(PeakShapes.Gaussian, f, 0.05, (1600 + 3 * f, 1, 40), (1660, 0.5, 40)));
        FitRun whole = FitRun.Of("- peaks.fit: { choose: both }", series);
        FitRun single = FitRun.Of("- peaks.fit: { choose: both }", series, block: 1);
        Assert.NotEmpty(whole.Bands);
        Assert.Equal(whole.Fits, single.Fits);
        Assert.Equal(whole.Bands, single.Bands);
    }

    [Fact]
    public void Ties_survive_a_split_and_a_followed_band_is_not_left_out()
    {
        SpectralSeries series = Series(12, f => Spectrum(PeakShapes.Gaussian, f, 0.01, (1590, 1, 30), (1690, 0.6, 30), (1718, 0.5, 30)));
        FitRun run = FitRun.Of(
            "- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1590, fwhm: 30 }, { center: 1700, fwhm: same as 1 } ] }",
            series
        );
        Assert.Equal(36, run.Bands.Count);
        Assert.All(run.Bands.GroupBy(b => b.Frame), g => Assert.Equal(g.Single(b => b.Band == 1).Fwhm, g.Single(b => b.Band == 2).Fwhm));
    }
}
