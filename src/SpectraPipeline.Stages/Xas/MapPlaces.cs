using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Places of a wavelet map: <c>[{ k: 7.8, r: 2.3 }]</c>.</summary>
/// <param name="Places">k in Å⁻¹ and R in Å, in the order written.</param>
public sealed record MapPlaces(IReadOnlyList<(double K, double R)> Places) : IParam<MapPlaces>
{
    /// <inheritdoc />
    public static string Syntax => "a list of places { k: 7.8, r: 2.3 }, Å-1 and Å, R not phase corrected";

    /// <inheritdoc />
    public static MapPlaces? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        var places = new List<(double, double)>();
        foreach (ParamNode item in items)
            if (Place(item) is { } place)
                places.Add(place);
            else
                complain(item, $"expected {Syntax}.");
        return places.Count == items.Count && places.Count > 0 ? new(places) : null;
    }

    /// <inheritdoc />
    public string ToText() =>
        "[" + string.Join(", ", Places.Select(p => string.Create(CultureInfo.InvariantCulture, $"{{ k: {p.K:R}, r: {p.R:R} }}"))) + "]";

    /// <summary>Compared by what they say.</summary>
    public bool Equals(MapPlaces? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static (double, double)? Place(ParamNode node)
    {
        if (node is not MapNode { Entries.Count: 2 } map)
            return null;
        double k = Number(map, "k");
        double r = Number(map, "r");
        return k > 0 && r > 0 ? (k, r) : null;
    }

    private static double Number(MapNode map, string name)
    {
        foreach (var (key, value) in map.Entries)
            if (
                key.Text == name
                && value is ScalarNode { Text: var text }
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number)
            )
                return number;
        return double.NaN;
    }
}
