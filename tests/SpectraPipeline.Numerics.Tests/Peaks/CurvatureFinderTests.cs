using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Peaks;

/// <summary>Truth from a generator: what was put in is found where it was put, and nothing else.</summary>
public sealed class CurvatureFinderTests(ITestOutputHelper output)
{
    private const int Points = 600;
    private const double Fwhm = 40;
    private const double Main = 300;

    private static double Gauss(double x, double center, double fwhm) => Math.Exp(-4 * Math.Log(2) * Math.Pow((x - center) / fwhm, 2));

    private static double Lorentz(double x, double center, double fwhm) => 1 / (1 + 4 * Math.Pow((x - center) / fwhm, 2));

    private static double[] Spectrum(Func<int, double> truth, double noise, ulong seed, double shared = 0)
    {
        var normal = new SeededNormal(seed, "curvature");
        double[] y = new double[Points];
        double last = normal.Next();
        for (int i = 0; i < Points; i++)
        {
            last = shared * last + Math.Sqrt(1 - shared * shared) * normal.Next();
            y[i] = truth(i) + noise * last;
        }
        return y;
    }

    private static List<CurvatureBand> Find(CurvatureFinder finder, bool ridges, double[] y)
    {
        List<CurvatureBand> found = [];
        if (ridges)
            finder.Ridges(y, 5, found);
        else
            finder.SecondDerivative(y, 5, found);
        return found;
    }

    // Equal widths, heights 1 : 0.3. Two Gaussians nearer than 0.85 of the width have one extremum of curvature, so nothing of this kind can tell them.
    [Theory]
    [InlineData(false, false, 100, 1.0, 70)]
    [InlineData(false, true, 100, 1.0, 65)]
    [InlineData(false, false, 300, 1.0, 95)]
    [InlineData(false, true, 300, 1.0, 95)]
    [InlineData(true, false, 100, 0.8, 95)]
    [InlineData(true, true, 100, 0.8, 95)]
    [InlineData(true, false, 100, 1.0, 97)]
    [InlineData(true, true, 300, 0.7, 97)]
    [InlineData(false, false, 300, 0.6, 0)]
    [InlineData(true, true, 30, 0.6, 0)]
    public void A_shoulder_without_a_maximum_is_found_where_its_curvature_stands_out(
        bool lorentz,
        bool ridges,
        double snr,
        double apart,
        double leastPercent
    )
    {
        const int Draws = 200;
        Func<double, double, double, double> shape = lorentz ? Lorentz : Gauss;
        var finder = new CurvatureFinder(Points);
        (int recall, int main, int wrong) = (0, 0, 0);
        for (int d = 0; d < Draws; d++)
        {
            double weak = Main + apart * Fwhm;
            double[] y = Spectrum(i => shape(i, Main, Fwhm) + 0.3 * shape(i, weak, Fwhm), 1 / snr, (ulong)d);
            List<CurvatureBand> found = Find(finder, ridges, y);
            int strong = found.Any(b => b.Sign > 0 && Math.Abs(b.Position - Main) < 0.25 * Fwhm) ? 1 : 0;
            int shoulder = found.Any(b => b.Sign > 0 && Math.Abs(b.Position - weak) < 0.3 * Fwhm) ? 1 : 0;
            (recall, main, wrong) = (recall + shoulder, main + strong, wrong + found.Count - strong - shoulder);
        }
        output.WriteLine($"FIND recall {100.0 * recall / Draws} %, further bands in {100.0 * wrong / Draws} %");
        Assert.Equal(Draws, main);
        Assert.True(recall >= leastPercent / 100 * Draws, $"{recall} of {Draws}");
        Assert.True(wrong <= 0.1 * Draws, $"{wrong} bands that were not put in");
    }

    // White noise, and noise that neighbours share.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 0.7)]
    [InlineData(false, 0.95)]
    [InlineData(true, 0)]
    [InlineData(true, 0.7)]
    [InlineData(true, 0.95)]
    public void A_blank_shows_a_band_in_less_than_one_spectrum_of_a_hundred(bool ridges, double shared)
    {
        var finder = new CurvatureFinder(Points);
        int found = 0;
        for (int d = 0; d < 500; d++)
            found += Find(finder, ridges, Spectrum(_ => 0, 1, (ulong)d, shared)).Count;
        Assert.True(found < 5, $"{found} bands in 500 blanks");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bands_of_both_signs_get_place_width_and_height_and_their_side_lobes_are_no_bands(bool ridges)
    {
        var finder = new CurvatureFinder(Points);
        double[] y = Spectrum(i => 0.01 * i + Gauss(i, 150, 30) - 0.6 * Gauss(i, 350, 50) + 0.4 * Gauss(i, 480, 20), 0.01, 3);
        List<CurvatureBand> found = Find(finder, ridges, y);
        (double Center, double Fwhm, double Height)[] truth = [(150, 30, 1), (350, 50, -0.6), (480, 20, 0.4)];
        Assert.Equal(3, found.Count);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(truth[k].Center, found[k].Position, 2.0);
            Assert.Equal(truth[k].Fwhm, found[k].Fwhm, 0.15 * truth[k].Fwhm);
            Assert.Equal(truth[k].Height, found[k].Height, 0.15 * Math.Abs(truth[k].Height));
            Assert.Equal(Math.Sign(truth[k].Height), found[k].Sign);
        }
    }

    // Closed form: 2.174 a b s^(5/2)/(s² + b²)^(3/2), and unit noise at every scale.
    [Fact]
    public void Responses_of_the_bank_are_those_of_the_formula()
    {
        var bank = new CurvatureBank(Points);
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 3.0 + 0.02 * i + 2 * Math.Exp(-(i - 300.0) * (i - 300) / 2 / 144))];
        bank.Apply(y);
        for (int k = 2; k < 10; k++)
        {
            double s = bank.Scale(k);
            double expected = 2.174 * 2 * 12 * Math.Pow(s, 2.5) / Math.Pow(s * s + 144, 1.5);
            double largest = 0;
            foreach (double response in bank.Responses(k))
                largest = Math.Max(largest, response);
            Assert.Equal(expected, largest, 0.01 * expected);
        }
        bank.Apply(Spectrum(_ => 0, 0.5, 1));
        Assert.Equal(0.5, bank.Noise(0), 0.05);
    }
}
