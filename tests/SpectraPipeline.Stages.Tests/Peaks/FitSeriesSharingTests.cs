using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>What all frames share is the same in each, and known in each.</summary>
public sealed class FitSeriesSharingTests(ITestOutputHelper output)
{
    private const string Shared = "center: shared, fwhm: shared,";

    private static readonly double[] s_axis = [.. Enumerable.Range(0, 161).Select(i => 2000 + i * 1.0)];

    [Fact]
    public void A_shared_position_has_the_same_bits_in_all_frames()
    {
        double[][] frames =
        [
            .. Enumerable.Range(0, 300).Select(f => Spectrum(PeakShapes.Gaussian, f, 0.01, [2080.3, 0.3 + 0.001 * f, 20], smooth: 1)),
        ];
        FitSeriesTests.SeriesRun run = FitSeriesTests.SeriesRun.Of(
            "- peaks.fit-series: { shape: gaussian, against: frame, center: shared, bands: [ { center: 2078, fwhm: 18 } ] }",
            FitSeriesTests.Series(s_axis, frames)
        );
        Assert.Equal(300, run.Bands.Count);
        Assert.Single(run.Bands.Select(b => b.Center).Distinct());
    }

    [Fact]
    public void A_limit_of_detection_knows_what_other_frames_say_of_the_position_with_correlated_noise_too()
    {
        // Position and width given: what shared ones of many frames come to. Each frame by itself knows them far worse.
        foreach ((int smooth, double part) in ((int, double)[])[(1, 0.05), (7, 0.25)])
        {
            double known = Limit(smooth, "given");
            output.WriteLine($"over {smooth}: {Limit(smooth, Shared):g3}, given {known:g3}, free {Limit(smooth, ""):g3}");
            Assert.Equal(known, Limit(smooth, Shared), part * known);
            Assert.True(Limit(smooth, "") > 1.5 * known);
        }
    }

    [Theory]
    [InlineData("bwf")]
    [InlineData("doniach")]
    [InlineData("split-pseudo-voigt")]
    public void One_asymmetric_band_is_found_as_one(string shape)
    {
        PeakShape line = PeakShapes.All.Single(s => s.Name == shape);
        double[] band =
        [
            2080,
            1,
            20,
            .. line
                .Parameters.Skip(PeakShape.Extra)
                .Select(p =>
                    p.Name switch
                    {
                        "inverse-q" => -0.2,
                        "asymmetry" => 0.2,
                        "left-share" => 0.65,
                        _ => double.IsNaN(p.Start) ? 0.5 : p.Start,
                    }
                ),
        ];
        double[][] frames = [.. Enumerable.Range(0, 12).Select(f => Spectrum(line, f, 0.005, band, smooth: 1))];
        FitRun alone = FitRun.Of($"- peaks.fit: {{ shape: {shape} }}", FitSeriesTests.Series(s_axis, frames));
        FitSeriesTests.SeriesRun run = FitSeriesTests.SeriesRun.Of(
            $"- peaks.fit-series: {{ shape: {shape}, against: frame }}",
            FitSeriesTests.Series(s_axis, frames)
        );
        Assert.Equal(12, alone.Bands.Count);
        Assert.Equal(alone.Bands.Count, run.Bands.Count);
    }

    /// <summary>Median limit of the first of two overlapping bands over 40 frames.</summary>
    private static double Limit(int smooth, string shared)
    {
        double[][] frames =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(f =>
                    Spectrum(PeakShapes.Gaussian, f, 0.02, [2070, 0.5, 20], smooth)
                        .Zip(Spectrum(PeakShapes.Gaussian, f, 0, [2084, 0.4, 20], 1), (a, b) => a + b)
                        .ToArray()
                ),
        ];
        string bands =
            shared == "given"
                ? "bands: [ { center: fixed 2070, fwhm: fixed 20 }, { center: fixed 2084, fwhm: fixed 20 } ]"
                : $"{shared} bands: [ {{ center: 2070, fwhm: 20 }}, {{ center: 2084, fwhm: 20 }} ]";
        FitSeriesTests.SeriesRun run = FitSeriesTests.SeriesRun.Of(
            $"- peaks.fit-series: {{ shape: gaussian, against: frame, {bands} }}",
            FitSeriesTests.Series(s_axis, frames)
        );
        double[] limits = [.. run.Limits.Where((_, i) => i % 2 == 0).Select(l => l.LodHeight).Order()];
        Assert.Equal(40, limits.Length);
        return limits[20];
    }

    private static double[] Spectrum(PeakShape shape, int seed, double noise, double[] band, int smooth)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, "shared over frames");
        double[] y = new double[s_axis.Length];
        shape.Add(band, s_axis, y);
        double[] raw = [.. Enumerable.Range(0, y.Length + smooth).Select(_ => noise == 0 ? 0 : noise * random.NextNormal())];
        for (int i = 0; i < y.Length; i++)
            y[i] += raw.AsSpan(i, smooth).ToArray().Average() * Math.Sqrt(smooth);
        return y;
    }
}
