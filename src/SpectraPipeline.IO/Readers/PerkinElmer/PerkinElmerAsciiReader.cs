using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>PerkinElmer's text form (PEDS): one value a line, then the blocks #HDR, #GR (the axis) and #DATA (pairs).</summary>
[Reader("perkinelmer-ascii", "PerkinElmer spectra as text (PE UV, PE IR, PE FL ... ASCII PEDS)", ".asc", ".sp")]
public sealed class PerkinElmerAsciiReader : Reader
{
    private const int FewestPoints = 2;

    // A tab is usual; where the computer has a decimal comma, so has the file.
    private static readonly Dialect[] s_dialects =
    [
        new(0, (byte)'.'),
        new((byte)',', (byte)'.'),
        new((byte)';', (byte)'.'),
        new(0, (byte)','),
        new((byte)';', (byte)','),
    ];

    // Lines above #HDR, counted from 0, by the program that wrote version 4.00.
    private static readonly (int Line, string Name)[] s_lines =
    [
        (2, "File name"),
        (3, "Start date"),
        (4, "Start time"),
        (5, "End date"),
        (6, "End time"),
        (7, "Operator"),
        (8, "Sample description"),
        (11, "Instrument model"),
        (12, "Instrument serial number"),
        (13, "Instrument software"),
    ];

    private static readonly string[] s_axis =
    [
        "X axis label",
        "Y axis label",
        "Y factor",
        "Y offset",
        "X start",
        "X interval",
        "Number of points",
        "#GR.8",
        "Y maximum",
        "Y minimum",
    ];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        if (!head.StartsWith("PE "u8))
            return Claim.No;
        int end = head.IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
        int ascii = line.IndexOf(" ASCII "u8);
        return ascii > 0 && line[ascii..].IndexOf(" PEDS"u8) > 0 ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain)
            throw new BadFileException(0, "'PE ... ASCII PEDS' in the first line", "something else", 1);
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        int data = Marker(lines, "#DATA"u8) ?? throw new BadFileException(lines.Offset(lines.Count), "a line #DATA", "none", lines.Count);
        var notes = new List<string>();
        Dictionary<string, string> metadata = Header(lines, data);
        (double[] x, double[] y) = Data(lines, data + 1, notes);
        Check(metadata, x, notes);
        string unitText = metadata.GetValueOrDefault(s_axis[0], "");
        string quantity = metadata.GetValueOrDefault(s_axis[1], "");
        Unit unit = PeDataSet.UnitOf(unitText, notes);
        Signal signal = PeDataSet.SignalOf(quantity);
        return new SpectrumFile
        {
            Format = "perkinelmer-ascii",
            Technique = Technique(metadata["Format"], unit, signal),
            Spectra =
            [
                new SpectrumData
                {
                    X = x,
                    XLabel = unitText,
                    XUnit = unit,
                    Channels = [new(quantity, y, signal)],
                    Title = metadata.GetValueOrDefault("Sample description", ""),
                    Acquired = Acquired(metadata),
                },
            ],
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static Dictionary<string, string> Header(TextLines lines, int data)
    {
        var metadata = new Dictionary<string, string> { ["Format"] = lines.Text(0).Trim() };
        int header = Marker(lines, "#HDR"u8) ?? data;
        int axis = Marker(lines, "#GR"u8) ?? data;
        foreach (var (line, name) in s_lines)
            if (line < Math.Min(header, axis) && lines.Text(line).Trim() is { Length: > 0 } text)
                metadata[name] = text;
        for (int i = 0; i < s_axis.Length && axis + 1 + i < data; i++)
            if (lines.Text(axis + 1 + i).Trim() is { Length: > 0 } text)
                metadata[s_axis[i]] = text;
        return metadata;
    }

    private static int? Marker(TextLines lines, ReadOnlySpan<byte> word)
    {
        for (int i = 1; i < lines.Count; i++)
            if (lines[i].Trim(" \t"u8).SequenceEqual(word))
                return i;
        return null;
    }

    private static (double[] X, double[] Y) Data(TextLines lines, int from, List<string> notes)
    {
        var x = new List<double>();
        var y = new List<double>();
        double[] cells = new double[2];
        Dialect dialect = Array.Find(s_dialects, d => from < lines.Count && NumberRow.Read(lines[from], d, []) == 2);
        if (dialect == default)
            dialect = s_dialects[0];
        for (int i = from; i < lines.Count; i++)
        {
            int n = NumberRow.Read(lines[i], dialect, cells);
            if (n == 0)
                continue;
            if (n != 2)
                throw new BadFileException(
                    lines.Offset(i),
                    "x and y",
                    $"'{DialectGuess.Shorten(lines.Text(i).Trim())}'{(i == lines.Count - 1 ? "; the file ends there, so it was probably cut" : "")}",
                    i + 1
                );
            x.Add(cells[0]);
            y.Add(cells[1]);
        }
        if (x.Count < FewestPoints)
            throw new BadFileException(lines.Offset(from), $"at least {FewestPoints} pairs after #DATA", $"{x.Count}", from + 1);
        if (dialect.HasDecimalComma)
            notes.Add("decimal comma");
        return ([.. x], [.. y]);
    }

    private static void Check(Dictionary<string, string> metadata, double[] x, List<string> notes)
    {
        if (
            metadata.TryGetValue(s_axis[6], out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int points)
            && points != x.Length
        )
            notes.Add($"{x.Length} points, the header states {points}{(x.Length < points ? "; the file was probably cut" : "")}");
    }

    private static string? Technique(string format, Unit unit, Signal signal) =>
        PeDataSet.TechniqueOf(
            format.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, string code, ..]
                ? code switch
                {
                    "IR" => "ir",
                    "UV" => "uv-vis",
                    "FL" => "fluorescence",
                    _ => null,
                }
                : null,
            unit,
            signal
        );

    /// <summary>Year first with two digits, as the program writes it: 22/08/26 09:42:15.00.</summary>
    private static DateTime? Acquired(Dictionary<string, string> metadata) =>
        DateTime.TryParseExact(
            $"{metadata.GetValueOrDefault("Start date")} {metadata.GetValueOrDefault("Start time")}",
            ["yy/MM/dd HH:mm:ss.FFF", "yy/MM/dd H:mm:ss.FFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateTime time
        )
            ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified)
            : null;
}
