using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class FitErrorsTests
{
    private const int Points = 400;
    private const string One = "- peaks.fit: { shape: gaussian, bands: [ { center: 1201, fwhm: 22 } ] }";
    private static readonly double[] s_axis = [.. Enumerable.Range(0, Points).Select(i => 1000.0 + i)];

    // Noise of an interferogram filled with zeros to twice its length: every other point is interpolated.
    [Fact]
    public void Total_errors_of_zero_filled_spectra_hold_the_truth_and_those_of_the_fit_do_not()
    {
        const int Frames = 400;
        FitRun run = FitRun.Of(One, FitRun.Series(s_axis, [.. Enumerable.Range(0, Frames).Select(i => Spectrum(i, 2, [1200, 40, 24]))]));
        double total = run.Bands.Average(b => Math.Abs(b.Height - 40) <= 1.96 * b.HeightSeTotal ? 1.0 : 0);
        double alone = run.Bands.Average(b => Math.Abs(b.Height - 40) <= 1.96 * b.HeightSe ? 1.0 : 0);
        // 400 frames: one standard deviation is 1.1 %.
        Assert.InRange(total, 0.92, 0.98);
        Assert.InRange(alone, 0.75, 0.90);
        Assert.Equal(2, run.Fits.Average(f => f.NoisePoints), 0.3);
        Assert.All(run.Bands, b => Assert.True(b.CenterSeTotal >= b.CenterSe && b.AreaSeTotal >= b.AreaSe));
    }

    // Currie: position and width given, 5 % of blanks above half the limit, 5 % of bands at the limit below it. 1000 draws: ± 0.7 %.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Detection_limit_errs_in_five_per_cent_both_ways(int zeroFilling)
    {
        const int Frames = 1000;
        const string Fixed = "- peaks.fit: { shape: gaussian, bands: [ { center: fixed 1200, fwhm: fixed 24 } ] }";
        FitRun blank = FitRun.Of(
            Fixed,
            FitRun.Series(s_axis, [.. Enumerable.Range(0, Frames).Select(i => Spectrum(i, zeroFilling, [1200, 0, 24]))])
        );
        double alarms = blank.Bands.Zip(blank.Limits, (b, l) => b.Height > l.LodHeight / 2 ? 1.0 : 0).Average();
        double limit = blank.Limits.Select(l => l.LodHeight).Order().ElementAt(Frames / 2);
        FitRun weak = FitRun.Of(
            Fixed,
            FitRun.Series(s_axis, [.. Enumerable.Range(Frames, Frames).Select(i => Spectrum(i, zeroFilling, [1200, limit, 24]))])
        );
        double misses = weak.Bands.Zip(weak.Limits, (b, l) => b.Height > l.LodHeight / 2 ? 0 : 1.0).Average();
        Assert.InRange(alarms, 0.03, 0.07);
        Assert.InRange(misses, 0.03, 0.07);
    }

    [Fact]
    public void Intervals_are_made_where_errors_cannot_be_trusted_and_only_there()
    {
        FitRun strong = FitRun.Of(One, FitRun.Series(s_axis, [Spectrum(1, 1, [1200, 100, 24])]));
        Assert.Null(strong.Bands[0].IntervalMethod);
        Assert.True(double.IsNaN(strong.Bands[0].AreaLow));
        FitRun weak = FitRun.Of(One, FitRun.Series(s_axis, [Spectrum(1, 1, [1200, 3, 24])]));
        BandRow band = weak.Bands[0];
        Assert.Equal("profile", band.IntervalMethod);
        Assert.True(band.CenterLow < band.Center && band.Center < band.CenterHigh);
        Assert.True(band.AreaLow < band.Area && band.Area < band.AreaHigh && band.FwhmHigh > band.Fwhm);
        string standard = One.Replace("gaussian,", "gaussian, intervals: standard,", StringComparison.Ordinal);
        Assert.Null(FitRun.Of(standard, FitRun.Series(s_axis, [Spectrum(1, 1, [1200, 3, 24])])).Bands[0].IntervalMethod);
    }

    // A Gaussian fitted with a pseudo-Voigt: the fraction is at 0 or near it. The interval needs no refit, and is the one that refits find.
    [Fact]
    public void A_bound_alone_is_settled_by_the_matrix_of_the_fit()
    {
        const string Voigt = "- peaks.fit: { shape: pseudo-voigt, bands: [ { center: 1201, fwhm: 22 } ] }";
        SpectralSeries series = FitRun.Series(s_axis, [.. Enumerable.Range(0, 20).Select(i => Spectrum(i, 1, [1200, 60, 24]))]);
        List<BandRow> quick = FitRun.Of(Voigt, series).Bands;
        List<BandRow> slow = FitRun.Of(Voigt.Replace("voigt,", "voigt, intervals: profile,", StringComparison.Ordinal), series).Bands;
        int bounded = 0;
        foreach ((BandRow one, BandRow other) in quick.Zip(slow))
        {
            if (one.IntervalMethod is null)
                continue;
            Assert.Equal(("bounded", "profile"), (one.IntervalMethod, other.IntervalMethod));
            bounded++;
            (double Value, double Low, double High)[] pairs =
            [
                (one.FwhmLow - other.FwhmLow, other.FwhmLow, other.FwhmHigh),
                (one.FwhmHigh - other.FwhmHigh, other.FwhmLow, other.FwhmHigh),
                (one.HeightLow - other.HeightLow, other.HeightLow, other.HeightHigh),
                (one.HeightHigh - other.HeightHigh, other.HeightLow, other.HeightHigh),
                (one.AreaLow - other.AreaLow, other.AreaLow, other.AreaHigh),
                (one.AreaHigh - other.AreaHigh, other.AreaLow, other.AreaHigh),
            ];
            // A twentieth of a standard error, of which an interval has four.
            Assert.All(pairs, p => Assert.Equal(0, p.Value / (p.High - p.Low), 0.0125));
        }
        Assert.InRange(bounded, 10, 20);
    }

    // Two bands of which the noise shows one: what is stated of either is worth nothing, and is said to be.
    [Fact]
    public void Bands_that_cannot_be_told_apart_are_flagged()
    {
        const string Two = "- peaks.fit: { shape: gaussian, bands: [ { center: 1196, fwhm: 24 }, { center: 1204, fwhm: 24 } ] }";
        double[] y = Spectrum(3, 1, [1196, 5, 24]);
        PeakShapes.Gaussian.Add([1204, 5, 24], s_axis, y);
        FitRun run = FitRun.Of(Two, FitRun.Series(s_axis, [y]));
        FaultRow note = Assert.Single(run.Findings.Notes, n => n.Code == "interval-unreliable");
        Assert.Equal("flagged", note.Severity);
        Assert.Contains("band", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bootstrap_repeats_and_does_not_depend_on_the_company_of_a_frame()
    {
        const string Step = "- peaks.fit: { shape: gaussian, intervals: bootstrap, resamples: 100, bands: [ { center: 1201, fwhm: 22 } ] }";
        SpectralSeries series = FitRun.Series(s_axis, [.. Enumerable.Range(0, 6).Select(i => Spectrum(i, 1, [1200, 10, 24]))]);
        List<BandRow> whole = FitRun.Of(Step, series).Bands;
        Assert.Equal(whole, FitRun.Of(Step, series, block: 2).Bands);
        Assert.All(whole, b => Assert.Equal("bootstrap", b.IntervalMethod));
        Assert.All(whole, b => Assert.Equal(3.92 * b.HeightSe, b.HeightHigh - b.HeightLow, 1.5 * b.HeightSe));
    }

    private static double[] Spectrum(int seed, int zeroFilling, double[] band)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, $"fit errors {zeroFilling}");
        const int Reach = 100;
        double[] white = [.. Enumerable.Range(0, Points + (2 * Reach)).Select(_ => random.NextNormal())];
        double[] y = new double[Points];
        for (int i = 0; i < Points; i++)
        for (int k = -Reach; k <= Reach; k++)
            y[i] += white[i + Reach + k] * Sinc(k / (double)zeroFilling) / Math.Sqrt(zeroFilling);
        PeakShapes.Gaussian.Add(band, s_axis, y);
        return y;
    }

    private static double Sinc(double x) =>
        x == 0 ? 1
        : x == Math.Floor(x) ? 0
        : Math.Sin(Math.PI * x) / (Math.PI * x);
}
