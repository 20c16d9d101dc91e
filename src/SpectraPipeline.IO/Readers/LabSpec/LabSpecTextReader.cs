using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>Text exports of Horiba LabSpec with their header: one spectrum in two columns, or a table with one spectrum a row. Tables without a
/// header carry no signature and are read as delimited text.</summary>
[Reader("labspec-text", "Horiba LabSpec text with its header: one spectrum, series, line or map", ".txt")]
public sealed class LabSpecTextReader : Reader
{
    private const string Format = "labspec-text";
    private const int FewestKnown = 2;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.IndexOf((byte)'#') is < 0 or > 4 || !TextLines.LooksLikeText(head))
            return Claim.No;
        return LabSpecHeader.Read(TextLines.Of(head.ToArray())).Known >= FewestKnown ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        LabSpecHeader header = LabSpecHeader.Read(lines);
        if (header.Known < FewestKnown)
            throw new BadFileException(0, "a header of LabSpec: lines such as '#Acq. time (s)=1'", "something else", 1);
        var notes = new List<string>();
        IReadOnlyList<SpectrumData> spectra =
            LabSpecTable.TryRead(lines, header, hints, notes) ?? TwoColumns(lines, header, bytes.Length, hints, notes);
        Unit unit = spectra[0].XUnit;
        DateTime? acquired = header.Acquired();
        if (acquired is null && header.Entries.TryGetValue("Date", out string? date))
            notes.Add($"the date '{date}' can be read in two ways and stays text");
        return new SpectrumFile
        {
            Format = Format,
            Technique = hints.Technique ?? (unit == Unit.RamanShift ? "raman" : null),
            Spectra = [.. spectra.Select(s => s with { Acquired = At(acquired, s.TimeS) })],
            Metadata = header.Entries,
            Notes = notes,
        };
    }

    /// <summary>Times of a series count from the acquisition time of the file.</summary>
    internal static DateTime? At(DateTime? acquired, double timeS) => Math.Abs(timeS) < 1e9 ? FileDates.After(acquired, timeS) : acquired;

    /// <summary>x and y in columns, or a long table: nothing in it is LabSpec's own.</summary>
    private static SpectrumData[] TwoColumns(TextLines lines, LabSpecHeader header, long length, ReadHints hints, List<string> notes)
    {
        SpectrumFile table = DelimitedReader.Read(lines, length, hints);
        notes.AddRange(table.Notes.Where(n => !n.StartsWith("no unit of x", StringComparison.Ordinal)));
        // Another program may write such a header above labels of its own.
        Unit unit =
            header.XUnit() is null && table.Spectra[0].XUnit != Unit.None
                ? table.Spectra[0].XUnit
                : XUnit(header, table.Spectra[0].X, hints, notes);
        string intensity = header.Axis(0).UnitText;
        return
        [
            .. table.Spectra.Select(s =>
                s with
                {
                    XLabel = header.Axis(1).Type is { Length: > 0 } stated ? stated : s.XLabel,
                    XUnit = unit,
                    Title = table.Spectra.Count == 1 ? Title(header) : s.Title,
                    Channels = [.. s.Channels.Select(c => c with { Signal = LabSpecAxis.IntensitySignal(intensity, hints) })],
                }
            ),
        ];
    }

    internal static string Title(LabSpecHeader header) => header.Entries.GetValueOrDefault("Title", "");

    /// <summary>Unit of x as the header states it, else what the pipeline's technique makes of numbers that can be a shift.</summary>
    internal static Unit XUnit(LabSpecHeader header, ReadOnlySpan<double> x, ReadHints hints, List<string> notes)
    {
        if (header.XUnit() is Unit stated)
            return stated;
        bool shift = hints.Technique == "raman" && x.Length > 0 && Math.Max(x[0], x[^1]) is > 200 and < 12000;
        notes.Add(shift ? "no unit of x in the file; cm-1 taken from the technique 'raman'" : "the file does not state the unit of x");
        return shift ? Unit.RamanShift : Unit.None;
    }
}
