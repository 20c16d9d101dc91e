using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>XML exports of Horiba LabSpec: single spectra, lines, maps, series; entries under their own names. The axis stays as the detector has it
/// (often falling).</summary>
[Reader("labspec-xml", "Horiba LabSpec XML: one spectrum, line, map or series", ".xml")]
public sealed class LabSpecXmlReader : Reader
{
    private const string Format = "labspec-xml";

    // Intensity, spectral axis, three places, time, temperature ... each is looked up among all.
    private const int MostAxes = 32;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.IndexOf((byte)'<') is < 0 or > 64)
            return Claim.No;
        return head.IndexOf("<LSX_Data"u8) >= 0 || head.IndexOf("<\0L\0S\0X\0_\0D\0a\0t\0a\0"u8) >= 0 ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        LsxDocument document = LsxDocument.Read(bytes);
        LsxNode[] axes = Axes(document);
        double[][] values = [.. axes.Select(a => LsxDocument.Numbers(a[LsxId.Values]?.Text ?? "", bytes, 0))];
        if (axes.Length < 2 || values[1].Length == 0)
            throw new BadFileException(0, "a spectral axis (the node 0x1 in 0x7B697861)", "none");
        double[] x = values[1];
        if (document.Rows.Count == 0)
            throw new BadFileException(bytes.Length, "an LSX_Row for each spectrum", "none");
        foreach ((int index, double[] row) in document.Rows)
            if (row.Length != x.Length)
                throw new BadFileException(
                    0,
                    $"{x.Length} values in each LSX_Row, as many as the spectral axis has",
                    $"{row.Length} in row {index}"
                );
        var notes = new List<string>();
        LabSpecAxis[] named = [.. axes.Select(a => new LabSpecAxis(a[LsxId.Type]?.Text ?? "", a[LsxId.Unit]?.Text ?? ""))];
        Unit unit = LabSpecAxis.SpectralUnit(named[1].UnitText) ?? Unit.None;
        if (unit == Unit.None)
            notes.Add($"the unit of x, '{named[1].UnitText}', is not known");
        Dictionary<string, string> metadata = Metadata(document.Tree, named);
        var place = new LsxPlaces(named[2..], values[2..]);
        NoteCounts(document, place.Count, x.Length, notes);
        if (place.Count != document.Rows.Count && !document.IsCut)
            place = new LsxPlaces([], []);
        return new SpectrumFile
        {
            Format = Format,
            Technique = hints.Technique ?? (unit == Unit.RamanShift ? "raman" : null),
            Spectra = Spectra(document, named, x, unit, place, metadata, hints),
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static SpectrumData[] Spectra(
        LsxDocument document,
        LabSpecAxis[] named,
        double[] x,
        Unit unit,
        LsxPlaces places,
        Dictionary<string, string> metadata,
        ReadHints hints
    )
    {
        DateTime? acquired = Acquired(metadata);
        string title = metadata.GetValueOrDefault("Title", document.Tree[LsxId.Title]?.Text ?? "");
        Signal signal = LabSpecAxis.IntensitySignal(named[0].UnitText, hints);
        return
        [
            .. document.Rows.Select(row =>
            {
                var own = new Dictionary<string, string>();
                (double time, double potential) = places.Of(row.Index, own);
                string place = string.Join(", ", own.Select(m => $"{m.Key} {m.Value}"));
                return new SpectrumData
                {
                    X = x,
                    XLabel = named[1].Type,
                    XUnit = unit,
                    Channels = [new ChannelData(named[0].Type is { Length: > 0 } name ? name : "y", row.Values, signal)],
                    Title = place.Length == 0 ? title : $"{title}: {place}",
                    Acquired = LabSpecTextReader.At(acquired, time),
                    TimeS = time,
                    PotentialV = potential,
                    Metadata = own,
                };
            }),
        ];
    }

    private static DateTime? Acquired(Dictionary<string, string> metadata)
    {
        foreach (string key in (ReadOnlySpan<string>)["Acquired", "Date"])
            if (metadata.TryGetValue(key, out string? text) && FileDates.Read(text) is DateTime date)
                return date;
        return null;
    }

    /// <summary>Axes in the order of their IDs 0, 1, 2 ...: intensity, spectral axis, places.</summary>
    private static LsxNode[] Axes(LsxDocument document)
    {
        LsxNode? container = document.Tree[LsxId.AxesOuter]?[LsxId.Axes];
        var axes = new List<LsxNode>();
        for (uint i = 0; i < MostAxes && container?[i] is LsxNode axis; i++)
            axes.Add(axis);
        return [.. axes];
    }

    private static void NoteCounts(LsxDocument document, long places, int points, List<string> notes)
    {
        long announced = document.Announced / points;
        if (document.IsCut)
            notes.Add($"truncated: {document.Rows.Count} of {announced} spectra are complete");
        else if (document.Announced != (long)document.Rows.Count * points && document.Announced > 0)
            notes.Add($"{document.Rows.Count} spectra of {points} points; the matrix announces {document.Announced} values");
        if (places != document.Rows.Count && !document.IsCut)
            notes.Add($"{document.Rows.Count} spectra for {places} places; the places are left out");
        for (int i = 0; i < document.Rows.Count; i++)
            if (document.Rows[i].Index != i)
            {
                notes.Add($"row {i + 1} has the index {document.Rows[i].Index}; spectra stay in the order of the file");
                break;
            }
    }

    private static Dictionary<string, string> Metadata(LsxNode tree, LabSpecAxis[] axes)
    {
        var metadata = new Dictionary<string, string>();
        if (tree[LsxId.Setup] is LsxNode setup)
            foreach (LsxNode group in setup.Children)
            foreach (LsxNode entry in group.Children)
                if (entry[LsxId.EntryName] is { Text.Length: > 0 } name)
                    Add(metadata, name.Text, entry);
        foreach (
            (uint id, string key) in (ReadOnlySpan<(uint, string)>)
                [(LsxId.Type, "Data type"), (LsxId.Title, "Data title"), (LsxId.FilePath, "File")]
        )
            if (tree[id] is { Text.Length: > 0 } leaf)
                metadata.TryAdd(key, leaf.Text);
        // As LabSpec's text says the same.
        for (int i = 0; i < axes.Length; i++)
        {
            metadata.TryAdd(string.Create(CultureInfo.InvariantCulture, $"AxisType[{i}]"), axes[i].Type);
            metadata.TryAdd(string.Create(CultureInfo.InvariantCulture, $"AxisUnit[{i}]"), axes[i].UnitText);
        }
        return metadata;
    }

    private static void Add(Dictionary<string, string> metadata, string name, LsxNode entry)
    {
        string value = entry[LsxId.EntryValue]?.Text ?? "";
        string key = name;
        for (int n = 2; !metadata.TryAdd(key, value) && n < 100; n++)
            key = string.Create(CultureInfo.InvariantCulture, $"{name} ({n})");
        // 'Laser (nm)' shows 633 and holds 632.817.
        if (
            entry[LsxId.EntryNumber]?.Text is { Length: > 0 } number
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double shown)
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double exact)
            && shown != exact
        )
            metadata.TryAdd(key + " exact", number);
    }
}

/// <summary>Where each row of the matrix was taken: the first axis runs fastest.</summary>
/// <param name="axes">Axes of places.</param>
/// <param name="values">Values of each.</param>
internal readonly struct LsxPlaces(LabSpecAxis[] axes, double[][] values)
{
    /// <summary>Number of places.</summary>
    public long Count { get; } = values.Aggregate(1L, (n, v) => Math.Min(n * Math.Max(1, v.Length), int.MaxValue));

    /// <summary>Coordinates of a row into its metadata; time (s) and potential (V) returned. An axis of one value is no coordinate.</summary>
    public (double TimeS, double PotentialV) Of(int row, Dictionary<string, string> metadata)
    {
        (double time, double potential) = (double.NaN, double.NaN);
        if (row < 0 || row >= Count)
            return (time, potential);
        long rest = row;
        for (int a = 0; a < axes.Length; a++)
        {
            int n = Math.Max(1, values[a].Length);
            if (n > 1)
            {
                (double t, double p) = axes[a].Place(values[a][rest % n], metadata, a + 1);
                time = double.IsNaN(t) ? time : t;
                potential = double.IsNaN(p) ? potential : p;
            }
            rest /= n;
        }
        return (time, potential);
    }
}
