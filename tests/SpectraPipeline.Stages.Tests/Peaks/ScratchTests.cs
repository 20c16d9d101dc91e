using System.Globalization;
using System.IO.Compression;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class ScratchTests
{
    private static void Say(string s) => Console.WriteLine(s);

    private static void Show(string name, FitRun run)
    {
        Say(
            $"== {name}: rows {run.Bands.Count} fits {run.Fits.Count} nonconv {run.Fits.Count(f => !f.Converged)} notes {string.Join(';', run.Findings.Notes.Select(n => n.Code).Distinct())}"
        );
        foreach (var g in run.Bands.GroupBy(b => b.Band))
        {
            double[] c = [.. g.Select(b => b.Center).Order()];
            double[] w = [.. g.Select(b => b.Fwhm).Order()];
            double[] h = [.. g.Select(b => b.Height).Order()];
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {g.Key}: center {c[0]:f1} {c[c.Length / 2]:f1} {c[^1]:f1}  fwhm {w[0]:f1} {w[w.Length / 2]:f1} {w[^1]:f1} h {h[0]:g3} {h[h.Length / 2]:g3} {h[^1]:g3} snr {g.Average(b => b.Snr):f1} atbound {g.Count(b => b.AtBound != "")}"
                )
            );
        }
    }

    private static SpectralSeries Csv(string path, SignalKind kind, bool gz)
    {
        using Stream s = gz ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new StreamReader(s);
        reader.ReadLine();
        var rows = new List<double[]>();
        while (reader.ReadLine() is { } line)
            if (
                line.Split(',').Select(w => double.TryParse(w, CultureInfo.InvariantCulture, out double v) ? v : double.NaN).ToArray()
                    is var r
                && r.All(double.IsFinite)
            )
                rows.Add(r);
        rows.Sort((a, b) => a[0].CompareTo(b[0]));
        return FitRun.Series(
            [.. rows.Select(r => r[0])],
            [.. Enumerable.Range(1, rows[0].Length - 1).Select(k => rows.Select(r => r[k]).ToArray())],
            kind
        );
    }

    private static SpectralSeries Samples()
    {
        string dir = Path.Combine(Corpus.Checkout, "data-samples/methanol-amine/atr-ir");
        var all = Directory.GetFiles(dir, "frame-*.csv").Order().Select(f => Csv(f, SignalKind.SingleBeam, false)).ToArray();
        return FitRun.Series(all[0].Axis.Values.ToArray(), [.. all.Select(s => s.Channels[0][0].ToArray())], SignalKind.SingleBeam);
    }

    [Fact]
    public void Look()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        string gold = Corpus.Path("corpus/vibrational/ec_ir/co_au_seiras_clean.csv.gz")!;
        SpectralSeries co = Csv(gold, SignalKind.Absorbance, true);
        Show("co crop", FitRun.Of("- shape.crop: { from: 2000, to: 2200 }\n- peaks.fit: { shape: pseudo-voigt }", co));
        Say($"{clock.ElapsedMilliseconds} ms");
        Show(
            "co one listed",
            FitRun.Of("- shape.crop: { from: 2000, to: 2200 }\n- peaks.fit: { bands: [ { center: 2095, fwhm: 25 } ] }", co)
        );
        Show("co 1200-2400", FitRun.Of("- shape.crop: { from: 1200, to: 2400 }\n- peaks.fit: { shape: pseudo-voigt }", co));
        Say($"{clock.ElapsedMilliseconds} ms");
        const string Amine =
            "- shape.difference: {}\n- shape.crop: { from: 1200, to: 1900 }\n- baseline.std-distribution: {}\n- peaks.fit: { from: 1340, to: 1780 }";
        Show("amine", FitRun.Of(Amine, Samples()));
        Show(
            "amine all",
            FitRun.Of(
                "- shape.difference: {}\n- shape.crop: { from: 1200, to: 1900 }\n- baseline.std-distribution: {}\n- peaks.fit: {}",
                Samples()
            )
        );
        Say($"{clock.ElapsedMilliseconds} ms");
        foreach (int points in new[] { 500, 1000 })
        {
            var truth = new BandSeries(100, points);
            List<double[]> frames = [];
            for (int f = 0; f < 100; f++)
            {
                frames.Add(new double[points]);
                truth.Fill(f, frames[f]);
            }
            Show(
                $"raman {points}",
                FitRun.Of("- baseline.arpls: { lambda: 1e6 }\n- peaks.fit: {}", FitRun.Series(truth.Axis, frames, SignalKind.Counts))
            );
            Say($"{clock.ElapsedMilliseconds} ms");
        }
        foreach (double corr in new[] { 0, 0.6, 0.9 })
        foreach (SignalKind kind in new[] { SignalKind.Absorbance, SignalKind.DifferenceAbsorbance })
        {
            List<double[]> frames = [];
            NoiseSource random = NoiseSource.For(7, "noise");
            for (int f = 0; f < 100; f++)
            {
                double[] y = new double[600];
                double v = 0;
                for (int i = 0; i < 600; i++)
                    y[i] = v = corr * v + Math.Sqrt(1 - corr * corr) * random.NextNormal();
                frames.Add(y);
            }
            Show(
                $"noise {corr} {kind}",
                FitRun.Of("- peaks.fit: {}", FitRun.Series([.. Enumerable.Range(0, 600).Select(i => 1000.0 + i)], frames, kind))
            );
        }
        Say($"{clock.ElapsedMilliseconds} ms");
        foreach (
            string f in new[] { "R04_co_mo_al2o3_18", "R05_co_mo_al2o3_full_0", "R09_paracetamol", "R11_ecsers_jun23_20", "R12_mes_000" }
        )
        {
            SpectralSeries one = Csv(
                Corpus.Path($"reference/vibrational/inputs/{f}.csv")!,
                f[1] is '0' && f[2] is '9' || f.Contains("ecsers") ? SignalKind.Counts : SignalKind.Absorbance,
                false
            );
            Show(f, FitRun.Of("- peaks.fit: {}", one));
            Show(f + " arpls", FitRun.Of("- baseline.arpls: { lambda: 1e6 }\n- peaks.fit: {}", one));
        }
        Say($"{clock.ElapsedMilliseconds} ms");
    }
}
