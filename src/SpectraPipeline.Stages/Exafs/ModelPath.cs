using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A path of a model with nothing left unsaid.</summary>
/// <param name="Label">Name in the tables.</param>
/// <param name="Path">What FEFF tabulated.</param>
/// <param name="Values">In the order of <see cref="ScatteringPath.Keys"/>, all set.</param>
internal sealed record ModelPath(string Label, FeffPath Path, IReadOnlyList<PathValue> Values)
{
    /// <summary>Name of the variable that a path has for its own.</summary>
    public string Own(int key) => $"{Label}.{ScatteringPath.Keys[key]}";

    /// <summary>Absorber and next atom, as in Zn-N.</summary>
    public static string Pair(FeffPath path) => $"{path.Atoms[0].Symbol}-{path.Atoms[1].Symbol}";

    /// <summary>Out to one atom and back.</summary>
    public static bool IsSingle(FeffPath path) => path.Atoms.Count == 2;

    /// <summary>The path with other values.</summary>
    public ModelPath With(params (int Key, PathValue Value)[] changes)
    {
        PathValue[] values = [.. Values];
        foreach (var (key, value) in changes)
            values[key] = value;
        return this with { Values = values };
    }

    /// <summary>What another path writes to follow a value of this one.</summary>
    public PathValue Shared(int key) => Values[key].IsVaried ? PathValue.SameAs(Own(key)) : Values[key];
}

/// <summary>A model with nothing left unsaid: paths, and the variables that they may name.</summary>
/// <param name="Name">Name in the tables.</param>
/// <param name="Paths">Its paths.</param>
/// <param name="Variables">Variables by name, in the order of the tables.</param>
/// <param name="Origin">Why it is fitted when the pipeline does not list it; empty when it does.</param>
/// <param name="Added">Label of the path that the program added; empty when it added none.</param>
internal sealed record ResolvedModel(
    string Name,
    IReadOnlyList<ModelPath> Paths,
    IReadOnlyList<(string Name, PathValue Value)> Variables,
    string Origin = "",
    string Added = ""
)
{
    // A light neighbour at room temperature.
    private const double UsualSigma2 = 0.006;

    // Zero-point motion leaves no bond stiffer; wider than the next a shell is smeared out; further than the last it is another one.
    private const double LeastSigma2 = 0.001,
        MostSigma2 = 0.05,
        MostShift = 0.5;

    /// <summary>Amplitude reduction where nothing is said about it.</summary>
    public const double UsualS02 = 0.95;

    /// <summary>Name of the variable that paths share which name no parameter.</summary>
    public const string SharedE0 = "e0";

    /// <summary>Says what the pipeline leaves unsaid, by the rules of <see cref="FitPaths"/>.</summary>
    /// <param name="model">As listed.</param>
    /// <param name="variables">Of the step; null = it has none.</param>
    /// <param name="pathOf">What FEFF tabulated, by file.</param>
    public static ResolvedModel Of(PathModel model, FitVariables? variables, Func<string, FeffPath> pathOf)
    {
        bool hasVariables = variables is { Entries.Count: > 0 };
        // One parameter named anywhere in the model, and all that it leaves unsaid is FEFF's own.
        bool isBare = !hasVariables && model.Paths.Paths.All(p => p.IsBare);
        var paths = new List<ModelPath>();
        foreach (ScatteringPath listed in model.Paths.Paths)
        {
            FeffPath path = pathOf(listed.File);
            PathValue[] values = [.. listed.Values];
            for (int key = 0; key < values.Length; key++)
                if (!values[key].IsSet)
                    values[key] = Unsaid(key, path, isBare);
            paths.Add(new(listed.Label, path, values));
        }
        return new(model.Name, paths, isBare ? [(SharedE0, PathValue.Number(0))] : variables?.Entries ?? []);
    }

    private static PathValue Unsaid(int key, FeffPath path, bool isBare) =>
        key switch
        {
            ScatteringPath.N => isBare ? PathValue.Varied(path.Degeneracy, 0, double.PositiveInfinity) : PathValue.Number(path.Degeneracy),
            ScatteringPath.S02 => PathValue.Number(isBare ? UsualS02 : 1),
            ScatteringPath.E0 => isBare ? PathValue.SameAs(SharedE0) : PathValue.Number(0),
            ScatteringPath.DeltaR when isBare => PathValue.Varied(0, -MostShift, MostShift),
            ScatteringPath.Sigma2 when isBare => PathValue.Varied(UsualSigma2, LeastSigma2, MostSigma2),
            _ => PathValue.Number(0),
        };

    /// <summary>Where a free value starts that says none.</summary>
    public static double UsualStart(int key, FeffPath path) =>
        key switch
        {
            ScatteringPath.N => path.Degeneracy,
            ScatteringPath.S02 => UsualS02,
            ScatteringPath.Sigma2 => UsualSigma2,
            _ => 0,
        };
}
