using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>The bands of a series fit: those of <see cref="FitBands"/>, each with what it does over the frames where that differs from the step's.</summary>
/// <param name="Bands">Found, or listed.</param>
/// <param name="Own">For each listed band the parameters that have a rule of their own.</param>
public sealed record SeriesBands(FitBands Bands, IReadOnlyList<IReadOnlyDictionary<string, OverFrames>> Own) : IParam<SeriesBands>
{
    private const string Key = "over-frames";
    private static readonly Dictionary<string, OverFrames> s_words = Enum.GetValues<OverFrames>().ToDictionary(Word);

    /// <summary>The bands of the series are looked for in a sample of its frames.</summary>
    public static SeriesBands Found { get; } = new(FitBands.Found, []);

    /// <inheritdoc />
    public static string Syntax => FitBands.Syntax + "; with over-frames: { center: linear } a band has a rule of its own";

    /// <summary>How it is written.</summary>
    public static string Word(OverFrames bond) => bond.ToString().ToLowerInvariant();

    /// <inheritdoc />
    public static SeriesBands? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(complain);
        if (node is ScalarNode)
            return FitBands.Read(node, complain) is { } found ? new(found, []) : null;
        var own = new List<IReadOnlyDictionary<string, OverFrames>>();
        var items = new List<ParamNode>();
        bool good = true;
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
        {
            var rules = new Dictionary<string, OverFrames>();
            if (item is MapNode map)
            {
                foreach (var (_, value) in map.Entries.Where(e => e.Key.Text == Key))
                    good &= ReadRules(value, items.Count + 1, rules, complain);
                items.Add(map with { Entries = [.. map.Entries.Where(e => e.Key.Text != Key)] });
            }
            else
                items.Add(item);
            own.Add(rules);
        }
        FitBands? bands = FitBands.Read(new ListNode(items, node.Line, node.Column), complain);
        return good && bands is not null ? new(bands, own) : null;
    }

    /// <inheritdoc />
    public string ToText() =>
        Bands.Listed is not { } listed
            ? Bands.ToText()
            : "["
                + string.Join(", ", listed.Select((b, k) => Band(new FitBands([b]).ToText()[1..^1], k < Own.Count ? Own[k] : null)))
                + "]";

    /// <summary>Lists are compared by what they say.</summary>
    public bool Equals(SeriesBands? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static string Band(string text, IReadOnlyDictionary<string, OverFrames>? rules) =>
        rules is not { Count: > 0 }
            ? text
            : text[..^2] + $", {Key}: {{ " + string.Join(", ", rules.Select(r => $"{r.Key}: {Word(r.Value)}")) + " } }";

    private static bool ReadRules(ParamNode node, int number, Dictionary<string, OverFrames> rules, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
        {
            complain(node, $"{Key} of band {number}: expected {{ center: linear, ... }}.");
            return false;
        }
        bool good = true;
        foreach (var (key, value) in map.Entries)
            if (key.Text is not ("center" or "fwhm" or "height" or "fraction"))
            {
                complain(key, $"{Key} of band {number} has no '{key.Text}'; it takes center, fwhm, height and fraction.");
                good = false;
            }
            else if (value is not ScalarNode { Text: var text } || !s_words.TryGetValue(text, out OverFrames bond))
            {
                complain(value, $"{Key} of band {number}: {key.Text} is one of {string.Join(", ", s_words.Keys)}.");
                good = false;
            }
            else
                rules[key.Text] = bond;
        return good;
    }
}
