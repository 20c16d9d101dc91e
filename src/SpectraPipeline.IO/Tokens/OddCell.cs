using System.Text;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Cells that are not plain numbers: missing values, quoted numbers, thousands marks. The slow road of <see cref="NumberRow"/>.</summary>
internal static class OddCell
{
    private const int LongestCell = 64;

    private static readonly string[] s_missing =
    [
        "nan",
        "-nan",
        "+nan",
        "na",
        "n/a",
        "#n/a",
        "null",
        "none",
        "--",
        "-",
        "---",
        "****",
        "nan(ind)",
        "-nan(ind)",
        "1.#qnan",
        "-1.#qnan",
        "1.#ind",
        "-1.#ind",
    ];

    /// <summary>Reads the cell at a place and moves behind it; false when it is no number.</summary>
    public static bool Read(ReadOnlySpan<byte> line, Dialect dialect, ref int at, ref bool any, out double value)
    {
        value = double.NaN;
        int end = at;
        while (end < line.Length && (dialect.IsBlankSeparated ? !NumberRow.IsBlank(line[end]) : line[end] != dialect.Separator))
        {
            if (++end - at > LongestCell)
                return false;
        }
        ReadOnlySpan<byte> cell = Trim(line[at..end]);
        at = end;
        if (cell.Length >= 2 && cell[0] is (byte)'"' or (byte)'\'' && cell[^1] == cell[0])
            cell = Trim(cell[1..^1]);
        if (cell.IsEmpty || IsMissing(cell))
            return true;
        if (Infinity(cell, out value))
            return any = true;
        bool read =
            NumberParser.TryParse(cell, out value, dialect.DecimalSign)
            || (!dialect.IsBlankSeparated && WithoutThousands(cell, dialect, out value));
        any |= read;
        return read;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (!cell.IsEmpty && NumberRow.IsBlank(cell[0]))
            cell = cell[1..];
        while (!cell.IsEmpty && NumberRow.IsBlank(cell[^1]))
            cell = cell[..^1];
        return cell;
    }

    private static bool IsMissing(ReadOnlySpan<byte> cell)
    {
        foreach (string word in s_missing)
            if (Ascii.EqualsIgnoreCase(cell, word))
                return true;
        return false;
    }

    private static bool Infinity(ReadOnlySpan<byte> cell, out double value)
    {
        bool negative = cell[0] == '-';
        ReadOnlySpan<byte> word = cell[0] is (byte)'-' or (byte)'+' ? cell[1..] : cell;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        bool found = Ascii.EqualsIgnoreCase(word, "inf") || Ascii.EqualsIgnoreCase(word, "infinity");
        if (!found)
            value = double.NaN;
        return found;
    }

    /// <summary>Takes out marks between groups of three digits: blanks, no-break blanks, apostrophes (not where a comma separates: 5 012 could
    /// then be two numbers), and the other of '.' and ',' when a decimal sign follows or there are two groups.</summary>
    private static bool WithoutThousands(ReadOnlySpan<byte> cell, Dialect dialect, out double value)
    {
        value = double.NaN;
        string text = TextLines.Decode(cell);
        int digitsEnd = text.IndexOf((char)dialect.DecimalSign);
        string whole = digitsEnd < 0 ? text : text[..digitsEnd];
        string rest = digitsEnd < 0 ? "" : text[digitsEnd..];
        char mark = '\0';
        foreach (char c in whole)
            if (c is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or ',' or '.')
            {
                if (mark != '\0' && c != mark)
                    return false;
                mark = c;
            }
        if (mark == '\0' || (mark is ' ' && dialect.Separator == (byte)','))
            return false;
        string[] groups = whole.TrimStart('-', '+').Split(mark);
        if (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(g => g.Length != 3) || groups.Any(g => !g.All(char.IsAsciiDigit)))
            return false;
        if (mark is ',' or '.' && rest.Length == 0 && groups.Length < 3)
            return false;
        string plain = (whole[0] == '-' ? "-" : "") + string.Concat(groups) + rest;
        return NumberParser.TryParse(Encoding.ASCII.GetBytes(plain), out value, dialect.DecimalSign);
    }
}
