using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>Pfeiffer Quadera text (.asc): ion currents side by side, each with a time column of its own, for the quadrupole measures them in turn.</summary>
[Reader("pfeiffer-quadera", "Pfeiffer Quadera mass spectrometer text: ion currents, each over its own times", ".asc", ".txt")]
public sealed class QuaderaReader : Reader
{
    private const int MostHeaderLines = 100;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.IndexOf("Time Relative [s]"u8) >= 0 && head.IndexOf("Ion Current [A]"u8) >= 0 && TextLines.LooksLikeText(head)
            ? Claim.Certain
            : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        int labelLine = LabelLine(lines);
        string[] labels = LabelledColumns.Split(lines.Text(labelLine).TrimEnd(), (byte)'\t');
        string[] ions = [.. LabelledColumns.Split(lines.Text(labelLine - 1), (byte)'\t').Where(c => c.Length > 0)];
        // The first group has an unnamed column more, so the groups are found by what they end with.
        int[] currents = [.. Enumerable.Range(0, labels.Length).Where(c => labels[c].StartsWith("Ion Current", StringComparison.Ordinal))];
        if (ions.Length != currents.Length || currents.Any(c => c < 2 || labels[c - 1] != "Time Relative [s]"))
            throw new BadFileException(
                lines.Offset(labelLine),
                "time, relative time and ion current under each ion",
                $"{currents.Length} ion currents under {ions.Length} ions",
                labelLine + 1
            );
        var notes = new List<string>();
        if (labelLine + 1 >= lines.Count)
            throw new BadFileException(lines.Offset(labelLine + 1), "rows under the labels", "the end of the file", labelLine + 2);
        Dialect dialect = LabelledColumns.DialectOf(lines, labelLine + 1, (byte)'\t');
        LabelledColumns table = LabelledColumns.Read(lines, labelLine + 1, labels.Length, dialect, notes);
        return new SpectrumFile
        {
            Format = "pfeiffer-quadera",
            Technique = "mass-spectrometry",
            Spectra = [.. currents.Select((c, k) => Ion(ions[k], table, c, Array.LastIndexOf(labels, "Time", c)))],
            Metadata = Header(lines, labelLine - 1),
            Notes = notes,
        };
    }

    private static SpectrumData Ion(string ion, LabelledColumns table, int current, int date) =>
        new()
        {
            X = table.Columns[current - 1],
            XLabel = "Time Relative",
            XUnit = Unit.Second,
            Title = ion,
            Channels = [new ChannelData("Ion Current", table.Columns[current], new(SignalKind.Current, "A"))],
            Acquired = date < 0 ? null : table.Starts[date],
        };

    private static int LabelLine(TextLines lines)
    {
        for (int i = 1; i < Math.Min(lines.Count, MostHeaderLines); i++)
            if (lines.Text(i).Contains("Time Relative [s]", StringComparison.Ordinal))
                return i;
        throw new BadFileException(0, "a line of labels with 'Time Relative [s]'", "none", 1);
    }

    private static Dictionary<string, string> Header(TextLines lines, int end)
    {
        var metadata = new Dictionary<string, string>();
        for (int i = 0; i < end; i++)
            if (LabelledColumns.Split(lines.Text(i), (byte)'\t') is [var key, .. var values] && key.Length > 0)
                metadata.TryAdd(key, string.Join(' ', values.Where(v => v.Length > 0)));
        return metadata;
    }
}
