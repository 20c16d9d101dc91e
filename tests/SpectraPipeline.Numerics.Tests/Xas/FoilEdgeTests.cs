using System.Globalization;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class FoilEdgeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(9660.37, 0.9, 0.25)]
    [InlineData(9660.37, 0.9, 1.0)]
    [InlineData(24352.81, 3.1, 1.0)]
    [InlineData(4966.13, 0.5, 0.2)]
    public void The_inflection_of_an_arctangent_lies_between_grid_points_where_it_was_put(double edge, double width, double step)
    {
        double[] energy = [.. Enumerable.Range(0, 400).Select(i => Math.Round(edge) - (200 * step) + (step * i))];
        double[] mu = [.. energy.Select(e => 0.3 - (1e-4 * (e - edge)) + 0.5 + (Math.Atan((e - edge) / width) / Math.PI))];
        (double found, double error) = new FoilEdge().Find(energy, mu, EdgeConvention.Derivative);
        // The edge is even about its inflection; only where the grid cuts the fifth power does the cubic see one side of it more.
        Assert.InRange(found - edge, -0.05 * step, 0.05 * step);
        Assert.InRange(error, 0, 0.2);
    }

    [Fact]
    public void The_half_step_of_an_arctangent_is_its_centre()
    {
        double[] energy = [.. Enumerable.Range(0, 1200).Select(i => 9500 + (0.5 * i))];
        double[] mu = [.. energy.Select(e => 0.5 + (Math.Atan((e - 9660.2) / 0.9) / Math.PI))];
        (double found, double error) = new FoilEdge().Find(energy, mu, EdgeConvention.HalfStep);
        // 0.2 % of the step are still to come 150 eV behind the edge, over a slope of 0.35 a eV.
        Assert.InRange(found, 9660.19, 9660.21);
        Assert.InRange(error, 0, 0.1);
    }

    [Theory]
    [InlineData(EdgeConvention.Derivative, 3e-4)]
    [InlineData(EdgeConvention.Derivative, 0.003)]
    [InlineData(EdgeConvention.Derivative, 0.01)]
    [InlineData(EdgeConvention.HalfStep, 0.003)]
    public void Its_error_bar_covers_from_a_quiet_scan_to_a_noisy_one(EdgeConvention convention, double noise)
    {
        const int draws = 400;
        double[] energy = [.. Enumerable.Range(0, 1400).Select(i => 9480 + (0.3 * i))];
        double[] clean = EnergyAlignmentTests.Foil(energy);
        var edge = new FoilEdge();
        double truth = edge.Find(energy, clean, convention).Energy;
        (int covered, double square, double errors) = (0, 0, 0);
        for (int d = 0; d < draws; d++)
        {
            var random = new SeededNormal((ulong)d, "edge");
            double[] mu = [.. clean.Select(m => m + (noise * random.Next()))];
            (double found, double error) = edge.Find(energy, mu, convention);
            covered += Math.Abs(found - truth) < 1.96 * error ? 1 : 0;
            (square, errors) = (square + Math.Pow(found - truth, 2), errors + error);
        }
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{convention} noise {noise}: scatter {Math.Sqrt(square / draws):F4} eV, mean error {errors / draws:F4}, coverage {(double)covered / draws:P1}"
            )
        );
        // Three standard errors of a proportion of 0.95 in 400, either way.
        Assert.InRange((double)covered / draws, 0.95 - 0.033, 0.95 + 0.033);
        Assert.InRange(errors / draws / Math.Sqrt(square / draws), 0.85, 1.15);
    }

    [Fact]
    public void It_is_the_edge_that_edge_position_finds_in_the_normalised_spectrum()
    {
        double[] energy = [.. Enumerable.Range(0, 1400).Select(i => 9480 + (0.3 * i))];
        var random = new SeededNormal(4, "same");
        double[] mu = [.. EnergyAlignmentTests.Foil(energy).Select(m => 0.7 + (2.3 * m) + (0.003 * random.Next()))];
        var normalization = new Normalization(new NormalizationSettings());
        double e0 = normalization.Apply(energy, mu).E0;
        EdgePositionSummary theirs = new EdgePosition(new EdgePositionSettings()).Find(energy, normalization.Norm, [], e0);
        (double inflection, double inflectionSe) = new FoilEdge().Find(energy, mu, EdgeConvention.Derivative);
        Assert.InRange(inflection - theirs.Inflection.Energy, -1e-5, 1e-5);
        Assert.InRange(inflectionSe / theirs.Inflection.Error, 1 - 1e-3, 1 + 1e-3);
        (double half, double halfSe) = new FoilEdge().Find(energy, mu, EdgeConvention.HalfStep);
        Assert.Equal(theirs.HalfStep, new EdgeEnergy(half, halfSe));
    }

    [Fact]
    public void A_flat_scan_has_no_edge_to_calibrate_by()
    {
        double[] energy = EnergyAlignmentTests.Grid(1);
        Assert.Throws<XasDataException>(() => new FoilEdge().Find(energy, new double[energy.Length], EdgeConvention.Derivative));
    }
}
