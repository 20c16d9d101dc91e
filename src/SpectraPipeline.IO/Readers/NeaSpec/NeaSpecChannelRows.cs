using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.NeaSpec;

/// <summary>The older layout (.nea): <c>Row Column Run Channel</c> and the values of that channel in one row. M, the position of the mirror, is x.</summary>
internal static class NeaSpecChannelRows
{
    private const string Mirror = "M";
    private const int Labels = 4;

    /// <summary>Reads one interferogram for each pixel and run, in the order in which they appear.</summary>
    /// <exception cref="BadFileException">A row with other numbers of values, a cell that is no number, a pixel without channels.</exception>
    public static List<SpectrumData> Read(TextLines lines, List<string> notes)
    {
        var runs = new Dictionary<(string, string, string), List<ChannelData>>();
        var order = new List<((string Row, string Column, string Run) Key, List<ChannelData> Channels)>();
        int points = -1;
        for (int i = 1; i < lines.Count; i++)
        {
            ReadOnlySpan<byte> line = lines[i].TrimEnd("\t "u8);
            if (line.IsEmpty)
                continue;
            int cells = line.Count((byte)'\t') + 1;
            if (NeaSpecCells.IsCut(lines, i, cells, points + Labels))
            {
                notes.Add($"the file was cut inside line {i + 1}, which is left out");
                continue;
            }
            if (points < 0)
                points = cells - Labels;
            if (cells <= Labels || cells != points + Labels)
                throw new BadFileException(
                    lines.Offset(i),
                    $"row, column, run, channel and {Math.Max(points, 1)} values",
                    $"{cells} cells",
                    i + 1
                );
            (var key, ChannelData channel) = Row(lines, i, line, points);
            if (!runs.TryGetValue(key, out List<ChannelData>? channels))
            {
                SpectrumBudget.Allow(order.Count + 1, points, lines.Offset(i));
                runs[key] = channels = [];
                order.Add((key, channels));
            }
            channels.Add(channel);
        }
        List<SpectrumData> spectra = [.. order.Where(o => o.Channels.Any(c => c.Name != Mirror)).Select(o => Spectrum(o.Key, o.Channels))];
        if (spectra.Count == 0)
            throw new BadFileException(lines.Offset(lines.Count), "rows of channels such as O2A", "the end of the file");
        if (spectra.Any(s => s.XLabel != Mirror))
            notes.Add("runs without a channel M have the number of the point as x");
        return spectra;
    }

    private static ((string, string, string) Key, ChannelData Channel) Row(TextLines lines, int line, ReadOnlySpan<byte> text, int points)
    {
        string[] labels = new string[Labels];
        double[] values = new double[points];
        int c = 0;
        foreach (Range range in text.Split((byte)'\t'))
        {
            if (c < Labels)
                labels[c] = TextLines.Decode(text[range]).Trim();
            else
                values[c - Labels] = NeaSpecCells.Number(text[range], lines, line);
            c++;
        }
        return ((labels[0], labels[1], labels[2]), new(labels[3], values, new Signal(SignalKind.Unknown)));
    }

    private static SpectrumData Spectrum((string Row, string Column, string Run) key, List<ChannelData> channels)
    {
        ChannelData? mirror = channels.Find(c => c.Name == Mirror);
        (string title, Dictionary<string, string> entries) = NeaSpecCells.Pixel(key.Row, key.Column, key.Run);
        return new SpectrumData
        {
            X = mirror?.Values ?? [.. Enumerable.Range(0, channels[0].Values.Length).Select(i => (double)i)],
            // The file states no unit for M.
            XLabel = mirror is null ? "point" : Mirror,
            Channels = [.. channels.Where(c => c != mirror)],
            Title = title,
            Metadata = entries,
        };
    }
}
