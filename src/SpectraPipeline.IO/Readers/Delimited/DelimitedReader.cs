using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.PhotonFactory;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>Columns of numbers in a text: two columns, wide tables either way round, long tables, named channels.
/// docs/formats/delimited.md says what is read and what is refused.</summary>
[Reader(
    "delimited",
    "Text columns: CSV, TXT, DPT, ASC, PRN, ASP; one spectrum, wide, long or with named channels",
    ".csv",
    ".txt",
    ".dpt",
    ".dat",
    ".asc",
    ".prn",
    ".tsv",
    ".xy",
    ".asp",
    ".scope",
    ".xmu"
)]
public sealed class DelimitedReader : Reader
{
    private const string Format = "delimited";
    private const int FewestPoints = 3;
    private const int FewPoints = 10;

    /// <summary>Note on a file whose last line has no end.</summary>
    internal const string UnendedLine = "the last line is not ended; if the file was cut inside its last number, nothing shows it";

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (!TextLines.LooksLikeText(head))
            return Claim.No;
        ReadOnlySpan<byte> t = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        t = t.TrimStart(" \t\r\n"u8);
        if (t.IsEmpty || t[0] is (byte)'<' or (byte)'{' || t.StartsWith("%PDF"u8))
            return Claim.No;
        return head.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 ? Claim.Possible : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(
                0,
                "text",
                ForeignFormat.Of(bytes.Span, name) ?? $"binary bytes ({Convert.ToHexString(bytes.Span[..Math.Min(8, bytes.Length)])} ...)"
            );
        TextLines lines = TextLines.Of(bytes);
        RefuseAngleScan(lines);
        return Read(lines, bytes.Length, hints);
    }

    /// <summary>Reads a text whatever it calls itself, for readers of formats that are such a table under a header of their own.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="length">Its length in bytes, which bounds what is allocated.</param>
    /// <param name="hints">What the pipeline says.</param>
    internal static SpectrumFile Read(TextLines lines, long length, ReadHints hints)
    {
        if ((OrangeTable.TryRead(lines, hints) ?? TimedRows.TryRead(lines, hints)) is SpectrumFile special)
            return special;
        (Dialect dialect, int columns) = DialectGuess.Choose(lines);
        if (columns == 1)
            return AspColumn.Read(lines, dialect);
        NumberTable table = NumberTable.Find(lines, dialect, columns, length, FewestPoints);
        if (table.Columns < 2)
            throw new BadFileException(
                lines.Offset(table.FirstLine),
                "at least two columns",
                "one column with numbers in it",
                table.FirstLine + 1
            );
        TextHeader header = TextHeader.Read(lines, table, dialect);
        var notes = new List<string>(header.Notes);
        if (dialect.HasDecimalComma)
            notes.Add("decimal commas read as such");
        if (!lines.EndsWithLineBreak)
            notes.Add(UnendedLine);
        var context = new TableContext(lines, table, header, hints, dialect, notes);
        IReadOnlyList<SpectrumData> spectra =
            PairedColumns.TryRead(context) ?? WideRows.TryRead(context) ?? LongTable.TryRead(context) ?? ColumnTable.Read(context);
        CheckPoints(context, spectra[0].X.Length);
        table.Release();
        return new SpectrumFile
        {
            Format = Format,
            Technique = Technique(context, spectra),
            Spectra = spectra,
            Metadata = header.Metadata,
            Notes = notes,
        };
    }

    /// <summary>9809 scans (KEK-PF, SPring-8) hold monochromator angles, which must not pass for energies.</summary>
    private static void RefuseAngleScan(TextLines lines)
    {
        if (lines.Count > 0 && PhotonFactoryReader.IsScan(lines[0]))
            throw new BadFileException(
                0,
                "columns with an energy",
                "a 9809 scan (KEK-PF) over monochromator angles, which the reader photon-factory reads",
                1
            );
    }

    /// <summary>A header that announces more points than there are tells that the file was cut.</summary>
    private static void CheckPoints(TableContext context, int points)
    {
        foreach (string key in (ReadOnlySpan<string>)["NPOINTS", "Nr of data points", "Number of points", "Data points"])
            if (
                context.Header.Metadata.TryGetValue(key, out string? text)
                && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int announced)
                && announced > points
            )
                throw new BadFileException(
                    context.Lines.Offset(context.Table.EndLine),
                    $"{announced} points, as '{key}' in the header says",
                    $"{points}; the file was probably cut",
                    context.Table.EndLine
                );
        foreach (string key in (ReadOnlySpan<string>)["Number of Pixels in Spectrum", "Number of Pixels in Processed Spectrum"])
            if (
                context.Header.Metadata.TryGetValue(key, out string? text)
                && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int pixels)
                && pixels > points
            )
                context.Notes.Add($"{points} points; '{key}' in the header says {pixels}: cut, or exported in part");
        if (points < FewPoints)
            context.Notes.Add($"only {points} points");
    }

    private static string? Technique(TableContext context, IReadOnlyList<SpectrumData> spectra)
    {
        if (context.Hints.Technique is string stated)
            return stated;
        SpectrumData first = spectra[0];
        if (first.XUnit == Unit.RamanShift)
            return "raman";
        return
            first.Channels.Any(c => SignalWords.IsXasChannel(c.Name) && c.Signal.Kind != SignalKind.Unknown)
            && (first.XUnit.Quantity == Quantity.PhotonEnergy || SignalWords.IsSpectral(first.XLabel))
            ? "xas"
            : null;
    }
}

