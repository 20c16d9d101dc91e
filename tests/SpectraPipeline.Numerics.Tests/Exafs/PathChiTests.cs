using System.Text.Json;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Tests.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class PathChiTests
{
    private const string Reference = "reference/xas/path2chi.json";

    [Fact]
    public void Agrees_with_Larch_on_single_and_multiple_scattering()
    {
        string? file = Corpus.Path(Reference);
        Assert.SkipWhen(file is null, "needs the shared corpus: " + Reference);
        var failures = new List<string>();
        int seen = 0;
        foreach (JsonElement truth in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("cases").EnumerateArray())
        {
            FeffPath path = ReferencePaths.Load(truth.GetProperty("file").GetString()!);
            JsonElement given = truth.GetProperty("pars");
            double Of(string name, double otherwise) => given.TryGetProperty(name, out JsonElement v) ? v.GetDouble() : otherwise;
            var parameters = new PathParameters(
                Of("degen", path.Degeneracy),
                Of("s02", 1),
                Of("e0", 0),
                Of("deltar", 0),
                Of("sigma2", 0),
                Of("third", 0),
                Of("fourth", 0),
                Of("ei", 0)
            );
            double[] theirs = ReferenceSpectrum.Array(truth, "chi");
            double[] ours = new double[theirs.Length];
            new PathChi(path, ReferenceSpectrum.Array(truth, "k")).Evaluate(parameters, ours);
            double worst = ReferenceSpectrum.Worst(ours, theirs) / ReferenceSpectrum.Largest(theirs);
            seen++;
            // The reference has ten digits.
            if (!(worst <= 1e-7))
                failures.Add($"{truth.GetProperty("tag")} {given}: {worst:E1}");
        }
        Assert.Equal(18, seen);
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void A_path_of_constant_amplitude_is_the_textbook_equation()
    {
        // Without losses p = q = k: χ = N·S₀²·f/(k(R+ΔR)²)·exp(−2k²σ² + ⅔k⁴c₄)·sin(2k(R + ΔR) + φ − 4kσ²/R − 4k³c₃/3).
        FeffPath path = ReferencePaths.Made(k => 1.5 - 0.4 * k, _ => 0.45, k => k, _ => 1e9);
        double[] k = ReferencePaths.Grid(401);
        double[] chi = new double[401];
        new PathChi(path, k).Evaluate(new(3.2, 0.9, 0, 0.04, 0.006, 3e-4, 2e-5, 0), chi);
        for (int i = 1; i < 401; i++)
        {
            double expected =
                3.2
                * 0.9
                * 0.45
                / (k[i] * 2.14 * 2.14)
                * Math.Exp(-2 * k[i] * k[i] * 0.006 + 2 * Math.Pow(k[i], 4) * 2e-5 / 3)
                * Math.Sin(2 * k[i] * 2.14 + 1.5 - 0.4 * k[i] - 4 * k[i] * 0.006 / 2.1 - 4 * Math.Pow(k[i], 3) * 3e-4 / 3);
            // A mean free path of 1e9 Å still damps by 4e-9.
            Assert.Equal(expected, chi[i], 2e-8 * (1 + 1 / k[i]));
        }
        Assert.Equal(2 * chi[1] - chi[2], chi[0]);
    }

    [Fact]
    public void A_shift_of_the_origin_moves_k()
    {
        // χ(k; E₀) is χ(q; 0) at q² = k² − E₀/3.81.
        FeffPath path = ReferencePaths.Made();
        double[] k = [.. Enumerable.Range(0, 60).Select(i => 3 + 0.2 * i)];
        double[] q = [.. k.Select(v => Math.Sqrt(v * v - 5 / 3.8099821161548597))];
        double[] moved = new double[60],
            plain = new double[60];
        new PathChi(path, k).Evaluate(new(4, 1, 5, 0, 0.004, 0, 0, 1), moved);
        new PathChi(path, q).Evaluate(new(4, 1, 0, 0, 0.004, 0, 0, 1), plain);
        for (int i = 0; i < 60; i++)
            Assert.Equal(plain[i], moved[i], 1e-13);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(4.2, 0.013, 0.0083, 0, 0, 0)]
    [InlineData(-3.1, -0.02, 0.005, 2e-4, 1e-5, 1.2)]
    public void Derivatives_are_those_of_Richardson(double e0, double deltaR, double sigma2, double c3, double c4, double ei)
    {
        FeffPath path = ReferencePaths.Made();
        double[] k = ReferencePaths.Grid(401);
        var chi = new PathChi(path, k);
        double[] centre = [11, 0.85, e0, deltaR, sigma2, c3, c4, ei];
        double[] step = [0.1, 0.01, 0.05, 1e-3, 2e-4, 2e-5, 2e-6, 0.05];
        double[] value = new double[k.Length],
            derivatives = new double[8 * k.Length];
        chi.Evaluate(Of(centre), value, derivatives);
        // k² near E₀·2mₑ/ħ² is a pole; finite differences hold well above it.
        int first = 40;
        for (int p = 0; p < 8; p++)
        {
            double[] expected = Richardson(chi, centre, p, step[p]);
            double size = ReferenceSpectrum.Largest(expected.AsSpan(first));
            double worst = ReferenceSpectrum.Worst(derivatives.AsSpan(p * k.Length + first, k.Length - first), expected.AsSpan(first));
            // Error of the differences: O(step⁶) and rounding over the step.
            Assert.True(worst <= 1e-7 * size, $"parameter {p}: {worst / size:E1}");
        }
    }

    [Fact]
    public void Value_is_the_same_with_and_without_derivatives_and_after_other_parameters()
    {
        FeffPath path = ReferencePaths.Made();
        double[] k = ReferencePaths.Grid(333);
        var parameters = new PathParameters(6, 0.9, 3, 0.01, 0.006, 1e-4, 0, 0.5);
        double[] fresh = new double[k.Length],
            used = new double[k.Length],
            plain = new double[k.Length],
            derivatives = new double[8 * k.Length],
            again = new double[8 * k.Length];
        new PathChi(path, k).Evaluate(parameters, fresh, derivatives);
        var chi = new PathChi(path, k);
        chi.Evaluate(parameters with { E0 = -4, Ei = 0, Sigma2 = 0.01 }, used, again);
        chi.Evaluate(parameters with { E0 = 3, Ei = 0 }, used);
        chi.Evaluate(parameters, used, again);
        chi.Evaluate(parameters, plain);
        Assert.Equal(fresh, used);
        Assert.Equal(derivatives, again);
        for (int i = 0; i < k.Length; i++)
            Assert.Equal(fresh[i], plain[i], 1e-15);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(61)]
    public void Any_length_of_grid_gives_the_points_of_the_long_one(int points)
    {
        FeffPath path = ReferencePaths.Made();
        var parameters = new PathParameters(12, 1, 2, 0, 0.003, 0, 0, 0);
        double[] all = new double[401],
            few = new double[points];
        new PathChi(path, ReferencePaths.Grid(401)).Evaluate(parameters, all);
        new PathChi(path, ReferencePaths.Grid(points)).Evaluate(parameters, few);
        for (int i = 0; i < points; i++)
            Assert.Equal(all[i], few[i], 1e-12);
    }

    [Fact]
    public void A_path_without_neighbours_has_derivatives_by_its_number()
    {
        FeffPath path = ReferencePaths.Made();
        double[] k = ReferencePaths.Grid(101);
        double[] none = new double[101],
            one = new double[101],
            derivatives = new double[808];
        var chi = new PathChi(path, k);
        chi.Evaluate(new(1, 0.8, 1, 0, 0.004, 0, 0, 0), one);
        chi.Evaluate(new(0, 0.8, 1, 0, 0.004, 0, 0, 0), none, derivatives);
        Assert.All(none, v => Assert.Equal(0, v));
        for (int i = 0; i < 101; i++)
            Assert.Equal(one[i], derivatives[i], 1e-14);
    }

    [Fact]
    public void A_grid_that_does_not_increase_is_refused()
    {
        FeffPath path = ReferencePaths.Made();
        Assert.Throws<ArgumentException>(() => new PathChi(path, [0, 1, 1]));
        Assert.Throws<ArgumentException>(() => new PathChi(path, [0, 1]));
    }

    // Three differences of h, h/2, h/4: error h⁶.
    private static double[] Richardson(PathChi chi, double[] centre, int parameter, double step)
    {
        double[][] difference = [.. Enumerable.Range(0, 3).Select(level => Difference(chi, centre, parameter, step / (1 << level)))];
        return
        [
            .. Enumerable
                .Range(0, chi.Points)
                .Select(i =>
                {
                    double a = (4 * difference[1][i] - difference[0][i]) / 3,
                        b = (4 * difference[2][i] - difference[1][i]) / 3;
                    return (16 * b - a) / 15;
                }),
        ];
    }

    private static double[] Difference(PathChi chi, double[] centre, int parameter, double step)
    {
        double[] above = new double[chi.Points],
            below = new double[chi.Points];
        double[] at = [.. centre];
        at[parameter] = centre[parameter] + step;
        chi.Evaluate(Of(at), above);
        at[parameter] = centre[parameter] - step;
        chi.Evaluate(Of(at), below);
        return [.. above.Select((v, i) => (v - below[i]) / (2 * step))];
    }

    private static PathParameters Of(double[] p) => new(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
}
