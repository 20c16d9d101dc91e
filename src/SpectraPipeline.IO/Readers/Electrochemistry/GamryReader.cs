using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>Gamry Framework (.DTA): lines <c>NAME TYPE value description</c> between tabs and tables, each a curve.</summary>
[Reader("gamry-dta", "Gamry Framework: open circuit, voltammetric and impedance curves", ".dta")]
public sealed class GamryReader : Reader
{
    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        ReadOnlySpan<byte> h = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        return h.StartsWith("EXPLAIN"u8) && h.Length > 14 && h[7..14].IndexOf("TAG\t"u8) >= 0 ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain)
            throw new BadFileException(0, "'EXPLAIN' and 'TAG' in the first lines", "something else", 1);
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string>();
        var metadata = new Dictionary<string, string>();
        var curves = new List<SpectrumData>();
        for (int i = 1; i < lines.Count; i++)
        {
            string[] cells = lines.Text(i).Split('\t');
            if (cells is [var table, "TABLE", ..] && table.Length > 0)
                i = Table(lines, i, table, cells, curves, notes) - 1;
            else if (cells is [var key, "TWOPARAM", _, var first, var second, ..] && key.Length > 0)
                metadata.TryAdd(key, $"{first} {second}");
            else if (cells is [var field, _, var value, ..] && field.Length > 0)
                metadata.TryAdd(field, value.Trim());
            else if (cells is ["TAG", var tag])
                metadata.TryAdd("TAG", tag.Trim());
        }
        if (curves.Count == 0)
            throw new BadFileException(0, "a table such as CURVE with rows", "none", 1);
        DateTime? start = Start(metadata, notes);
        string title = metadata.GetValueOrDefault("TITLE", "");
        return new SpectrumFile
        {
            Format = "gamry-dta",
            Technique = "voltammetry",
            Spectra =
            [
                .. curves
                    .OrderBy(c => c.Block == "OCVCURVE" ? 1 : 0)
                    .Select(c => c with { Title = $"{title} {c.Title}".Trim(), Acquired = start }),
            ],
            Metadata = metadata,
            Notes = notes,
        };
    }

    /// <summary>One table: a line of names, a line of units, rows that begin with a tab. Returns the line after it.</summary>
    private static int Table(TextLines lines, int at, string name, string[] head, List<SpectrumData> curves, List<string> notes)
    {
        if (at + 2 >= lines.Count)
            throw new BadFileException(lines.Offset(at), $"names and units of the columns of {name}", "the end of the file", at + 1);
        string[] names = lines.Text(at + 1).TrimEnd('\t').Split('\t');
        string[] units = lines.Text(at + 2).TrimEnd('\t').Split('\t');
        if (names.Length < 3 || names[0].Length > 0)
            // Tables of other kinds (NOTES, EXPERIMENTABORTED) have no columns.
            return at + 1;
        ElectrochemicalCurve.Label[] labels =
        [
            .. names.Select((n, c) => new ElectrochemicalCurve.Label(n.Trim(), c < units.Length ? Plain(units[c].Trim()) : "")),
        ];
        if (at + 3 >= lines.Count || !lines[at + 3].StartsWith("\t"u8))
        {
            notes.Add($"{name} has no rows");
            return at + 3;
        }
        LabelledColumns table = LabelledColumns.Read(
            lines,
            at + 3,
            labels.Length,
            LabelledColumns.DialectOf(lines, at + 3, (byte)'\t'),
            notes,
            indented: true
        );
        if (
            head.Length > 2
            && int.TryParse(head[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out int announced)
            && announced != table.Rows
        )
            notes.Add($"{name} announces {announced} rows and has {table.Rows}");
        // The first cell of every row is empty.
        SpectrumData curve = ElectrochemicalCurve.Of(labels, table, notes);
        curves.Add(
            curve with
            {
                Title = name,
                Block = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
                Channels = [.. curve.Channels.Where(c => c.Name.Length > 0)],
            }
        );
        return table.EndLine;
    }

    /// <summary>'V vs. Ref.' is volts.</summary>
    private static string Plain(string unit) => unit.StartsWith("V vs", StringComparison.Ordinal) ? "V" : unit;

    private static DateTime? Start(Dictionary<string, string> metadata, List<string> notes)
    {
        if (!metadata.TryGetValue("DATE", out string? date) || !metadata.TryGetValue("TIME", out string? time))
            return null;
        DateTime? read = FileDates.Read($"{date} {time}");
        if (read is null)
            notes.Add($"'{date} {time}' may be day or month first; the time of day is not known");
        return read;
    }
}
