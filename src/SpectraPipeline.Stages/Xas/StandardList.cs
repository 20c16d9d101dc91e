using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Standards of a step: the series that the pipeline labels as such, or a list of ids.</summary>
/// <param name="Ids">As written; empty = those that are labelled.</param>
public sealed record StandardList(IReadOnlyList<string> Ids) : IParam<StandardList>
{
    private const string Word = "labelled";

    /// <summary>The series labelled <c>{ standard: NAME }</c>.</summary>
    public static StandardList Labelled { get; } = new([]);

    /// <inheritdoc />
    public static string Syntax => "labelled (series with a label standard: NAME, or role: standard), or a list of ids of series";

    /// <inheritdoc />
    public static StandardList? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        ArgumentNullException.ThrowIfNull(complain);
        if (node is ScalarNode { Text: Word })
            return Labelled;
        var ids = new List<string>();
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (item is not ScalarNode { Text: var text } || text.Trim().Length == 0)
            {
                complain(item, $"expected {Syntax}.");
                return null;
            }
            else if (ids.Contains(text.Trim()))
            {
                complain(item, $"{text.Trim()} is there twice.");
                return null;
            }
            else
                ids.Add(text.Trim());
        if (ids.Count > 0)
            return new(ids);
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() => Ids.Count == 0 ? Word : "[" + string.Join(", ", Ids) + "]";

    /// <summary>Ids of the series that a step of this series takes: those listed, or those labelled, of the same edge and technique where both say one.</summary>
    public IReadOnlyList<string> Of(SeriesCard card, IReadOnlyList<SeriesCard> all) =>
        Ids.Count > 0
            ? Ids
            :
            [
                .. all.Where(c => c.Id != card.Id && IsStandard(c) && Agree(c.Edge, card.Edge) && Agree(c.Technique, card.Technique))
                    .Select(c => c.Id),
            ];

    /// <summary>What a standard is called: its label, else its id.</summary>
    public static string NameOf(SeriesCard card) =>
        card.Labels.TryGetValue("standard", out string? name) && name.Length > 0 ? name : card.Id;

    private static bool Agree(string? a, string? b) => a is null || b is null || a == b;

    private static bool IsStandard(SeriesCard card) => card.Labels.ContainsKey("standard") || card.Role == "standard";

    /// <inheritdoc />
    public bool Equals(StandardList? other) => other is not null && Ids.SequenceEqual(other.Ids);

    /// <inheritdoc />
    public override int GetHashCode() => Ids.Count == 0 ? 0 : Ids[0].GetHashCode(StringComparison.Ordinal);
}
