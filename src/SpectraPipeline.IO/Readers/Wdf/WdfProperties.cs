using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>The property lists (PSET) of a .wdf: exposure, laser power, grating, objective, stage ... as metadata <c>CHUNK.set.name</c>.</summary>
/// <remarks>
/// A record is a letter for its type, flags, a 16-bit code, a value. Records of type k give codes from 0x8000 on their names, for their own list and
/// the lists in it, before or behind the records they name. Codes below have names of WiRE's own: those in <see cref="s_known"/> are proven by
/// files that write the name beside the code; the others are shown as <c>#HEX</c>.
/// </remarks>
internal sealed class WdfProperties
{
    private const byte Compressed = 0x40;
    private const byte Array = 0x80;
    private const ushort OwnNames = 0x8000;

    // Real files hold some 700 entries four lists deep. These bounds only catch what a damaged file could claim.
    private const int MostEntries = 5000;
    private const int DeepestList = 16;
    private const int LongestName = 100;

    // Longer texts are programs (VBScript) and pictures, not settings.
    private const int LongestText = 1000;
    private const int MostArrayValues = 16;

    private static readonly Dictionary<ushort, string> s_known = new()
    {
        [0x003] = "CreationTime",
        [0x006] = "ETA",
        [0x007] = "wizardclsid",
        [0x008] = "ExpectedDatasetCount",
        [0x009] = "AcquisitionCount",
        [0x00D] = "MeasurementType",
        [0x00E] = "responseCalibration",
        [0x00F] = "restoreInstrumentState",
        [0x010] = "closeLaserShutter",
        [0x011] = "FocusTrackEnabled",
        [0x012] = "FocusTrackInterval",
        [0x013] = "LineFocusMode",
        [0x014] = "yStepSize",
        [0x0C9] = "DepthSeriesInterval",
        [0x0CA] = "DepthSeriesStartPos",
        [0x0CB] = "DepthSeriesFinalPos",
        [0x19B] = "Label",
        [0x1AE] = "Operator",
        [0x1AF] = "Time",
        [0x1B0] = "Version",
        // What the values say: 'laser1', 'grating0', '532 nm edge', '50' and 'x40 NUV'.
        [0x3F5] = "AreaKey",
        [0x3F6] = "InstrumentState",
        [0x3F7] = "Laser",
        [0x3FA] = "Grating",
        [0x3FB] = "LaserName",
        [0x3FE] = "ObjectiveMagnification",
        [0x3FF] = "Objective",
    };

    private readonly FileBytes _file;
    private readonly Dictionary<string, string> _into;
    private int _entries;

    private WdfProperties(FileBytes file, Dictionary<string, string> into) => (_file, _into) = (file, into);

    /// <summary>Adds the entries of a chunk's property list, when it has one, to the metadata.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Add(FileBytes file, WdfChunk chunk, Dictionary<string, string> into)
    {
        if (chunk.End - chunk.Body < 8 || !file.Has(chunk.Body, "PSET"u8))
            return null;
        long from = chunk.Body + 8;
        long end = from + file.U32(chunk.Body + 4, "length of a property list");
        string name = chunk.Uid == 0 ? chunk.Id : string.Create(CultureInfo.InvariantCulture, $"{chunk.Id}[{chunk.Uid}]");
        if (end > chunk.End)
            return $"chunk {name}: its property list is cut; its entries are left out";
        var properties = new WdfProperties(file, into);
        return properties.List(from, end, name + ".", null, 0) is long bad and >= 0
            ? $"chunk {name}: its property list cannot be read from byte {bad} on; entries before it are kept"
            : null;
    }

    /// <summary>Adds one list; -1, or the byte from which on it cannot be read.</summary>
    private long List(long from, long end, string path, Names? outer, int depth)
    {
        var names = new Names(outer);
        var records = new List<Record>();
        long bad = -1;
        for (long at = from; at < end; )
        {
            if (Next(at, end) is not Record record || records.Count >= MostEntries)
            {
                bad = at;
                break;
            }
            if (record.Type == 'k')
                names.Own[record.Code] = Name(record);
            else
                records.Add(record);
            at = record.End;
        }
        foreach (Record record in records)
        {
            if (_entries >= MostEntries)
                return record.At;
            string key = names.Find(record.Code) ?? Known(record.Code);
            if (record.Type == 'p')
            {
                if (depth == DeepestList)
                    return record.At;
                long inner = List(record.At, record.End, $"{path}{key}.", names, depth + 1);
                bad = bad < 0 ? inner : bad;
            }
            // Class identifiers and the running keys of collections (_key0, _nitems) are bookkeeping.
            else if (!key.StartsWith('_') && !key.EndsWith("lsid", StringComparison.Ordinal) && Text(record) is { Length: > 0 } text)
            {
                _into.TryAdd(path + key, text);
                _entries++;
            }
        }
        return bad;
    }

