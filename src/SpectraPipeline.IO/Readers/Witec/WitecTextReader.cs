using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>WITec's text exports with a signature: graph ASCII in one file (<c>[Data]</c>) or in three, whichever of them is opened, and TrueMatch.
/// Tables whose first label is not X-Axis are read as delimited text.</summary>
[Reader("witec-text", "WITec graph ASCII (table, one file, or header, x and y apart) and TrueMatch", ".txt", ".dat")]
public sealed class WitecTextReader : Reader
{
    private const string Format = "witec-text";
    private const int HeadBytes = 8000;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        if (head.StartsWith(WitecHeader.Magic) || head.StartsWith(WitecTrueMatch.Magic))
            return Claim.Certain;
        if (BeginsTable(head))
            return Claim.Likely;
        // The files of x and y hold one number a line and no word: that and their names tell them, never the name alone.
        return WitecParts.Of(name) is not null && IsLoneColumn(head) ? Claim.Likely : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        ReadOnlySpan<byte> head = bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes.Span[3..] : bytes.Span;
        if (head.StartsWith(WitecTrueMatch.Magic))
            return WitecTrueMatch.Read(bytes, hints);
        if (BeginsTable(head))
            return Table(TextLines.Of(bytes), bytes.Length, hints);
        bool isHeader = head.StartsWith(WitecHeader.Magic);
        if (isHeader)
        {
            TextLines lines = TextLines.Of(bytes);
            WitecHeader header = WitecHeader.Read(lines);
            if (header.Entries.ContainsKey("PointsPerLine"))
                throw new BadFileException(0, "spectra", "a WITec image: one number for each place and no spectral axis");
            if (header.DataLine < lines.Count)
                return OneFile(lines, header, bytes.Length, hints);
        }
        if (WitecParts.Of(name) is not WitecParts parts)
            throw new BadFileException(
                0,
                isHeader
                    ? "spectra under [Data], or a name such as name_Header.txt beside name_X-Axis.txt and name_Y-Axis.txt"
                    : "'//Exported ASCII-File' or '[WITEC_TRUEMATCH_ASCII_HEADER]' in the first line",
                isHeader ? $"a header alone in '{name}'" : "something else",
                1
            );
        return WitecThreeFiles.Read(bytes, name, isHeader, parts, hints);
    }

    /// <summary>Tables begin with the label <c>X-Axis</c> and the names of graphs, which end in <c>Data 1</c> and the place in the map or series.</summary>
    private static bool BeginsTable(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("X-Axis"u8) || head.Length < 8 || head[6] is not ((byte)'\t' or (byte)',' or (byte)';'))
            return false;
        int end = head.IndexOfAny((byte)'\r', (byte)'\n');
        return (end < 0 ? head : head[..end]).IndexOf("Data"u8) > 0;
    }

    /// <summary>A table under labels, with or without a row of units.</summary>
    private static SpectrumFile Table(TextLines lines, long length, ReadHints hints)
    {
        SpectrumFile table = DelimitedReader.Read(lines, length, hints);
        return table with
        {
            Format = Format,
            Technique = hints.Technique ?? (table.Spectra[0].XUnit == Unit.RamanShift ? "raman" : null),
            Spectra = [.. table.Spectra.Select(s => s with { Metadata = Place(s.Title) })],
        };
    }

    /// <summary>A table under the header.</summary>
    private static SpectrumFile OneFile(TextLines lines, WitecHeader header, long length, ReadHints hints)
    {
        SpectrumFile table = DelimitedReader.Read(lines, length, hints);
        long spectra = (long)(header.Count("SizeX") ?? 1) * (header.Count("SizeY") ?? 1);
        List<string> notes = [.. table.Notes];
        if (header.Count("SizeX") is not null && spectra != table.Spectra.Count)
            notes.Add($"{table.Spectra.Count} spectra; the header says {spectra}");
        if (header.Count("SizeGraph") is int points && points != table.Spectra[0].X.Length)
        {
            if (points > table.Spectra[0].X.Length)
                throw new BadFileException(
                    lines.Offset(lines.Count),
                    $"{points} points, as SizeGraph in the header says",
                    $"{table.Spectra[0].X.Length}; the file was probably cut",
                    lines.Count
                );
            notes.Add($"{table.Spectra[0].X.Length} points; the header says {points}");
        }
        Unit unit = XUnit(header.Entries, hints);
        return table with
        {
            Format = Format,
            Technique = hints.Technique ?? (unit == Unit.RamanShift ? "raman" : null),
            Metadata = header.Entries,
            Notes = notes,
            Spectra =
            [
                .. table.Spectra.Select(s =>
                    s with
                    {
                        XLabel = "X-Axis",
                        XUnit = unit,
                        Channels = [.. s.Channels.Select(c => c with { Signal = SignalOf(header.Entries, hints) })],
                        Title = s.Title.Length > 0 ? s.Title : header.Entries.GetValueOrDefault("GraphName", ""),
                        Metadata = Place(s.Title),
                    }
                ),
            ],
        };
    }

    /// <summary><c>... Data 1_F(3/0)</c> is column 3 of row 0 of a map, <c>... Data 1(17)</c> the 18th of a series.</summary>
    internal static Dictionary<string, string> Place(string label)
    {
        var place = new Dictionary<string, string>();
        int open = label.LastIndexOf('(');
        string[] parts = open < 0 || !label.EndsWith(')') ? [] : label[(open + 1)..^1].Split('/');
        bool counts = parts.Length is 1 or 2 && parts.All(p => p.Length is > 0 and < 8 && p.All(char.IsAsciiDigit));
        if (counts && parts.Length == 2)
            (place["X index"], place["Y index"]) = (parts[0], parts[1]);
        else if (counts)
            place["index"] = parts[0];
        return place;
    }

    /// <summary><c>rel. 1/cm</c> counts from the laser line.</summary>
    internal static Unit XUnit(IReadOnlyDictionary<string, string> entries, ReadHints hints)
    {
        string text = entries.GetValueOrDefault("XAxisUnit", "");
        bool relative = text.StartsWith("rel", StringComparison.OrdinalIgnoreCase);
        Unit? unit = LabelWords.UnitOf(text);
        return unit == Unit.PerCm ? (relative || hints.Technique == "raman" ? Unit.RamanShift : Unit.PerCm) : unit ?? Unit.None;
    }

    internal static Signal SignalOf(IReadOnlyDictionary<string, string> entries, ReadHints hints)
    {
        string text = entries.GetValueOrDefault("DataUnit", "");
        return hints.Quantity is SignalKind stated ? SignalWords.Of(text, stated)
            : text.Contains("cts", StringComparison.OrdinalIgnoreCase) || hints.Technique == "raman" ? new(SignalKind.Counts, text)
            : new(SignalKind.Unknown, text);
    }

    private static bool IsLoneColumn(ReadOnlySpan<byte> head)
    {
        if (!TextLines.LooksLikeText(head))
            return false;
        TextLines lines = TextLines.Of(head.ToArray());
        int numbers = 0;
        // The last line of the head of a longer file may be cut.
        int whole = head.Length < HeadBytes ? lines.Count : lines.Count - 1;
        for (int i = 0; i < whole; i++)
        {
            int n = Math.Max(NumberRow.Read(lines[i], new(0, (byte)'.'), []), NumberRow.Read(lines[i], new(0, (byte)','), []));
            if (n is not (0 or 1))
                return false;
            numbers += n;
        }
        return numbers > 2;
    }
}
