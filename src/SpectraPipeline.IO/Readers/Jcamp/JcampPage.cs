using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>Names and units of the variables of a table: the lists of NTUPLES where there are, else XUNITS and YUNITS; and what its page states.</summary>
/// <param name="block">The block with the labels before the table.</param>
/// <param name="x">Symbol of the abscissa.</param>
/// <param name="unitOf">Unit of a word.</param>
internal sealed class JcampPage(JcampBlock block, string x, Func<string, Unit> unitOf)
{
    private readonly string[] _symbols = block.List("SYMBOL");

    /// <summary>The page as the file names it (<c>N=1</c>); empty outside pages.</summary>
    public string Text => block.InPage ? block["PAGE"] : "";

    /// <summary>Time that the page states (s), NaN when it is no time.</summary>
    public double TimeS => Value(Quantity.Time);

    /// <summary>Potential that the page states (V), NaN when it is none.</summary>
    public double PotentialV => Value(Quantity.Potential);

    /// <summary>Units of a variable as written.</summary>
    public string UnitsOf(string symbol) =>
        JcampWords.Short(Index(symbol) is var i and >= 0 ? block.At("UNITS", i) : block[(Index(x) >= 0 ? "" : symbol) + "UNITS"]);

    /// <summary>What the file calls a variable.</summary>
    public string NameOf(string symbol) =>
        Index(symbol) is var i and >= 0 ? (block.At("VARNAME", i) is { Length: > 0 } name ? name : symbol)
        : block[symbol + "LABEL"] is { Length: > 0 } label ? label
        : UnitsOf(symbol) is { Length: > 0 } units ? units
        : symbol;

    /// <summary>Label of the abscissa: its name, else its units.</summary>
    public string LabelOf(string symbol) => NameOf(symbol);

    private int Index(string symbol) => Array.FindIndex(_symbols, s => string.Equals(s, symbol, StringComparison.OrdinalIgnoreCase));

    private double Value(Quantity quantity)
    {
        string[] parts = Text.Split('=', 2);
        if (parts.Length < 2 || Index(parts[0].Trim()) is not (var i and >= 0) || JcampNumber.Read(parts[1]) is not double value)
            return double.NaN;
        Unit unit = unitOf(JcampWords.Short(block.At("UNITS", i)));
        return unit.Quantity == quantity ? value * unit.Scale : double.NaN;
    }
}
