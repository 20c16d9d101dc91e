using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A further series of a joint fit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Paths">Paths of its own; null = those of the step.</param>
public sealed record JointSeries(string Id, PathList? Paths)
{
    internal string ToText() => Paths is null ? FlowText.Of(Id) : $"{{ series: {FlowText.Of(Id)}, paths: {Paths.ToText()} }}";
}

/// <summary>Further series of a joint fit: <c>[cu-50k, { series: foil, paths: [...] }]</c>.</summary>
/// <param name="Series">In the order written.</param>
public sealed record FitSeriesWith(IReadOnlyList<JointSeries> Series) : IParam<FitSeriesWith>
{
    private static readonly string[] s_keys = ["series", "paths"];

    /// <inheritdoc />
    public static string Syntax =>
        "a list of ids of series; { series: foil, paths: [...] } where other paths describe it, paths as in paths";

    /// <inheritdoc />
    public static FitSeriesWith? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        ArgumentNullException.ThrowIfNull(complain);
        var read = new List<JointSeries>();
        bool good = true;
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (ReadOne(item, complain) is not { } one)
                good = false;
            else if (read.Exists(r => r.Id == one.Id))
            {
                complain(item, $"the series '{one.Id}' is there twice.");
                good = false;
            }
            else
                read.Add(one);
        return good ? new(read) : null;
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Series.Select(s => s.ToText())) + "]";

    /// <summary>Compared by what they say.</summary>
    public bool Equals(FitSeriesWith? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static JointSeries? ReadOne(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text } && text.Trim() is { Length: > 0 } alone)
            return new(alone, null);
        if (node is not MapNode map)
        {
            complain(node, "expected the id of a series, or { series: foil, paths: [...] }.");
            return null;
        }
        bool good = true;
        foreach (var (key, _) in map.Entries)
            if (!s_keys.Contains(key.Text))
            {
                complain(key, $"a series in with has no '{key.Text}'.{Suggestion.For(key.Text, s_keys)}");
                good = false;
            }
        string id = map.Entries.FirstOrDefault(e => e.Key.Text == "series").Value is ScalarNode { Text: var said } ? said.Trim() : "";
        if (id.Length == 0)
            complain(node, "a series in with needs series: ID.");
        ParamNode? paths = map.Entries.FirstOrDefault(e => e.Key.Text == "paths").Value;
        PathList? read = paths is null ? null : PathList.Read(paths, id, complain);
        return good && id.Length > 0 && (paths is null || read is not null) ? new(id, read) : null;
    }
}
