using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class RebinTests
{
    [Fact]
    public void Later_steps_see_the_errors_as_sigma_of_the_spectrum()
    {
        (double[] energy, double[][] frames) = Quick(2);
        XasChain.Result result = XasChain.Run(energy, frames, new Rebin { E0 = 9659 });
        SpectralSeries series = result.Outputs[0]!;
        Assert.Equal(series["sigma"].Values, series.Primary.Sigma);
        // 1e-3 of noise; 2 eV hold 18 points of 0.11 eV, 0.35 eV three.
        Assert.Equal(1e-3 / Math.Sqrt(18), series.Primary.Sigma![20], 6e-5);
        Assert.Equal(1e-3 / Math.Sqrt(3), series.Primary.Sigma[Index(series, 9640)], 1.5e-4);
        Assert.Contains(result.Findings.Notes, n => n.Code == "rebin-grid" && n.Message.Contains("0.35 eV"));
    }

    [Fact]
    public void Frames_with_edges_of_their_own_share_one_grid()
    {
        (double[] energy, double[][] frames) = Quick(1);
        double[] shifted = new FaultyScan { Noise = 0, EnergyShift = 2.5 }.Mu(energy, new NoiseSource(1));
        SpectralSeries series = XasChain.Run(energy, [frames[0], shifted], new Rebin()).Outputs[0]!;
        Assert.Equal(2, series.Frames);
        string said = XasChain.Run(energy, [frames[0]], new Rebin()).Findings.Notes[0].Message;
        double e0 = double.Parse(said.Split("E0 = ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        double[] expected = XasChain.Run(energy, [shifted], new Rebin { E0 = e0 }).Values(0, "y");
        Assert.Equal(expected, series.Primary[1].ToArray());
    }

    [Fact]
    public void The_edge_that_the_pipeline_states_lays_out_the_grid()
    {
        (double[] energy, double[][] frames) = Quick(1);
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "library"));
        File.WriteAllText(
            Path.Combine(folder.Path, "library", "xas.csv"),
            "row_id,kind,element,edge,item,value,unit\n1,edge_energy,Zn,K,E0,9660.5,eV\n"
        );
        XasChain.Result result = XasChain.Run(
            new Axis("energy", Unit.ElectronVolt, energy),
            new Signal(SignalKind.Mu),
            frames,
            new SeriesCard
            {
                Id = "s",
                Technique = "xas",
                Edge = "Zn K",
            },
            new RunContext(TimeProvider.System) { ConfigFolder = folder.Path },
            new Rebin()
        );
        Assert.Contains(result.Findings.Notes, n => n.Message.Contains("E0 = 9660.50 eV (the table's Zn K edge)"));
    }

    [Fact]
    public void Repeated_quick_scans_of_a_foil_differ_by_their_errors()
    {
        const string file = "corpus/xas/parseq/foils/Ti-foil_EXAFS_2336";
        Assert.SkipWhen(Corpus.Path(file + "0.dat") is null, "needs the shared corpus: " + file);
        double[][][] scans = [.. Enumerable.Range(0, 3).Select(i => Columns(Corpus.Path($"{file}{i}.dat")!))];
        double[] energy = scans[0][0];
        XasChain.Result result = XasChain.Run(energy, [.. scans.Select(s => s[1])], new Rebin { E0 = 4966 });
        SpectralSeries series = result.Outputs[0]!;
        // Three scans: the variance between them against the sum of their variances, above the edge where nothing drifts within a bin.
        int first = Index(series, 5066),
            last = Index(series, 5700);
        double sum = 0;
        for (int i = first; i < last; i++)
        {
            double mean = Enumerable.Range(0, 3).Average(f => Level(f, i));
            sum +=
                Enumerable.Range(0, 3).Sum(f => Math.Pow(Level(f, i) - mean, 2))
                / 2
                / Enumerable.Range(0, 3).Average(f => Math.Pow(Sigma(f, i), 2));
        }
        double ratio = sum / (last - first);
        Assert.True(ratio is > 0.7 and < 1.4, $"between scans / stated: {ratio:F2}; {string.Join("; ", result.Flags)}");

        // Slow drifts of a scan against the others are no noise of a point.
        double Level(int f, int i) =>
            series.Primary[f][i]
            - Enumerable.Range(i - 10, 21).Average(j => series.Primary[f][j])
            + Enumerable.Range(i - 10, 21).Average(j => series.Primary[0][j]);
        double Sigma(int f, int i) => series.Primary.Sigma![(f * series.Points) + i];
    }

    /// <summary>Energy and ln((I0 a + I0 b)/(I1 a + I1 b)) of a continuous scan in SPEC's format.</summary>
    private static double[][] Columns(string path)
    {
        double[][] rows =
        [
            .. File.ReadLines(path)
                .Where(l => l.Length > 0 && char.IsAsciiDigit(l[0]))
                .Select(l => l.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return
        [
            [.. rows.Select(r => r[1])],
            [.. rows.Select(r => Math.Log((r[3] + r[4]) / (r[5] + r[6])))],
        ];
    }

    private static int Index(SpectralSeries series, double energy) => series.Axis.IndexAtOrAbove(energy);

    /// <summary>8000 points of 0.11 eV with a noise of 1e-3.</summary>
    private static (double[] Energy, double[][] Frames) Quick(int frames)
    {
        double[] energy = [.. Enumerable.Range(0, 8000).Select(i => 9500 + (0.11 * i))];
        var noise = new NoiseSource(4);
        return (energy, [.. Enumerable.Range(0, frames).Select(_ => new FaultyScan { Noise = 1e-3 }.Mu(energy, noise))]);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("spectra-rebin-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
