using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.NeaSpec;

/// <summary>The newer layout: labels <c>Row Column [Run] Omega Wavenumber O0A O0P ...</c>, then a row for each point of each pixel.</summary>
internal static class NeaSpecPointRows
{
    /// <summary>Reads the spectra in the order in which their pixels appear.</summary>
    /// <exception cref="BadFileException">No labels, a row with other numbers of cells, a cell that is no number.</exception>
    public static List<SpectrumData> Read(TextLines lines, int labelLine, List<string> notes)
    {
        string[] labels = labelLine < lines.Count ? lines.Text(labelLine).TrimEnd('\t').Split('\t', StringSplitOptions.TrimEntries) : [];
        (int row, int column, int run) = (Array.IndexOf(labels, "Row"), Array.IndexOf(labels, "Column"), Array.IndexOf(labels, "Run"));
        // A spectrum has a wavenumber; an interferogram the position of the mirror (M) or, without it, a running depth.
        int x = Array.FindIndex(labels, l => l == "Wavenumber");
        if (x < 0)
            x = Array.FindIndex(labels, l => l == "M");
        if (x < 0)
            x = Array.FindIndex(labels, l => l is "Depth" or "Omega");
        if (row < 0 || column < 0 || x < 0 || labels.Length < 4)
            throw new BadFileException(
                lines.Offset(labelLine),
                "labels Row, Column and Wavenumber (or M) above the numbers",
                labelLine < lines.Count ? $"'{DialectGuess.Shorten(lines.Text(labelLine))}'" : "the end of the file",
                labelLine + 1
            );
        var pixels = new Dictionary<(double, double, double), List<double[]>>();
        var order = new List<List<double[]>>();
        for (int i = labelLine + 1; i < lines.Count; i++)
        {
            if (Cells(lines, i, labels.Length, notes) is not double[] cells)
                continue;
            var key = (cells[row], cells[column], run < 0 ? 0 : cells[run]);
            if (!pixels.TryGetValue(key, out List<double[]>? points))
                order.Add(pixels[key] = points = []);
            points.Add(cells);
        }
        if (order.Count == 0)
            throw new BadFileException(lines.Offset(lines.Count), "rows of numbers under the labels", "the end of the file");
        if (order.Select(p => p.Count).Distinct().Count() > 1)
            notes.Add($"the spectra have different numbers of points ({order.Min(p => p.Count)} to {order.Max(p => p.Count)})");
        int[] channels = [.. Enumerable.Range(0, labels.Length).Where(c => c != row && c != column && c != run && c != x)];
        // Omega only counts the points; it goes behind the channels proper.
        channels = [.. channels.OrderBy(c => labels[c] is "Omega" or "Depth" ? 1 : 0)];
        if (channels.Length == 0)
            throw new BadFileException(lines.Offset(labelLine), "a channel such as O2A beside x", "none", labelLine + 1);
        return [.. order.Select(points => Spectrum(points, labels, (row, column, run, x), channels))];
    }

    private static SpectrumData Spectrum(
        List<double[]> points,
        string[] labels,
        (int Row, int Column, int Run, int X) place,
        int[] channels
    )
    {
        double[] first = points[0];
        (string title, Dictionary<string, string> entries) = NeaSpecCells.Pixel(
            Whole(first[place.Row]),
            Whole(first[place.Column]),
            place.Run < 0 ? null : Whole(first[place.Run])
        );
        return new SpectrumData
        {
            X = [.. points.Select(p => p[place.X])],
            XLabel = labels[place.X],
            XUnit = labels[place.X] == "Wavenumber" ? Unit.PerCm : Unit.None,
            Channels =
            [
                .. channels.Select(c => new ChannelData(
                    labels[c],
                    [.. points.Select(p => p[c])],
                    new Signal(labels[c] is "Omega" or "Depth" ? SignalKind.Auxiliary : SignalKind.Unknown)
                )),
            ],
            Title = title,
            Metadata = entries,
        };
    }

    private static double[]? Cells(TextLines lines, int line, int wanted, List<string> notes)
    {
        ReadOnlySpan<byte> text = lines[line].TrimEnd("\t "u8);
        if (text.IsEmpty)
            return null;
        int count = text.Count((byte)'\t') + 1;
        if (NeaSpecCells.IsCut(lines, line, count, wanted))
        {
            notes.Add($"the file was cut inside line {line + 1}, which is left out; its spectrum lacks at least one point");
            return null;
        }
        if (count != wanted)
            throw new BadFileException(lines.Offset(line), $"{wanted} cells as there are labels", $"{count}", line + 1);
        double[] cells = new double[wanted];
        int c = 0;
        foreach (Range range in text.Split((byte)'\t'))
            cells[c++] = NeaSpecCells.Number(text[range], lines, line);
        return cells;
    }

    private static string Whole(double value) => value.ToString(CultureInfo.InvariantCulture);
}
