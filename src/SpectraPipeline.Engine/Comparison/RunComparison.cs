using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>What differs between two runs.</summary>
/// <param name="Answers">Answers that differ, the weightiest first.</param>
/// <param name="Causes">What else differs and can change answers, as the manifests tell.</param>
/// <param name="Before">When and by which version the first was made.</param>
/// <param name="After">When and by which version the second was made.</param>
/// <param name="Bands">Bands that both runs have.</param>
public sealed record RunDifference(IReadOnlyList<Answer> Answers, IReadOnlyList<Cause> Causes, RunAbout Before, RunAbout After, int Bands)
{
    /// <summary>No answer differs beyond rounding.</summary>
    public bool Same => Answers.Count == 0;
}

/// <summary>A run that is compared.</summary>
/// <param name="Folder">Its folder, as the user named it.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Version">Version of the program.</param>
public sealed record RunAbout(string Folder, string Started, string Version);

/// <summary><c>spectra diff</c>: which answers differ between two finished result folders, and what made them.</summary>
public static class RunComparison
{
    /// <summary>Compares two result folders.</summary>
    /// <exception cref="UserException">One is no finished result folder; the message says what to do.</exception>
    public static RunDifference Of(string beforeFolder, string afterFolder)
    {
        using ResultPair pair = ResultPair.Open(beforeFolder, afterFolder);
        RunManifest before = new(pair.ManifestBefore),
            after = new(pair.ManifestAfter);
        var tracks = new TrackComparison(pair, before, after);
        List<Answer> answers =
        [
            .. tracks.Find(),
            .. AnswerTable
                .All.Where(t => pair.Tables.Contains(t.Name))
                .SelectMany(t => new TableComparison(pair, before, after, t, tracks.Matching).Find()),
            .. new CountComparison(pair, before, after).Find(),
        ];
        IReadOnlyList<Cause> causes = new CauseFinder(before, after).Find();
        var attribution = new Attribution(before, after, causes, answers, EdgeSteps(pair));
        return new(
            [.. answers.OrderBy(a => a.WithinError).ThenBy(a => a.Kind).Select(attribution.Explain)],
            causes,
            new(beforeFolder, before.Started, before.Version),
            new(afterFolder, after.Started, after.Version),
            tracks.Matching.Pairs.Count
        );
    }

    private static HashSet<StepPlace> EdgeSteps(ResultPair pair) =>
        pair.Columns("edges").Contains("step")
            ?
            [
                .. TableRow
                    .Of(pair.Query("SELECT DISTINCT series, step FROM (FROM before.edges UNION ALL BY NAME FROM after.edges)"))
                    .Select(r => new StepPlace(r.Text("series") ?? "", r.Text("step") ?? "")),
            ]
            : [];
}
