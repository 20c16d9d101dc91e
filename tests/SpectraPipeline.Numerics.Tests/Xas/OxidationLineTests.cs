using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class OxidationLineTests
{
    [Fact]
    public void Reads_the_state_off_a_straight_line()
    {
        OxidationLine line = OxidationLine.Fit([0, 2, 3], [100, 104, 106], 0.1)!;
        Assert.Equal(2, line.Slope, 12);
        (double state, double low, double high) = line.At(103, 0);
        Assert.Equal(1.5, state, 12);
        Assert.InRange(low, 1.2, 1.5);
        Assert.InRange(high, 1.5, 1.8);
    }

    [Fact]
    public void Its_interval_is_that_of_inverse_regression_with_the_scatter_assumed_beforehand()
    {
        // Two standards leave no scatter of their own: s = 0.5, t with 4 degrees of freedom 2.776445; Fieller's quadratic by hand.
        OxidationLine line = OxidationLine.Fit([0, 2], [0, 4], 0.5)!;
        (_, double low, double high) = line.At(3, 0);
        double t = 2.7764451051977987,
            g = t * t * 0.25 / 2,
            p = 4 - g,
            q = 2.0,
            c = 1 - (t * t * 0.25 * 1.5),
            root = Math.Sqrt((q * q) - (p * c));
        Assert.Equal(1 + ((q - root) / p), low, 8);
        Assert.Equal(1 + ((q + root) / p), high, 8);
    }

    [Fact]
    public void Has_no_limits_when_the_edges_of_the_standards_hardly_rise()
    {
        (_, double low, double high) = OxidationLine.Fit([0, 2, 3], [0, 0.4, -0.2], 0.5)!.At(0.2, 0);
        Assert.Equal(double.NegativeInfinity, low);
        Assert.Equal(double.PositiveInfinity, high);
    }

    [Fact]
    public void Needs_two_different_states() => Assert.Null(OxidationLine.Fit([2, 2], [0, 1], 0.5));

    // With the scatter assumed beforehand the coverage is 95 %; with twice that it falls no further than the weight of the prior lets it.
    [Theory]
    [InlineData(0.5, 0.93, 0.985)]
    [InlineData(0.25, 0.95, 1)]
    [InlineData(1.0, 0.85, 0.97)]
    public void Its_interval_holds_the_state_of_a_sample_whose_ligands_scatter_as_those_of_the_standards(
        double scatter,
        double least,
        double most
    )
    {
        const int draws = 2000;
        double[] states = [0, 2, 3, 4];
        var noise = new SeededNormal(11, $"oxidation {scatter}");
        int held = 0;
        for (int d = 0; d < draws; d++)
        {
            OxidationLine line = OxidationLine.Fit(states, [.. states.Select(s => (2.5 * s) + (scatter * noise.Next()))], 0.5)!;
            (_, double low, double high) = line.At((2.5 * 2.4) + (scatter * noise.Next()), 0);
            held += low <= 2.4 && 2.4 <= high ? 1 : 0;
        }
        Assert.InRange(held / (double)draws, least, most);
    }
}
