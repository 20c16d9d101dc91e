using System.Globalization;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EdgeInflectionTests(ITestOutputHelper output)
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
        (double found, double error) = new EdgeInflection().Find(energy, mu, EdgeConvention.Derivative);
        // The edge is even about its inflection; only where the grid cuts the fifth power does the cubic see one side of it more.
        Assert.InRange(found - edge, -0.05 * step, 0.05 * step);
        Assert.InRange(error, 0, 0.2);
    }

    [Fact]
    public void The_half_step_of_an_arctangent_is_its_centre()
    {
        double[] energy = [.. Enumerable.Range(0, 1200).Select(i => 9500 + (0.5 * i))];
        double[] mu = [.. energy.Select(e => 0.5 + (Math.Atan((e - 9660.2) / 0.9) / Math.PI))];
        (double found, double error) = new EdgeInflection().Find(energy, mu, EdgeConvention.HalfStep);
        // 0.2 % of the step are still to come 150 eV behind the edge, over a slope of 0.35 a eV.
        Assert.InRange(found, 9660.19, 9660.21);
        Assert.InRange(error, 0, 0.1);
    }

    [Fact]
    public void Its_error_bar_covers()
    {
        const int draws = 400;
        double[] energy = EnergyAlignmentTests.Grid(0.3);
        double[] clean = EnergyAlignmentTests.Foil(energy);
        double truth = new EdgeInflection().Find(energy, clean, EdgeConvention.Derivative).Energy;
        (int covered, double square, double errors) = (0, 0, 0);
        for (int d = 0; d < draws; d++)
        {
            var random = new SeededNormal((ulong)d, "edge");
            double[] mu = [.. clean.Select(m => m + (0.003 * random.Next()))];
            (double found, double error) = new EdgeInflection().Find(energy, mu, EdgeConvention.Derivative);
            covered += Math.Abs(found - truth) < 1.96 * error ? 1 : 0;
            (square, errors) = (square + Math.Pow(found - truth, 2), errors + error);
        }
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"scatter {Math.Sqrt(square / draws):F4} eV, mean error {errors / draws:F4}, coverage {(double)covered / draws:P1}"
            )
        );
        // Eleven points and four terms: seven degrees of freedom, for which 1.96 covers 91 %.
        Assert.InRange((double)covered / draws, 0.87, 1);
    }

    [Fact]
    public void A_flat_scan_has_no_edge_to_calibrate_by()
    {
        double[] energy = EnergyAlignmentTests.Grid(1);
        Assert.Throws<XasDataException>(() => new EdgeInflection().Find(energy, new double[energy.Length], EdgeConvention.Derivative));
    }
}
