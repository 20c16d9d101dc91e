using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>Bits of the first byte.</summary>
[Flags]
internal enum SpcFlags
{
    None = 0,

    /// <summary>y in 16 bits.</summary>
    Short = 0x01,

    /// <summary>More than one subfile.</summary>
    Multi = 0x04,

    /// <summary>z in no order.</summary>
    RandomZ = 0x08,

    /// <summary>z rises and is not even.</summary>
    OrderedZ = 0x10,

    /// <summary>The axes have labels.</summary>
    Labels = 0x20,

    /// <summary>Each subfile has its own x.</summary>
    OwnX = 0x40,

    /// <summary>x is stored.</summary>
    StoredX = 0x80,
}

/// <summary>The main header of a GRAMS file, new (512 bytes) or old (224 bytes, LabCalc).</summary>
internal sealed record SpcHeader
{
    /// <summary>Version byte of a new file, low byte first.</summary>
    public const byte New = 0x4B;

    /// <summary>Version byte of a new file, high byte first.</summary>
    public const byte NewBigEndian = 0x4C;

    /// <summary>Version byte of a LabCalc file.</summary>
    public const byte Old = 0x4D;

    /// <summary>Exponent that means: y are floating-point numbers.</summary>
    public const int Floats = -128;

    /// <summary>More points or subfiles than any file has, and fewer than four letters of a text make.</summary>
    private const long Most = 1 << 27;

    private const int NewLength = 512;
    private const int OldLength = 224;

    public required byte Version { get; init; }
    public required SpcFlags Flags { get; init; }

    /// <summary>Type of the experiment, 0 for 'anything'.</summary>
    public int Experiment { get; init; }

    /// <summary>y = integer · 2^(exponent − 32), −16 for short ones; <see cref="Floats"/> for floating-point numbers.</summary>
    public required int Exponent { get; init; }

    /// <summary>Points of each subfile; where each has its own x, the place of their directory (0: none).</summary>
    public required long Points { get; init; }

    public required double FirstX { get; init; }
    public required double LastX { get; init; }

    /// <summary>Number of subfiles; 0 in old files, which do not say.</summary>
    public long Subfiles { get; init; }

    public required byte XUnit { get; init; }
    public required byte YUnit { get; init; }
    public byte ZUnit { get; init; }

    /// <summary>Year, month, day, hour, minute as stored.</summary>
    public required (int Year, int Month, int Day, int Hour, int Minute) Date { get; init; }

    public string Memo { get; init; } = "";

    /// <summary>Labels of x, y and z; empty where there are none.</summary>
    public string[] Labels { get; init; } = ["", "", ""];

    public long LogOffset { get; init; }
    public double ZIncrement { get; init; }

    /// <summary>Number of planes of a map, each a run of subfiles along z.</summary>
    public long Planes { get; init; }

    public double WIncrement { get; init; }
    public byte WUnit { get; init; }

    /// <summary>The other fields that are filled, by name.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Bytes before the first subfile or the common x.</summary>
    public int Length => Version == Old ? OldLength : NewLength;

    public bool Has(SpcFlags flag) => (Flags & flag) != 0;

    /// <summary>Bytes of one y.</summary>
    public int Width => Has(SpcFlags.Short) ? 2 : 4;

    /// <summary>Length of the header that a version byte announces; 0 for a byte that is none.</summary>
    public static int LengthOf(byte version) =>
        version switch
        {
            New or NewBigEndian => NewLength,
            Old => OldLength,
            _ => 0,
        };

    /// <summary>Reads the header of a file whose version byte is known.</summary>
    /// <exception cref="BadFileException">The header is cut.</exception>
    public static SpcHeader Read(FileBytes file)
    {
        byte version = file.U8(1, "the version");
        _ = file.Slice(0, LengthOf(version), "the main header");
        return version == Old ? ReadOld(file) : ReadNew(file);
    }

    /// <summary>True when every field has a value that the format knows: two bytes of signature alone prove nothing.</summary>
    public bool IsPlausible =>
        Experiment <= 20
        && (Exponent is Floats or 128 || Math.Abs(Exponent) <= 64)
        && Points >= (Has(SpcFlags.OwnX) ? 0 : 1)
        && (Has(SpcFlags.OwnX) || Points <= Most)
        && IsEnd(FirstX)
        && IsEnd(LastX)
        && Subfiles <= Most
        && SpcUnits.IsAxis(XUnit)
        && SpcUnits.IsSignal(YUnit)
        && SpcUnits.IsAxis(ZUnit);

    // Rounding leaves ends such as -8e-14 where zero was meant.
    private static bool IsEnd(double x) => double.IsFinite(x) && Math.Abs(x) < 1e12 && (x == 0 || Math.Abs(x) > 1e-20);

