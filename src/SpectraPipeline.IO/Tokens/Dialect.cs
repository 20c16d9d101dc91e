namespace SpectraPipeline.IO.Tokens;

/// <summary>How a text writes numbers: the sign between cells (0 = blanks and tabs) and the decimal sign.</summary>
public readonly record struct Dialect(byte Separator, byte DecimalSign)
{
    /// <summary>Blanks or tabs, in any number, separate.</summary>
    public bool IsBlankSeparated => Separator == 0;

    /// <summary>Decimal comma.</summary>
    public bool HasDecimalComma => DecimalSign == ',';

    /// <inheritdoc />
    public override string ToString()
    {
        string separator = Separator switch
        {
            0 => "blanks",
            (byte)'\t' => "tabs",
            _ => $"'{(char)Separator}'",
        };
        return $"{separator} between the cells, decimal '{(char)DecimalSign}'";
    }
}

/// <summary>One line as numbers.</summary>
public static class NumberRow
{
    /// <summary>The line is not a row of numbers.</summary>
    public const int NotNumbers = -1;

    /// <summary>Reads the cells of a line; an empty or missing cell (NaN, --, n/a) is NaN.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="dialect">Separator and decimal sign.</param>
    /// <param name="cells">Takes as many cells as fit.</param>
    /// <returns>Number of cells (also when more than fit); 0 for a blank line or one of separators only; <see cref="NotNumbers"/> else.</returns>
    public static int Read(ReadOnlySpan<byte> line, Dialect dialect, Span<double> cells)
    {
        int plain = PlainRow.Read(line, dialect, cells);
        return plain >= 0 ? plain : General(line, dialect, cells);
    }

    /// <summary>Reads the cells of a line inside a text, which takes short lines at a fraction of the cost of lines that stand alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">First byte and length of the line without its end.</param>
    /// <param name="dialect">Separator and decimal sign.</param>
    /// <param name="cells">Takes as many cells as fit.</param>
    /// <returns>As of a line that stands alone.</returns>
    internal static int Read(ReadOnlySpan<byte> text, (int From, int Length) place, Dialect dialect, Span<double> cells)
    {
        int plain = PlainRow.Read(text, place.From, place.Length, dialect, cells);
        return plain >= 0 ? plain : General(text.Slice(place.From, place.Length), dialect, cells);
    }

    /// <summary>Cell by cell, with everything that a cell may be.</summary>
    internal static int General(ReadOnlySpan<byte> line, Dialect dialect, Span<double> cells)
    {
        int count = 0;
        bool any = false;
        int at = 0;
        // Blanks as separator are no byte of their own: -1, which no byte equals (a stray NUL must not pass for a separator).
        int separator = dialect.IsBlankSeparated ? -1 : dialect.Separator;
        while (true)
        {
            while (at < line.Length && IsBlank(line[at]) && line[at] != separator)
                at++;
            double value = double.NaN;
            if (at >= line.Length)
            {
                if (separator < 0 || count == 0)
                    break;
                // The line ended with a separator (or a blank after it): one more, empty cell.
                if (count < cells.Length)
                    cells[count] = value;
                count++;
                break;
            }
            if (line[at] != separator)
            {
                if (
                    NumberParser.TryParsePrefix(line[at..], dialect.DecimalSign, out double number, out int used)
                    && Ends(line, at + used, separator)
                )
                {
                    value = number;
                    any = true;
                    at += used;
                }
                else if (!OddCell.Read(line, dialect, ref at, ref any, out value))
                    return NotNumbers;
            }
            if (count < cells.Length)
                cells[count] = value;
            count++;
            while (at < line.Length && IsBlank(line[at]) && line[at] != separator)
                at++;
            if (at >= line.Length)
                break;
            if (separator >= 0)
                at++;
        }
        return any ? count
            : IsBlankLine(line, separator) ? 0
            : NotNumbers;
    }

    /// <summary>Blank, tab, no-break blank is left to the odd cells; the DOS end mark counts as blank.</summary>
    internal static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or 0x0B or 0x0C or 0x1A;

    private static bool Ends(ReadOnlySpan<byte> line, int at, int separator)
    {
        if (at >= line.Length || line[at] == separator)
            return true;
        if (!IsBlank(line[at]))
            return false;
        if (separator < 0)
            return true;
        while (at < line.Length && IsBlank(line[at]) && line[at] != separator)
            at++;
        return at >= line.Length || line[at] == separator;
    }

    private static bool IsBlankLine(ReadOnlySpan<byte> line, int separator)
    {
        foreach (byte b in line)
            if (!IsBlank(b) && b != separator)
                return false;
        return true;
    }
}
