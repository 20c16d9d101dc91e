using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A band of a fit as listed in the pipeline file.</summary>
public sealed record ListedBand
{
    /// <summary>Position, in axis units.</summary>
    public BandValue Center { get; init; } = BandValue.Unset;

    /// <summary>Full width at half maximum, in axis units.</summary>
    public BandValue Fwhm { get; init; } = BandValue.Unset;

    /// <summary>Height.</summary>
    public BandValue Height { get; init; } = BandValue.Unset;

    /// <summary>Further parameters of the line shape that were written, by name: fraction, lorentz-share, exponent ...</summary>
    public IReadOnlyList<(string Name, BandValue Value)> Extras { get; init; } = [];

    /// <summary>A further parameter; unset when it was not written.</summary>
    public BandValue Extra(string name) => Extras.FirstOrDefault(e => e.Name == name).Value ?? BandValue.Unset;

    internal IEnumerable<(string Name, BandValue Value)> Values => [("center", Center), ("fwhm", Fwhm), ("height", Height), .. Extras];
}

/// <summary>The bands of a fit: found in the data, or listed.</summary>
/// <param name="Listed">The list; null = found.</param>
public sealed record FitBands(IReadOnlyList<ListedBand>? Listed) : IParam<FitBands>
{
    // In the order in which text is written.
    private static readonly string[] s_base = ["center", "fwhm", "height"];
    private static readonly string[] s_extras =
    [
        .. PeakShapes.All.SelectMany(s => s.Parameters.Skip(PeakShape.Extra)).Select(p => p.Name).Distinct(),
    ];

    /// <summary>The bands of the series are looked for in a sample of its frames.</summary>
    public static FitBands Found { get; } = new((IReadOnlyList<ListedBand>?)null);

    /// <inheritdoc />
    public static string Syntax =>
        "found, or a list of { center: 1662, fwhm: 40, height: 0.., fraction: 0.5, bounds: { center: [1652, 1672], fwhm: [20, 70] } }; each value is "
        + BandValue.Forms
        + "; beyond center, fwhm and height a shape has "
        + ExtrasByShape;