    private static SpcHeader ReadNew(FileBytes file)
    {
        uint date = file.U32(32, "the date");
        byte flags = file.U8(0, "the flags");
        var fields = new Dictionary<string, string>();
        Add(fields, "resolution", Text(file, 36, 9));
        Add(fields, "source instrument", Text(file, 45, 9));
        AddNumber(fields, "peak point", file.U16(54, "the peak point"));
        for (int i = 0; i < 8; i++)
            AddNumber(fields, string.Create(CultureInfo.InvariantCulture, $"spare {i + 1}"), file.F32(56 + 4 * i, "spare numbers"));
        AddNumber(fields, "modification flags", file.U32(252, "the modification flags"));
        AddNumber(fields, "processing code", file.U8(256, "the processing code"));
        AddNumber(fields, "calibration level", file.U8(257, "the calibration level"));
        AddNumber(fields, "sub-method", file.U16(258, "the sub-method"));
        AddNumber(fields, "concentration factor", file.F32(260, "the concentration factor"));
        Add(fields, "method", Text(file, 264, 48));
        return new()
        {
            Version = file.U8(1, "the version"),
            Flags = (SpcFlags)flags,
            Experiment = file.U8(2, "the type of experiment"),
            Exponent = file.I8(3, "the exponent"),
            Points = file.U32(4, "the number of points"),
            FirstX = file.F64(8, "the first x"),
            LastX = file.F64(16, "the last x"),
            Subfiles = file.U32(24, "the number of subfiles"),
            XUnit = file.U8(28, "the unit of x"),
            YUnit = file.U8(29, "the unit of y"),
            ZUnit = file.U8(30, "the unit of z"),
            Date = ((int)(date >> 20), (int)(date >> 16 & 15), (int)(date >> 11 & 31), (int)(date >> 6 & 31), (int)(date & 63)),
            Memo = Text(file, 88, 130),
            Labels = AxisLabels(file, flags, 218),
            LogOffset = file.U32(248, "the place of the log"),
            ZIncrement = file.F32(312, "the step of z"),
            Planes = file.U32(316, "the number of planes"),
            WIncrement = file.F32(320, "the step of w"),
            WUnit = file.U8(324, "the unit of w"),
            Fields = fields,
        };
    }

    private static SpcHeader ReadOld(FileBytes file)
    {
        byte flags = file.U8(0, "the flags");
        float points = file.F32(4, "the number of points");
        var fields = new Dictionary<string, string>();
        Add(fields, "resolution", Text(file, 24, 8));
        AddNumber(fields, "peak point", file.U16(32, "the peak point"));
        AddNumber(fields, "scans", file.U16(34, "the number of scans"));
        for (int i = 0; i < 7; i++)
            AddNumber(fields, string.Create(CultureInfo.InvariantCulture, $"spare {i + 1}"), file.F32(36 + 4 * i, "spare numbers"));
        return new()
        {
            Version = Old,
            Flags = (SpcFlags)flags & ~(SpcFlags.OwnX | SpcFlags.StoredX),
            Exponent = file.I16(2, "the exponent"),
            Points = float.IsInteger(points) && points is > 0 and < Most ? (long)points : -1,
            FirstX = file.F32(8, "the first x"),
            LastX = file.F32(12, "the last x"),
            XUnit = file.U8(16, "the unit of x"),
            YUnit = file.U8(17, "the unit of y"),
            Date = (
                file.U16(18, "the year"),
                file.U8(20, "the month"),
                file.U8(21, "the day"),
                file.U8(22, "the hour"),
                file.U8(23, "the minute")
            ),
            Memo = Text(file, 64, 130),
            Labels = AxisLabels(file, flags, 194),
            Fields = fields,
        };
    }

    /// <summary>A field of text, empty where its bytes are none: some writers leave there what was in their memory.</summary>
    private static string Text(FileBytes file, int offset, int length)
    {
        string text = file.Text(offset, length, "a field of text");
        return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? "" : text;
    }

    private static string[] AxisLabels(FileBytes file, byte flags, int offset)
    {
        string[] labels = ["", "", ""];
        int at = 0;
        for (int i = 0; i < labels.Length && at < 30 && ((SpcFlags)flags & SpcFlags.Labels) != 0; i++)
        {
            labels[i] = Text(file, offset + at, 30 - at);
            int end = file.Slice(offset + at, 30 - at, "the labels").IndexOf((byte)0);
            at = end < 0 ? 30 : at + end + 1;
        }
        return labels;
    }

    private static void Add(Dictionary<string, string> fields, string key, string value)
    {
        if (value.Length > 0)
            fields[key] = value;
    }

    private static void AddNumber(Dictionary<string, string> fields, string key, double value)
    {
        if (double.IsFinite(value) && value != 0)
            fields[key] = value.ToString(CultureInfo.InvariantCulture);
    }
}
