using System.Globalization;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>The chunk ORGN: place, time, temperature ... of every spectrum, one array for each.</summary>
internal sealed class WdfOrigins
{
    // Bit 31 marks the origins that the measurement was made over (X and Y of a map, the time of a series).
    private const uint PrimaryBit = 0x8000_0000;
    private const int OriginHeader = 24;
    private const long FreeTexts = 60_000;
    private const long PointsAText = 8;
    private const int FewestOrigins = 3;

    private static readonly (long Bit, string Name)[] s_flags =
    [
        (1, "saturated"),
        (2, "error"),
        (4, "cosmic ray"),
        (16, "focus signal too weak"),
        (32, "focus signal poor"),
        (64, "focus moves disagree"),
        (128, "focus out of limits"),
        (256, "many saturated pixels"),
        (512, "focus at its limit"),
        (1024, "place interpolated"),
        (1L << 48, "masked"),
    ];

    private readonly FileBytes _file;
    private readonly List<(uint Type, uint Unit, string Label, long At)> _origins = [];

    private WdfOrigins(FileBytes file) => _file = file;

    /// <summary>Names of the origins that the measurement was made over.</summary>
    public string Primary { get; private set; } = "";

    /// <summary>Finds the arrays that are in the file in full.</summary>
    /// <param name="file">The file.</param>
    /// <param name="chunk">The chunk ORGN; null when there is none.</param>
    /// <param name="header">Length of the arrays.</param>
    /// <param name="notes">Gets a note when arrays are missing.</param>
    public static WdfOrigins Of(FileBytes file, WdfChunk? chunk, WdfHeader header, List<string> notes)
    {
        var origins = new WdfOrigins(file);
        if (chunk is null || chunk.End - chunk.Body < 4)
            return origins;
        uint claimed = file.U32(chunk.Body, "number of data origins");
        long at = chunk.Body + 4;
        // The length of an array cannot overflow: as many spectra as this were not in the file.
        long size = header.Capacity > chunk.End ? long.MaxValue : OriginHeader + 8 * header.Capacity;
        var primary = new List<string>();
        uint k = 0;
        for (; k < claimed && size <= chunk.End - at; k++, at += size)
        {
            uint type = file.U32(at, "kind of a data origin");
            string label = file.Text(at + 8, 16, "label of a data origin");
            origins._origins.Add((type & ~PrimaryBit, file.U32(at + 4, "unit of a data origin"), label, at + OriginHeader));
            if ((type & PrimaryBit) != 0)
                primary.Add(label);
        }
        if (k < claimed)
            notes.Add($"chunk ORGN: {k} of {claimed} data origins (places, times ...) are complete; the others are left out");
        origins.Primary = string.Join(", ", primary);
        // Each value becomes a text of some 400 bytes in all; files of very many tiny spectra get as many as their numbers justify.
        long most = (FreeTexts + header.Count * header.Points / PointsAText) / Math.Max(1, header.Count);
        if (origins._origins.Count > Math.Max(FewestOrigins, most))
        {
            int kept = (int)Math.Max(FewestOrigins, most);
            notes.Add(
                $"chunk ORGN: the first {kept} of {origins._origins.Count} data origins are kept, for the spectra are many and short"
            );
            int seen = 0;
            // Times and flags cost no text.
            origins._origins.RemoveAll(o => !WdfCodes.IsFileTime(o.Type, o.Unit) && o.Type != WdfCodes.Flags && seen++ >= kept);
        }
        return origins;
    }

    /// <summary>When a spectrum was taken; null when the file does not say.</summary>
    public DateTime? Time(long spectrum)
    {
        foreach (var (type, unit, _, at) in _origins)
            if (WdfCodes.IsFileTime(type, unit))
                return WdfCodes.FileTime(_file.I64(at + 8 * spectrum, "time of a spectrum"));
        return null;
    }

    /// <summary>Flags that WiRE set on a spectrum, in words; empty when there are none.</summary>
    public string Flags(long spectrum)
    {
        foreach (var (type, _, _, at) in _origins)
            if (type == WdfCodes.Flags && _file.I64(at + 8 * spectrum, "flags of a spectrum") is long flags and not 0)
            {
                string words = string.Join(", ", s_flags.Where(f => (flags & f.Bit) != 0).Select(f => f.Name));
                return words.Length > 0 ? words : $"{flags}";
            }
        return "";
    }

    /// <summary>Place, focus, temperature ... of a spectrum, each with its unit in the key.</summary>
    public Dictionary<string, string> Values(long spectrum)
    {
        var values = new Dictionary<string, string>();
        foreach (var (type, unit, label, at) in _origins)
        {
            if (WdfCodes.IsFileTime(type, unit) || type is WdfCodes.Checksum or WdfCodes.Flags)
                continue;
            string symbol = WdfCodes.UnitSymbol(unit);
            string key = unit == 0 || symbol.Length == 0 ? label : $"{label} ({symbol})";
            values.TryAdd(key, _file.F64(at + 8 * spectrum, "value of a data origin").ToString("R", CultureInfo.InvariantCulture));
        }
        return values;
    }
}
