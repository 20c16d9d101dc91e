using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class ScanRebinTests
{
    private const string Peer = "reference/xas/misc.json";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Grid_values_and_scatter_agree_with_Larch(int which)
    {
        string? path = Corpus.Path(Peer);
        Assert.SkipWhen(path is null, "needs the shared corpus: " + Peer);
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("rebin")[which];
        JsonElement p = truth.GetProperty("params");
        ReferenceSpectrum scan = ReferenceSpectrum.All.Single(s => s.Name == truth.GetProperty("name").GetString());
        double[] grid = new ScanRegions
        {
            E0 = truth.GetProperty("e0").GetDouble(),
            PreFrom = p.GetProperty("pre1").GetDouble(),
            PreStep = p.GetProperty("pre_step").GetDouble(),
            XanesFrom = p.GetProperty("pre2").GetDouble(),
            XanesStep = p.GetProperty("xanes_step").GetDouble(),
            ExafsFrom = p.GetProperty("exafs1").GetDouble(),
            KStep = p.GetProperty("exafs_kstep").GetDouble(),
        }.Grid(scan.Energy[0], scan.Energy[^1]);
        // Ten digits of the reference: 1e-5 eV, 1e-9 of mu.
        Assert.InRange(ReferenceSpectrum.Worst(grid, Numbers(truth, "energy")), 0, 1e-5);
        var rebin = new ScanRebin(scan.Energy, grid, Enum.Parse<RebinMethod>(truth.GetProperty("method").GetString()!, true));
        double[] mu = new double[grid.Length],
            error = new double[grid.Length],
            scatter = new double[grid.Length];
        rebin.Apply(scan.Mu, mu, error);
        rebin.Scatter(scan.Mu, scatter);
        Assert.InRange(ReferenceSpectrum.Worst(mu, Numbers(truth, "mu")), 0, 1e-9);
        double[] theirs = Numbers(truth, "delta_mu");
        // Larch has no number where a bin is empty; ours has no scatter there, but an error.
        Assert.All(
            theirs.Index(),
            t => Assert.True(double.IsNaN(t.Item) ? double.IsNaN(scatter[t.Index]) : Math.Abs(t.Item - scatter[t.Index]) < 1e-9)
        );
        Assert.All(error, e => Assert.True(e > 0));
    }

    [Theory]
    [InlineData(9659.0, 0.35)]
    [InlineData(4966.0, 0.15)]
    [InlineData(24350.0, 0.95)]
    public void The_step_about_the_edge_follows_the_energy(double e0, double step) =>
        Assert.Equal(step, new ScanRegions { E0 = e0 }.UsedXanesStep, 1e-12);

    [Theory]
    [InlineData(RebinMethod.Boxcar, 0)]
    [InlineData(RebinMethod.Centroid, 0)]
    [InlineData(RebinMethod.Spline, 0)]
    [InlineData(RebinMethod.Boxcar, 0.6)]
    public void The_errors_are_those_that_repeated_scans_show(RebinMethod method, double correlation)
    {
        (double[] energy, double[] clean) = Quick();
        double[] grid = new ScanRegions { E0 = 9659 }.Grid(energy[0], energy[^1]);
        var rebin = new ScanRebin(energy, grid, method);
        double[] truth = new double[grid.Length],
            mu = new double[grid.Length],
            error = new double[grid.Length],
            noisy = new double[energy.Length];
        rebin.Apply(clean, truth, error);
        var noise = new NoiseSource(7);
        const int draws = 60;
        double[] sums = new double[3];
        int[] counts = new int[3];
        for (int draw = 0; draw < draws; draw++)
        {
            double last = noise.NextNormal();
            for (int i = 0; i < energy.Length; i++)
            {
                last = (correlation * last) + (Math.Sqrt(1 - (correlation * correlation)) * noise.NextNormal());
                // The noise doubles over the scan.
                noisy[i] = clean[i] + (2e-3 * (1 + ((double)i / energy.Length)) * last);
            }
            rebin.Apply(noisy, mu, error);
            for (int j = 0; j < grid.Length; j++)
            {
                int region =
                    grid[j] < 9629 ? 0
                    : grid[j] < 9674 ? 1
                    : 2;
                sums[region] += Math.Pow((mu[j] - truth[j]) / error[j], 2);
                counts[region]++;
            }
        }
        // 60 draws of 60 to 250 bins: ±5 % by chance at most; 12 % leave room for the white line, whose curvature enters the scatter, and for ρ, which is found.
        for (int region = 0; region < 3; region++)
            Assert.InRange(sums[region] / counts[region], 0.88, 1.12);
        Assert.InRange(rebin.Correlation, correlation - 0.1, correlation + 0.1);
    }

    [Fact]
    public void A_scan_that_ends_within_a_region_is_rebinned_as_far_as_it_goes()
    {
        (double[] energy, double[] mu) = Quick();
        int end = Array.FindIndex(energy, e => e > 9665);
        double[] grid = new ScanRegions { E0 = 9659 }.Grid(energy[0], energy[end]);
        Assert.InRange(grid[^1], 9664, energy[end]);
        var rebin = new ScanRebin(energy.AsSpan(0, end + 1), grid, RebinMethod.Boxcar);
        double[] result = new double[grid.Length],
            error = new double[grid.Length];
        rebin.Apply(mu.AsSpan(0, end + 1), result, error);
        Assert.All(result, v => Assert.True(double.IsFinite(v)));
    }

    /// <summary>A quick scan: 8000 points of 0.11 eV.</summary>
    private static (double[] Energy, double[] Mu) Quick()
    {
        var model = new AbsorptionModel
        {
            EdgeEnergy = 9659,
            EdgeStep = 1,
            WhiteLine = 0.2,
        };
        double[] energy = [.. Enumerable.Range(0, 8000).Select(i => 9500 + (0.11 * i))];
        return (
            energy,
            [.. energy.Select(e => model.At(e, k => 0.4 * Math.Sin((4 * k) + 0.3) * Math.Exp(-0.01 * k * k) / Math.Max(k, 1)))]
        );
    }

    private static double[] Numbers(JsonElement block, string name) =>
        [.. block.GetProperty(name).EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];
}
