using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>The blocks of one spectrum of a .spa or .spg file.</summary>
/// <param name="Header">Key 0x02.</param>
/// <param name="Intensities">Key 0x03.</param>
internal sealed record OmnicSpectrum(OmnicBlock Header, OmnicBlock Intensities)
{
    // Of the instrument block only this number is known. Readers that take it 188 bytes behind the start of the header find 0 wherever another
    // block (key 0x80) stands between the two.
    private const int OpticalVelocity = 48;

    /// <summary>All blocks that carry the spectrum's number.</summary>
    public IReadOnlyList<OmnicBlock> Blocks { get; init; } = [];

    /// <summary>Decodes the spectrum.</summary>
    /// <param name="file">The file.</param>
    /// <param name="earlier">A spectrum whose x is shared when it is the same; else null.</param>
    /// <param name="notes">Takes doubts.</param>
    public (SpectrumData Data, OmnicHeader Header) Read(
        OmnicFile file,
        (SpectrumData Data, OmnicHeader Header)? earlier,
        List<string> notes
    )
    {
        FileBytes bytes = file.Bytes;
        OmnicHeader header = OmnicHeader.Read(bytes, Header);
        _ = bytes.Slice(Intensities.Position, Intensities.Length, "the intensities (key 0x03)");
        long stored = Intensities.Length / sizeof(float);
        long count = Math.Min(stored, header.Points);
        if (count == 0)
            throw new BadFileException(Intensities.Position, $"{header.Points} intensities", $"{Intensities.Length} bytes");
        if (stored != header.Points)
            notes.Add($"the header says {header.Points} points, {stored} are stored; {count} are read");
        double[] x = earlier is { } e && e.Header.SameAxis(header) && e.Data.X.Length == count ? e.Data.X : Axis(bytes, header, count);
        (Signal signal, string label) = header.Y;
        (Unit unit, string xLabel) = header.X;
        return (
            new SpectrumData
            {
                X = x,
                XUnit = unit,
                XLabel = xLabel,
                Channels = [new(label, bytes.F32s(Intensities.Position, count, "the intensities"), signal)],
                Metadata = Entries(bytes, header),
            },
            header
        );
    }

    // The ends belong to the points of the header, also where fewer are stored; no more x are made than there are intensities.
    private double[] Axis(FileBytes bytes, OmnicHeader header, long count)
    {
        if (count == header.Points)
            return bytes.Even(header.FirstX, header.LastX, count, Header.Position + 4, "the x-axis");
        double step = (header.LastX - header.FirstX) / (header.Points - 1);
        double[] x = new double[count];
        for (int i = 0; i < x.Length; i++)
            x[i] = header.FirstX + i * step;
        return x;
    }

    private Dictionary<string, string> Entries(FileBytes bytes, OmnicHeader header)
    {
        var entries = new Dictionary<string, string>(header.Entries);
        foreach (OmnicBlock block in Blocks)
        {
            if (!bytes.Holds(block.Position, block.Length))
                continue;
            if (block.Key is OmnicKey.SampleInterferogram or OmnicKey.BackgroundInterferogram)
                entries.TryAdd(
                    block.Key == OmnicKey.SampleInterferogram ? "Sample interferogram" : "Background interferogram",
                    string.Create(CultureInfo.InvariantCulture, $"{block.Length / sizeof(float)} points in the file, not read")
                );
            else if (block.Key == OmnicKey.Instrument && block.Length >= OpticalVelocity + sizeof(float))
                entries.TryAdd(
                    "Optical velocity",
                    bytes.F32(block.Position + OpticalVelocity, "the optical velocity").ToString(CultureInfo.InvariantCulture)
                );
            else if (TextName(block.Key) is string name && !entries.ContainsKey(name))
                OmnicHistory.Add(entries, name, bytes.Text(block.Position, block.Length, name));
        }
        return entries;
    }

    private static string? TextName(OmnicKey key) =>
        key switch
        {
            OmnicKey.UserText => "Comment",
            OmnicKey.History => "History",
            OmnicKey.Library => "Library",
            _ => null,
        };
}
