using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>BioLogic EC-Lab text (.mpt): settings, then columns between tabs under labels such as <c>time/s</c>, <c>Ewe/V</c>, <c>&lt;I&gt;/mA</c>.</summary>
[Reader("ec-lab-mpt", "BioLogic EC-Lab text export: potential, current and more over time", ".mpt", ".txt")]
public sealed class EcLabReader : Reader
{
    private const int MostHeaderLines = 2000;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (!TextLines.LooksLikeText(head))
            return Claim.No;
        string first = TextLines.FirstLine(head);
        // One label alone ('time/s') heads tables of spectra too.
        return IsTitle(first) ? Claim.Certain
            : Known(first) >= 2 ? Claim.Likely
            : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string>();
        var metadata = new Dictionary<string, string>();
        int labelLine = LabelLine(lines, metadata, notes);
        byte tab = (byte)'\t';
        string[] texts = LabelledColumns.Split(lines.Text(labelLine).TrimEnd('\t'), tab);
        ElectrochemicalCurve.Label[] labels = [.. texts.Select(ElectrochemicalCurve.Label.Of)];
        LabelledColumns table = LabelledColumns.Read(
            lines,
            labelLine + 1,
            labels.Length,
            LabelledColumns.DialectOf(lines, labelLine + 1, tab),
            notes
        );
        ElectrochemicalCurve.Footer(lines, table.EndLine, notes);
        SpectrumData curve = ElectrochemicalCurve.Of(labels, table, notes);
        return new SpectrumFile
        {
            Format = "ec-lab-mpt",
            Technique = "voltammetry",
            Spectra =
            [
                curve with
                {
                    Title = metadata.GetValueOrDefault("Technique", ""),
                    Acquired = curve.Acquired ?? Started(metadata, notes),
                },
            ],
            Metadata = metadata,
            Notes = notes,
        };
    }

    /// <summary>The line of labels: the last of as many header lines as the file announces.</summary>
    private static int LabelLine(TextLines lines, Dictionary<string, string> metadata, List<string> notes)
    {
        if (lines.Count > 0 && IsLabels(lines.Text(0)))
        {
            notes.Add("the export has no header; time of day and settings are not known");
            return 0;
        }
        if (lines.Count < 2 || !IsTitle(lines.Text(0)))
            throw new BadFileException(0, "'EC-Lab ASCII FILE' in the first line", "something else", 1);
        string count = lines.Text(1);
        int colon = count.IndexOf(':', StringComparison.Ordinal);
        if (
            !count.StartsWith("Nb header lines", StringComparison.Ordinal)
            || colon < 0
            || !int.TryParse(count[(colon + 1)..], NumberStyles.Integer, CultureInfo.InvariantCulture, out int announced)
            || announced < 3
        )
            throw new BadFileException(lines.Offset(1), "'Nb header lines : N'", $"'{DialectGuess.Shorten(count)}'", 2);
        if (announced > Math.Min(lines.Count, MostHeaderLines))
            throw new BadFileException(
                lines.Offset(1),
                $"{announced} header lines, as this line says",
                $"a file of {lines.Count} lines",
                2
            );
        Entries(lines, announced, metadata);
        if (!IsLabels(lines.Text(announced - 1)))
            throw new BadFileException(
                lines.Offset(announced - 1),
                "labels between tabs, the last header line",
                $"'{DialectGuess.Shorten(lines.Text(announced - 1))}'",
                announced
            );
        return announced - 1;
    }

    private static void Entries(TextLines lines, int announced, Dictionary<string, string> metadata)
    {
        for (int i = 2; i < announced - 1; i++)
        {
            string line = lines.Text(i).Trim();
            if (line.Length == 0)
                continue;
            int colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 0 && line.EndsWith(" :", StringComparison.Ordinal))
                continue;
            if (colon > 0)
                metadata.TryAdd(line[..colon].Trim(), line[(colon + 3)..].Trim());
            else if (metadata.Count == 0)
                metadata["Technique"] = line;
            // Parameters stand in columns of twenty signs: name, then one value a sequence.
            else if (line.Length > 20 && line[19] == ' ')
                metadata.TryAdd(line[..20].Trim(), string.Join(' ', line[20..].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            else
                metadata.TryAdd($"line {i + 1}", line);
        }
    }

    /// <summary>EC-Lab writes month/day/year; the zone of the computer is not in the file.</summary>
    private static DateTime? Started(Dictionary<string, string> metadata, List<string> notes)
    {
        if (!metadata.TryGetValue("Acquisition started on", out string? text))
            return null;
        string t = text.Replace(',', '.');
        foreach (string format in (ReadOnlySpan<string>)["MM/dd/yyyy HH:mm:ss.FFFFFFF", "MM/dd/yyyy HH:mm:ss", "MM-dd-yyyy HH:mm:ss"])
            if (DateTime.TryParseExact(t, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
                return date;
        notes.Add($"'Acquisition started on: {text}' is not read as a date");
        return null;
    }

    private static bool IsTitle(string line) =>
        line.StartsWith("EC-Lab ASCII FILE", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("BT-Lab ASCII FILE", StringComparison.OrdinalIgnoreCase);

    private static bool IsLabels(string line) => Known(line) > 0;

    /// <summary>Cells between tabs that are labels of EC-Lab.</summary>
    private static int Known(string line) =>
        line.Contains('\t', StringComparison.Ordinal)
            ? line.Split('\t')
                .Count(c =>
                    c.Trim()
                        is "time/s"
                            or "Ewe/V"
                            or "<Ewe>/V"
                            or "<I>/mA"
                            or "I/mA"
                            or "freq/Hz"
                            or "Ecell/V"
                            or "Re(Z)/Ohm"
                            or "-Im(Z)/Ohm"
                            or "control/V"
                            or "cycle number"
                            or "(Q-Qo)/mA.h"
                )
            : 0;
}
