using System.Globalization;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Atoms of a formula as in <c>Fe73Ga27</c>, <c>Mn(SO4)2</c>, <c>CuSO4·5H2O</c>, <c>Zn0.05Fe2.95O4</c>.</summary>
public static class ChemicalFormula
{
    /// <summary>Elements and amounts, each element once, by Z.</summary>
    /// <param name="formula">Symbols, numbers with a decimal point, round brackets, a dot or asterisk before a part with a number of its own.</param>
    /// <exception cref="FormatException">It is none; says where.</exception>
    public static IReadOnlyList<(int AtomicNumber, double Amount)> Parse(string formula)
    {
        var atoms = new SortedDictionary<int, double>();
        int start = 0;
        string text = formula.Replace(" ", "", StringComparison.Ordinal);
        for (int at = 0; at <= text.Length; at++)
            if (at == text.Length || text[at] is '·' or '*')
            {
                int place = start;
                double factor = Number(text, ref place);
                Group(text[..at], ref place, factor, atoms, 0);
                start = at + 1;
            }
        return [.. atoms.Select(a => (a.Key, a.Value))];
    }

    // Atoms up to the end, or to the bracket that closes.
    private static void Group(string text, ref int at, double factor, SortedDictionary<int, double> atoms, int depth)
    {
        int first = at;
        while (at < text.Length && text[at] != ')')
            if (text[at] == '(')
            {
                at++;
                var inner = new SortedDictionary<int, double>();
                Group(text, ref at, 1, inner, depth + 1);
                double times = Number(text, ref at);
                foreach ((int z, double amount) in inner)
                    atoms[z] = atoms.GetValueOrDefault(z) + factor * times * amount;
            }
            else
            {
                int z = Element(text, ref at);
                atoms[z] = atoms.GetValueOrDefault(z) + factor * Number(text, ref at);
            }
        if (at == first)
            throw Wrong(text, at, "an element");
        if (at < text.Length == (depth == 0))
            throw Wrong(text, at, depth == 0 ? "no ')' without a '('" : "')'");
        at += depth == 0 ? 0 : 1;
    }

    private static int Element(string text, ref int at)
    {
        for (int length = Math.Min(2, text.Length - at); length > 0; length--)
            if (ChemicalElements.AtomicNumber(text.Substring(at, length)) is > 0 and var z)
            {
                at += length;
                return z;
            }
        throw Wrong(text, at, "an element");
    }

    /// <summary>A number, or 1 when there is none.</summary>
    private static double Number(string text, ref int at)
    {
        int first = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            at++;
        if (at == first)
            return 1;
        return
            double.TryParse(text.AsSpan(first, at - first), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value > 0
            ? value
            : throw Wrong(text, first, "an amount above 0");
    }

    private static FormatException Wrong(string text, int at, string expected) =>
        new($"'{text}' is no formula: expected {expected} at '{(at < text.Length ? text[at..] : "its end")}'.");
}
