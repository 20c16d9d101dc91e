using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class MergedScanTests
{
    private static readonly double[] s_energy = FaultyScan.Grid();
    private static readonly double[] s_truth = new FaultyScan { Noise = 0 }.Mu(s_energy, new NoiseSource(1));

    [Theory]
    [InlineData(2, MergeWeights.Equal)]
    [InlineData(3, MergeWeights.Equal)]
    [InlineData(8, MergeWeights.Equal)]
    [InlineData(8, MergeWeights.Noise)]
    [InlineData(8, MergeWeights.EdgeStep)]
    public void The_error_of_the_mean_covers_the_truth(int count, MergeWeights weights)
    {
        var noise = new NoiseSource(17);
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        double sum = 0;
        int inside = 0,
            all = 0;
        for (int draw = 0; draw < 40; draw++)
        {
            // The last scans are noisier.
            double[][] scans =
            [
                .. Enumerable.Range(0, count).Select(s => new FaultyScan { Noise = s < 5 ? 1e-3 : 2e-3 }.Mu(s_energy, noise)),
            ];
            merged.Merge(scans, new bool[count][], weights, [.. Enumerable.Repeat(1.0, count)]);
            for (int i = 0; i < s_energy.Length; i++)
            {
                double z = (merged.Mean[i] - s_truth[i]) / merged.Error[i];
                sum += z * z;
                inside += Math.Abs(z) < 1.96 ? 1 : 0;
                all++;
            }
        }
        // 15000 points in 40 draws of about 15 pooled stretches each: the variance is good to 5 %.
        Assert.InRange(sum / all, 0.9, 1.12);
        Assert.InRange((double)inside / all, 0.93, 0.965);
    }

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.3)]
    [InlineData(6, 0.0)]
    public void A_dead_scan_is_an_outlier_and_spoils_no_error(int count, double value)
    {
        var noise = new NoiseSource(3);
        double[][] scans = [.. Enumerable.Range(0, count).Select(_ => new FaultyScan().Mu(s_energy, noise))];
        Array.Fill(scans[1], value);
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        Assert.Equal([1], merged.Outliers(scans, 4).Select(o => o.Scan));
        merged.Merge(scans, new bool[count][], MergeWeights.Equal, []);
        Assert.All(merged.Error, e => Assert.True(double.IsFinite(e)));
    }

    [Fact]
    public void An_inverted_scan_is_an_outlier()
    {
        var noise = new NoiseSource(3);
        double[][] scans = [.. Enumerable.Range(0, 6).Select(_ => new FaultyScan().Mu(s_energy, noise))];
        scans[4] = [.. scans[4].Select(v => 2 - v)];
        Assert.Equal([4], new MergedScan(s_energy, FaultyScan.Edge).Outliers(scans, 4).Select(o => o.Scan));
    }

    [Fact]
    public void Weights_by_noise_gain_what_they_should()
    {
        var noise = new NoiseSource(5);
        double[] sigmas = [.. Enumerable.Repeat(1e-3, 4), .. Enumerable.Repeat(4e-3, 4)];
        double[][] scans = [.. sigmas.Select(s => new FaultyScan { Noise = s }.Mu(s_energy, noise))];
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        double[] w = merged.Merge(scans, new bool[8][], MergeWeights.Noise, []);
        // 1/σ² would be 16; the noise of each scan is told to 7 %, and the median shares some of it.
        Assert.InRange(w[..4].Average() / w[4..].Average(), 11, 24);
        double byNoise = merged.Error.Average();
        merged.Merge(scans, new bool[8][], MergeWeights.Equal, []);
        // √(4·1² + 4·4²)/8 = 1.03 against 1/√(4/1² + 4/4²) = 0.485.
        Assert.InRange(merged.Error.Average() / byNoise, 1.8, 2.5);
    }

    [Fact]
    public void Thickness_and_offset_are_no_error_of_the_fine_structure()
    {
        var noise = new NoiseSource(6);
        double[][] scans =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(s =>
                    new FaultyScan
                    {
                        Noise = 1e-3,
                        EdgeStep = 1 + (0.05 * s),
                        Matrix = 0.5 + (0.02 * s),
                    }.Mu(s_energy, noise)
                ),
        ];
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        merged.Merge(scans, new bool[6][], MergeWeights.Equal, []);
        // Noise goes with the step, 1.125 on the average.
        Assert.Equal(1.13e-3 / Math.Sqrt(6), merged.Error.Skip(60).Average(), 0.1e-3);
    }

    [Fact]
    public void Masked_points_are_left_to_the_other_scans()
    {
        var noise = new NoiseSource(6);
        double[][] scans = [.. Enumerable.Range(0, 3).Select(_ => new FaultyScan { Noise = 1e-4 }.Mu(s_energy, noise))];
        bool[] mask = [.. s_energy.Select((_, i) => i < 300)];
        for (int i = 300; i < s_energy.Length; i++)
            scans[1][i] += 0.02;
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        merged.Merge(scans, [null, mask, null], MergeWeights.Equal, []);
        Assert.All(Enumerable.Range(300, 50), i => Assert.Equal((scans[0][i] + scans[2][i]) / 2, merged.Mean[i], 1e-12));
        Assert.Equal((scans[0][200] + scans[1][200] + scans[2][200]) / 3, merged.Mean[200], 1e-12);
    }

    [Fact]
    public void Outliers_are_found_with_how_they_differ_and_good_scans_are_left()
    {
        var noise = new NoiseSource(31);
        var merged = new MergedScan(s_energy, FaultyScan.Edge);
        int falseOnes = 0;
        for (int draw = 0; draw < 50; draw++)
        {
            double[][] good = [.. Enumerable.Range(0, 6).Select(_ => new FaultyScan().Mu(s_energy, noise))];
            falseOnes += merged.Outliers(good, 4).Count;
        }
        Assert.InRange(falseOnes, 0, 3);
        FaultyScan[] all = [new(), new(), new() { EnergyShift = 0.4 }, new(), new() { Noise = 4e-3 }, new(), new()];
        double[][] scans = [.. all.Select(f => f.Mu(s_energy, noise))];
        IReadOnlyList<ScanOutlier> found = merged.Outliers(scans, 4);
        Assert.Equal([2, 4], found.Select(o => o.Scan).Order());
        ScanOutlier shifted = found.Single(o => o.Scan == 2),
            noisy = found.Single(o => o.Scan == 4);
        Assert.Equal(0.4, shifted.Difference.Shift, 0.04);
        Assert.InRange(shifted.Difference.ShiftShare, 0.8, 1);
        Assert.InRange(noisy.Difference.ShiftShare, 0, 0.5);
        Assert.Equal(4e-3, noisy.Difference.Noise, 0.6e-3);
    }
}