/// <summary>What the layouts know of a file.</summary>
internal sealed record TableContext(
    TextLines Lines,
    NumberTable Table,
    TextHeader Header,
    ReadHints Hints,
    Dialect Dialect,
    List<string> Notes
)
{
    /// <summary>Label of a column, empty when there is none.</summary>
    public string Label(int column)
    {
        string label = Header.Labels?[column] ?? "";
        string unit = Header.Units?[column].Trim(' ', '(', ')', '[', ']', '"') ?? "";
        return unit.Length > 0 && LabelWords.UnitOf(unit) is not null ? $"{label} ({unit})" : label;
    }

    /// <summary>Unit of x: from the label, from the header's entries, else from the technique that the pipeline states.</summary>
    public Unit XUnit(string label, ReadOnlySpan<double> x)
    {
        Unit? unit = LabelWords.UnitOf(label) ?? FromEntries();
        string? technique = Hints.Technique;
        bool ramanWord =
            label.Contains("raman", StringComparison.OrdinalIgnoreCase) || label.Contains("shift", StringComparison.OrdinalIgnoreCase);
        if (unit is not null)
            return unit.Quantity == Quantity.Wavenumber && (ramanWord || technique == "raman") ? Unit.RamanShift : unit;
        if (ramanWord)
            return Unit.RamanShift;
        if (SignalWords.IsWavenumber(label))
            return technique == "raman" ? Unit.RamanShift : Unit.PerCm;
        (double low, double high) = Range(x);
        Unit assumed = technique switch
        {
            "raman" when low > -5000 && high is > 200 and < 12000 => Unit.RamanShift,
            "ir" or "atr-ir" when low > 50 && high is > 500 and < 16000 => Unit.PerCm,
            // keV or eV: magnitude decides, and the one who asked for xas turns keV into eV and says so.
            "xas" when low >= 100 => Unit.ElectronVolt,
            _ => Unit.None,
        };
        if (assumed != Unit.None && !Notes.Exists(n => n.StartsWith("no unit of x", StringComparison.Ordinal)))
            Notes.Add($"no unit of x in the file; {assumed} taken from the technique '{technique}'");
        return assumed;
    }

    /// <summary>What y is: as the pipeline says (per cent as the label does), else the label, else counts for Raman.</summary>
    public Signal Signal(string label)
    {
        if (Hints.Quantity is SignalKind stated)
            return SignalWords.Of($"{label} {Header.Metadata.GetValueOrDefault("YUNITS")}", stated);
        Signal signal = SignalWords.Of(label);
        foreach (string key in (ReadOnlySpan<string>)["YUNITS", "Data Type"])
            if (signal.Kind == SignalKind.Unknown && Header.Metadata.TryGetValue(key, out string? unit))
                signal = SignalWords.Of(unit);
        return signal.Kind == SignalKind.Unknown && Hints.Technique == "raman" ? new(SignalKind.Counts) : signal;
    }

    private Unit? FromEntries()
    {
        foreach (string key in (ReadOnlySpan<string>)["XUNITS", "X units", "x unit", "AxisUnit[1]"])
        foreach (var (name, value) in Header.Metadata)
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase) && LabelWords.UnitOf(value) is Unit unit)
                return key == "AxisUnit[1]" && unit == Unit.PerCm ? Unit.RamanShift : unit;
        // Ocean Optics: XAxis mode: Raman Shifts.
        if (Header.Metadata.TryGetValue("XAxis mode", out string? mode))
            return mode.StartsWith("Raman", StringComparison.OrdinalIgnoreCase) ? Unit.RamanShift
                : mode.StartsWith("Wavelength", StringComparison.OrdinalIgnoreCase) ? Unit.Nanometre
                : LabelWords.UnitOf(mode);
        // LabSpec without axis entries states the unit with the position of the spectrometer: Spectro (cm-1).
        foreach (string name in Header.Metadata.Keys)
            if (name.StartsWith("Spectro (", StringComparison.Ordinal) && LabelWords.UnitOf(name) is Unit unit)
                return unit == Unit.PerCm ? Unit.RamanShift : unit;
        return null;
    }

    private static (double Low, double High) Range(ReadOnlySpan<double> x)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double v in x)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return (low, high);
    }
}
