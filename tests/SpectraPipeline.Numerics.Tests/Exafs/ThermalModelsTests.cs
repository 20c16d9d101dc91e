using System.Text.Json;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ThermalModelsTests
{
    private const string Reference = "reference/xas/sigma2_models.json";
    private const string Triangle = "data/larch/feffit/feff0003.dat";

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
        FeffPath path = ReferencePaths.Load(Triangle);
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
        FeffPath path = ReferencePaths.Load(Triangle);
        foreach (IThermalModel model in (IThermalModel[])[new EinsteinModel(path), new CorrelatedDebyeModel(path)])
        {
            // coth(y) → 1/y: proportional to T; coth → 1: proportional to 1/θ.
            Assert.Equal(2, model.Evaluate(200, 40000).Sigma2 / model.Evaluate(200, 20000).Sigma2, 4);
            Assert.Equal(2, model.Evaluate(200, 0).Sigma2 / model.Evaluate(400, 0).Sigma2, 9);
            Assert.Equal(0, model.Evaluate(200, 0).ByTemperature, 12);
        }
    }

    [Fact]
    public void Debye_without_a_Norman_radius_is_refused()
    {
        FeffPath path = ReferencePaths.Load(Triangle) with { NormanRadius = 0 };
        Assert.Contains(
            "Norman radius",
            Assert.Throws<ArgumentException>(() => new CorrelatedDebyeModel(path)).Message,
            StringComparison.Ordinal
        );
    }

    private static double Slope(Func<double, double> f, double h) => (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}
