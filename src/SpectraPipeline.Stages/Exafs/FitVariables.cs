using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Variables that paths share: <c>{ ss: 0.003..0.015 start 0.006, dr: 0, ss2: 1.5*ss }</c>. A number is the start of a free one, an expression derives one.</summary>
/// <param name="Entries">Name and value, in the order of the tables.</param>
public sealed record FitVariables(IReadOnlyList<(string Name, PathValue Value)> Entries) : IParam<FitVariables>
{
    /// <inheritdoc />
    public static string Syntax =>
        "{ ss: 0.003..0.015 start 0.006, dr: 0, dr2: 1.5*dr }; each value is "
        + PathValue.Forms
        + " (a number is the start of a free variable); expressions know reff, degen, temperature, pi, "
        + string.Join(", ", Expression.Functions.Keys);

    /// <inheritdoc />
    public static FitVariables? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
        {
            complain(node, "expected { name: value }, as in { dr: 0, ss: 0.003..0.015 start 0.006 }.");
            return null;
        }
        var entries = new List<(string Name, PathValue Value)>();
        bool good = true;
        foreach (var (key, given) in map.Entries)
        {
            string name = key.Text.Trim();
            PathValue? value = PathValue.Read(given, name, complain);
            string? problem =
                Expression.Constants.Contains(name) || Expression.Functions.ContainsKey(name)
                    ? $"'{name}' has a meaning of its own in expressions; take another name."
                : !Expression.IsName(name) ? $"'{name}' cannot be the name of a variable: letters, digits and _ only, a letter first."
                : entries.Exists(e => e.Name == name) ? $"{name} is given twice."
                : value?.Series is not null ? $"{name}: write 'from series' at s02 of a path."
                : null;
            if (problem is not null)
                complain(key, problem);
            good &= value is not null && problem is null;
            if (value is not null)
                entries.Add((name, value));
        }
        return good ? new(entries) : null;
    }

    /// <inheritdoc />
    public string ToText() => "{ " + string.Join(", ", Entries.Select(e => $"{e.Name}: {FlowText.Of(e.Value.Text)}")) + " }";

    /// <summary>Compared by what they say.</summary>
    public bool Equals(FitVariables? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    /// <summary>The value of a name, or null.</summary>
    internal PathValue? Find(string name) => Entries.FirstOrDefault(e => e.Name == name).Value;
}
