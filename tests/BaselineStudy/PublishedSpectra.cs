using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Testing;

namespace SpectraPipeline.BaselineStudy;

/// <summary>A published synthetic spectrum.</summary>
/// <param name="Name">S1 to S6.</param>
/// <param name="Best">Best single method, in hindsight, for this spectrum alone.</param>
/// <param name="BestError">Its RMSE.</param>
/// <param name="Error">RMSE of baseline.auto.</param>
internal sealed record PublishedResult(string Name, string Best, double BestError, double Error);

/// <summary>The published synthetic spectra of the corpus, where it is there: reported, never tuned to.</summary>
internal static class PublishedSpectra
{
    public static IReadOnlyList<PublishedResult> Study(IReadOnlyList<SingleMethod> methods)
    {
        var results = new List<PublishedResult>();
        string? folder = Corpus.Path("reference/vibrational/inputs");
        if (folder is null)
            return results;
        foreach (string name in (string[])["S1", "S2", "S3", "S4", "S5", "S6"])
        {
            string path = Path.Combine(folder, name + ".csv");
            if (!File.Exists(path))
                continue;
            double[][] rows =
            [
                .. File.ReadLines(path)
                    .Skip(1)
                    .Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
            ];
            double[] x = [.. rows.Select(r => r[0])],
                y = [.. rows.Select(r => r[1])],
                truth = [.. rows.Select(r => r[2])];
            SignalKind kind = name switch
            {
                "S3" => SignalKind.Counts,
                "S4" => SignalKind.DifferenceAbsorbance,
                _ => SignalKind.Absorbance,
            };
            double Error(FrameStage stage) => StageRun.Of(stage, x, y, kind) is { } c ? KindStudy.Rmse(c[1], truth) : double.MaxValue;
            var best = methods.Select(m => (m.Words, Error: Error(m.Stage))).Where(m => double.IsFinite(m.Error)).MinBy(m => m.Error);
            results.Add(new(name, best.Words, best.Error, Error(new Auto())));
        }
        return results;
    }
}
