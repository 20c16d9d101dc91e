using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Whose edge energies are taken where none is stated.</summary>
public enum EdgeTable
{
    /// <summary>Elam's table as XrayDB, Larch and Athena use it: Zn 9659.0, Cu 8979.0 eV.</summary>
    Xraydb,

    /// <summary>Absolute measurement of first inflections of foils, Kraft et al. 1996: Zn 9660.76, Cu 8980.48 eV.</summary>
    Kraft,
}

/// <summary>The energy that an edge is put to, and where it comes from.</summary>
/// <param name="Energy">eV.</param>
/// <param name="Source">In words.</param>
internal sealed record EdgeEnergies(double Energy, string Source)
{
    /// <summary>The stated energy, or that of the table for the edge that the pipeline names.</summary>
    /// <exception cref="UserException">There is neither.</exception>
    public static EdgeEnergies Of(double? stated, EdgeTable table, StageInput input, string stage)
    {
        if (stated is { } energy)
            return new EdgeEnergies(energy, "stated");
        if (input.Card.Edge is not { Length: > 0 } edge)
            throw new UserException(
                $"{stage} does not know which energy the edge belongs to: give edge-energy, or name the edge of the series (edge: Zn K)."
            );
        string[] words = edge.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        string item = table == EdgeTable.Kraft ? "foil first inflection" : "E0 tabulated";
        string name = table == EdgeTable.Kraft ? "Kraft et al. 1996, first inflection of the foil" : "tabulated (Elam, XrayDB)";
        return words.Length == 2 && StatedEdge.Tabulated(input.Run.ConfigFolder, words[0], words[1].ToUpperInvariant(), item) is { } known
            ? new EdgeEnergies(known, name)
            : throw new UserException(
                $"{stage}: the table has no energy of '{edge}' ({name}); give edge-energy, or write the edge as in 'Zn K'."
            );
    }

    /// <summary>As text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Energy:F2} eV, {Source}");
}
