using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>A paragraph to paste and the references of every method, from the manifest.</summary>
internal static class Methods
{
    public static IReadOnlyList<Block> Blocks(ReportSource source)
    {
        ManifestView manifest = source.Manifest;
        List<string> sources =
        [
            .. manifest.Series.SelectMany(s => s.Steps).Select(s => s.Source).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal),
        ];
        string program = $"{manifest.Text("program")} {manifest.Text("version").Split('+')[0]}".Trim();
        List<string> sentences = [];
        if (manifest.Series.Count > 0)
            sentences.Add($"Spectra were processed with {(program.Length > 0 ? program : "SpectraPipeline")}.");
        // Series with one recipe are told together.
        foreach (
            IGrouping<string, SeriesCardView> same in manifest.Series.GroupBy(s =>
                string.Join('\n', s.Steps.Select(step => Step(step, sources)))
            )
        )
            if (same.Key.Length > 0)
                sentences.Add($"{string.Join(", ", same.Select(s => s.Id))}: {string.Join("; ", same.Key.Split('\n'))}.");
        sentences.AddRange(Baselines.Sentences(source));
        sentences.AddRange(FitSentences.Of(source));
        string references = string.Join('\n', sources.Select((s, i) => $"[{i + 1}] {s}"));
        string bibtex = string.Join(
            "\n\n",
            manifest.Series.SelectMany(s => s.Steps).Select(s => s.BibTex.Trim()).Where(b => b.Length > 0).Distinct(StringComparer.Ordinal)
        );
        List<Block> blocks = [];
        if (sentences.Count > 0)
            blocks.Add(new CopyText("methods", string.Join(' ', sentences) + (references.Length > 0 ? "\n\n" + references : ""), false));
        if (bibtex.Length > 0)
            blocks.Add(new CopyText("BibTeX", bibtex, true));
        return blocks;
    }

    /// <summary>Stage, parameters that have a value, and the number of its source.</summary>
    private static string Step(StepView step, List<string> sources)
    {
        string parameters = string.Join(", ", step.Parameters.Where(p => p.Value.Length > 0).Select(p => $"{p.Name} {p.Value}"));
        string reference = step.Source.Length > 0 ? $" [{sources.IndexOf(step.Source) + 1}]" : "";
        return step.Stage + (parameters.Length > 0 ? $" ({parameters})" : "") + reference;
    }
}