    /// <inheritdoc />
    public static FitBands? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode scalar)
        {
            if (scalar.Text == "found")
                return Found;
            complain(node, $"'{scalar.Text}' is neither 'found' nor a list of bands ({{ center: ..., fwhm: ... }}).");
            return null;
        }
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        var bands = new List<ListedBand>();
        bool good = items.Count > 0;
        if (!good)
            complain(node, "the list of bands is empty; write 'found' to look for them.");
        foreach (ParamNode item in items)
            if (ReadBand(item, bands.Count + 1, complain) is { } band)
                bands.Add(band);
            else
                good = false;
        return good && CheckTies(bands, items, complain) ? new FitBands(bands) : null;
    }

    /// <inheritdoc />
    public string ToText() =>
        Listed is null
            ? "found"
            : "["
                + string.Join(
                    ", ",
                    Listed.Select(b =>
                        "{ " + string.Join(", ", b.Values.Where(v => v.Value.IsSet).Select(v => $"{v.Name}: {v.Value}")) + " }"
                    )
                )
                + "]";

    /// <summary>Lists are compared by what they say.</summary>
    public bool Equals(FitBands? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static string ExtrasByShape =>
        string.Join(
            "; ",
            PeakShapes.All.Where(s => s.ParameterCount > PeakShape.Extra).Select(s => $"{s.Name}: {string.Join(", ", ExtrasOf(s))}")
        );

    private static IEnumerable<string> ExtrasOf(PeakShape shape) => shape.Parameters.Skip(PeakShape.Extra).Select(p => p.Name);

    /// <summary>What of the list does not fit a line shape: parameters that it does not have, values that it does not take.</summary>
    internal IEnumerable<string> Problems(PeakShape shape)
    {
        for (int k = 0; k < (Listed?.Count ?? 0); k++)
            foreach (var (name, value) in Listed![k].Extras)
            {
                PeakParameter known = shape.Parameters.Skip(PeakShape.Extra).FirstOrDefault(p => p.Name == name);
                if (known.Name is null)
                    yield return $"band {k + 1} has no {name}: a {shape.Name} has {string.Join(", ", s_base.Concat(ExtrasOf(shape)))}.";
                else if (
                    value.Start < known.Lower
                    || value.Start > known.Upper
                    || double.IsFinite(value.Lower) && value.Lower < known.Lower
                    || double.IsFinite(value.Upper) && value.Upper > known.Upper
                )
                    yield return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} of band {k + 1} lies between {known.Lower} and {known.Upper}."
                    );
            }
    }

    private static ListedBand? ReadBand(ParamNode node, int number, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
        {
            complain(node, $"band {number}: expected {{ center: ..., fwhm: ... }}.");
            return null;
        }
        var values = s_base.Concat(s_extras).ToDictionary(p => p, _ => BandValue.Unset);
        bool good = true;
        foreach (var (key, value) in map.Entries)
            if (key.Text == "bounds")
                good &= ReadBounds(value, number, values, complain);
            else if (!values.TryGetValue(key.Text, out BandValue? before))
                good = Complain(
                    key,
                    $"band {number} has no '{key.Text}'; it takes {string.Join(", ", s_base)}, bounds and what its shape has ({ExtrasByShape}).",
                    complain
                );
            else if ((value as ScalarNode)?.Text is not { } text || BandValue.Parse(text) is not { } read)
                good = Complain(value, $"{key.Text} of band {number}: expected {BandValue.Forms}.", complain);
            else
                values[key.Text] = before.HasBounds && !read.HasBounds ? read with { Lower = before.Lower, Upper = before.Upper } : read;
        var band = new ListedBand
        {
            Center = values["center"],
            Fwhm = values["fwhm"],
            Height = values["height"],
            Extras = [.. s_extras.Where(e => values[e].IsSet).Select(e => (e, values[e]))],
        };
        if (!good)
            return null;
        foreach (string problem in Problems(band))
            good = Complain(node, $"band {number}: {problem}", complain);
        return good ? band : null;
    }

    private static bool ReadBounds(ParamNode node, int number, Dictionary<string, BandValue> values, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
            return Complain(node, $"bounds of band {number}: expected {{ center: [low, high], ... }}.", complain);
        bool good = true;
        foreach (var (key, value) in map.Entries)
            if (!values.TryGetValue(key.Text, out BandValue? before))
                good = Complain(
                    key,
                    $"bounds of band {number}: no '{key.Text}'; a band has {string.Join(", ", s_base)} and what its shape has ({ExtrasByShape}).",
                    complain
                );
            else if (Range(value) is not { } range)
                good = Complain(value, $"bounds of {key.Text} of band {number}: expected [low, high] or low..high.", complain);
            else
                values[key.Text] = before with { Lower = range.Lower, Upper = range.Upper };
        return good;
    }

    private static BandValue? Range(ParamNode node) =>
        node switch
        {
            ScalarNode scalar => BandValue.Parse(scalar.Text) is { HasBounds: true } range ? range : null,
            ListNode { Items: [ScalarNode low, ScalarNode high] } => BandValue.Parse($"{End(low)}..{End(high)}"),
            _ => null,
        };

    // An open end of a list is written ~, null, or .inf.
    private static string End(ScalarNode node) => node.Text is "~" or "null" or ".inf" or "-.inf" ? "" : node.Text;

    private static IEnumerable<string> Problems(ListedBand band)
    {
        if (!band.Center.IsSet)
            yield return "a center is needed.";
        foreach (var (name, value) in band.Values)
        {
            if (value.Lower > value.Upper)
                yield return $"the bounds of {name} run backwards ({value}).";
            else if (value.Start < value.Lower || value.Start > value.Upper)
                yield return $"{name} starts outside its bounds ({value}).";
            if (value.HasBounds && (value.Fixed || value.SameAs > 0))
                yield return $"{name} cannot be fixed or tied and have bounds.";
        }
        if (band.Fwhm.Start <= 0 || band.Fwhm.Upper <= 0)
            yield return "fwhm must lie above 0.";
    }

    private static bool CheckTies(List<ListedBand> bands, IReadOnlyList<ParamNode> items, Action<ParamNode, string> complain)
    {
        bool good = true;
        for (int i = 0; i < bands.Count; i++)
            foreach (var (name, value) in bands[i].Values)
            {
                if (value.SameAs == 0)
                    continue;
                if (value.SameAs > bands.Count || value.SameAs == i + 1)
                    good = Complain(items[i], $"{name} of band {i + 1} follows band {value.SameAs}; {Count(bands.Count)}.", complain);
                else if (bands[value.SameAs - 1].Values.FirstOrDefault(v => v.Name == name).Value is { SameAs: > 0 })
                    good = Complain(
                        items[i],
                        $"{name} of band {i + 1} follows band {value.SameAs}, which follows another; name the first of them.",
                        complain
                    );
            }
        return good;
    }

    private static string Count(int bands) => bands == 1 ? "there is only 1 band" : $"there are {bands} bands, and none can follow itself";

    private static bool Complain(ParamNode node, string message, Action<ParamNode, string> complain)
    {
        complain(node, message);
        return false;
    }
}
