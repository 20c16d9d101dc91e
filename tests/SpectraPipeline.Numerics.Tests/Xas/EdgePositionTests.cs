using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EdgePositionTests
{
    private const double Edge = 9661.237,
        Width = 1.6;

    [Fact]
    public void Of_an_arctangent_all_three_definitions_are_its_centre()
    {
        (double[] x, double[] y) = Arctan(Edge);
        var found = new EdgePosition(new() { IntegralLow = 0.2, IntegralHigh = 0.8 }).Find(x, y, [], 9660);
        // The local cubic is exact to h⁴ of a curve that is odd about its centre; the grid of 0.3 eV is not even there.
        Assert.InRange(found.Inflection.Energy, Edge - 2e-3, Edge + 2e-3);
        Assert.InRange(found.HalfStep.Energy, Edge - 2e-3, Edge + 2e-3);
        Assert.InRange(found.Integral.Energy, Edge - 2e-3, Edge + 2e-3);
        Assert.Equal(1, found.Crossings);
        Assert.True(double.IsNaN(found.Rival));
    }

    [Fact]
    public void The_integral_between_uneven_limits_is_the_mean_energy_over_the_absorption()
    {
        (double[] x, double[] y) = Arctan(Edge);
        var found = new EdgePosition(new() { IntegralLow = 0.15, IntegralHigh = 0.9 }).Find(x, y, [], 9660);
        // ∫E dμ/(b − a) for E = E₀ + g·tan π(μ − ½).
        double expected = Edge + (Width * Math.Log(Math.Cos(Math.PI * 0.35) / Math.Cos(Math.PI * 0.4)) / (Math.PI * 0.75));
        Assert.InRange(found.Integral.Energy, expected - 5e-3, expected + 5e-3);
    }

    [Fact]
    public void A_shift_of_the_edge_is_found_to_a_millivolt_whatever_the_grid()
    {
        var positions = new EdgePosition(new());
        (double[] x, double[] first) = Shifted(0);
        foreach (double shift in (double[])[0.05, 0.15, 1.7, 3.1])
        {
            (_, double[] moved) = Shifted(shift);
            EdgePositionSummary a = positions.Find(x, first, [], 9660),
                b = positions.Find(x, moved, [], 9660);
            // Smoothing moves an asymmetric edge, but both alike: 1 % of the grid step is left.
            Assert.InRange(b.Inflection.Energy - a.Inflection.Energy, shift - 3e-3, shift + 3e-3);
            Assert.InRange(b.HalfStep.Energy - a.HalfStep.Energy, shift - 3e-3, shift + 3e-3);
            Assert.InRange(b.Integral.Energy - a.Integral.Energy, shift - 3e-3, shift + 3e-3);
            Assert.InRange(b.WhiteLine.Energy - a.WhiteLine.Energy, shift - 3e-3, shift + 3e-3);
            Assert.InRange(b.Height - a.Height, -1e-3, 1e-3);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.005)]
    public void Its_standard_errors_are_the_scatter_of_repeated_scans(double sigma)
    {
        const int draws = 400;
        (double[] x, double[] clean) = Shifted(0);
        var positions = new EdgePosition(new());
        EdgePositionSummary truth = positions.Find(x, clean, [], 9660);
        var noise = new SeededNormal(3, $"edge {sigma}");
        int[] held = new int[4];
        for (int d = 0; d < draws; d++)
        {
            EdgePositionSummary found = positions.Find(x, [.. clean.Select(v => v + (sigma * noise.Next()))], [], 9660);
            EdgeEnergy[] pairs = [found.Inflection, found.HalfStep, found.Integral, new(found.Height, found.HeightError)];
            double[] expected = [truth.Inflection.Energy, truth.HalfStep.Energy, truth.Integral.Energy, truth.Height];
            for (int k = 0; k < 4; k++)
                held[k] += Math.Abs(pairs[k].Energy - expected[k]) < Student.Normal975 * pairs[k].Error ? 1 : 0;
        }
        // 95 % ± 3 binomial deviations of 1.1 %; the noise is itself estimated from about 60 points.
        Assert.All(held, h => Assert.InRange(h / (double)draws, 0.915, 0.985));
    }

    [Fact]
    public void Given_errors_take_the_place_of_the_scatter()
    {
        (double[] x, double[] y) = Shifted(0);
        double[] sigma = new double[x.Length];
        Array.Fill(sigma, 0.01);
        EdgePositionSummary one = new EdgePosition(new()).Find(x, y, sigma, 9660);
        Array.Fill(sigma, 0.02);
        EdgePositionSummary two = new EdgePosition(new()).Find(x, y, sigma, 9660);
        Assert.Equal(2, two.HalfStep.Error / one.HalfStep.Error, 9);
        Assert.Equal(2, two.Integral.Error / one.Integral.Error, 9);
        Assert.Equal(0.01, one.Noise);
    }

    [Fact]
    public void An_edge_with_two_rises_has_a_rival_and_the_first_can_be_asked_for()
    {
        double[] x = Grid();
        double[] y = [.. x.Select(e => (0.45 * Step(e, 9659, 1)) + (0.55 * Step(e, 9666, 1)))];
        EdgePositionSummary steepest = new EdgePosition(new()).Find(x, y, [], 9660),
            first = new EdgePosition(new() { Inflection = InflectionChoice.First }).Find(x, y, [], 9660);
        Assert.InRange(steepest.Inflection.Energy, 9665.8, 9666.1);
        Assert.InRange(steepest.Rival, 9658.5, 9659.5);
        Assert.InRange(steepest.RivalSlope, 0.7, 0.95);
        Assert.InRange(first.Inflection.Energy, 9658.9, 9659.2);
    }

    [Fact]
    public void An_edge_that_never_reaches_the_upper_limit_has_no_integral_position()
    {
        (double[] x, double[] y) = Arctan(Edge);
        Assert.True(double.IsNaN(new EdgePosition(new()).Find(x, y, [], 9660).Integral.Energy));
    }

    [Fact]
    public void A_scan_without_points_has_no_edge() =>
        Assert.Equal("no-edge", Assert.Throws<XasDataException>(() => new EdgePosition(new()).Find([], [], [], 9660)).Code);

    [Fact]
    public void The_area_between_two_energies_is_that_of_the_straight_lines()
    {
        double[] x = [0, 1, 3, 4],
            y = [0, 2, 4, 4],
            sigma = [1, 1, 1, 1];
        (double area, double error) = EdgePosition.Area(x, y, sigma, 0.5, 3.5);
        Assert.Equal(0.75 + 6 + 2, area, 12);
        // Weights 1/8, 3/8 + 1, 1 + 3/8, 1/8.
        Assert.Equal(Math.Sqrt((2.0 / 64) + (2 * 1.375 * 1.375)), error, 12);
    }

    private static double Step(double e, double at, double width) => 0.5 + (Math.Atan((e - at) / width) / Math.PI);

    private static double[] Grid() =>
        [
            .. Enumerable.Range(0, 32).Select(i => 9500 + (5.0 * i)).Where(e => e < 9640),
            .. Enumerable.Range(0, 150).Select(i => 9640.1 + (0.3 * i)),
            .. Enumerable.Range(0, 100).Select(i => 9685 + (2.0 * i)),
        ];

    private static (double[], double[]) Arctan(double at)
    {
        double[] x = Grid();
        return (x, [.. x.Select(e => Step(e, at, Width))]);
    }

    private static (double[], double[]) Shifted(double by)
    {
        double[] x = Grid();
        return (x, [.. x.Select(e => Step(e, 9661 + by, 1.5) + (0.5 * Math.Exp(-Math.Pow((e - 9665.5 - by) / 3.2, 2))))]);
    }
}
