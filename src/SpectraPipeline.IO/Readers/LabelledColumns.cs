using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>A table of an instrument whose columns all have names: numbers, and cells of other kinds (flags, ranges, dates), which are NaN.</summary>
internal sealed class LabelledColumns
{
    private const int Growth = 256;
    private const string MonthFirst = "M/d/yyyy H:mm:ss.FFFFFFF";
    private const string DayFirst = "d/M/yyyy H:mm:ss.FFFFFFF";

    private LabelledColumns(double[][] columns, DateTime?[] starts, int rows, int end) =>
        (Columns, Starts, Rows, EndLine) = (columns, starts, rows, end);

    /// <summary>The columns; a column of dates holds the seconds since its first row.</summary>
    public double[][] Columns { get; }

    /// <summary>First date of a column of dates, else null.</summary>
    public DateTime?[] Starts { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Line after the last row.</summary>
    public int EndLine { get; }

    /// <summary>Reads rows from a line on, until a line with another number of cells.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="first">Line of the first row.</param>
    /// <param name="columns">Number of columns, one a label.</param>
    /// <param name="dialect">Separator and decimal sign.</param>
    /// <param name="notes">Takes doubts.</param>
    /// <exception cref="BadFileException">There are no rows, or one is broken.</exception>
    public static LabelledColumns Read(TextLines lines, int first, int columns, Dialect dialect, List<string> notes) =>
        Read(lines, first, columns, dialect, notes, MonthFirst) ?? Read(lines, first, columns, dialect, notes, DayFirst)!;

    /// <summary>Null when a date contradicts the order of month and day that was assumed.</summary>
    private static LabelledColumns? Read(TextLines lines, int first, int columns, Dialect dialect, List<string> notes, string dates)
    {
        var values = new double[columns][];
        for (int c = 0; c < columns; c++)
            values[c] = new double[Growth];
        var starts = new DateTime?[columns];
        double[] row = new double[columns];
        int rows = 0;
        int line = first;
        for (; line < lines.Count; line++)
        {
            if (!Row(lines, line, dialect, row, starts, dates, out bool contradicts))
            {
                if (IsCutOff(lines, line, dialect))
                    notes.Add($"the file ends inside line {line + 1}, which is left out");
                break;
            }
            if (contradicts && dates == MonthFirst)
                return null;
            if (rows == values[0].Length)
                for (int c = 0; c < columns; c++)
                    Array.Resize(ref values[c], 2 * rows);
            for (int c = 0; c < columns; c++)
                values[c][rows] = row[c];
            rows++;
        }
        if (rows == 0)
            throw new BadFileException(
                lines.Offset(first),
                $"rows of {columns} cells",
                first < lines.Count ? $"'{DialectGuess.Shorten(lines.Text(first))}'" : "the end of the file",
                first + 1
            );
        for (int c = 0; c < columns; c++)
            Array.Resize(ref values[c], rows);
        return new(values, starts, rows, line);
    }

    /// <summary>Decimal sign of a table: a comma where the first rows have commas inside numbers and no points.</summary>
    public static Dialect DialectOf(TextLines lines, int first, byte separator)
    {
        int commas = 0;
        int points = 0;
        for (int i = first; i < Math.Min(lines.Count, first + 20); i++)
            foreach (Range cell in Cells(lines[i], separator))
            {
                ReadOnlySpan<byte> text = lines[i][cell].Trim(" "u8);
                if (NumberParser.TryParse(text, out _, (byte)',') && text.Contains((byte)','))
                    commas++;
                else if (NumberParser.TryParse(text, out _) && text.Contains((byte)'.'))
                    points++;
            }
        return new(separator, separator != (byte)',' && commas > points ? (byte)',' : (byte)'.');
    }

    /// <summary>The cells of a line as text.</summary>
    public static string[] Split(string line, byte separator)
    {
        string[] cells = separator == 0 ? line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : line.Split((char)separator);
        return [.. cells.Select(c => c.Trim(' ', '"', '\t'))];
    }

    private static bool Row(
        TextLines lines,
        int line,
        Dialect dialect,
        double[] row,
        DateTime?[] starts,
        string dates,
        out bool contradicts
    )
    {
        contradicts = false;
        ReadOnlySpan<byte> text = lines[line];
        int n = NumberRow.Read(text, dialect, row);
        if (n == row.Length)
            return true;
        List<Range> cells = Cells(text, dialect.Separator);
        // A trailing separator is no cell.
        if (cells.Count == row.Length + 1 && text[cells[^1]].Trim(" "u8).IsEmpty)
            cells.RemoveAt(row.Length);
        if (cells.Count != row.Length)
            return false;
        bool any = false;
        for (int c = 0; c < row.Length; c++)
        {
            ReadOnlySpan<byte> cell = text[cells[c]].Trim(" \""u8);
            row[c] = double.NaN;
            if (NumberParser.TryParse(cell, out double value, dialect.DecimalSign))
                (row[c], any) = (value, true);
            else if (cell.Length > 7 && Encoding.Latin1.GetString(cell) is var when && Date(when, dates) is DateTime date)
                row[c] = (date - (starts[c] ??= date)).TotalSeconds;
            else if (cell.Length > 7 && dates == MonthFirst)
                contradicts |= Date(Encoding.Latin1.GetString(cell), DayFirst) is not null;
        }
        return any;
    }

    /// <summary>A date with a time of day: one that has one reading only, else in the order of the table. Month first unless a first number above 12 says
    /// otherwise somewhere: the programs that write such tables (EC-Lab, Quadera) do so.</summary>
    private static DateTime? Date(string text, string format)
    {
        if (text.Contains('/', StringComparison.Ordinal))
            return DateTime.TryParseExact(
                text.Replace(',', '.'),
                format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AllowInnerWhite | DateTimeStyles.AllowTrailingWhite,
                out DateTime date
            )
                ? date
                : null;
        return FileDates.Read(text);
    }

    private static bool IsCutOff(TextLines lines, int line, Dialect dialect) =>
        line == lines.Count - 1
        && !lines.EndsWithLineBreak
        && Cells(lines[line], dialect.Separator) is [var cell, ..]
        && NumberParser.TryParse(lines[line][cell].Trim(" "u8), out _, dialect.DecimalSign);

    private static List<Range> Cells(ReadOnlySpan<byte> line, byte separator)
    {
        var cells = new List<Range>();
        if (separator == 0)
        {
            for (int at = 0; at < line.Length; )
            {
                int start = at;
                while (at < line.Length && line[at] is not ((byte)' ' or (byte)'\t'))
                    at++;
                if (at > start)
                    cells.Add(start..at);
                else
                    at++;
            }
            return cells;
        }
        int from = 0;
        for (int i = 0; i <= line.Length; i++)
            if (i == line.Length || line[i] == separator)
            {
                cells.Add(from..i);
                from = i + 1;
            }
        return cells;
    }
}
