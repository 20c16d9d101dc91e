using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class SelfAbsorptionTests
{
    private const string Reference = "reference/xas/misc.json";
    private const string Scan = "corpus/xas/demeter/SelfAbsorption/fe73ga27.010";

    [Fact]
    public void An_iron_gallium_crystal_is_corrected_as_by_Larch_for_two_geometries()
    {
        string? file = Corpus.Path(Reference),
            scan = Corpus.Path(Scan);
        Assert.SkipWhen(file is null || scan is null, "needs the shared corpus: " + Scan);
        (double[] energy, double[] mu) = Load(scan);
        // Mean of the Ka lines and the K edge of iron, from the tables.
        double[] total = [.. new[] { 6400.7524, 7102, 7122 }.Select(e => Mixture("Fe73Ga27", e))];
        foreach (JsonElement truth in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("fluo_corr").EnumerateArray())
        {
            double[] theirs = ReferenceSpectrum.Array(truth, "material_mu");
            // Its mass of gallium is 69.72 u, IUPAC's 69.723: 1.0e-5 of the step.
            for (int i = 0; i < 3; i++)
                Assert.Equal(theirs[i], total[i], 1.1e-5 * theirs[i]);
            double alpha = SelfAbsorption.Alpha(
                theirs[0],
                theirs[1],
                theirs[2],
                ReferenceSpectrum.Number(truth, "anginp"),
                ReferenceSpectrum.Number(truth, "angout")
            );
            var normalization = new Normalization(
                new()
                {
                    E0 = 7112,
                    PreFrom = -100,
                    PreTo = -30,
                    PostFrom = 100,
                    PostTo = 600,
                    PostDegree = 1,
                }
            );
            normalization.Apply(energy, mu);
            double[] corrected = new double[mu.Length];
            SelfAbsorption.Correct(mu, normalization.Norm, alpha, corrected);
            // Ten digits of α, enlarged 50 times where the white line comes near to what a thick sample can give.
            Assert.InRange(Worst(energy, corrected, truth, "mu_corr"), 0, 1e-7);
            normalization.Apply(energy, corrected);
            Assert.InRange(Worst(energy, normalization.Norm.ToArray(), truth, "norm_corr"), 0, 1e-7);
        }
    }

    [Fact]
    public void What_self_absorption_does_is_undone()
    {
        // A thick sample: measured = true/(alpha + true)·(alpha + 1), in edge steps.
        const double Alpha = 1.3;
        double[] truth = [0, 0.2, 1.6, 0.9, 1.0];
        double[] measured = [.. truth.Select(v => v * (Alpha + 1) / (Alpha + v))];
        double[] result = new double[5];
        SelfAbsorption.Correct(measured, measured, Alpha, result);
        for (int i = 0; i < 5; i++)
            Assert.Equal(truth[i], result[i], 12);
    }

    [Fact]
    public void More_than_a_thick_sample_can_give_is_a_fault()
    {
        XasDataException e = Assert.Throws<XasDataException>(() => SelfAbsorption.Correct([1, 3], [1, 3], 1.3, new double[2]));
        Assert.Equal("self-absorption", e.Code);
    }

    [Theory]
    [InlineData("Fe73Ga27", "26:73 31:27")]
    [InlineData("Mn(SO4)2(H2O)7", "1:14 8:15 16:2 25:1")]
    [InlineData("CuSO4·5H2O", "1:10 8:9 16:1 29:1")]
    [InlineData("Zn0.05 Fe2.95 O4", "8:4 26:2.95 30:0.05")]
    [InlineData("CO", "6:1 8:1")]
    [InlineData("Ca5(PO4)3(OH)", "1:1 8:13 15:3 20:5")]
    public void A_formula_is_its_atoms(string formula, string atoms) =>
        Assert.Equal(
            atoms,
            string.Join(
                ' ',
                ChemicalFormula
                    .Parse(formula)
                    .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.AtomicNumber}:{Math.Round(a.Amount, 9)}"))
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("Fe2(O3")]
    [InlineData("Fe2O3)")]
    [InlineData("Xx2")]
    [InlineData("Fe0O")]
    [InlineData("Fe1.2.3")]
    [InlineData("CuSO4·")]
    [InlineData("()")]
    [InlineData("fe2o3")]
    public void What_is_no_formula_is_refused(string formula) => Assert.Throws<FormatException>(() => ChemicalFormula.Parse(formula));

    [Theory]
    // NIST's mass attenuation coefficients with coherent scattering (Hubbell, Seltzer), cm²/g, at their own energies away from edges.
    [InlineData("Cu", 10000, 215.9)]
    [InlineData("Fe", 20000, 25.68)]
    [InlineData("O", 10000, 5.952)]
    [InlineData("Pb", 30000, 30.32)]
    public void Attenuation_is_within_the_spread_of_the_tables(string element, double energy, double nist) =>
        Assert.InRange(ScatteringTable.Total(element, energy) / nist, 0.97, 1.03);

    private static double Mixture(string formula, double energy)
    {
        double mass = 0,
            sum = 0;
        foreach ((int z, double amount) in ChemicalFormula.Parse(formula))
        {
            mass += amount * ChemicalElements.Mass(z);
            sum += amount * ChemicalElements.Mass(z) * ScatteringTable.Total(ChemicalElements.Symbol(z), energy);
        }
        return sum / mass;
    }

    private static double Worst(double[] energy, double[] ours, JsonElement truth, string name)
    {
        double[] at = ReferenceSpectrum.Array(truth, "energy");
        double[] theirs = ReferenceSpectrum.Array(truth, name);
        return ReferenceSpectrum.Worst([.. at.Select(e => ours[EnergyGrid.Nearest(energy, e)])], theirs);
    }

    private static (double[], double[]) Load(string scan)
    {
        double[][] rows =
        [
            .. File.ReadLines(scan)
                .SkipWhile(l => !l.StartsWith("----", StringComparison.Ordinal))
                .Skip(2)
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Where(w => w.Length == 3)
                .Select(w => w.Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return ([.. rows.Select(r => r[0])], [.. rows.Select(r => r[2] / r[1])]);
    }
}
