namespace SpectraPipeline.Stages.Exafs;

/// <summary>A model with a shell that it leaves out, to see how large that may be.</summary>
internal static class HiddenShell
{
    // A shell that is looked for stays near where it should be.
    private const double MostShift = 0.1;

    /// <summary>The model with a path of another one: its N free from 0, its shift and σ² within bounds, E0 and S0² those of the first path where it has none of its own.</summary>
    public static ResolvedModel Added(ResolvedModel model, ModelPath path)
    {
        HashSet<string> known = [.. model.Variables.Select(v => v.Name)];
        foreach (ModelPath p in model.Paths)
            known.UnionWith(Enumerable.Range(0, p.Values.Count).Where(k => p.Values[k].IsVaried).Select(p.Own));
        ModelPath? first = model.Paths.Count > 0 ? model.Paths[0] : null;
        ModelPath added = path.With((ScatteringPath.N, PathValue.Varied(path.Path.Degeneracy, 0, double.PositiveInfinity)));
        foreach (int key in (int[])[ScatteringPath.S02, ScatteringPath.E0])
            if (added.Values[key].IsVaried || IsForeign(added.Values[key], known))
                // The first path may follow this one: then it keeps its own.
                if (first?.Shared(key) is { } shared && !IsForeign(shared, known))
                    added = added.With((key, shared));
        added = added.With(
            (ScatteringPath.DeltaR, Near(added.Values[ScatteringPath.DeltaR], known)),
            (ScatteringPath.Sigma2, Disorder(added.Values[ScatteringPath.Sigma2], known))
        );
        return model with { Name = $"{model.Name} with {path.Label}", Paths = [.. model.Paths, added] };
    }

    private static bool IsForeign(PathValue value, HashSet<string> known) =>
        value.Expression is { } e && e.Variables.Any(v => !known.Contains(v.Name));

    private static PathValue Near(PathValue value, HashSet<string> known)
    {
        if (IsForeign(value, known))
            return PathValue.Varied(0, -MostShift, MostShift);
        if (!value.IsVaried)
            return value;
        double start = double.IsNaN(value.Start) ? 0 : value.Start;
        return PathValue.Varied(start, Math.Max(value.Lower, start - MostShift), Math.Min(value.Upper, start + MostShift));
    }

    private static PathValue Disorder(PathValue value, HashSet<string> known)
    {
        const double Usual = 0.008;
        const double Least = 0.001;
        if (IsForeign(value, known))
            return PathValue.Varied(Usual, Least, PathIntervals.MostHiddenSigma2);
        if (!value.IsVaried)
            return value;
        double upper = Math.Min(value.Upper, PathIntervals.MostHiddenSigma2);
        double lower = Math.Min(Math.Max(value.Lower, Least), upper / 2);
        return PathValue.Varied(Math.Clamp(double.IsNaN(value.Start) ? Usual : value.Start, lower, upper), lower, upper);
    }
}
