using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

/// <summary>256 real frames of a Pd/ZnO reduction from a dispersive beamline, against Larch's numbers for every one.</summary>
public sealed class TimeResolvedSeriesTests(ITestOutputHelper output)
{
    private const string Truth = "reference/xas/dxas_pdzno_series.json";
    private const string Frames = "corpus/xas/demeter/dispersive/PhotonFactory/PdZnO02_mt.CSV.gz";

    [Fact]
    public void Edge_and_step_of_every_frame_agree_with_Larch()
    {
        Assert.SkipWhen(Corpus.Path(Truth) is null || Corpus.Path(Frames) is null, "needs the shared corpus: " + Truth);
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(Corpus.Path(Truth)!)).RootElement;
        double[] energy = Energy(truth, out int firstPixel);
        double[][] frames = Read(Corpus.Path(Frames)!, firstPixel, energy.Length);
        double[] edges = ReferenceSpectrum.Array(truth, "find_e0");
        double[] steps = ReferenceSpectrum.Array(truth, "edge_step");
        Assert.Equal(edges.Length, frames.Length);
        JsonElement p = truth.GetProperty("pre_edge");
        var normalization = new Normalization(
            new NormalizationSettings
            {
                PreFrom = ReferenceSpectrum.Number(p, "pre1"),
                PreTo = ReferenceSpectrum.Number(p, "pre2"),
                PostFrom = ReferenceSpectrum.Number(p, "norm1"),
                PostTo = ReferenceSpectrum.Number(p, "norm2"),
                PostDegree = 1,
            }
        );
        double worstEdge = 0;
        double worstStep = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            NormalizationSummary summary = normalization.Apply(energy, frames[i]);
            worstEdge = Math.Max(worstEdge, Math.Abs(summary.E0 - edges[i]));
            worstStep = Math.Max(worstStep, Math.Abs(summary.EdgeStep / steps[i] - 1));
        }
        output.WriteLine($"256 frames: E0 {worstEdge:E1} eV, edge step {worstStep:E1}");
        // Energies carry 10 digits (1e-6 eV at 24 keV) and a step of 0.36 is known to 1e-9 at best.
        Assert.InRange(worstEdge, 0, 1e-4);
        Assert.InRange(worstStep, 0, 1e-8);
    }

    // E = e0 + a₀ + a₁(p − ip) + a₂(p − ip)²; the pixel of the first energy is looked up, since only the energy range is stated.
    private static double[] Energy(JsonElement truth, out int firstPixel)
    {
        double[] a = ReferenceSpectrum.Array(truth, "cal");
        double centre = ReferenceSpectrum.Number(truth, "ip");
        double[] all = Enumerable
            .Range(0, 1024)
            .Select(p => ReferenceSpectrum.Number(truth, "e0_ref") + a[0] + a[1] * (p - centre) + a[2] * (p - centre) * (p - centre))
            .ToArray();
        double first = ReferenceSpectrum.Array(truth, "e_first_last")[0];
        firstPixel = Enumerable.Range(0, all.Length).MinBy(p => Math.Abs(all[p] - first));
        return all[firstPixel..(firstPixel + truth.GetProperty("n_pixels").GetInt32())];
    }

    // Row 1 holds the times, column 1 the pixel; the pixel axis runs downwards in energy.
    private static double[][] Read(string path, int firstPixel, int pixels)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        double[][] rows = text.ReadToEnd()
            .Split('\n')
            .Skip(1)
            .Where(l => l.Contains(',', StringComparison.Ordinal))
            .Select(l =>
                l.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Select(Number).ToArray()
            )
            .Reverse()
            .ToArray();
        return Enumerable
            .Range(0, rows[0].Length)
            .Select(frame => Enumerable.Range(firstPixel, pixels).Select(p => rows[p][frame]).ToArray())
            .ToArray();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
