using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EdgeFinderTests
{
    [Fact]
    public void Finds_the_same_grid_point_as_Larch_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var finder = new EdgeFinder();
        string[] wrong = ReferenceSpectrum
            .All.Select(s => (s.Name, Ours: finder.Find(s.Energy, s.Mu), Theirs: ReferenceSpectrum.Number(s.Truth, "find_e0")))
            // Ten significant digits are kept of the reference: 1e-9 of 25 keV.
            .Where(r => Math.Abs(r.Ours - r.Theirs) > 1e-9 * r.Theirs)
            .Select(r => $"{r.Name}: {r.Ours} instead of {r.Theirs}")
            .ToArray();
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(0.5, 7112.0)]
    [InlineData(0.3, 9659.1)]
    public void Finds_the_centre_of_an_arctangent_edge_to_one_grid_step(double step, double edge)
    {
        double[] energy = Enumerable.Range(0, 800).Select(i => edge - 100 + i * step).ToArray();
        double[] mu = energy.Select(e => Math.Atan((e - edge) / 1.5) / Math.PI + 0.5 - 1e-4 * (e - edge)).ToArray();
        Assert.InRange(new EdgeFinder().Find(energy, mu), edge - step, edge + step);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(99)]
    public void A_scan_of_fewer_than_a_hundred_points_has_its_edge(int points)
    {
        double[] energy = Enumerable.Range(0, points).Select(i => 9659.1 - 15 + (i * 0.7)).ToArray();
        double[] mu = energy.Select(e => (Math.Atan((e - 9659.1) / 1.5) / Math.PI) + 0.5).ToArray();
        Assert.InRange(new EdgeFinder().Find(energy, mu), 9659.1 - 0.7, 9659.1 + 0.7);
    }

    [Fact]
    public void A_single_glitch_steeper_than_the_edge_is_not_taken_for_it()
    {
        double[] energy = Enumerable.Range(0, 600).Select(i => 7000 + i * 0.5).ToArray();
        double[] mu = energy.Select(e => 1 / (1 + Math.Exp(-(e - 7112) / 2))).ToArray();
        mu[400] += 0.3;
        Assert.InRange(new EdgeFinder().Find(energy, mu), 7111, 7113);
    }

    [Fact]
    public void Points_that_are_not_finite_are_left_out()
    {
        double[] energy = Enumerable.Range(0, 400).Select(i => 7000 + i * 0.5).ToArray();
        double[] mu = energy.Select(e => 1 / (1 + Math.Exp(-(e - 7112) / 2))).ToArray();
        mu[17] = double.NaN;
        Assert.InRange(new EdgeFinder().Find(energy, mu), 7111, 7113);
    }

    [Fact]
    public void A_constant_is_refused_as_having_no_edge()
    {
        double[] energy = Enumerable.Range(0, 50).Select(i => 100.0 + i).ToArray();
        var fault = Assert.Throws<XasDataException>(() => new EdgeFinder().Find(energy, new double[50]));
        Assert.Equal("no-edge", fault.Code);
    }
}
