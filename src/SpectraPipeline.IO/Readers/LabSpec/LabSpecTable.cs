using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>LabSpec's table: a row of x behind k empty cells, then rows of k coordinates and the intensities.</summary>
internal static class LabSpecTable
{
    private const int MostCoordinates = 8;

    /// <summary>Reads the table; null when the first row is not one of x behind empty cells or words.</summary>
    /// <exception cref="BadFileException">A row that is none, or no complete row.</exception>
    public static IReadOnlyList<SpectrumData>? TryRead(TextLines lines, LabSpecHeader header, ReadHints hints, List<string> notes)
    {
        if (header.DataLine >= lines.Count)
            return null;
        (int lead, Dialect dialect, double[] x) = AxisRow(lines[header.DataLine]);
        if (lead == 0)
            return null;
        LabSpecAxis[] axes = Axes(header, lead, notes);
        if (dialect.HasDecimalComma)
            notes.Add("decimal commas read as such");
        var rows = new List<(double[] Coordinates, double[] Y)>();
        for (int i = header.DataLine + 1; i < lines.Count; i++)
        {
            if (lines[i].Trim(" \t\u001a"u8).IsEmpty)
                continue;
            double[] coordinates = new double[lead];
            double[] y = new double[x.Length];
            if (Row(lines[i], dialect, coordinates, y, out string found))
                rows.Add((coordinates, y));
            else if (i == lines.Count - 1 && !lines.EndsWithLineBreak && rows.Count > 0)
                notes.Add($"truncated: {rows.Count} spectra are complete; the last line ends inside a spectrum and is left out");
            else
                throw new BadFileException(
                    lines.Offset(i),
                    $"{lead} coordinates and {x.Length} intensities, as many as the row of x in line {header.DataLine + 1} has",
                    found,
                    i + 1
                );
        }
        if (rows.Count == 0)
            throw new BadFileException(
                lines.Offset(lines.Count),
                "at least one spectrum under the row of x",
                "the end of the file",
                lines.Count
            );
        if (!lines.EndsWithLineBreak && !notes.Exists(n => n.StartsWith("truncated", StringComparison.Ordinal)))
            notes.Add(DelimitedReader.UnendedLine);
        if (lead == 1 && axes[0] == LabSpecAxis.Unknown)
            axes = [Silent(rows, notes)];
        return Spectra(header, axes, x, rows, hints, notes);
    }

    private static SpectrumData[] Spectra(
        LabSpecHeader header,
        LabSpecAxis[] axes,
        double[] x,
        List<(double[] Coordinates, double[] Y)> rows,
        ReadHints hints,
        List<string> notes
    )
    {
        Unit unit = LabSpecTextReader.XUnit(header, x, hints, notes);
        Signal signal = LabSpecAxis.IntensitySignal(header.Axis(0).UnitText, hints);
        string title = LabSpecTextReader.Title(header);
        return
        [
            .. rows.Select(row =>
            {
                var metadata = new Dictionary<string, string>();
                double time = double.NaN;
                double potential = double.NaN;
                for (int c = 0; c < axes.Length; c++)
                {
                    (double t, double p) = axes[c].Place(row.Coordinates[c], metadata, c + 1);
                    time = double.IsNaN(t) ? time : t;
                    potential = double.IsNaN(p) ? potential : p;
                }
                string place = string.Join(", ", metadata.Select(m => $"{m.Key} {m.Value}"));
                return new SpectrumData
                {
                    X = x,
                    XLabel = header.Axis(1).Type,
                    XUnit = unit,
                    Channels = [new ChannelData(header.Axis(0).Type is { Length: > 0 } name ? name : "y", row.Y, signal)],
                    Title = title.Length > 0 ? $"{title}: {place}" : place,
                    TimeS = time,
                    PotentialV = potential,
                    Metadata = metadata,
                };
            }),
        ];
    }

