using System.Buffers;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>The table of numbers in a text: rows x columns, row-major, with the lines round it.</summary>
internal sealed class NumberTable
{
    private const int MostLent = 1 << 17;
    private const int MostMisses = 64;

    private double[]? _lent;

    private NumberTable(double[] values, int rows, int columns) => (Values, Rows, Columns) = (values, rows, columns);

    /// <summary>Cells, row-major; what follows the last row means nothing.</summary>
    private double[] Values { get; set; }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns after empty ones at either end were dropped.</summary>
    public int Columns { get; private set; }

    /// <summary>Line of the first row, counted from 0.</summary>
    public int FirstLine { get; private init; }

    /// <summary>Line after the last row.</summary>
    public int EndLine { get; private init; }

    /// <summary>Empty columns that were dropped at the left, so that labels can follow.</summary>
    public int DroppedLeft { get; private set; }

    /// <summary>Gives the memory back for the next file; the table may not be used after it.</summary>
    public void Release()
    {
        if (_lent is not null)
            ArrayPool<double>.Shared.Return(_lent);
        _lent = null;
    }

    /// <summary>A row.</summary>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A column, copied.</summary>
    public double[] Column(int column, int from, int count)
    {
        double[] result = new double[count];
        for (int i = 0; i < count; i++)
            result[i] = Values[(from + i) * Columns + column];
        return result;
    }

    /// <summary>All columns of some rows, copied into an array each, in square tiles that stay in the cache.</summary>
    public double[][] AllColumns(int from, int count)
    {
        const int tile = 32;
        double[][] result = new double[Columns][];
        for (int c = 0; c < Columns; c++)
            result[c] = GC.AllocateUninitializedArray<double>(count);
        if (Columns == 2)
        {
            (double[] x, double[] y) = (result[0], result[1]);
            ReadOnlySpan<double> cells = Values.AsSpan(2 * from, 2 * count);
            for (int r = 0; r < x.Length && 2 * r + 1 < cells.Length; r++)
                (x[r], y[r]) = (cells[2 * r], cells[2 * r + 1]);
            return result;
        }
        for (int r0 = 0; r0 < count; r0 += tile)
        for (int c0 = 0; c0 < Columns; c0 += tile)
        for (int r = r0; r < Math.Min(count, r0 + tile); r++)
        for (int c = c0; c < Math.Min(Columns, c0 + tile); c++)
            result[c][r] = Values[(from + r) * Columns + c];
        return result;
    }

