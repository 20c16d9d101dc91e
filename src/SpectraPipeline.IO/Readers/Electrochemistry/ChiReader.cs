using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>CH Instruments text: date, technique, <c>key: value</c> and <c>key = value</c> lines, labels such as <c>Potential/V, Current/A</c>, rows.</summary>
[Reader("chi-text", "CH Instruments text: current over potential or time", ".txt", ".csv")]
public sealed partial class ChiReader : Reader
{
    private const int MostHeaderLines = 500;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.IndexOf("Instrument Model:"u8) >= 0 && TextLines.LooksLikeText(head) && ModelPattern().IsMatch(TextLines.Decode(head))
            ? Claim.Certain
            : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string>();
        var metadata = new Dictionary<string, string>();
        int labelLine = Header(lines, metadata);
        ElectrochemicalCurve.Label[] labels =
        [
            .. LabelledColumns.Split(lines.Text(labelLine), (byte)',').Where(l => l.Length > 0).Select(ElectrochemicalCurve.Label.Of),
        ];
        int first = labelLine + 1;
        while (first < lines.Count && lines[first].Trim(" \t"u8).IsEmpty)
            first++;
        LabelledColumns table = LabelledColumns.Read(lines, first, labels.Length, new((byte)',', (byte)'.'), notes);
        SpectrumData curve = ElectrochemicalCurve.Of(labels, table, notes);
        ElectrochemicalCurve.Footer(lines, table.EndLine, notes);
        return new SpectrumFile
        {
            Format = "chi-text",
            Technique = "voltammetry",
            Spectra = [curve with { Title = metadata.GetValueOrDefault("Technique", ""), Acquired = Date(metadata) }],
            Metadata = metadata,
            Notes = notes,
        };
    }

    /// <summary>Finds the line of labels: the first with a unit after a slash in every cell, after the settings.</summary>
    private static int Header(TextLines lines, Dictionary<string, string> metadata)
    {
        for (int i = 0; i < Math.Min(lines.Count, MostHeaderLines); i++)
        {
            string line = lines.Text(i).Trim();
            if (LabelPattern().IsMatch(line))
                return i;
            int sign = line.IndexOf(" = ", StringComparison.Ordinal);
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (sign > 0)
                metadata.TryAdd(line[..sign].Trim(), line[(sign + 3)..].Trim());
            else if (i == 0)
                metadata["Date"] = line;
            else if (colon > 0)
                metadata.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            else if (line.Length > 0)
                metadata.TryAdd(metadata.ContainsKey("Technique") ? $"line {i + 1}" : "Technique", line);
        }
        throw new BadFileException(0, "a line of labels such as 'Potential/V, Current/A'", "none", 1);
    }

    /// <summary>'Sept. 12, 2019   10:04:50': names of months are cut to different lengths.</summary>
    private static DateTime? Date(Dictionary<string, string> metadata)
    {
        Match m = DatePattern().Match(metadata.GetValueOrDefault("Date", ""));
        return
            m.Success
            && DateTime.TryParseExact(
                $"{m.Groups[1].Value[..3]} {m.Groups[2].Value} {m.Groups[3].Value} {m.Groups[4].Value}",
                "MMM d yyyy H:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTime date
            )
            ? date
            : null;
    }

    [GeneratedRegex(@"^\s*Instrument Model:\s*CHI", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"^(Potential|Time|Freq(uency)?\(?)[^,=:]*/\w+\s*,\s*[^,=:]+/", RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{4})\s+([0-9]{1,2}:[0-9]{2}:[0-9]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();
}
