using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A path of a model as listed in the pipeline file.</summary>
public sealed record ScatteringPath
{
    private static readonly string[] s_keys = ["n", "s02", "e0", "delta-r", "sigma2", "c3", "c4", "ei"];

    /// <summary>Keys of the values, in the order of <see cref="PathParameters"/>.</summary>
    internal static IReadOnlyList<string> Keys => s_keys;

    internal const int N = 0,
        S02 = 1,
        E0 = 2,
        DeltaR = 3,
        Sigma2 = 4;

    private const string Takes =
        "{ file: feff0001.dat, label: Zn-N, n: 4, s02: 0.95, e0: de0, delta-r: dr, sigma2: ss, c3: 0, c4: 0, ei: 0 }";

    /// <summary>File that FEFF wrote, relative to the pipeline file.</summary>
    public required string File { get; init; }

    /// <summary>Name of the path in the tables.</summary>
    public required string Label { get; init; }

    /// <summary>Values in the order of <see cref="Keys"/>; unset where nothing was written.</summary>
    internal IReadOnlyList<PathValue> Values { get; init; } = [.. s_keys.Select(_ => PathValue.Unset)];

    /// <summary>It gives file and label and perhaps an s02 that is known, so that without variables its own n, delta-r and sigma2 are varied.</summary>
    internal bool IsBare =>
        !Values.Where((v, i) => i != S02 && v.IsSet).Any()
        && (!Values[S02].IsSet || Values[S02].IsNumber || Values[S02].Series is not null);

    /// <summary>Values that were written, by key.</summary>
    internal IEnumerable<(string Key, PathValue Value)> Written =>
        Values.Select((v, i) => (Key: Keys[i], Value: v)).Where(v => v.Value.IsSet);

    /// <summary>Two are equal that say the same.</summary>
    public bool Equals(ScatteringPath? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    internal string ToText() =>
        "{ "
        + string.Join(
            ", ",
            Written
                .Select(v => $"{v.Key}: {FlowText.Of(v.Value.Text)}")
                .Prepend($"label: {FlowText.Of(Label)}")
                .Prepend($"file: {FlowText.Of(File)}")
        )
        + " }";

    /// <summary>Reads a path; a bare text is its file.</summary>
    internal static ScatteringPath? Read(ParamNode node, string where, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var file } && file.Trim().Length > 0)
            return new() { File = file.Trim(), Label = LabelOf(file.Trim()) };
        if (node is not MapNode map)
        {
            complain(node, $"{where}: expected {Takes}.");
            return null;
        }
        PathValue[] values = [.. s_keys.Select(_ => PathValue.Unset)];
        var said = new Dictionary<string, string>();
        string name = Scalar(map, "label") ?? Scalar(map, "file") ?? where;
        bool good = true;
        void Complain(ParamNode at, string message)
        {
            good = false;
            complain(at, message);
        }
        var seen = new HashSet<string>();
        foreach (var (key, value) in map.Entries)
        {
            int parameter = Array.IndexOf(s_keys, key.Text);
            if (!seen.Add(key.Text))
                Complain(key, $"path {name}: {key.Text} is given twice.");
            else if (key.Text is "file" or "label")
                said[key.Text] = Text(value, $"path {name}: {key.Text}", Complain) ?? "";
            else if (parameter < 0)
                Complain(key, $"path {name} has no '{key.Text}'.{Suggestion.For(key.Text, [.. Keys, "file", "label"])}");
            else if (PathValue.Read(value, $"{key.Text} of path {name}", Complain) is { } read)
            {
                if (read.Series is not null && parameter != S02)
                    Complain(value, $"{key.Text} of path {name}: only s02 can come from another series.");
                values[parameter] = read;
            }
        }
        if (!seen.Contains("file"))
            Complain(node, $"path {name}: a file is needed: {Takes}.");
        return good
            ? new()
            {
                File = said["file"],
                Label = said.TryGetValue("label", out string? label) ? label : LabelOf(said["file"]),
                Values = values,
            }
            : null;
    }

    private static string LabelOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static string? Scalar(MapNode map, string key) =>
        map.Entries.FirstOrDefault(e => e.Key.Text == key).Value is ScalarNode { Text: { Length: > 0 } text } ? text : null;

    private static string? Text(ParamNode node, string what, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text } && text.Trim().Length > 0)
            return text.Trim();
        complain(node, $"{what}: expected a text.");
        return null;
    }
}