    /// <summary>Finds the rows: the longest run of lines with the number of columns that the dialect was chosen for. Blank and comment lines
    /// inside are passed over; anything else inside is an error with its line; text after it is a footer.</summary>
    /// <exception cref="BadFileException">A broken row, a file cut inside a row, or too few rows.</exception>
    public static NumberTable Find(TextLines lines, Dialect dialect, int columns, long bytes, int fewestRows)
    {
        ReadOnlySpan<byte> text = lines.Bytes;
        int room = (int)Math.Min(Array.MaxLength, Math.Max(columns, Math.Min((long)columns * lines.Count, bytes / 2 + columns)));
        bool lent = room <= MostLent;
        double[] values = lent ? ArrayPool<double>.Shared.Rent(room) : GC.AllocateUninitializedArray<double>(room);
        int used = 0;
        Run best = default;
        Run run = new(-1, 0, 0, 0);
        int interruption = -1;
        int misses = 0;
        int nextTry = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            int plain =
                i < nextTry ? 0 : PlainRow.ReadRows(text, lines.Starts[i..], lines.Lengths[i..], dialect, columns, values.AsSpan(used));
            if (plain > 0)
            {
                misses = 0;
                if (interruption >= 0)
                    throw Broken(lines, interruption, dialect, columns, best.First);
                run = run.Rows == 0 ? new(i, i + plain, used, plain) : run with { Rows = run.Rows + plain, End = i + plain };
                best = run.Rows > best.Rows ? run : best;
                used += plain * columns;
                i += plain;
                if (i == lines.Count)
                    break;
            }
            else if (i >= nextTry)
            {
                // Where odd cells stop the quick way in every line it is tried less and less often.
                misses = Math.Min(MostMisses, 2 * misses + 1);
                nextTry = i + misses;
            }
            if (used + columns > values.Length)
            {
                Array.Resize(ref values, values.Length + Math.Max(columns, values.Length / 4));
                lent = false;
            }
            int n = NumberRow.Read(text, lines.Place(i), dialect, values.AsSpan(used, columns));
            if (n == columns)
            {
                if (run.Rows == 0)
                    run = new(i, i + 1, used, 0);
                used += columns;
                run = run with { Rows = run.Rows + 1, End = i + 1 };
                if (interruption >= 0)
                    throw Broken(lines, interruption, dialect, columns, best.First);
                if (run.Rows > best.Rows)
                    best = run;
            }
            else if (n != 0 && run.Rows > 0 && !IsComment(lines[i]))
            {
                // Up to two rows may be a header's own numbers (weights, offsets); more are data that must not be dropped in silence.
                if (run.Rows > 2)
                    interruption = i;
                run = new(-1, 0, 0, 0);
            }
        }
        if (best.Rows < fewestRows)
            throw new BadFileException(
                lines.Offset(Math.Max(0, best.First)),
                $"at least {fewestRows} rows of numbers",
                $"{best.Rows}",
                best.First + 1
            );
        bool numbers = interruption >= 0 && NumberRow.Read(lines[interruption], dialect, []) > 0;
        bool halfNumber = interruption == lines.Count - 1 && !lines.EndsWithLineBreak && DialectGuess.BeginsWithNumber(lines[interruption]);
        if (interruption >= 0 && (numbers || halfNumber))
            throw Broken(lines, interruption, dialect, columns, best.First);
        var table = new NumberTable(best.At == 0 ? values : values[best.At..(best.At + best.Rows * columns)], best.Rows, columns)
        {
            FirstLine = best.First,
            EndLine = best.End,
            _lent = lent ? values : null,
        };
        table.DropEmpty();
        return table;
    }

    /// <summary>Lines that begin with a comment sign.</summary>
    public static bool IsComment(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> t = line.TrimStart(" \t"u8);
        return !t.IsEmpty && (t[0] is (byte)'#' or (byte)'%' or (byte)'!' or (byte)';' || t.StartsWith("//"u8));
    }

    private static BadFileException Broken(TextLines lines, int line, Dialect dialect, int columns, int first)
    {
        int n = NumberRow.Read(lines[line], dialect, []);
        string found = n > 0 ? $"{n}: '{DialectGuess.Shorten(lines.Text(line))}'" : $"'{DialectGuess.Shorten(lines.Text(line))}'";
        bool last = line == lines.Count - 1 && !lines.EndsWithLineBreak;
        string tail = last ? "; the file ends there, so it was probably cut" : "";
        return new(lines.Offset(line), $"{columns} numbers as in line {first + 1} ({dialect})", found + tail, line + 1);
    }

    /// <summary>Columns without a number at either end are trailing or leading separators; where every second one is empty the file doubles
    /// its tabs. An empty column among full ones stays: it is a spectrum without values, and someone must be told.</summary>
    private void DropEmpty()
    {
        int left = 0;
        int right = Columns;
        while (right - left > 2 && IsEmpty(right - 1))
            right--;
        while (right - left > 2 && IsEmpty(left))
            left++;
        bool doubled = right - left >= 3 && Enumerable.Range(left, right - left).All(c => IsEmpty(c) == ((c - left) % 2 == 1));
        int[] kept = [.. Enumerable.Range(left, right - left).Where(c => !doubled || (c - left) % 2 == 0)];
        if (kept.Length == Columns)
            return;
        double[] values = new double[Rows * kept.Length];
        for (int r = 0; r < Rows; r++)
        for (int k = 0; k < kept.Length; k++)
            values[r * kept.Length + k] = Values[r * Columns + kept[k]];
        (Values, Columns, DroppedLeft) = (values, kept.Length, doubled ? 0 : left);
    }

    private bool IsEmpty(int column)
    {
        for (int r = 0; r < Rows; r++)
            if (!double.IsNaN(Values[r * Columns + column]))
                return false;
        return true;
    }

    private readonly record struct Run(int First, int End, int At, int Rows);
}
