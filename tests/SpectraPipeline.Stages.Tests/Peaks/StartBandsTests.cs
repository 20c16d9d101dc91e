using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>Which bands <c>bands: found</c> finds.</summary>
public sealed class StartBandsTests
{
    private static double[][] Noise(int frames, int points, double correlation, int seed)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, "start bands");
        double[][] all = new double[frames][];
        for (int f = 0; f < frames; f++)
        {
            all[f] = new double[points];
            double last = random.NextNormal();
            for (int i = 0; i < points; i++)
                all[f][i] = last = correlation * last + Math.Sqrt(1 - correlation * correlation) * random.NextNormal();
        }
        return all;
    }

    private static double[] Grid(int points, double step = 1) => [.. Enumerable.Range(0, points).Select(i => 1000 + i * step)];

    // Neighbours correlated as zero-filling and smoothing leave them; both signs where the spectrum is a difference.
    [Theory]
    [InlineData(0, SignalKind.Absorbance)]
    [InlineData(0, SignalKind.DifferenceAbsorbance)]
    [InlineData(0.7, SignalKind.Absorbance)]
    [InlineData(0.95, SignalKind.DifferenceAbsorbance)]
    public void Noise_has_no_bands(double correlation, SignalKind kind)
    {
        for (int seed = 0; seed < 10; seed++)
            foreach (int frames in new[] { 1, 40 })
            {
                FitRun run = FitRun.Of("- peaks.fit: {}", FitRun.Series(Grid(500), Noise(frames, 500, correlation, seed), kind));
                Assert.Empty(run.Bands);
            }
    }

    // Fringes of a window are in every frame, so persistence alone would make bands of them.
    [Fact]
    public void A_fixed_ripple_is_no_band_and_hides_none()
    {
        double[][] frames = Noise(60, 600, 0.5, 3);
        for (int f = 0; f < 60; f++)
        for (int i = 0; i < 600; i++)
        {
            double z = (i - 250 - 1.5 * f) / 25;
            frames[f][i] += 2 * Math.Sin(0.2 * i) + 1.5 * Math.Sin(0.083 * i + 1) + 30 / (1 + 4 * z * z);
        }
        FitRun run = FitRun.Of("- peaks.fit: {}", FitRun.Series(Grid(600), frames));
        Assert.Equal(60, run.Bands.Count);
        for (int f = 0; f < 60; f++)
            Assert.Equal(1250 + 1.5 * f, run.Bands[f].Center, 3.0);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1000)]
    public void Three_raman_bands_on_a_corrected_baseline_are_found_and_no_more(int points)
    {
        var truth = new BandSeries(80, points);
        var frames = new List<double[]>();
        for (int f = 0; f < 80; f++)
        {
            frames.Add(new double[points]);
            truth.Fill(f, frames[f]);
        }
        FitRun run = FitRun.Of("- baseline.arpls: { lambda: 1e6 }\n- peaks.fit: {}", FitRun.Series(truth.Axis, frames, SignalKind.Counts));
        Assert.Equal(240, run.Bands.Count);
        // The generator's profile is skewed: positions to a tenth of the width, as in FitTests.
        for (int f = 0; f < 80; f++)
        for (int k = 0; k < 3; k++)
        {
            (BandRow band, SeriesBand put) = (run.Bands[3 * f + k], truth.Truth(f)[k]);
            double error = 0.1 * put.Fwhm + 4 * band.CenterSe;
            Assert.InRange(band.Center - put.Center, -error, error);
        }
    }

    [Fact]
    public void Bands_below_the_noise_of_a_frame_are_found_in_means()
    {
        double[][] frames = Noise(64, 400, 0, 5);
        foreach (double[] y in frames)
            for (int i = 0; i < 400; i++)
                y[i] += 1.5 * Math.Exp(-4 * Math.Log(2) * Math.Pow((i - 150) / 20.0, 2));
        FitRun run = FitRun.Of("- peaks.fit: {}", FitRun.Series(Grid(400), frames));
        Assert.Equal(64, run.Bands.Count);
    }

    // data-samples: 1415 falls, 1662 rises over moving water; a weak rise at 1485 may be seen. Generated with skewed profiles and an instrument function.
    [Fact]
    public void The_methanol_amine_sample_has_its_bands_and_not_the_ripples_of_water()
    {
        SpectralSeries series = Sample();
        FitRun run = FitRun.Of(
            "- shape.difference: {}\n- shape.crop: { from: 1200, to: 1900 }\n- baseline.std-distribution: {}\n- peaks.fit: { from: 1340, to: 1780 }",
            series
        );
        BandRow[] last = [.. run.Bands.Where(b => b.Frame == series.Frames - 1)];
        Assert.InRange(last.Length, 2, 3);
        Assert.InRange(last[0].Center, 1410, 1420);
        Assert.True(last[0].Height < 0);
        Assert.InRange(last[^1].Center, 1655, 1669);
        Assert.True(last[^1].Height > 0);
    }

    // Peers fit three or four Gaussians to the first and six Lorentzians to a part of the second (reference/vibrational/fits_lmfit.json).
    [Theory]
    [InlineData("R04_co_mo_al2o3_18", SignalKind.Absorbance, 2, 4, new[] { 2118.0 })]
    [InlineData("R09_paracetamol", SignalKind.Counts, 8, 12, new[] { 391.0, 652.0, 860.0, 1172.0, 1240.0, 1328.0, 1655.0 })]
    public void Real_spectra_of_others_get_the_bands_that_one_sees(string file, SignalKind kind, int least, int most, double[] seen)
    {
        string? path = Corpus.Path($"reference/vibrational/inputs/{file}.csv");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/vibrational/inputs");
        (double[] x, double[] y) = Read(path!);
        FitRun run = FitRun.Of("- baseline.arpls: { lambda: 1e6 }\n- peaks.fit: {}", FitRun.Series(x, [y], kind));
        Assert.InRange(run.Bands.Count, least, most);
        foreach (double position in seen)
            Assert.Contains(run.Bands, b => Math.Abs(b.Center - position) < 3);
    }

    private static SpectralSeries Sample()
    {
        string folder = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "atr-ir");
        var spectra = Directory.GetFiles(folder, "frame-*.csv").Order(StringComparer.Ordinal).Select(Read).ToList();
        return FitRun.Series(spectra[0].X, [.. spectra.Select(s => s.Y)], SignalKind.SingleBeam);
    }

    private static (double[] X, double[] Y) Read(string path)
    {
        var rows = File.ReadLines(path)
            .Where(line => line.Length > 0 && (char.IsDigit(line[0]) || line[0] == '-'))
            .Select(line => Array.ConvertAll(line.Split(','), w => double.Parse(w, CultureInfo.InvariantCulture)))
            .OrderBy(row => row[0])
            .ToList();
        return ([.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])]);
    }
}
