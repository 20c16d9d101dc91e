using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>An ATR crystal: by name, or by its index of refraction.</summary>
/// <param name="Name">As it was written; empty for a bare index.</param>
/// <param name="Index">Index of refraction.</param>
public sealed record AtrCrystal(string Name, double Index) : IParam<AtrCrystal>
{
    // At 10 µm and room temperature, rounded: Handbook of Optics (M. Bass, ed.), 3rd ed., vol. IV, McGraw-Hill 2009, chapter 2. ZnSe falls from
    // 2.446 at 2 µm to 2.393 at 12 µm: at 45° on n₂ = 1.5 d_e/λ is then 10 % below and 4 % above that of 10 µm. Give a number where that counts.
    private static readonly (string Name, double Index)[] s_known =
    [
        ("ZnSe", 2.407),
        ("ZnS", 2.200),
        ("Ge", 4.003),
        ("Si", 3.418),
        ("diamond", 2.376),
        ("KRS-5", 2.371),
        ("AMTIR", 2.498),
        ("CdTe", 2.672),
    ];

    /// <inheritdoc />
    public static string Syntax => string.Join(", ", s_known.Select(k => k.Name)) + ", or an index of refraction above 1";

    /// <inheritdoc />
    public static AtrCrystal? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        string text = node is ScalarNode { Text: var written } ? written.Trim() : "";
        foreach ((string name, double index) in s_known)
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                return new(name, index);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 1 and < 10)
            return new("", number);
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() => Name.Length > 0 ? Name : Index.ToString("R", CultureInfo.InvariantCulture);
}
