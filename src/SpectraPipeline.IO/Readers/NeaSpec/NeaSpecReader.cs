using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.NeaSpec;

/// <summary>neaSPEC near-field infrared (nano-FTIR): one spectrum or interferogram for each pixel and run, with amplitude and phase of every harmonic.</summary>
/// <remarks>Two layouts of text. The newer begins <c># www.neaspec.com</c> and has a row for each point; the older (.nea) begins with its labels
/// and has a row for each channel.</remarks>
[Reader("neaspec", "neaSPEC near-field infrared: spectra or interferograms of pixels and runs", ".nea", ".txt")]
public sealed class NeaSpecReader : Reader
{
    private static ReadOnlySpan<byte> Newer => "# www.neaspec.com"u8;

    private static ReadOnlySpan<byte> Older => "Row\tColumn\tRun\tChannel"u8;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        WithoutMark(head) is var text && (text.StartsWith(Newer) || text.StartsWith(Older)) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) == Claim.No)
            throw new BadFileException(0, "'# www.neaspec.com' or 'Row Column Run Channel' in the first line", "something else", 1);
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string>();
        Dictionary<string, string> header = Header(lines, out int labelLine);
        List<SpectrumData> spectra = lines[0].StartsWith(Older)
            ? NeaSpecChannelRows.Read(lines, notes)
            : NeaSpecPointRows.Read(lines, labelLine, notes);
        DateTime? acquired = header.TryGetValue("Date", out string? date) ? FileDates.Read(date) : null;
        return new SpectrumFile
        {
            Format = "neaspec",
            Technique = "ir",
            Spectra = acquired is null ? spectra : [.. spectra.Select(s => s with { Acquired = acquired })],
            Metadata = header,
            Notes = notes,
        };
    }

    /// <summary>Lines <c># Key: [unit] value value</c>, tabs between; the first line without '#' holds the labels.</summary>
    private static Dictionary<string, string> Header(TextLines lines, out int labelLine)
    {
        var header = new Dictionary<string, string>();
        for (labelLine = 0; labelLine < lines.Count && lines[labelLine].StartsWith("#"u8); labelLine++)
        {
            string text = lines.Text(labelLine)[1..];
            int colon = text.IndexOf(":\t", StringComparison.Ordinal);
            if (colon < 0)
                continue;
            string[] cells = text[(colon + 2)..].Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            header.TryAdd(text[..colon].Trim(), string.Join(' ', cells));
        }
        return header;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
}

/// <summary>What the two layouts share: pixels, cells and numbers.</summary>
internal static class NeaSpecCells
{
    /// <summary>A number of a cell.</summary>
    /// <exception cref="BadFileException">The cell holds none.</exception>
    public static double Number(ReadOnlySpan<byte> cell, TextLines lines, int line)
    {
        cell = cell.Trim(" "u8);
        if (NumberParser.TryParse(cell, out double value))
            return value;
        if (cell.SequenceEqual("NaN"u8))
            return double.NaN;
        throw new BadFileException(lines.Offset(line), "a number", $"'{DialectGuess.Shorten(TextLines.Decode(cell))}'", line + 1);
    }

    /// <summary>A line that the end of the file fell into: not ended, and without all of its cells.</summary>
    public static bool IsCut(TextLines lines, int line, int cells, int wanted) =>
        cells < wanted && line == lines.Count - 1 && !lines.EndsWithLineBreak;

    /// <summary>Title and metadata of a pixel and run.</summary>
    public static (string Title, Dictionary<string, string> Entries) Pixel(string row, string column, string? run)
    {
        var entries = new Dictionary<string, string> { ["Row"] = row, ["Column"] = column };
        if (run is not null)
            entries["Run"] = run;
        return ($"row {row}, column {column}" + (run is null ? "" : $", run {run}"), entries);
    }
}
