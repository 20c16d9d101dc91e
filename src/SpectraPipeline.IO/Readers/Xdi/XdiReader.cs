using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Xdi;

/// <summary>XDI 1.x: one X-ray absorption scan with named columns. Channels stay as they were recorded; x from an angle becomes energy.</summary>
[Reader("xdi", "XAFS Data Interchange: one scan with named columns and a header of Family.Key entries", ".xdi")]
public sealed partial class XdiReader : Reader
{
    private static readonly string[] s_edges =
    [
        "K",
        "L",
        "L1",
        "L2",
        "L3",
        "M",
        "M1",
        "M2",
        "M3",
        "M4",
        "M5",
        "N",
        "N1",
        "N2",
        "N3",
        "N4",
        "N5",
        "O",
        "O1",
        "O2",
    ];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        ReadOnlySpan<byte> t = head.TrimStart((byte)'#');
        bool comment = t.Length < head.Length;
        t = t.TrimStart(" \t"u8);
        if (comment && t.Length >= 4 && Ascii.EqualsIgnoreCase(t[..4], "XDI/"u8))
            return Claim.Certain;
        // A .xdi without its first line is refused by name rather than read as some text.
        return comment && name.EndsWith(".xdi", StringComparison.OrdinalIgnoreCase) ? Claim.Possible : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain)
            throw new BadFileException(0, "'# XDI/1.0' in the first line", "something else", 1);
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        XdiHeader header = XdiHeader.Read(lines);
        (double[][] columns, int rows) = Data(lines, header.DataLine);
        (string Label, string Unit)[] labels = Labels(header, columns.Length);
        int xColumn = XColumn(labels);
        CheckEntries(header);
        (double[] x, Unit unit, string xLabel) = X(header, labels[xColumn], columns[xColumn]);
        if (!lines.EndsWithLineBreak)
            header.Notes.Add("the last line is not ended; if the file was cut inside its last number, nothing shows it");
        SpectraEntries extension = SpectraEntries.Of(header.Entries);
        var channels = new List<ChannelData>();
        for (int c = 0; c < columns.Length; c++)
            if (c != xColumn)
                channels.Add(new(extension.Name(c, labels[c].Label), columns[c], Kind(extension.Name(c, labels[c].Label))));
        extension.Metadata.TryAdd("Version", lines.Text(0).TrimStart('#', '\uFEFF').Trim());
        (double time, double potential) = HeaderFields.Of(header.Entries);
        if (extension.Quantity == Quantity.RamanShift && unit == Unit.PerCm)
            unit = Unit.RamanShift;
        bool xas = unit.Quantity == Quantity.PhotonEnergy;
        return new SpectrumFile
        {
            Format = "xdi",
            Technique = xas ? "xas" : null,
            Spectra =
            [
                new SpectrumData
                {
                    X = x,
                    XLabel = extension.Name(xColumn, xLabel),
                    XUnit = unit,
                    // A stable sort: mu goes first where there is one, the rest stays in the order of the columns.
                    Channels = [.. channels.OrderBy(c => SignalWords.Rank(c.Signal))],
                    Title = header["Sample.name"] ?? header["Sample.id"] ?? "",
                    TimeS = extension.TimeS ?? time,
                    PotentialV = extension.PotentialV ?? potential,
                    Acquired = header["Scan.start_time"] is string t ? StartTime(t) : null,
                },
            ],
            Metadata = extension.Metadata,
            Notes = header.Notes,
        };
    }

    /// <summary>ISO time; UTC where it ends with Z, without a zone else; null when it is none.</summary>
    internal static DateTime? StartTime(string text) =>
        FileDates.Read(text) is not DateTime time ? null
        : text.TrimEnd().EndsWith('Z') ? DateTime.SpecifyKind(time, DateTimeKind.Utc)
        : time;

    /// <summary>The sign of an element.</summary>
    internal static bool IsElement(string text) => ElementSymbol().IsMatch(text);

    /// <summary>The name of an absorption edge.</summary>
    internal static bool IsEdge(string text) => s_edges.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static Signal Kind(string label) =>
        SignalWords.Of(label) is { Kind: not SignalKind.Unknown } known ? known : new Signal(SignalKind.Auxiliary);

    private static (double[][] Columns, int Rows) Data(TextLines lines, int from)
    {
        var blanks = new Dialect(0, (byte)'.');
        int first = from;
        int columns = first < lines.Count ? NumberRow.Read(lines[first], blanks, []) : 0;
        if (columns < 2)
            throw new BadFileException(
                lines.Offset(from),
                "rows of at least two numbers",
                from < lines.Count ? $"'{DialectGuess.Shorten(lines.Text(from))}'" : "the end of the file",
                from + 1
            );
        var values = new List<double[]>();
        double[] cells = new double[columns];
        for (int i = first; i < lines.Count; i++)
        {
            int n = NumberRow.Read(lines[i], blanks, cells);
            if (n == 0)
                continue;
            if (n != columns)
            {
                string tail = i == lines.Count - 1 && !lines.EndsWithLineBreak ? "; the file ends there, so it was probably cut" : "";
                string found = n > 0 ? $"{n}" : $"'{DialectGuess.Shorten(lines.Text(i))}'";
                throw new BadFileException(lines.Offset(i), $"{columns} numbers as in line {first + 1}", found + tail, i + 1);
            }
            if (Array.Exists(cells, v => !double.IsFinite(v)))
                throw new BadFileException(
                    lines.Offset(i),
                    "numbers only, as XDI demands",
                    $"'{DialectGuess.Shorten(lines.Text(i).Trim())}'",
                    i + 1
                );
            values.Add([.. cells]);
        }
        double[][] result = new double[columns][];
        for (int c = 0; c < columns; c++)
            result[c] = [.. values.Select(r => r[c])];
        return (result, values.Count);
    }

    /// <summary>Column.N entries first, then the line of labels, then colN.</summary>
    private static (string Label, string Unit)[] Labels(XdiHeader header, int columns)
    {
        var labels = new (string Label, string Unit)[columns];
        int named = 0;
        for (int c = 0; c < columns; c++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"Column.{c + 1}");
            if (header[key] is string entry)
            {
                // GSE puts the record of the control system after '||', others a remark after '#'.
                string[] words = entry.Split("||")[0].Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                labels[c] = (words.FirstOrDefault(key), string.Join(' ', words.Skip(1)));
                named++;
            }
            else if (c < header.LabelLine.Length && header.LabelLine.Length == columns)
                labels[c] = (header.LabelLine[c], "");
            else
                labels[c] = (string.Create(CultureInfo.InvariantCulture, $"col{c + 1}"), "");
        }
        if (named < columns && header.LabelLine.Length != columns)
            header.Notes.Add($"{named} of {columns} columns are named by Column entries; the others are called colN");
        if (
            header.Entries.Keys.Any(k =>
                ColumnKey().Match(k) is { Success: true } m
                && (m.Groups[1].Length > 5 || int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) > columns)
            )
        )
            header.Notes.Add($"more Column entries than the {columns} columns of the table");
        return labels;
    }

    private static int XColumn((string Label, string Unit)[] labels)
    {
        int energy = Array.FindIndex(labels, l => SignalWords.Key(l.Label) is "energy" or "e");
        int angle = Array.FindIndex(labels, l => SignalWords.Key(l.Label) is "angle");
        return energy >= 0 ? energy
            : angle >= 0 ? angle
            : 0;
    }

    /// <summary>E = h c / (2 d sin theta) where x is an angle and the d-spacing is known; else x as it is, in its unit.</summary>
    private static (double[] X, Unit Unit, string Label) X(XdiHeader header, (string Label, string Unit) column, double[] values)
    {
        string key = SignalWords.Key(column.Label);
        Unit? unit = LabelWords.UnitOf(column.Unit);
        if (key == "angle" || unit?.Quantity == Quantity.Angle || column.Unit is "radians" or "rad")
        {
            double spacing = header.Number("Mono.d_spacing") ?? 0;
            if (spacing <= 0)
            {
                header.Notes.Add("x is an angle and Mono.d_spacing is missing, so no energy can be had");
                return (values, Unit.Degree, column.Label);
            }
            double scale = column.Unit is "radians" or "rad" ? 1 : Math.PI / 180;
            header.Notes.Add("energy computed from the angle and Mono.d_spacing");
            return ([.. values.Select(a => Bragg.Energy(a * scale, spacing))], Unit.ElectronVolt, "energy");
        }
        bool energy = key is "energy" or "e" or "energie";
        return (values, unit ?? (energy ? Unit.ElectronVolt : Unit.None), column.Label);
    }

    private static void CheckEntries(XdiHeader header)
    {
        if (header["Element.symbol"] is not string symbol)
            header.Notes.Add("Element.symbol is missing");
        else if (!ElementSymbol().IsMatch(symbol))
            header.Notes.Add($"Element.symbol '{symbol}' is no element");
        if (header["Element.edge"] is not string edge)
            header.Notes.Add("Element.edge is missing");
        else if (!s_edges.Contains(edge, StringComparer.OrdinalIgnoreCase))
            header.Notes.Add($"Element.edge '{edge}' is no edge");
        if (header["Mono.d_spacing"] is not null)
            _ = header.Number("Mono.d_spacing");
        if (header["Scan.start_time"] is string time && FileDates.Read(time) is null)
            header.Notes.Add($"Scan.start_time '{time}' is not a date and time (YYYY-MM-DD hh:mm:ss)");
        foreach (string key in (ReadOnlySpan<string>)["Sample.temperature", "Facility.energy", "Facility.current"])
            if (header[key] is not null)
                _ = header.Number(key);
    }

    [GeneratedRegex(@"^Column\.([0-9]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex ColumnKey();

    [GeneratedRegex(
        "^(H|He|Li|Be|B|C|N|O|F|Ne|Na|Mg|Al|Si|P|S|Cl|Ar|K|Ca|Sc|Ti|V|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Y|Zr|Nb|Mo|Tc|Ru|Rh|Pd|Ag|Cd|In|Sn|Sb|Te|I|Xe|Cs|Ba|La|Ce|Pr|Nd|Pm|Sm|Eu|Gd|Tb|Dy|Ho|Er|Tm|Yb|Lu|Hf|Ta|W|Re|Os|Ir|Pt|Au|Hg|Tl|Pb|Bi|Po|At|Rn|Fr|Ra|Ac|Th|Pa|U|Np|Pu|Am|Cm)$"
    )]
    private static partial Regex ElementSymbol();
}
