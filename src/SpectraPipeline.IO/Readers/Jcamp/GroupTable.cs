using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>Tables of groups: <c>(XY..XY)</c>, <c>(XYW..XYW)</c> with numbers, <c>(XYA)</c>, <c>(XYWMA)</c> with text in brackets.</summary>
/// <param name="Columns">One column a symbol, not yet scaled; NaN where a value is missing or is text.</param>
/// <param name="Loose">Numbers behind the last whole group.</param>
/// <param name="StrangeLine">First line that is no number and stands behind the last point; -1 when there is none.</param>
internal sealed record GroupTable(double[][] Columns, int Loose, int StrangeLine)
{
    /// <summary>Number of groups.</summary>
    public int Count => Columns[0].Length;

    /// <summary>Reads groups of numbers, separated by blanks, tabs, commas or semicolons.</summary>
    /// <param name="text">The table.</param>
    /// <param name="width">Numbers in a group.</param>
    /// <param name="decimalSign">'.' or ','.</param>
    /// <param name="points">Number of points that the header states; text behind them is not refused.</param>
    /// <exception cref="BadFileException">A word is no number.</exception>
    public static GroupTable Numbers(TableText text, int width, byte decimalSign, int? points)
    {
        var values = new List<double>();
        int strange = -1;
        for (int i = text.First; i < text.End; i++)
        {
            if (Line(text[i], decimalSign, values))
                continue;
            if (!text.IsCut(i) && (points is not int n || values.Count < (long)n * width))
                throw new BadFileException(text.Offset(i), "numbers", $"'{DialectGuess.Shorten(TextLines.Decode(text[i]))}'", i + 1);
            strange = i;
            break;
        }
        int count = values.Count / width;
        double[][] columns = new double[width][];
        for (int c = 0; c < width; c++)
        {
            columns[c] = new double[count];
            for (int k = 0; k < count; k++)
                columns[c][k] = values[k * width + c];
        }
        return new(columns, values.Count - count * width, strange);
    }

    private static bool Line(ReadOnlySpan<byte> line, byte decimalSign, List<double> values)
    {
        bool comma = false;
        for (int at = 0; at < line.Length; )
        {
            byte c = line[at];
            if (c is (byte)' ' or (byte)'\t' or (byte)';' or (byte)'(' or (byte)')' || (c == ',' && decimalSign != ','))
            {
                // Two commas with nothing between them leave a value out.
                if (c == ',' && comma)
                    values.Add(double.NaN);
                comma = c == ',' || (comma && c is not (byte)';');
                at++;
                continue;
            }
            comma = false;
            if (c == '?')
            {
                values.Add(double.NaN);
                at++;
                continue;
            }
            ReadOnlySpan<byte> rest = line[at..];
            int used = rest.Length >= 3 && Ascii.EqualsIgnoreCase(rest[..3], "nan"u8) ? 3 : 0;
            double value = double.NaN;
            if (used == 0 && !NumberParser.TryParsePrefix(rest, decimalSign, out value, out used))
                return false;
            at += used;
            if (
                at < line.Length
                && line[at] is not ((byte)' ' or (byte)'\t' or (byte)';' or (byte)',' or (byte)'+' or (byte)'-' or (byte)')')
            )
                return false;
            values.Add(value);
        }
        return true;
    }

    /// <summary>Reads groups in brackets; what stands in &lt;&gt; is text, and so is a field that is no number.</summary>
    /// <exception cref="BadFileException">No group, or one that does not begin with a number.</exception>
    public static GroupTable Assignments(TableText text, int width)
    {
        var groups = new List<double[]>();
        // Groups may run over lines, brackets may stand in the text of an assignment.
        var field = new List<byte>();
        double[]? group = null;
        int index = 0;
        bool quoted = false;
        for (int i = text.First; i < text.End; i++)
        {
            foreach (byte c in text[i])
            {
                if (group is null)
                {
                    if (c == '(')
                        (group, index) = (NaNs(width), 0);
                    continue;
                }
                quoted = c == '<' || (quoted && c != '>');
                if (quoted || c is not ((byte)',' or (byte)')'))
                {
                    field.Add(c);
                    continue;
                }
                if (index < width && NumberParser.TryParse(field.ToArray().AsSpan().Trim(" \t"u8), out double value))
                    group[index] = value;
                index++;
                field.Clear();
                if (c != ')')
                    continue;
                if (double.IsNaN(group[0]))
                    throw new BadFileException(text.Offset(i), "a group that begins with a number", "text or nothing", i + 1);
                groups.Add(group);
                group = null;
            }
            field.Add((byte)' ');
            if (group is null)
                field.Clear();
        }
        if (groups.Count == 0)
            throw new BadFileException(text.Offset(text.First), "groups in brackets", "none", text.First + 1);
        double[][] columns = new double[width][];
        for (int k = 0; k < width; k++)
            columns[k] = [.. groups.Select(g => g[k])];
        return new(columns, group is null ? 0 : 1, -1);
    }

    private static double[] NaNs(int width)
    {
        double[] values = new double[width];
        Array.Fill(values, double.NaN);
        return values;
    }
}