    /// <summary>The last coordinate of the header stands first in a row: its columns are Y, X with X running fastest although the header lists X
    /// before Y, so reading them in the header's order transposes every map.</summary>
    private static LabSpecAxis[] Axes(LabSpecHeader header, int lead, List<string> notes)
    {
        int named = header.Coordinates();
        if (named != lead && named > 0)
            notes.Add($"the header names {named} coordinates and the rows have {lead}; they stay without names");
        return [.. Enumerable.Range(0, lead).Select(c => named == lead ? header.Axis(1 + lead - c) : LabSpecAxis.Unknown)];
    }

    /// <summary>Older versions write the time of a series without a word about it. A first value of exactly 0 and rising tells it from a place;
    /// 1, 2, 3 ... counts.</summary>
    private static LabSpecAxis Silent(List<(double[] Coordinates, double[] Y)> rows, List<string> notes)
    {
        bool rises = true;
        bool counts = true;
        for (int r = 0; r < rows.Count; r++)
        {
            counts &= rows[r].Coordinates[0] == r + 1;
            rises &= r == 0 ? rows[r].Coordinates[0] == 0 : rows[r].Coordinates[0] > rows[r - 1].Coordinates[0];
        }
        if (counts)
            return new("Points", "");
        if (!rises || rows.Count < 2)
            return LabSpecAxis.Unknown;
        notes.Add("the first column, which begins at 0 and rises, is taken as time in s");
        return new("Time", "s");
    }

    /// <summary>Empty cells or words, then numbers only.</summary>
    private static (int Lead, Dialect Dialect, double[] X) AxisRow(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t\u001a"u8);
        foreach (byte sign in ".,"u8)
        {
            var dialect = new Dialect((byte)'\t', sign);
            ReadOnlySpan<byte> rest = line;
            for (int lead = 0; lead <= MostCoordinates; lead++)
            {
                int tab = rest.IndexOf((byte)'\t');
                ReadOnlySpan<byte> cell = (tab < 0 ? rest : rest[..tab]).Trim((byte)' ');
                if (!cell.IsEmpty && NumberParser.TryParse(cell, out _, sign))
                {
                    int n = NumberRow.Read(rest, dialect, []);
                    if (lead == 0 || n < 2)
                        break;
                    double[] x = new double[n];
                    _ = NumberRow.Read(rest, dialect, x);
                    return (lead, dialect, x);
                }
                if (tab < 0)
                    break;
                rest = rest[(tab + 1)..];
            }
        }
        return (0, default, []);
    }

    private static bool Row(ReadOnlySpan<byte> line, Dialect dialect, double[] coordinates, double[] y, out string found)
    {
        ReadOnlySpan<byte> rest = line;
        for (int c = 0; c < coordinates.Length; c++)
        {
            int tab = rest.IndexOf((byte)'\t');
            ReadOnlySpan<byte> cell = (tab < 0 ? rest : rest[..tab]).Trim((byte)' ');
            if (tab < 0 || !(NumberParser.TryParse(cell, out coordinates[c], dialect.DecimalSign) || Clock(cell, out coordinates[c])))
            {
                found = $"'{DialectGuess.Shorten(TextLines.Decode(line[..Math.Min(line.Length, 200)]))}'";
                return false;
            }
            rest = rest[(tab + 1)..];
        }
        int n = NumberRow.Read(rest, dialect, y);
        // Tabs behind the last number are no cells.
        for (int end = rest.Length; n > y.Length && end > 0 && rest[end - 1] is (byte)'\t' or (byte)' '; end--)
            n -= rest[end - 1] == '\t' ? 1 : 0;
        found = n < 0 ? $"'{DialectGuess.Shorten(TextLines.Decode(rest[..Math.Min(rest.Length, 200)]))}'" : $"{n} intensities";
        return n == y.Length;
    }

    /// <summary>Hours, minutes, seconds as some versions write times: 1:02:03.5 is 3723.5 s, 02:03 is 123 s.</summary>
    internal static bool Clock(ReadOnlySpan<byte> cell, out double seconds)
    {
        seconds = double.NaN;
        string[] parts = TextLines.Decode(cell[..Math.Min(cell.Length, 32)]).Split(':');
        if (parts.Length is not (2 or 3))
            return false;
        double total = 0;
        foreach (string part in parts)
        {
            if (!double.TryParse(part.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
                return false;
            total = 60 * total + value;
        }
        seconds = total;
        return true;
    }
}
