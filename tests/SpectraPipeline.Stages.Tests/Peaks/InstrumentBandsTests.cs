using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary><c>instrument-fwhm</c> together with what finds, chooses and judges bands. Truth: Gaussians, whose widths add in squares and whose areas stay.</summary>
public sealed class InstrumentBandsTests
{
    private const double Instrument = 20;
    private const string Fit = "shape: gaussian, instrument-fwhm: 20";
    private static readonly double[] Axis = [.. Enumerable.Range(0, 401).Select(i => 1000.0 + i)];

    private static SpectralSeries Recorded(int frames, Func<int, (double Center, double Height, double Own)[]> bands) =>
        FitRun.Series(Axis, [.. Enumerable.Range(0, frames).Select(f => Spectrum(f, bands(f)))]);

    private static double[] Spectrum(int seed, (double Center, double Height, double Own)[] bands)
    {
        double[] y = new double[Axis.Length];
        NoiseSource random = NoiseSource.For((ulong)seed, "instrument");
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = random.NextNormal();
            foreach (var (center, height, own) in bands)
            {
                double square = own * own + Instrument * Instrument;
                double d = Axis[i] - center;
                y[i] += height * own / Math.Sqrt(square) * Math.Exp(-4 * Math.Log(2) * d * d / square);
            }
        }
        return y;
    }

    [Fact]
    public void The_detection_limit_of_an_absent_band_is_the_same_whether_it_was_found_or_listed()
    {
        SpectralSeries series = Recorded(8, f => [(1200, f < 4 ? 200 : 0, 10)]);
        FitRun found = FitRun.Of($"- peaks.fit: {{ {Fit} }}", series);
        FitRun listed = FitRun.Of($"- peaks.fit: {{ {Fit}, bands: [ {{ center: 1200, fwhm: 10 }} ] }}", series);
        Assert.Equal(8, found.Limits.Count);
        for (int f = 4; f < 8; f++)
            Assert.Equal(1, found.Limits[f].LodHeight / listed.Limits[f].LodHeight, 0.1);
    }

    [Fact]
    public void Choosing_keeps_the_widths_before_the_instrument()
    {
        // As narrow beside the instrument's line that its start must not come from the recorded width.
        SpectralSeries series = Recorded(8, _ => [(1080, 4000, 2), (1260, 1000, 8), (1274, 700, 8)]);
        FitRun run = FitRun.Of($"- peaks.fit: {{ {Fit}, min-snr: 100, choose: bands }}", series);
        Assert.Contains(run.Findings.Notes, n => n.Code == "model-chosen");
        Assert.Equal(24, run.Bands.Count);
        foreach (var g in run.Bands.GroupBy(b => b.Frame))
        {
            BandRow[] bands = [.. g.OrderBy(b => b.Center)];
            Assert.Equal(1080, bands[0].Center, 4.5 * bands[0].CenterSe);
            Assert.Equal(2, bands[0].Fwhm, 4.5 * bands[0].FwhmSe);
            Assert.Equal(1260, bands[1].Center, 4.5 * bands[1].CenterSe);
            Assert.Equal(8, bands[1].Fwhm, 4.5 * bands[1].FwhmSe);
            Assert.Equal(1274, bands[2].Center, 4.5 * bands[2].CenterSe);
        }
        Assert.All(run.Fits, f => Assert.InRange(f.ReducedChiSquare, 0.7, 1.3));
    }

    [Theory]
    [InlineData("")]
    [InlineData(", choose: bands")]
    public void The_least_separation_is_that_of_the_bands_as_recorded(string choose)
    {
        SpectralSeries series = Recorded(3, _ => [(1200, 300, 15)]);
        const string Band = "bands: [ { center: 1200, fwhm: 20 } ]";
        FitRun own = FitRun.Of($"- peaks.fit: {{ {Fit}, {Band}{choose} }}", series);
        FitRun recorded = FitRun.Of($"- peaks.fit: {{ shape: gaussian, {Band} }}", series);
        for (int f = 0; f < 3; f++)
            Assert.Equal(1, own.Fits[f].MinSeparation / recorded.Fits[f].MinSeparation, 1e-3);
    }

    // 30 apart: within the sum of the widths as recorded, 44, but not within that of the bands.
    [Fact]
    public void Bands_overlap_as_they_are_recorded()
    {
        SpectralSeries series = Recorded(1, _ => [(1200, 400, 10), (1230, 2, 10)]);
        FitRun run = FitRun.Of(
            $"- peaks.fit: {{ {Fit}, bands: [ {{ center: 1200, fwhm: 10 }}, {{ center: fixed 1230, fwhm: 10 }} ] }}",
            series
        );
        Assert.Contains(run.Findings.Notes, n => n.Code == "interval-unreliable" && n.Message.Contains("flank", StringComparison.Ordinal));
    }
}
