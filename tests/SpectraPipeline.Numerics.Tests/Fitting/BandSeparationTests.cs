using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>What the table says against what fits of simulated pairs say.</summary>
public sealed class BandSeparationTests(ITestOutputHelper output)
{
    private const int Points = 400;
    private const double Width = 40;
    private const int Draws = 200;
    private static readonly double[] s_x = [.. Enumerable.Range(0, Points).Select(i => 1000.0 + i)];

    private static PeakShape Shape(string name) =>
        name switch
        {
            "gaussian" => PeakShapes.Gaussian,
            "lorentzian" => PeakShapes.Lorentzian,
            _ => PeakShapes.PseudoVoigt,
        };

    private static double[] Band(PeakShape shape, double center, double height, double fraction) =>
        shape.ParameterCount > 3 ? [center, height, Width, fraction] : [center, height, Width];

    // The expectation of the difference of BIC is 10 at the stated distance, so it exceeds 10 in about half of the draws.
    [Theory]
    [InlineData("gaussian", 0, 0.01)]
    [InlineData("gaussian", 0, 0.1)]
    [InlineData("lorentzian", 1, 0.01)]
    [InlineData("pseudo-voigt", 0.5, 0.01)]
    [InlineData("pseudo-voigt", 0.9, 0.02)]
    [InlineData("pseudo-voigt", 0.1, 0.005)]
    [InlineData("pseudo-voigt", 0.0, 0.03)]
    [InlineData("pseudo-voigt", 1.0, 0.003)]
    public void Simulated_pairs_at_the_stated_distance_are_told_apart_in_about_half_of_the_draws(string name, double fraction, double noise)
    {
        PeakShape shape = Shape(name);
        double distance = new BandSeparation(shape).Least(Band(shape, 1200, 1, fraction), 1, noise, Points, 1);
        double at = Told(shape, fraction, noise, distance);
        double nearer = Told(shape, fraction, noise, 0.7 * distance);
        double farther = Told(shape, fraction, noise, 1.3 * distance);
        output.WriteLine(
            $"SEPARATION {name} {fraction} noise {noise}: {distance / Width:f3} widths; told {nearer:p0} at 0.7, {at:p0} at 1, {farther:p0} at 1.3 of it"
        );
        // Half, less what pairs at a flat minimum lose, with a standard deviation of 0.035.
        Assert.InRange(at, 0.3, 0.65);
        Assert.True(nearer < 0.05, $"{nearer:p0} at 0.7");
        Assert.True(farther > 0.95, $"{farther:p0} at 1.3");
    }

    // A Gaussian with the instrument in it is a Gaussian of widths added in squares and of the same area: 15-20-25.
    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    public void An_instrument_leaves_the_separation_of_the_band_that_is_recorded(double unit)
    {
        var own = new BandSeparation(PeakShapes.Gaussian.Broadened(15 * unit)!);
        var recorded = new BandSeparation(PeakShapes.Gaussian);
        double expected = recorded.Least([0, 0.8, 25 * unit], unit, 0.01, Points, 1);
        Assert.Equal(expected, own.Least([0, 1, 20 * unit], unit, 0.01, Points, 1), 1e-9 * unit);
        Assert.True(expected > unit);
    }

    // What the approximation costs for a Lorentzian: pairs at the stated distance, simulated with the instrument in them.
    [Fact]
    public void A_lorentzian_under_a_narrow_instrument_line_is_told_apart_within_a_third_of_the_stated_distance()
    {
        PeakShape shape = PeakShapes.Lorentzian.Broadened(0.5 * Width)!;
        double distance = new BandSeparation(shape).Least([0, 1, Width], 1, 0.005, Points, 1);
        double nearer = Told(shape, 1, 0.005, 0.7 * distance);
        double farther = Told(shape, 1, 0.005, 1.3 * distance);
        Assert.True(nearer < 0.3, $"{nearer:p0}");
        Assert.True(farther > 0.7, $"{farther:p0}");
        PeakShape wide = PeakShapes.Lorentzian.Broadened(Width)!;
        Assert.Equal(double.NaN, new BandSeparation(wide).Least([0, 1, Width], 1, 0.005, Points, 1));
    }

    [Fact]
    public void Shared_noise_counts_as_more_noise_and_noise_that_hides_the_band_gives_no_distance()
    {
        var separation = new BandSeparation(PeakShapes.Gaussian);
        double Least(double noise, int sharing) => separation.Least([0, 1, Width], 1, noise, Points, sharing);
        // λ is the same up to the logarithm of the number of independent points.
        Assert.Equal(Least(0.02, 1), Least(0.01, 4), 0.02 * Width);
        Assert.True(Least(0.01, 4) > Least(0.01, 1));
        Assert.Equal(double.NaN, Least(2, 1));
        Assert.Equal(Least(0.01, 1), separation.Least([0, -1, Width], -1, 0.01, Points, 1));
    }

    private static double Told(PeakShape shape, double fraction, double noise, double distance)
    {
        var one = new MultiPeakFit(shape, 1, 0, s_x);
        var two = new MultiPeakFit(shape, 2, 0, s_x);
        double[] truth = new double[Points];
        shape.Add(Band(shape, 1200 - distance / 2, 0.5, fraction), s_x, truth);
        shape.Add(Band(shape, 1200 + distance / 2, 0.5, fraction), s_x, truth);
        Start(one, 0, 1200, Math.Sqrt(Width * Width + distance * distance));
        Start(two, 0, 1200 - distance / 2, Width);
        Start(two, 1, 1200 + distance / 2, Width);
        int told = 0;
        double[] y = new double[Points];
        for (int d = 0; d < Draws; d++)
        {
            var normal = new SeededNormal((ulong)d, "separation");
            for (int i = 0; i < Points; i++)
                y[i] = truth[i] + noise * normal.Next();
            double difference = one.Fit(y, [], [], new()).Bic - two.Fit(y, [], [], new()).Bic;
            told += difference > BandSeparation.Decisive ? 1 : 0;
        }
        return (double)told / Draws;

        void Start(MultiPeakFit fit, int k, double center, double width)
        {
            fit.SetStart(k, PeakShape.Center, center);
            fit.SetStart(k, PeakShape.FullWidth, width);
            fit.SetStart(k, PeakShape.Height, double.NaN);
            if (shape.ParameterCount > 3)
                fit.SetStart(k, PeakShape.Extra, 0.5);
        }
    }
}
