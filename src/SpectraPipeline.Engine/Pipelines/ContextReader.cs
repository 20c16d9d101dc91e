using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>Reads <c>context:</c> of a pipeline or of a series.</summary>
internal static class ContextReader
{
    /// <summary>Coldest and hottest cell (°C): a number in kelvin is none of them.</summary>
    public const double Coldest = -20,
        Hottest = 150;

    /// <summary>Least and highest pH, of concentrated acids and lyes.</summary>
    public const double LeastPh = -2,
        HighestPh = 16;

    private static readonly string[] s_keys =
    [
        "elements",
        "electrolyte",
        "ph",
        "species",
        "products",
        "electrode",
        "solvent",
        "isotopes",
        "reference-electrode",
        "temperature",
    ];

    /// <summary>The cell: what the outer context says, extended and overridden.</summary>
    public static Context Read(ParamNode? node, Context outer, Action<ParamNode, string> complain)
    {
        if (node is null)
            return outer;
        var keys = new NodeReader(node, "context", s_keys, complain);
        IReadOnlyList<string> Joined(string key, IReadOnlyList<string> inherited) =>
            keys.Texts(key) is { } own ? [.. inherited.Union(own)] : inherited;
        var isotopes = new Dictionary<string, int>(outer.Isotopes);
        foreach (var (element, mass) in keys.Map("isotopes"))
            if (int.TryParse(mass, CultureInfo.InvariantCulture, out int number))
                isotopes[element] = number;
            else
                complain(keys.Node("isotopes")!, $"context.isotopes: '{mass}' is not a mass number; write {{ N: 15 }}.");
        return outer with
        {
            Elements = Joined("elements", outer.Elements),
            Electrolyte = Joined("electrolyte", outer.Electrolyte),
            Ph = keys.Number("ph", LeastPh, HighestPh, "a pH, as in 13 for 0.1 M KOH") ?? outer.Ph,
            Species = Joined("species", outer.Species),
            Products = Joined("products", outer.Products),
            Electrode = keys.Text("electrode") ?? outer.Electrode,
            Solvent = keys.Text("solvent") ?? outer.Solvent,
            ReferenceElectrode = keys.Text("reference-electrode") ?? outer.ReferenceElectrode,
            Temperature = keys.Number("temperature", Coldest, Hottest, "in Celsius; 298 K is 25") ?? outer.Temperature,
            Isotopes = isotopes,
        };
    }
}
