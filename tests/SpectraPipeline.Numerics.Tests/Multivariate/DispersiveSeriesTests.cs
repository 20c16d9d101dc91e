using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Numerics.Tests.Xas;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Multivariate;

/// <summary>Singular values of 256 real frames (Pd/ZnO, dispersive) against numpy's.</summary>
public sealed class DispersiveSeriesTests(ITestOutputHelper output)
{
    private const string Truth = "reference/xas/dxas_pdzno_series.json";
    private const string Frames = "corpus/xas/demeter/dispersive/PhotonFactory/PdZnO02_mt.CSV.gz";

    [Fact]
    public void Singular_values_of_the_normalised_series_agree_with_the_reference()
    {
        Assert.SkipWhen(Corpus.Path(Truth) is null || Corpus.Path(Frames) is null, "needs the shared corpus: " + Truth);
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(Corpus.Path(Truth)!)).RootElement;
        (double[] energy, double[][] frames) = Read(truth);
        JsonElement p = truth.GetProperty("pre_edge");
        var normalization = new Normalization(
            new NormalizationSettings
            {
                E0 = ReferenceSpectrum.Number(truth, "fixed_e0"),
                PreFrom = ReferenceSpectrum.Number(p, "pre1"),
                PreTo = ReferenceSpectrum.Number(p, "pre2"),
                PostFrom = ReferenceSpectrum.Number(p, "norm1"),
                PostTo = ReferenceSpectrum.Number(p, "norm2"),
                PostDegree = 1,
            }
        );
        double[] grid = [.. Enumerable.Range(24310, 240).Select(e => (double)e)],
            data = new double[frames.Length * grid.Length];
        for (int f = 0; f < frames.Length; f++)
        {
            normalization.Apply(energy, frames[f]);
            ClampedInterpolation.Evaluate(energy, normalization.Norm, grid, data.AsSpan(f * grid.Length, grid.Length));
        }
        double[] theirs = ReferenceSpectrum.Array(truth, "singular_values");
        var components = new PrincipalComponents(data, frames.Length, grid.Length, theirs.Length);
        double worst = Enumerable.Range(0, theirs.Length).Max(k => Math.Abs(components.Triplets.Values[k] / theirs[k] - 1));
        output.WriteLine($"{string.Join(", ", components.Triplets.Values)}\nworst {worst:E2}");
        // Ten digits of the inputs and of the reference; energies carry 1e-6 eV.
        Assert.InRange(worst, 0, 1e-6);
    }

    private static (double[] Energy, double[][] Frames) Read(JsonElement truth)
    {
        double[] a = ReferenceSpectrum.Array(truth, "cal");
        double centre = ReferenceSpectrum.Number(truth, "ip"),
            first = ReferenceSpectrum.Array(truth, "e_first_last")[0];
        double[] all =
        [
            .. Enumerable
                .Range(0, 1024)
                .Select(p => ReferenceSpectrum.Number(truth, "e0_ref") + a[0] + a[1] * (p - centre) + a[2] * (p - centre) * (p - centre)),
        ];
        int from = Enumerable.Range(0, all.Length).MinBy(p => Math.Abs(all[p] - first)),
            pixels = truth.GetProperty("n_pixels").GetInt32();
        using var text = new StreamReader(new GZipStream(File.OpenRead(Corpus.Path(Frames)!), CompressionMode.Decompress));
        double[][] rows =
        [
            .. text.ReadToEnd()
                .Split('\n')
                .Skip(1)
                .Where(l => l.Contains(',', StringComparison.Ordinal))
                .Select(l =>
                    l.Trim()
                        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Skip(1)
                        .Select(v => double.Parse(v, CultureInfo.InvariantCulture))
                        .ToArray()
                )
                .Reverse(),
        ];
        return (
            all[from..(from + pixels)],
            [.. Enumerable.Range(0, rows[0].Length).Select(f => Enumerable.Range(from, pixels).Select(p => rows[p][f]).ToArray())]
        );
    }
}
