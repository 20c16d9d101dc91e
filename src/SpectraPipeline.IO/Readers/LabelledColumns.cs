using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>A table of an instrument whose columns all have names: numbers, and cells of other kinds (flags, ranges, dates), which are NaN.</summary>
internal sealed class LabelledColumns
{
    private const int Growth = 256;
    private const int LeastBytesOfCell = 2;

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
    /// <param name="indented">Rows begin with a separator (Gamry); a line that does not ends the table.</param>
    public static LabelledColumns Read(TextLines lines, int first, int columns, Dialect dialect, List<string> notes, bool indented = false)
    {
        var order = new DateOrder();
        var doubts = new List<string>();
        LabelledColumns table = Read(lines, first, columns, dialect, order, doubts, indented);
        // 12/01 and, behind midnight, 13/01: what passed for a month in the first rows is a day.
        if (order is { Guessed: true, Contradicted: true })
        {
            order.DayFirst = true;
            doubts.Clear();
            table = Read(lines, first, columns, dialect, order, doubts, indented);
        }
        else if (order.Guessed)
            doubts.Add("dates of rows are read month first, as the instrument's program writes them");
        notes.AddRange(doubts);
        return table;
    }

    private static LabelledColumns Read(
        TextLines lines,
        int first,
        int columns,
        Dialect dialect,
        DateOrder order,
        List<string> notes,
        bool indented
    )
    {
        // A row takes two bytes a cell, so very many labels over a few rows get no more room than those can fill.
        long most = (lines.Offset(lines.Count) - lines.Offset(first)) / ((long)LeastBytesOfCell * columns) + 1;
        var values = new double[columns][];
        for (int c = 0; c < columns; c++)
            values[c] = new double[Math.Min(Growth, most)];
        var starts = new DateTime?[columns];
        double[] row = new double[columns];
        int rows = 0;
        int line = first;
        for (; line < lines.Count && (!indented || lines[line].StartsWith((ReadOnlySpan<byte>)[dialect.Separator])); line++)
        {
            if (!Row(lines, line, dialect, row, starts, order))
            {
                if (IsCutOff(lines, line, dialect))
                    notes.Add($"the file ends inside line {line + 1}, which is left out");
                break;
            }
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

    private static bool Row(TextLines lines, int line, Dialect dialect, double[] row, DateTime?[] starts, DateOrder order)
    {
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
            else if (cell.Length > 7 && cell.Contains((byte)':') && Date(Encoding.Latin1.GetString(cell), order) is DateTime date)
                row[c] = (date - (starts[c] ??= date)).TotalSeconds;
        }
        return any;
    }

    /// <summary>Dates between slashes are month first in the programs that write them (EC-Lab, Quadera) unless a row shows that they are not.</summary>
    private static DateTime? Date(string text, DateOrder order)
    {
        if (text.IndexOf('/', StringComparison.Ordinal) is not (1 or 2))
            return FileDates.Read(text);
        string plain = text.Replace(',', '.');
        if (Exact(plain, order.DayFirst ? s_dayFirst : s_monthFirst) is DateTime usual)
        {
            order.Guessed |= usual.Day <= 12 && usual.Day != usual.Month;
            return usual;
        }
        if (Exact(plain, order.DayFirst ? s_monthFirst : s_dayFirst) is not DateTime other)
            return FileDates.Read(text);
        order.Contradicted = true;
        return other;
    }

    private static readonly string[] s_monthFirst = ["M/d/yyyy H:mm:ss.FFFFFFF", "M/d/yyyy h:mm:ss tt"];
    private static readonly string[] s_dayFirst = ["d/M/yyyy H:mm:ss.FFFFFFF", "d/M/yyyy h:mm:ss tt"];

    private static DateTime? Exact(string text, string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out DateTime date)
            ? date
            : null;

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

    /// <summary>What the rows showed of the order of day and month.</summary>
    private sealed class DateOrder
    {
        /// <summary>The day stands in front.</summary>
        public bool DayFirst { get; set; }

        /// <summary>A date had two readings.</summary>
        public bool Guessed { get; set; }

        /// <summary>A date could only be read the other way.</summary>
        public bool Contradicted { get; set; }
    }
}
