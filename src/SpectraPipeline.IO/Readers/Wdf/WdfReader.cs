using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>Renishaw WiRE .wdf: single spectra, series, maps and lines, with the place and time of every spectrum.</summary>
[Reader("renishaw-wdf", "Renishaw WiRE: Raman spectra, series and maps", ".wdf")]
public sealed class WdfReader : Reader
{
    private const ulong SeveralXLists = 1;
    private const int ListHeader = 8;

    // Settings and processing; the other lists (maps made from the spectra, fits) say nothing about how they were taken.
    private static readonly string[] s_propertyChunks = ["WXDA", "WXDM", "WXIS", "WXCS", "ZLDC", "WARP"];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => head.StartsWith("WDF1"u8) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        var file = new FileBytes(bytes);
        WdfHeader header = WdfHeader.Read(file);
        WdfChunks chunks = WdfChunks.Of(file);
        var notes = new List<string>();
        WdfChunk data = chunks.Demand("DATA", file, "the intensities");
        long complete = Complete(data, header, notes);
        WdfChunk list = chunks.Demand("XLST", file, $"the x-values, without which the {complete} complete spectra mean nothing");
        (double[][] x, uint unit) = Axes(file, list, header, notes);
        WdfOrigins origins = WdfOrigins.Of(file, chunks.Find("ORGN"), header, notes);
        if (chunks.Doubt is string doubt)
            notes.Add(doubt);
        if (chunks.All.Count(c => c.Id == "DATA") is > 1 and int several)
            notes.Add($"{several} chunks DATA; the first is read{((header.Flags & SeveralXLists) != 0 ? " with the first x list" : "")}");
        SpectrumData[] spectra = Spectra(file, data, complete, header, x, unit, origins, notes);
        if (WdfCodes.AxisUnit(unit) == Unit.None)
            notes.Add("the file does not say what x is and in which unit");
        return new SpectrumFile
        {
            Format = "renishaw-wdf",
            Technique = spectra[0].XUnit == Unit.RamanShift ? "raman" : hints.Technique,
            Spectra = spectra,
            Metadata = Metadata(file, chunks, header, origins, notes),
            Notes = notes,
        };
    }

    /// <summary>How many of the collected spectra are in the file in full; says so when some are not.</summary>
    private static long Complete(WdfChunk data, WdfHeader header, List<string> notes)
    {
        long here = (data.End - data.Body) / (4L * header.Points);
        if (here == 0)
            throw new BadFileException(data.Body, $"{4L * header.Points} bytes of the first spectrum", $"{data.End - data.Body}");
        if (here < header.Count)
            notes.Add($"chunk DATA holds {here} of {header.Count} spectra in full; the others are left out");
        if (header.Count < header.Capacity)
            notes.Add($"{header.Count} of {header.Capacity} planned spectra were collected: the measurement was stopped");
        return Math.Min(here, header.Count);
    }

    private static (double[][] X, uint Unit) Axes(FileBytes file, WdfChunk list, WdfHeader header, List<string> notes)
    {
        long values = (list.End - list.Body - ListHeader) / 4;
        if (values < header.Points)
            throw new BadFileException(list.Body, $"{header.Points} x-values in the chunk XLST", $"{Math.Max(0, values)}");
        // A multitrack file has one list for each track, and its spectra take turns.
        long tracks = Math.Min(header.Tracks, values / header.Points);
        if (tracks > 1)
            notes.Add($"{tracks} tracks with an x list each: the spectra are taken to be of track 1, 2 ... in turn");
        var x = new double[tracks][];
        for (int t = 0; t < x.Length; t++)
            x[t] = file.F32s(list.Body + ListHeader + 4L * t * header.Points, header.Points, "the x-values");
        return (x, file.U32(list.Body + 4, "unit of x"));
    }

    private static SpectrumData[] Spectra(
        FileBytes file,
        WdfChunk data,
        long count,
        WdfHeader header,
        double[][] x,
        uint unit,
        WdfOrigins origins,
        List<string> notes
    )
    {
        var spectra = new SpectrumData[count];
        DateTime? start = origins.Time(0);
        DateTime? last = null;
        int back = 0;
        int flagged = 0;
        for (int i = 0; i < spectra.Length; i++)
        {
            DateTime? time = origins.Time(i);
            back += time < last ? 1 : 0;
            last = time ?? last;
            Dictionary<string, string> metadata = origins.Values(i);
            string title = string.Join(", ", metadata.Select(m => $"{m.Key} {m.Value}"));
            if (origins.Flags(i) is { Length: > 0 } flags)
            {
                metadata["Flags"] = flags;
                flagged++;
            }
            double[] y = file.F32s(data.Body + 4L * i * header.Points, header.Points, "the intensities");
            spectra[i] = new SpectrumData
            {
                X = x[i % x.Length],
                XLabel = WdfCodes.AxisLabel(unit),
                XUnit = WdfCodes.AxisUnit(unit),
                Channels = [new ChannelData("intensity", y, header.Signal)],
                Title = title.Length > 0 ? title : header.Title,
                // A file of one spectrum without a time stamp of its own was taken when the measurement began.
                Acquired = time ?? (header.Count == 1 ? header.Started : null),
                // One spectrum is no series; its time stamp says more than a zero.
                TimeS = header.Count > 1 && time is not null && start is not null ? (time - start).Value.TotalSeconds : double.NaN,
                Metadata = metadata,
            };
        }
        if (back > 0)
            notes.Add($"{back} spectra have a time stamp before that of the spectrum before them");
        if (flagged > 0)
            notes.Add($"{flagged} spectra carry flags of WiRE (saturated, cosmic ray ...), see their metadata");
        return spectra;
    }

    private static Dictionary<string, string> Metadata(
        FileBytes file,
        WdfChunks chunks,
        WdfHeader header,
        WdfOrigins origins,
        List<string> notes
    )
    {
        Dictionary<string, string> metadata = header.Metadata;
        if (chunks.Find("TEXT") is { } text && file.Text(text.Body, text.End - text.Body, "the comment") is { Length: > 0 } comment)
            metadata["Comment"] = comment;
        if (origins.Primary.Length > 0)
            metadata["PrimaryOrigins"] = origins.Primary;
        if (chunks.Find("WMAP") is { IsComplete: true, Size: >= 60 } map)
            AddMap(file, map.Body, metadata);
        foreach (WdfChunk chunk in chunks.All.Where(c => s_propertyChunks.Contains(c.Id)).Take(100))
            if (WdfProperties.Add(file, chunk, metadata) is string doubt)
                notes.Add(doubt);
        return metadata;
    }

    private static void AddMap(FileBytes file, long at, Dictionary<string, string> metadata)
    {
        uint flags = file.U32(at, "flags of the map");
        (uint Bit, string Words)[] words =
        [
            (1, "random points"),
            (2, "column by column"),
            (4, "alternating"),
            (8, "line focus"),
            (64, "surface"),
            (128, "line"),
        ];
        metadata["MapArea.Flags"] = string.Join(
            ", ",
            words.Where(w => (flags & w.Bit) != 0).Select(w => w.Words).DefaultIfEmpty("row by row")
        );
        metadata["MapArea.Start"] = Three(k => file.F32(at + 8 + 4 * k, "start of the map").ToString("R", CultureInfo.InvariantCulture));
        metadata["MapArea.Step"] = Three(k => file.F32(at + 20 + 4 * k, "step of the map").ToString("R", CultureInfo.InvariantCulture));
        metadata["MapArea.Size"] = Three(k => file.U32(at + 32 + 4 * k, "size of the map").ToString(CultureInfo.InvariantCulture));
    }

    private static string Three(Func<int, string> value) => string.Join(' ', Enumerable.Range(0, 3).Select(value));
}
