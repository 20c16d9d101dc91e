using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Names in expressions against those that the step has: what no single parameter can see.</summary>
internal static class ModelNames
{
    /// <summary>What is wrong, one sentence each.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<PathModel> models, FitVariables? variables, FitRestraints? restraints)
    {
        string[] known = [.. variables?.Entries.Select(e => e.Name) ?? []];
        var uses = new List<(string What, PathValue Value, bool OfPath)>();
        foreach (PathModel model in models)
        foreach (ScatteringPath path in model.Paths.Paths)
        foreach (var (key, value) in path.Written)
            uses.Add(($"{key} of path {path.Label}{(models.Count > 1 ? $" of model {model.Name}" : "")}", value, true));
        uses.AddRange(variables?.Entries.Select(e => (e.Name, e.Value, true)) ?? []);
        uses.AddRange(restraints?.Entries.Select((r, i) => ($"restraint {i + 1}", r.Value, false)) ?? []);
        foreach (var (what, value, ofPath) in uses)
        foreach (string problem in Problems(value, known, ofPath))
            yield return $"{what} (line {value.Line}, column {value.Column}): '{value.Text}' {problem}";
        foreach (string name in known.Where(n => IsCircular(n, variables!)))
            yield return $"the variable {name} follows from itself: '{variables!.Find(name)!.Text}'.";
    }

    private static IEnumerable<string> Problems(PathValue value, string[] known, bool ofPath)
    {
        if (value.Expression is not { } expression)
            yield break;
        foreach (var (name, _) in expression.Variables.DistinctBy(v => v.Name).Where(v => !known.Contains(v.Name)))
            yield return known.Length == 0
                ? $"names {name}, but the step has no variables; add variables: {{ {name}: 0 }}."
                : $"names {name}, which is no variable.{Suggestion.For(name, known)}";
        if (!ofPath && expression.IsOfPath)
            yield return "is about a path (reff, degen, einstein, debye); a restraint is about variables.";
    }

    private static bool IsCircular(string name, FitVariables variables)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([name]);
        while (open.TryPop(out string? next))
            foreach (var (used, _) in variables.Find(next)?.Expression?.Variables ?? [])
                if (used == name)
                    return true;
                else if (seen.Add(used))
                    open.Push(used);
        return false;
    }
}
