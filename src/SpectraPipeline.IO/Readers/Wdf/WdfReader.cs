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
        var opened = new Opened(file, WdfHeader.Read(file), WdfChunks.Of(file), []);
        (WdfHeader header, WdfChunks chunks, List<string> notes) = (opened.Header, opened.Chunks, opened.Notes);
        WdfChunk data = chunks.Demand("DATA", file, "the intensities");
        long complete = Complete(opened, data);
        WdfChunk list = chunks.Demand("XLST", file, $"the x-values, without which the {complete} complete spectra mean nothing");
        (double[][] X, uint Unit) axes = Axes(opened, list);
        WdfOrigins origins = WdfOrigins.Of(file, chunks.Find("ORGN"), header, notes);
        if (chunks.Doubt is string doubt)
            notes.Add(doubt);
        if (chunks.All.Count(c => c.Id == "DATA") is > 1 and int several)
            notes.Add($"{several} chunks DATA; the first is read{((header.Flags & SeveralXLists) != 0 ? " with the first x list" : "")}");
        if (WdfCodes.AxisUnit(axes.Unit) == Unit.None)
            notes.Add("the file does not say what x is and in which unit");
        SpectrumData[] spectra = Spectra(opened, data.Body, axes, origins, complete);
        return new SpectrumFile
        {
            Format = "renishaw-wdf",
            Technique = spectra[0].XUnit == Unit.RamanShift ? "raman" : hints.Technique,
            Spectra = spectra,
            Metadata = Metadata(opened, origins),
            Notes = notes,
        };
    }

    /// <summary>How many of the collected spectra are in the file in full; says so when some are not.</summary>
    private static long Complete(Opened opened, WdfChunk data)
    {
        (WdfHeader header, List<string> notes) = (opened.Header, opened.Notes);
        long here = (data.End - data.Body) / (4L * header.Points);
        if (here == 0)
            throw new BadFileException(data.Body, $"{4L * header.Points} bytes of the first spectrum", $"{data.End - data.Body}");
        if (here < header.Count)
            notes.Add($"chunk DATA holds {here} of {header.Count} spectra in full; the others are left out");
        if (header.Count < header.Capacity)
            notes.Add($"{header.Count} of {header.Capacity} planned spectra were collected: the measurement was stopped");
        long complete = Math.Min(here, header.Count);
        SpectrumBudget.Allow(complete, header.Points, 60);
        return complete;
    }

    private static (double[][] X, uint Unit) Axes(Opened opened, WdfChunk list)
    {
        (FileBytes file, WdfHeader header) = (opened.File, opened.Header);
        long values = (list.End - list.Body - ListHeader) / 4;
        if (values < header.Points)
            throw new BadFileException(list.Body, $"{header.Points} x-values in the chunk XLST", $"{Math.Max(0, values)}");
        // A multitrack file has one list for each track, and its spectra take turns.
        long tracks = Math.Min(header.Tracks, values / header.Points);
        SpectrumBudget.Allow(tracks, header.Points, list.Body);
        if (tracks > 1)
            opened.Notes.Add($"{tracks} tracks with an x list each: the spectra are taken to be of track 1, 2 ... in turn");
        var x = new double[tracks][];
        for (int t = 0; t < x.Length; t++)
            x[t] = file.F32s(list.Body + ListHeader + 4L * t * header.Points, header.Points, "the x-values");
        return (x, file.U32(list.Body + 4, "unit of x"));
    }

    private static SpectrumData[] Spectra(Opened opened, long at, (double[][] X, uint Unit) axes, WdfOrigins origins, long count)
    {
        (FileBytes file, WdfHeader header) = (opened.File, opened.Header);
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
            double[] y = file.F32s(at + 4L * i * header.Points, header.Points, "the intensities");
            spectra[i] = new SpectrumData
            {
                X = axes.X[i % axes.X.Length],
                XLabel = WdfCodes.AxisLabel(axes.Unit),
                XUnit = WdfCodes.AxisUnit(axes.Unit),
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
            opened.Notes.Add($"{back} spectra have a time stamp before that of the spectrum before them");
        if (flagged > 0)
            opened.Notes.Add($"{flagged} spectra carry flags of WiRE (saturated, cosmic ray ...), see their metadata");
        return spectra;
    }

    private static Dictionary<string, string> Metadata(Opened opened, WdfOrigins origins)
    {
        (FileBytes file, WdfChunks chunks) = (opened.File, opened.Chunks);
        Dictionary<string, string> metadata = opened.Header.Metadata;
        if (chunks.Find("TEXT") is { } text && file.Text(text.Body, text.End - text.Body, "the comment") is { Length: > 0 } comment)
            metadata["Comment"] = comment;
        if (origins.Primary.Length > 0)
            metadata["PrimaryOrigins"] = origins.Primary;
        if (chunks.Find("WMAP") is { IsComplete: true, Size: >= 60 } map)
            AddMap(file, map.Body, metadata);
        foreach (WdfChunk chunk in chunks.All.Where(c => s_propertyChunks.Contains(c.Id)).Take(100))
            if (WdfProperties.Add(file, chunk, metadata) is string doubt)
                opened.Notes.Add(doubt);
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

    /// <summary>A file whose header and chunks are known.</summary>
    private sealed record Opened(FileBytes File, WdfHeader Header, WdfChunks Chunks, List<string> Notes);
}
