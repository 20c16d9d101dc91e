using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>Which datasets are a spectral axis, and in what unit.</summary>
internal static class SpectralAxis
{
    // The lowest absorption edges are measured from some tens of eV on, the highest lie at 125 keV.
    private const double LeastCertainElectronVolt = 150;

    private static readonly string[] s_energy = ["energy", "energie", "enrg", "photonenergy"];
    private static readonly string[] s_others = ["wavenumber", "wavelength", "ramanshift", "raman_shift", "lambda"];

    /// <summary>The name, the long name or the unit says energy, wavenumber or wavelength.</summary>
    public static bool Is(Axis axis) =>
        Stated(axis.Node)?.Quantity is Quantity.PhotonEnergy or Quantity.Wavenumber or Quantity.RamanShift or Quantity.Wavelength
        || Has(axis, s_energy)
        || Has(axis, s_others);

    /// <summary>Unit of an axis as the file states it or as its name and numbers leave no other.</summary>
    public static (Unit Unit, string? Note) UnitOf(Axis axis, double[] values)
    {
        if (Stated(axis.Node) is Unit stated)
            return (stated, null);
        if (Has(axis, ["wavenumber"]))
            return (Unit.PerCm, null);
        if (Has(axis, ["ramanshift", "raman_shift"]))
            return (Unit.RamanShift, null);
        if (!Has(axis, s_energy))
            return (Unit.None, null);
        return values.Min() >= LeastCertainElectronVolt
            ? (Unit.ElectronVolt, null)
            : (Unit.None, $"'{axis.Node.Path}' has no unit, and its numbers could be eV or keV");
    }

    /// <summary>The unit that attributes state: <c>units</c>, else the long name ('Energy (keV)').</summary>
    private static Unit? Stated(Hdf5Node node)
    {
        // PTIR Studio stores 'cm-1' as four strings of one letter.
        if (node.Attributes.TryGetValue("units", out string[]? units) && units.Length > 0)
            if (LabelWords.UnitOf(string.Concat(units).Trim()) is Unit unit)
                return unit;
        return node.Attribute("long_name") is string label && label.Contains('(', StringComparison.Ordinal)
            ? LabelWords.UnitOf(label)
            : null;
    }

    private static bool Has(Axis axis, string[] words) =>
        Array.Exists(
            words,
            w =>
                axis.Name.Contains(w, StringComparison.OrdinalIgnoreCase)
                || axis.Node.Name.Contains(w, StringComparison.OrdinalIgnoreCase)
                || axis.Node.Attribute("long_name")?.Contains(w, StringComparison.OrdinalIgnoreCase) == true
        );
}
