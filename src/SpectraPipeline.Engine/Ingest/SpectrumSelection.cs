using System.Globalization;
using System.IO.Enumeration;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Spectra picked out of a file of many by title or number: <c>spectra: [Au foil, "d_*", 3]</c>.</summary>
internal static class SpectrumSelection
{
    private const int MostShown = 12;

    /// <summary>Those that were asked for, in the order in which they were.</summary>
    /// <exception cref="UserException">There are several files, or nothing is called so.</exception>
    public static List<(int File, int Index)> Of(
        List<(int File, int Index)> all,
        IReadOnlyList<string> paths,
        IReadOnlyList<string> titles,
        IReadOnlyList<string> wanted
    )
    {
        if (titles.Count == 0)
            throw new UserException(
                $"spectra: picks out of one file; {(paths.Count == 1 ? $"{paths[0]} cannot be read" : $"this series has {paths.Count}")}. Leave it out, or name one file."
            );
        var chosen = new List<(int File, int Index)>();
        foreach (string name in wanted)
        {
            int[] found = [.. Enumerable.Range(0, titles.Count).Where(i => titles[i].Equals(name, StringComparison.OrdinalIgnoreCase))];
            if (found.Length == 0)
                found = [.. Enumerable.Range(0, titles.Count).Where(i => FileSystemName.MatchesSimpleExpression(name, titles[i]))];
            if (
                found.Length == 0
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number < titles.Count
            )
                found = [number];
            if (found.Length == 0)
                throw new UserException(
                    $"spectra: {paths[0]} holds {titles.Count} spectra, none called '{name}'.{Suggestion.For(name, titles.Distinct().Take(MostShown))}"
                );
            chosen.AddRange(found.Select(i => all[i]).Where(a => !chosen.Contains(a)));
        }
        return chosen;
    }
}
