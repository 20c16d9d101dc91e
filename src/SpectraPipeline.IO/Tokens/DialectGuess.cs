using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Finds separator, decimal sign and number of columns from lines sampled all over the file.</summary>
public static class DialectGuess
{
    private const int Places = 5;
    private const int LinesAPlace = 24;
    private const int BytesAPlace = 1 << 16;
    private const int QuickCells = 64;

    // Order = preference when two read equally many lines.
    private static readonly Dialect[] s_candidates =
    [
        new((byte)'\t', (byte)'.'),
        new((byte)';', (byte)'.'),
        new((byte)',', (byte)'.'),
        new((byte)'|', (byte)'.'),
        new((byte)'\t', (byte)','),
        new((byte)';', (byte)','),
        new(0, (byte)'.'),
        new(0, (byte)','),
    ];

    /// <summary>The dialect that reads most sampled lines into equally many columns, and that number of columns (1 = a lone column).</summary>
    /// <exception cref="BadFileException">No table of numbers, or '.' and ',' are used so that two readings are possible.</exception>
    public static (Dialect Dialect, int Columns) Choose(TextLines lines)
    {
        List<int> sample = Sample(lines);
        Dialect best = default;
        int bestColumns = 0;
        int bestScore = 0;
        int rows = sample.Count(i => MayBeRow(lines[i]));
        foreach (Dialect candidate in s_candidates)
        {
            if (!Occurs(lines, sample, candidate))
                continue;
            (int columns, int score) = Score(lines, sample, candidate, 2);
            if (score > bestScore)
                (best, bestColumns, bestScore) = (candidate, columns, score);
            // All lines that can be rows read alike: none of the others can do better.
            if (bestScore >= rows)
                break;
        }
        int digitLines = sample.Count(i => BeginsWithNumber(lines[i]));
        if (bestScore * 2 < digitLines && MixesSigns(lines, sample))
            throw Ambiguous(lines, sample, "one decimal sign throughout", "both '.' and ',' as decimal signs");
        if (bestScore > 0)
        {
            if (best is { Separator: (byte)',' } && DecimalCommaLikely(lines, sample, bestColumns))
                throw Ambiguous(
                    lines,
                    sample,
                    "a separator that is not the decimal sign too",
                    "commas that may separate cells or decimals"
                );
            return (best, bestColumns);
        }
        if (Score(lines, sample, new(0, (byte)'.'), 1) is { Score: > 1 })
            return (new(0, (byte)'.'), 1);
        throw new BadFileException(0, "a table of numbers", lines.Count == 0 ? "nothing but blanks" : $"text such as '{First(lines)}'", 1);
    }

    /// <summary>Refusal that shows the first three lines that look like data.</summary>
    public static BadFileException Ambiguous(TextLines lines, IEnumerable<int> candidates, string expected, string found)
    {
        int[] shown = [.. candidates.Where(i => BeginsWithNumber(lines[i])).Take(3)];
        string text = string.Join(" | ", shown.Select(i => Shorten(lines.Text(i))));
        int line = shown.Length == 0 ? 0 : shown[0];
        return new(lines.Offset(line), expected, $"{found}; the first data lines are: {text}", line + 1);
    }

    /// <summary>A line cut to what a message can hold.</summary>
    public static string Shorten(string line) => line.Length <= 60 ? line : line[..57] + "...";

    private static string First(TextLines lines)
    {
        for (int i = 0; i < lines.Count; i++)
            if (!lines[i].Trim(" \t"u8).IsEmpty)
                return Shorten(lines.Text(i).Trim());
        return "";
    }

    private static List<int> Sample(TextLines lines)
    {
        var sample = new List<int>();
        int next = 0;
        for (int place = 0; place < Places; place++)
        {
            int from = place == Places - 1 ? lines.Count - LinesAPlace : (int)((long)lines.Count * place / (Places - 1));
            next = Math.Max(next, Math.Max(0, from));
            int bytes = 0;
            for (int k = 0; k < LinesAPlace && next < lines.Count && (bytes < BytesAPlace || k < 3); k++, next++)
            {
                bytes += lines[next].Length;
                sample.Add(next);
            }
        }
        return sample;
    }

    private static bool Occurs(TextLines lines, List<int> sample, Dialect dialect)
    {
        bool separator = dialect.IsBlankSeparated;
        bool comma = !dialect.HasDecimalComma;
        foreach (int i in sample)
        {
            separator |= lines[i].Contains(dialect.Separator);
            comma |= lines[i].Contains((byte)',');
            if (separator && comma)
                return true;
        }
        return false;
    }

    /// <summary>False for a line that no dialect reads as numbers: it begins with a word that is no missing value (nan, n/a, inf).</summary>
    private static bool MayBeRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> t = line.TrimStart(" \t"u8);
        return t.IsEmpty || !char.IsAsciiLetter((char)t[0]) || (t[0] | 0x20) is 'n' or 'i';
    }

    private static (int Columns, int Score) Score(TextLines lines, List<int> sample, Dialect dialect, int fewest)
    {
        var counts = new Dictionary<int, int>();
        // Rows whose cells have a place take the quick way; the numbers themselves are not needed.
        Span<double> cells = stackalloc double[QuickCells];
        foreach (int i in sample)
            if (NumberRow.Read(lines.Bytes, lines.Place(i), dialect, cells) is var n && n >= fewest)
                counts[n] = counts.GetValueOrDefault(n) + 1;
        return counts.Count == 0
            ? (0, 0)
            : counts.Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Value).ThenByDescending(c => c.Key).First();
    }

    internal static bool BeginsWithNumber(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> t = line.Trim(" \t\"'"u8);
        return !t.IsEmpty
            && ((uint)(t[0] - '0') <= 9 || (t.Length > 1 && t[0] is (byte)'-' or (byte)'+' or (byte)'.' && (uint)(t[1] - '0') <= 9));
    }

    private static bool MixesSigns(TextLines lines, List<int> sample)
    {
        bool point = false;
        bool comma = false;
        foreach (int i in sample)
        {
            if (!BeginsWithNumber(lines[i]))
                continue;
            point |= BetweenDigits(lines[i], (byte)'.');
            comma |= BetweenDigits(lines[i], (byte)',');
        }
        return point && comma;
    }

    private static bool BetweenDigits(ReadOnlySpan<byte> line, byte sign)
    {
        for (int i = 1; i + 1 < line.Length; i++)
            if (line[i] == sign && (uint)(line[i - 1] - '0') <= 9 && (uint)(line[i + 1] - '0') <= 9)
                return true;
        return false;
    }

    /// <summary>'1000,5,0,123' may be two decimals or four integers. Taken as decimals-in-doubt when there is no point or exponent, an even
    /// number of columns, and either a cell with a leading zero ('05') or an x that does not change from line to line.</summary>
    private static bool DecimalCommaLikely(TextLines lines, List<int> sample, int columns)
    {
        if (columns < 4 || columns % 2 != 0)
            return false;
        bool leadingZero = false;
        bool repeats = false;
        double[] cells = new double[columns];
        double last = double.NaN;
        foreach (int i in sample)
        {
            ReadOnlySpan<byte> line = lines[i];
            if (NumberRow.Read(line, new((byte)',', (byte)'.'), cells) != columns)
                continue;
            if (line.ContainsAny(".eEdD"u8))
                return false;
            repeats |= cells[0] == last;
            last = cells[0];
            for (int at = 0; at + 1 < line.Length; at++)
                leadingZero |= line[at] == '0' && (at == 0 || line[at - 1] == ',') && (uint)(line[at + 1] - '0') <= 9;
        }
        return leadingZero || repeats;
    }
}
