using SpectraPipeline.IO.Readers;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Infrared;
using Xunit;

namespace House.Tests.Generators;

/// <summary>The committed samples through the program's own readers and kernels: they show what SAMPLES.md says that they show.</summary>
public sealed class SamplesThroughTheKernelsTests
{
    private static readonly string _samples = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine");

    [Fact]
    public void Infrared_frames_are_read_as_descending_single_beams()
    {
        SpectrumFile file = ReaderCatalog.Default.Read(Path.Combine(_samples, "atr-ir", "frame-003.csv"), ReadHints.None);
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Equal(778, spectrum.X.Length);
        Assert.Equal(4000, spectrum.X[0]);
        Assert.Single(spectrum.Channels);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Absorption_scans_are_read_with_mu_and_reference()
    {
        SpectrumFile file = ReaderCatalog.Default.Read(Path.Combine(_samples, "xas", "zn-n3.xdi"), ReadHints.None);
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Contains(spectrum.Channels, static channel => channel.Name == "mutrans");
        Assert.Contains(spectrum.Channels, static channel => channel.Name == "murefer");
        Assert.InRange(spectrum.X[0], 9499, 9501);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(21)]
    public void Fitted_bands_lie_within_3_of_their_true_positions(int frame)
    {
        AtrIrSeries series = AtrIrCase.Generate(AtrIrVariant.Formaldehyde, DataSamples.Seed);
        double[] difference = series.Difference(frame);
        int[] points = [.. Enumerable.Range(0, difference.Length).Where(i => series.Wavenumber[i] is > 1300 and < 1800)];
        double[] x = [.. points.Select(i => series.Wavenumber[i])];
        double[] y = [.. points.Select(i => 1000 * difference[i])];
        MultiPeakFit fit = new(PeakShapes.PseudoVoigt, 3, 1, x);
        (double Center, double Height, double Width)[] start = [(1415, -1, 45), (1660, 1, 35), (1643, 0.1, 80)];
        for (int p = 0; p < start.Length; p++)
        {
            fit.SetStart(p, PeakShape.Center, start[p].Center);
            fit.SetStart(p, PeakShape.Height, start[p].Height);
            fit.SetStart(p, PeakShape.FullWidth, start[p].Width);
        }
        fit.Fix(2, PeakShape.Center, 1643);
        fit.Fix(2, PeakShape.FullWidth, 80);
        fit.Fix(2, PeakShape.Extra, 0.5);
        fit.Fit(y, default, default, new FitLimits());
        // The skew of the true shape moves a symmetric band by 1 to 2 cm⁻¹. At 30 s vapour lines of 0.1 mOD under 0.6 mOD move the second by 4:
        // frames from 60 s are held to the 3 cm⁻¹ of the case.
        Assert.InRange(fit.Peak(0).Center, 1412, 1418);
        Assert.InRange(fit.Peak(1).Center, 1659, 1665);
        Assert.True(fit.Peak(0).Height < 0 && fit.Peak(1).Height > 0);
    }

    [Fact]
    public void First_shells_peak_where_their_distances_say_and_only_the_foil_has_a_metal_shell()
    {
        (double[] r, double[] foil, double kFoil) = Transform("zn-foil");
        (double[] _, double[] three, double kThree) = Transform("zn-n3");
        (double[] _, double[] four, double kFour) = Transform("zn-n4");
        // Uncorrected. Noise-free the two are at 1.50 to 1.57 Å; noise of 0.003 in χ moves them by 0.05 Å (three seeds tried).
        Assert.InRange(r[Peak(r, foil, 1.2, 3)], 2.15, 2.45);
        Assert.InRange(r[Peak(r, three, 1.2, 2)], 1.40, 1.68);
        Assert.InRange(r[Peak(r, four, 1.2, 2)], 1.40, 1.68);
        Assert.True(foil[Peak(r, foil, 2.1, 2.5)] > 2 * three[Peak(r, three, 2.1, 2.5)], "metal shell against carbon");
        // Wavelet: nitrogen scatters at low k, zinc at high (case 000-D: 3.9 to 4.0 against 7.8 Å⁻¹).
        Assert.InRange(kFoil, 6.0, 8.5);
        Assert.InRange(kThree, 2.8, 5.6);
        Assert.InRange(kFour, 2.8, 5.6);
    }

    /// <summary>R, |χ(R)| for k 2.5 to 11.5 Å⁻¹ with k², and k of the largest wavelet lobe between 1.2 and 2.6 Å.</summary>
    private static (double[] R, double[] Magnitude, double LobeK) Transform(string name)
    {
        SpectrumData spectrum = Assert.Single(
            ReaderCatalog.Default.Read(Path.Combine(_samples, "xas", name + ".xdi"), ReadHints.None).Spectra
        );
        double[] mu = spectrum.Channels.Single(static channel => channel.Name == "mutrans").Values;
        Normalization normalization = new(new NormalizationSettings());
        NormalizationSummary edge = normalization.Apply(spectrum.X, mu);
        AutobkFit background = new(spectrum.X, edge.E0, new AutobkSettings { KWeight = 2, KMax = 12.5 });
        double[] chi = new double[background.K.Length];
        background.Apply(mu, edge.EdgeStep, chi);

        ForwardFourier transform = new(
            background.K,
            new ForwardFourierSettings { Window = new(WindowShape.Hanning, 2.5, 11.5, 1, 1), RMax = 6 }
        );
        double[] re = new double[transform.R.Length];
        double[] im = new double[transform.R.Length];
        transform.Transform(chi, re, im);
        double[] magnitude = [.. re.Zip(im, static (a, b) => Math.Sqrt(a * a + b * b))];

        WaveletGrid grid = new(0.05, chi.Length, 4, 2048);
        double[] mapRe = new double[grid.RPoints * grid.KPoints];
        double[] mapIm = new double[mapRe.Length];
        double[] weighted = [.. chi.Select(static (value, i) => value * Math.Pow(0.05 * i, 2) * (0.05 * i is > 2.5 and < 11.5 ? 1 : 0))];
        CauchyWavelet.Bank(grid).Transform(weighted, mapRe, mapIm);
        int best = Enumerable
            .Range(0, mapRe.Length)
            .Where(i => grid.R(i / grid.KPoints) is > 1.2 and < 2.6)
            .MaxBy(i => mapRe[i] * mapRe[i] + mapIm[i] * mapIm[i]);
        return (transform.R.ToArray(), magnitude, 0.05 * (best % grid.KPoints));
    }

    private static int Peak(double[] r, double[] magnitude, double from, double to) =>
        Enumerable.Range(0, r.Length).Where(i => r[i] > from && r[i] < to).MaxBy(i => magnitude[i]);
}
