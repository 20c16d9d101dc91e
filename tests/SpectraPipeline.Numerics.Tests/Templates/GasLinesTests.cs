using SpectraPipeline.Numerics.Templates;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Templates;

public sealed class GasLinesTests
{
    [Fact]
    public void A_symmetric_top_has_its_closed_form()
    {
        // B = C: E = B J(J+1) + (A − B) K².
        var top = new RotorConstants(100, 5, 1, 1);
        for (int j = 0; j <= 6; j++)
        {
            double[] expected = [.. Enumerable.Range(-j, (2 * j) + 1).Select(k => 100 + (j * (j + 1.0)) + (4.0 * k * k)).Order()];
            IReadOnlyList<RotorLevel> levels = AsymmetricRotor.Levels(top, j);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], levels[i].Energy, 1e-9);
        }
    }

    [Fact]
    public void J_1_of_a_rigid_asymmetric_rotor_has_its_closed_form()
    {
        IReadOnlyList<RotorLevel> levels = AsymmetricRotor.Levels(new(0, 27.88, 14.51, 9.28), 1);
        Assert.Equal([14.51 + 9.28, 27.88 + 9.28, 27.88 + 14.51], levels.Select(l => Math.Round(l.Energy, 9)));
        Assert.Equal([(0, 1), (1, 1), (1, 0)], levels.Select(l => (l.Ka, l.Kc)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Strengths_from_a_level_add_up_to_its_degeneracy(bool alongA)
    {
        foreach (RotorLevel low in AsymmetricRotor.Levels(WaterVapour.Ground, 4))
        {
            double sum = Enumerable
                .Range(3, 3)
                .SelectMany(j => AsymmetricRotor.Levels(WaterVapour.Bend, j))
                .Sum(high => AsymmetricRotor.Strength(low, high, alongA));
            Assert.Equal(9, sum, 1e-9);
        }
    }

    [Fact]
    public void Selection_rules_are_those_of_the_axis_of_the_moment()
    {
        foreach (RotorLevel low in Enumerable.Range(0, 5).SelectMany(j => AsymmetricRotor.Levels(WaterVapour.Ground, j)))
        foreach (RotorLevel high in Enumerable.Range(0, 5).SelectMany(j => AsymmetricRotor.Levels(WaterVapour.Bend, j)))
        {
            bool ka = ((high.Ka - low.Ka) & 1) == 1,
                kc = ((high.Kc - low.Kc) & 1) == 1;
            if (!(ka && kc))
                Assert.True(AsymmetricRotor.Strength(low, high, alongA: false) < 1e-20, $"b {low} {high}");
            if (ka || !kc)
                Assert.True(AsymmetricRotor.Strength(low, high, alongA: true) < 1e-20, $"a {low} {high}");
        }
    }

    // Published lines (IUPAC levels, Tennyson et al. 2013; the wavenumber standards of the bend among them), J up to 5.
    [Theory]
    [InlineData(1539.061)]
    [InlineData(1540.300)]
    [InlineData(1558.530)]
    [InlineData(1576.185)]
    [InlineData(1616.712)]
    [InlineData(1635.652)]
    [InlineData(1653.267)]
    [InlineData(1669.393)]
    [InlineData(1684.835)]
    [InlineData(1695.928)]
    [InlineData(1699.934)]
    [InlineData(1739.839)]
    [InlineData(1772.714)]
    public void Strong_lines_of_the_bend_lie_where_they_were_measured(double published)
    {
        IReadOnlyList<SpectralLine> lines = WaterVapour.Lines();
        double strongest = lines.Max(l => l.Strength);
        Assert.Contains(lines, l => Math.Abs(l.Position - published) < 0.1 && l.Strength > 0.1 * strongest);
    }

    // Levels of higher J that the constants were not fitted to.
    [Theory]
    [InlineData(6, 0, 6, 446.511)]
    [InlineData(6, 1, 6, 446.697)]
    [InlineData(7, 0, 7, 586.243)]
    [InlineData(8, 0, 8, 744.064)]
    public void Levels_beyond_the_fitted_ones_hold(int j, int ka, int kc, double published) =>
        Assert.Equal(published, AsymmetricRotor.Levels(WaterVapour.Ground, j).Single(l => l.Ka == ka && l.Kc == kc).Energy, 0.6);

    [Fact]
    public void Carbon_dioxide_has_its_known_lines_and_envelope()
    {
        IReadOnlyList<SpectralLine> lines = CarbonDioxide.Lines();
        // P(2), R(0), P(20), R(20) of ν₃ (2347.576, 2349.917, 2332.369, 2364.105): from the closed form of the published constants.
        foreach ((int m, double b) in (IEnumerable<(int, double)>)[(-2, 0), (1, 0), (-20, 0), (21, 0)])
        {
            double expected = 2349.1429 + (0.77736 * m) - (0.003078 * m * m) - (4 * 1.333e-7 * Math.Pow(m, 3)) + b;
            Assert.Contains(lines, l => Math.Abs(l.Position - expected) < 1e-3);
        }
        TemplateCurve seen = TemplateCurve.OfLines(lines, 8);
        double[] x = [.. Enumerable.Range(0, 2000).Select(i => 2250 + (0.1 * i))];
        double dip = x.Where(v => v is > 2340 and < 2356).MinBy(v => seen.At(v).Value),
            p = x.Where(v => v < 2345).MaxBy(v => seen.At(v).Value),
            r = x.Where(v => v > 2352).MaxBy(v => seen.At(v).Value);
        Assert.InRange(dip, 2344, 2351);
        Assert.InRange(p, 2330, 2342);
        Assert.InRange(r, 2356, 2366);
        // The band head of R: nothing beyond 2400 at room temperature.
        Assert.True(seen.At(2400).Value < 0.01);
    }
}
