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
        List<Pixel> pixels = Pixels(lines, labelLine, (row, column, run), labels.Length, notes);
        if (pixels.Count == 0)
            throw new BadFileException(lines.Offset(lines.Count), "rows of numbers under the labels", "the end of the file");
        if (pixels.Exists(p => p.Points != pixels[0].Points))
            notes.Add($"the spectra have different numbers of points ({pixels.Min(p => p.Points)} to {pixels.Max(p => p.Points)})");
        int[] channels = [.. Enumerable.Range(0, labels.Length).Where(c => c != row && c != column && c != run && c != x)];
        // Omega only counts the points; it goes behind the channels proper.
        channels = [.. channels.OrderBy(c => labels[c] is "Omega" or "Depth" ? 1 : 0)];
        if (channels.Length == 0)
            throw new BadFileException(lines.Offset(labelLine), "a channel such as O2A beside x", "none", labelLine + 1);
        return [.. pixels.Select(pixel => Spectrum(pixel, labels, (row, column, run, x), channels))];
    }

    /// <summary>Cells of all points of a pixel and run, row after row.</summary>
    private sealed class Pixel(int width)
    {
        private readonly List<double> _cells = [];

        public int Points => _cells.Count / width;

        public void Add(ReadOnlySpan<double> cells) => _cells.AddRange(cells);

        public double First(int column) => _cells[column];

        public double[] Column(int column)
        {
            double[] values = new double[Points];
            for (int i = 0; i < values.Length; i++)
                values[i] = _cells[i * width + column];
            return values;
        }
    }

    private static List<Pixel> Pixels(TextLines lines, int labelLine, (int Row, int Column, int Run) place, int width, List<string> notes)
    {
        var byKey = new Dictionary<(double, double, double), Pixel>();
        var order = new List<Pixel>();
        double[] cells = new double[width];
        (double, double, double) last = default;
        Pixel? current = null;
        long rows = 0;
        for (int i = labelLine + 1; i < lines.Count; i++)
        {
            if (!Cells(lines, i, cells, notes))
                continue;
            var key = (cells[place.Row], cells[place.Column], place.Run < 0 ? 0 : cells[place.Run]);
            if ((current is null || key != last) && !byKey.TryGetValue(key, out current))
            {
                SpectrumBudget.Allow(order.Count + 1, rows / Math.Max(1, order.Count), lines.Offset(i));
                byKey[key] = current = new(width);
                order.Add(current);
            }
            last = key;
            current!.Add(cells);
            rows++;
        }
        return order;
    }

    private static SpectrumData Spectrum(Pixel pixel, string[] labels, (int Row, int Column, int Run, int X) place, int[] channels)
    {
        (string title, Dictionary<string, string> entries) = NeaSpecCells.Pixel(
            Whole(pixel.First(place.Row)),
            Whole(pixel.First(place.Column)),
            place.Run < 0 ? null : Whole(pixel.First(place.Run))
        );
        return new SpectrumData
        {
            X = pixel.Column(place.X),
            XLabel = labels[place.X],
            XUnit = labels[place.X] == "Wavenumber" ? Unit.PerCm : Unit.None,
            Channels =
            [
                .. channels.Select(c => new ChannelData(
                    labels[c],
                    pixel.Column(c),
                    new Signal(labels[c] is "Omega" or "Depth" ? SignalKind.Auxiliary : SignalKind.Unknown)
                )),
            ],
            Title = title,
            Metadata = entries,
        };
    }

    /// <summary>Reads a row; false when there is none to read.</summary>
    private static bool Cells(TextLines lines, int line, double[] cells, List<string> notes)
    {
        ReadOnlySpan<byte> text = lines[line].TrimEnd("\t "u8);
        if (text.IsEmpty)
            return false;
        int count = text.Count((byte)'\t') + 1;
        if (NeaSpecCells.IsCut(lines, line, count, cells.Length))
        {
            notes.Add($"the file was cut inside line {line + 1}, which is left out; its spectrum lacks at least one point");
            return false;
        }
        if (count != cells.Length)
            throw new BadFileException(lines.Offset(line), $"{cells.Length} cells as there are labels", $"{count}", line + 1);
        int c = 0;
        foreach (Range range in text.Split((byte)'\t'))
            cells[c++] = NeaSpecCells.Number(text[range], lines, line);
        return true;
    }

    private static string Whole(double value) => value.ToString(CultureInfo.InvariantCulture);
}
