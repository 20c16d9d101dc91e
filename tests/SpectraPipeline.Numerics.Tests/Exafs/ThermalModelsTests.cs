using System.Text.Json;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ThermalModelsTests
{
    private const string Reference = "reference/xas/sigma2_models.json";

    [Fact]
    public void Einstein_and_correlated_Debye_agree_with_Larch()
    {
        string? file = Corpus.Path(Reference);
        Assert.SkipWhen(file is null, "needs the shared corpus: " + Reference);
        var failures = new List<string>();
        int seen = 0;
        foreach (JsonElement truth in JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray())
        {
            FeffPath path = ReferencePaths.Load(truth.GetProperty("file").GetString()!);
            double theta = truth.GetProperty("theta").GetDouble(),
                temperature = truth.GetProperty("T").GetDouble();
            double einstein = new EinsteinModel(path).Evaluate(theta, temperature).Sigma2,
                debye = new CorrelatedDebyeModel(path).Evaluate(theta, temperature).Sigma2;
            double first = Math.Abs(einstein / truth.GetProperty("einstein").GetDouble() - 1),
                second = Math.Abs(debye / truth.GetProperty("correlated_debye_py").GetDouble() - 1);
            seen++;
            // Ten digits of the reference. Its Debye model keeps FEFF6's ħ²/k_B·u, 2.9e-7 below that of CODATA 2018; its quadrature stops at 1e-9.
            if (!(first <= 1e-9 && Math.Abs(second) <= 3e-7))
                failures.Add($"{truth.GetProperty("file")} θ={theta} T={temperature}: {first:E1} {second:E1}");
        }
        Assert.Equal(72, seen);
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Theory]
    [InlineData(315, 300)]
    [InlineData(800, 20)]
    [InlineData(150, 900)]
    public void Derivatives_are_those_of_differences(double theta, double temperature)
    {
        FeffPath path = Triangle();
        foreach (IThermalModel model in (IThermalModel[])[new EinsteinModel(path), new CorrelatedDebyeModel(path)])
        {
            ThermalDisplacement at = model.Evaluate(theta, temperature);
            double h = 1e-3;
            double byTheta = Slope(d => model.Evaluate(theta + d, temperature).Sigma2, h),
                byTemperature = Slope(d => model.Evaluate(theta, temperature + d).Sigma2, h);
            // Rounding of σ² over the step.
            double bound = 1e-11 * at.Sigma2 / h;
            Assert.InRange(at.ByTheta - byTheta, -bound, bound);
            Assert.InRange(at.ByTemperature - byTemperature, -bound, bound);
        }
    }

    [Fact]
    public void Hot_atoms_move_classically_and_cold_ones_by_their_zero_point()
    {
        FeffPath path = Triangle();
        foreach (IThermalModel model in (IThermalModel[])[new EinsteinModel(path), new CorrelatedDebyeModel(path)])
        {
            // coth(y) → 1/y: proportional to T; coth → 1: proportional to 1/θ.
            Assert.Equal(2, model.Evaluate(200, 40000).Sigma2 / model.Evaluate(200, 20000).Sigma2, 4);
            Assert.Equal(2, model.Evaluate(200, 0).Sigma2 / model.Evaluate(400, 0).Sigma2, 9);
            // Debye: proportional to T where masses differ, 3e-11 at the 1e-5 K that stand for 0.
            Assert.InRange(model.Evaluate(200, 0).ByTemperature, 0, 1e-10);
        }
    }

    [Fact]
    public void Far_atoms_move_apart_as_two_free_ones_and_a_Debye_solid_of_one_mass_by_its_own()
    {
        // Without correlation σ² is the sum of both mean squares along the bond; the classical one of a Debye solid is 3ħ²T/(k_B·m·θ²).
        FeffPath path = ReferencePaths.Made() with
        {
            Atoms = [new("Zn", 30, 65.38), new("Zn", 30, 65.38)],
            Positions = [0, 0, 0, 1e5, 0, 0],
        };
        double theta = 200,
            temperature = 20000;
        double one = 3 * 48.5087341809344 * temperature / (65.38 * theta * theta);
        Assert.Equal(1, new CorrelatedDebyeModel(path).Evaluate(theta, temperature).Sigma2 / (2 * one), 3);
    }

    [Fact]
    public void Debye_without_a_Norman_radius_is_refused()
    {
        FeffPath path = Triangle() with { NormanRadius = 0 };
        Assert.Contains(
            "Norman radius",
            Assert.Throws<ArgumentException>(() => new CorrelatedDebyeModel(path)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Double scattering over three unlike atoms.</summary>
    private static FeffPath Triangle() =>
        ReferencePaths.Made() with
        {
            Atoms = [new("Zn", 30, 65.38), new("N", 7, 14.007), new("C", 6, 12.011)],
            Positions = [0, 0, 0, 2.1, 0, 0, 1.2, 2.3, 0.4],
        };

    private static double Slope(Func<double, double> f, double h) => (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}
