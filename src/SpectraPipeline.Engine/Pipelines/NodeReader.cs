using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>Typed access to the keys of a mapping; unknown and repeated keys are said with a suggestion.</summary>
internal sealed class NodeReader
{
    private readonly Dictionary<string, (ScalarNode Key, ParamNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly Action<ParamNode, string> _complain;
    private readonly string _where;

    public NodeReader(ParamNode? node, string where, IReadOnlyList<string> known, Action<ParamNode, string> complain)
    {
        (_complain, _where) = (complain, where);
        if (node is null or ScalarNode { Text: "" })
            return;
        if (node is not MapNode map)
        {
            complain(node, $"{where}: expected keys and values.");
            return;
        }
        foreach (var (key, value) in map.Entries)
            if (!known.Contains(key.Text))
                complain(key, $"{where} has no key '{key.Text}'.{Suggestion.For(key.Text, known)}");
            else if (!_entries.TryAdd(key.Text, (key, value)))
                complain(key, $"{where}: '{key.Text}' is given twice.");
    }

    /// <summary><c>series.technique</c> of "A series" and "technique".</summary>
    private string PathOf(string key) => $"{_where[(_where.LastIndexOf(' ') + 1)..]}.{key}";

    public bool Has(string key) => _entries.ContainsKey(key);

    public ParamNode? Node(string key) => _entries.TryGetValue(key, out var e) ? e.Value : null;

    public string? Text(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is ScalarNode s)
            return s.Text.Trim();
        _complain(node, $"{PathOf(key)}: expected a single value.");
        return null;
    }

    public double? Number(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return value;
        _complain(Node(key)!, $"{PathOf(key)}: '{text}' is not a number.");
        return null;
    }

    /// <summary>A number within bounds; outside it is said with what is meant.</summary>
    public double? Number(string key, double least, double most, string meant)
    {
        if (Number(key) is not double value)
            return null;
        if (value >= least && value <= most)
            return value;
        _complain(
            Node(key)!,
            string.Create(CultureInfo.InvariantCulture, $"{PathOf(key)}: {value} is not between {least} and {most}: {meant}.")
        );
        return null;
    }

    public int? Whole(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
            return value;
        _complain(Node(key)!, $"{PathOf(key)}: '{text}' is not a whole number.");
        return null;
    }

    /// <summary>A list of texts; a single value is a list of one.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case ScalarNode s:
                return s.Text.Length == 0 ? [] : [s.Text.Trim()];
            case ListNode list:
                foreach (ParamNode item in list.Items)
                    if (item is not ScalarNode)
                        _complain(item, $"{PathOf(key)}: expected a list of single values.");
                return [.. list.Items.OfType<ScalarNode>().Select(s => s.Text.Trim())];
            case { } other:
                _complain(other, $"{PathOf(key)}: expected a value or a list.");
                return null;
        }
    }

    public IReadOnlyDictionary<string, string> Map(string key)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Node(key) is MapNode map)
            foreach (var (k, v) in map.Entries)
                if (v is ScalarNode s)
                    result[k.Text] = s.Text;
                else
                    _complain(v, $"{PathOf(key)}.{k.Text}: expected a single value.");
        else if (Node(key) is { } other and not ScalarNode { Text: "" })
            _complain(other, $"{PathOf(key)}: expected {{ name: value }}.");
        return result;
    }

    /// <summary>One of some words; the mistake is said with the words.</summary>
    public string? Word(string key, IReadOnlyList<string> words)
    {
        string? text = Text(key);
        if (text is null || words.Contains(text))
            return text;
        _complain(Node(key)!, $"{PathOf(key)}: '{text}' is not one of {string.Join(", ", words)}.{Hint(text, words)}");
        return null;
    }

    private static string Hint(string text, IReadOnlyList<string> words) =>
        Suggestion.For(text, words) is var s && s.StartsWith(" Did", StringComparison.Ordinal) ? s : "";
}
