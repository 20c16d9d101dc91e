using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A model of the surroundings of the absorber.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Paths">Its paths.</param>
public sealed record PathModel(string Name, PathList Paths)
{
    internal string ToText() => $"{{ name: {FlowText.Of(Name)}, paths: {Paths.ToText()} }}";
}

/// <summary>Models that are fitted as rivals.</summary>
/// <param name="Models">In the order of the tables.</param>
public sealed record PathModels(IReadOnlyList<PathModel> Models) : IParam<PathModels>
{
    private static readonly string[] s_keys = ["name", "paths"];

    /// <inheritdoc />
    public static string Syntax => "a list of { name: Zn-N, paths: [...] }; paths as in paths";

    /// <inheritdoc />
    public static PathModels? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        var models = new List<PathModel>();
        bool good = items.Count > 0;
        if (!good)
            complain(node, "the list of models is empty; write { name: ..., paths: [...] }.");
        for (int i = 0; i < items.Count; i++)
        {
            if (ReadModel(items[i], i + 1, complain) is not { } model)
                good = false;
            else if (models.Exists(m => m.Name == model.Name))
            {
                complain(items[i], $"two models are named '{model.Name}'.");
                good = false;
            }
            else
                models.Add(model);
        }
        return good ? new(models) : null;
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Models.Select(m => m.ToText())) + "]";

    /// <summary>Lists are compared by what they say.</summary>
    public bool Equals(PathModels? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static PathModel? ReadModel(ParamNode node, int number, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
        {
            complain(node, $"model {number}: expected {{ name: ..., paths: [...] }}.");
            return null;
        }
        bool good = true;
        foreach (var (key, _) in map.Entries)
            if (!s_keys.Contains(key.Text))
            {
                complain(key, $"model {number} has no '{key.Text}'.{Suggestion.For(key.Text, s_keys)}");
                good = false;
            }
        string name = map.Entries.FirstOrDefault(e => e.Key.Text == "name").Value is ScalarNode { Text: var text } ? text.Trim() : "";
        ParamNode? paths = map.Entries.FirstOrDefault(e => e.Key.Text == "paths").Value;
        if (name.Length == 0)
            complain(node, $"model {number} needs a name; the tables call it by that.");
        if (paths is null)
            complain(node, $"model {(name.Length > 0 ? name : number)} needs paths: [ {{ file: ... }} ].");
        PathList? read = paths is null ? null : PathList.Read(paths, name.Length > 0 ? name : $"{number}", complain);
        return good && name.Length > 0 && read is not null ? new(name, read) : null;
    }
}