    private static string Known(ushort code) =>
        code < OwnNames && s_known.TryGetValue(code, out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"#{code:X}");

    /// <summary>The record at a place; null when it does not lie between here and the end of its list.</summary>
    private Record? Next(long at, long end)
    {
        if (end - at < 5)
            return null;
        var type = (char)_file.U8(at, "type of a property");
        byte flags = _file.U8(at + 1, "flags of a property");
        ushort code = _file.U16(at + 2, "code of a property");
        at += 4;
        long count = 1;
        if ((flags & Array) != 0)
        {
            if (end - at < 4)
                return null;
            count = _file.U32(at, "number of values of a property");
            at += 4;
        }
        int size = Bytes(type);
        if (size == 0)
        {
            if ("ukbp".IndexOf(type, StringComparison.Ordinal) < 0 || end - at < 4)
                return null;
            count = _file.U32(at, "length of a property");
            at += 4;
            size = 1;
        }
        long length = count * size;
        return length > end - at ? null : new Record(type, flags, code, at, at + length, count);
    }

    /// <summary>Bytes of one value of a number type; 0 for types that state their length.</summary>
    private static int Bytes(char type) =>
        type switch
        {
            '?' or 'c' => 1,
            's' => 2,
            'i' or 'r' => 4,
            'w' or 'q' or 't' => 8,
            _ => 0,
        };

    private string Name(Record record)
    {
        if ((record.Flags & Compressed) != 0)
            return string.Create(CultureInfo.InvariantCulture, $"#{record.Code:X}");
        return TextLines.Decode(_file.Slice(record.At, Math.Min(record.Length, LongestName), "name of a property"));
    }

    /// <summary>The value as text; null for what is no setting: pictures, programs, long arrays.</summary>
    private string? Text(Record record)
    {
        ReadOnlySpan<byte> value = _file.Slice(record.At, record.Length, "value of a property");
        if (record.Type == 'b' || (record.Flags & Compressed) != 0)
            return null;
        if (record.Type == 'u')
            return value.Length > LongestText ? null : TextLines.Decode(value).TrimEnd('\0').Trim();
        if (record.Count > MostArrayValues)
            return null;
        int size = Bytes(record.Type);
        var words = new string[record.Count];
        for (int i = 0; i < words.Length; i++)
            words[i] = Number(record.Type, value.Slice(i * size, size));
        return string.Join(' ', words);
    }

    private static string Number(char type, ReadOnlySpan<byte> v)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return type switch
        {
            '?' => v[0] == 0 ? "false" : "true",
            'c' => v[0].ToString(culture),
            's' => BinaryPrimitives.ReadInt16LittleEndian(v).ToString(culture),
            'i' => BinaryPrimitives.ReadInt32LittleEndian(v).ToString(culture),
            'w' => BinaryPrimitives.ReadInt64LittleEndian(v).ToString(culture),
            'r' => BinaryPrimitives.ReadSingleLittleEndian(v).ToString("R", culture),
            'q' => BinaryPrimitives.ReadDoubleLittleEndian(v).ToString("R", culture),
            _ => WdfCodes.FileTime(BinaryPrimitives.ReadInt64LittleEndian(v))?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", culture) ?? "",
        };
    }

    /// <summary>Names that a list gives to codes, and those of the lists around it.</summary>
    private sealed class Names(Names? outer)
    {
        /// <summary>Names given in this list.</summary>
        public Dictionary<ushort, string> Own { get; } = [];

        /// <summary>Name of a code; null when nobody gives one.</summary>
        public string? Find(ushort code) => Own.GetValueOrDefault(code) ?? outer?.Find(code);
    }

    /// <summary>A record of a list.</summary>
    /// <param name="Type">Letter of the type.</param>
    /// <param name="Flags">0x40 compressed, 0x80 array.</param>
    /// <param name="Code">Number of the name.</param>
    /// <param name="At">First byte of the value.</param>
    /// <param name="End">First byte behind it.</param>
    /// <param name="Count">Values, or bytes of a text.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Record(char Type, byte Flags, ushort Code, long At, long End, long Count)
    {
        /// <summary>Bytes of the value.</summary>
        public long Length => End - At;
    }
}
