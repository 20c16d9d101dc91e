using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What a template is taken from.</summary>
public enum TemplateSource
{
    /// <summary>Model of liquid water.</summary>
    Water,

    /// <summary>Lines of water vapour.</summary>
    Vapour,

    /// <summary>Lines of carbon dioxide.</summary>
    Co2,

    /// <summary>Interference fringes.</summary>
    Fringe,

    /// <summary>Mean spectrum of another series.</summary>
    Series,

    /// <summary>A file of two columns.</summary>
    File,
}

/// <summary>Templates by name: <c>[water, vapour, co2, fringe]</c>, the id of a series, or a file (with a dot or a slash in its name).</summary>
/// <param name="Names">As written.</param>
public sealed record TemplateList(IReadOnlyList<string> Names) : IParam<TemplateList>
{
    /// <inheritdoc />
    public static string Syntax => "water, vapour, co2, fringe, the id of a series, a file of x,y (vapour.csv), or a list of them";

    /// <summary>Water vapour alone.</summary>
    public static TemplateList Vapour { get; } = new(["vapour"]);

    /// <inheritdoc />
    public static TemplateList? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        var names = new List<string>();
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (item is not ScalarNode { Text: var text } || text.Trim().Length == 0)
            {
                complain(item, $"expected {Syntax}.");
                return null;
            }
            else if (names.Contains(text.Trim()))
            {
                complain(item, $"{text.Trim()} is there twice.");
                return null;
            }
            else
                names.Add(text.Trim());
        if (names.Count > 0)
            return new(names);
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Names) + "]";

    /// <summary>Ids of the series among them.</summary>
    public IReadOnlyList<string> Series => [.. Names.Where(n => SourceOf(n) == TemplateSource.Series)];

    /// <summary>Files among them.</summary>
    public IReadOnlyList<string> Files => [.. Names.Where(n => SourceOf(n) == TemplateSource.File)];

    /// <summary>What a name stands for.</summary>
    public static TemplateSource SourceOf(string name) =>
        name switch
        {
            "water" => TemplateSource.Water,
            "vapour" or "vapor" => TemplateSource.Vapour,
            "co2" => TemplateSource.Co2,
            "fringe" or "fringes" => TemplateSource.Fringe,
            _ => name.Contains('.', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal)
                ? TemplateSource.File
                : TemplateSource.Series,
        };

    /// <inheritdoc />
    public bool Equals(TemplateList? other) => other is not null && Names.SequenceEqual(other.Names);

    /// <inheritdoc />
    public override int GetHashCode() => Names.Count == 0 ? 0 : Names[0].GetHashCode(StringComparison.Ordinal);
}
