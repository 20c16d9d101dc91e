using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of Renishaw WiRE files (.wdf): header, intensities, x list, data origins and whatever chunks a test adds.</summary>
public sealed record WdfFile
{
    /// <summary>x-values; written as 32-bit numbers.</summary>
    public required double[] X { get; init; }

    /// <summary>Collected spectra.</summary>
    public required IReadOnlyList<double[]> Spectra { get; init; }

    /// <summary>Planned spectra; as many as collected unless told. The arrays are filled up with zeros.</summary>
    public int? Capacity { get; init; }

    /// <summary>Collected spectra as the header claims them; as many as there are unless told.</summary>
    public ulong? Count { get; init; }

    /// <summary>1 Raman shift, 3 nm ...</summary>
    public uint AxisUnit { get; init; } = 1;

    /// <summary>6 counts ...</summary>
    public uint SignalUnit { get; init; } = 6;

    /// <summary>0 unspecified, 1 single, 2 series, 3 map.</summary>
    public uint MeasurementType { get; init; } = 2;

    public float LaserWavenumber { get; init; } = 18796.992f;

    public string Title { get; init; } = "made by a test";

    /// <summary>Bits of the file.</summary>
    public ulong Flags { get; init; }

    /// <summary>x lists in XLST.</summary>
    public uint Tracks { get; init; }

    /// <summary>Begin and end as FILETIME; 0 says nothing.</summary>
    public (long Start, long End) Times { get; init; }

    /// <summary>Data origins: type, unit, label, values as 64-bit patterns (doubles or integers).</summary>
    public IReadOnlyList<(uint Type, uint Unit, string Label, long[] Values)> Origins { get; init; } = [];

    /// <summary>Chunks behind these, in order.</summary>
    public IReadOnlyList<(string Id, uint Uid, byte[] Body)> More { get; init; } = [];

    /// <summary>Writes XLST before DATA.</summary>
    public bool AxisFirst { get; init; }

    /// <summary>Leaves ORGN out.</summary>
    public bool WithoutOrigins { get; init; }

    /// <summary>Doubles as the 64-bit patterns of an origin.</summary>
    public static long[] Doubles(params double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    /// <summary>A property list: records one after another.</summary>
    public static byte[] PropertyList(params byte[][] records)
    {
        byte[] body = [.. records.SelectMany(r => r)];
        return [.. "PSET"u8, .. BitConverter.GetBytes(body.Length), .. body];
    }

    /// <summary>A record of a property list; texts, names and lists ('u', 'k', 'p') get their length before the value.</summary>
    public static byte[] Property(char type, ushort code, byte[] value, byte flags = 0) =>
        [
            (byte)type,
            flags,
            .. BitConverter.GetBytes(code),
            .. "ukbp".Contains(type, StringComparison.Ordinal) ? BitConverter.GetBytes(value.Length) : [],
            .. value,
        ];

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        int capacity = Capacity ?? Spectra.Count;
        var file = new List<byte>(Header(capacity));
        byte[] data = [.. Spectra.SelectMany(Floats), .. new byte[4 * X.Length / Math.Max(1, (int)Tracks) * (capacity - Spectra.Count)]];
        byte[] axis = [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(AxisUnit), .. Floats(X)];
        if (AxisFirst)
            Chunk(file, "XLST", 0, axis);
        Chunk(file, "DATA", 0, data);
        Chunk(file, "YLST", 0, [.. BitConverter.GetBytes(4), .. BitConverter.GetBytes(16), .. BitConverter.GetBytes(27f)]);
        if (!AxisFirst)
            Chunk(file, "XLST", 0, axis);
        if (!WithoutOrigins)
            Chunk(file, "ORGN", 0, OriginBody(capacity));
        foreach (var (id, uid, body) in More)
            Chunk(file, id, uid, body);
        return [.. file];
    }

    private byte[] Header(int capacity)
    {
        byte[] h = new byte[512];
        uint points = (uint)(X.Length / Math.Max(1, (int)Tracks));
        "WDF1"u8.CopyTo(h);
        Put(h, 4, BitConverter.GetBytes(1));
        Put(h, 8, BitConverter.GetBytes(512UL));
        Put(h, 16, BitConverter.GetBytes(Flags));
        Put(h, 52, BitConverter.GetBytes(Tracks));
        Put(h, 60, BitConverter.GetBytes(points));
        Put(h, 64, BitConverter.GetBytes((ulong)capacity));
        Put(h, 72, BitConverter.GetBytes(Count ?? (ulong)Spectra.Count));
        Put(h, 80, BitConverter.GetBytes(2));
        Put(h, 84, BitConverter.GetBytes(1));
        Put(h, 88, BitConverter.GetBytes(points));
        Put(h, 92, BitConverter.GetBytes(Origins.Count));
        Put(h, 96, "WiRE"u8.ToArray());
        Put(h, 120, [5, 0, 6, 0, 0, 0, 1, 0]);
        Put(h, 128, BitConverter.GetBytes(1));
        Put(h, 132, BitConverter.GetBytes(MeasurementType));
        Put(h, 136, BitConverter.GetBytes(Times.Start));
        Put(h, 144, BitConverter.GetBytes(Times.End));
        Put(h, 152, BitConverter.GetBytes(SignalUnit));
        Put(h, 156, BitConverter.GetBytes(LaserWavenumber));
        Put(h, 208, Encoding.UTF8.GetBytes("Müller"));
        Put(h, 240, Encoding.UTF8.GetBytes(Title));
        return h;
    }

    private byte[] OriginBody(int capacity)
    {
        var body = new List<byte>(BitConverter.GetBytes(Origins.Count));
        foreach (var (type, unit, label, values) in Origins)
        {
            byte[] name = new byte[16];
            Put(name, 0, Encoding.UTF8.GetBytes(label));
            body.AddRange([.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(unit), .. name]);
            body.AddRange(values.Concat(new long[capacity - values.Length]).SelectMany(BitConverter.GetBytes));
        }
        return [.. body];
    }

    private static void Chunk(List<byte> file, string id, uint uid, byte[] body)
    {
        file.AddRange(Encoding.ASCII.GetBytes(id.PadRight(4)));
        file.AddRange(BitConverter.GetBytes(uid));
        file.AddRange(BitConverter.GetBytes(16UL + (ulong)body.Length));
        file.AddRange(body);
    }

    private static IEnumerable<byte> Floats(double[] values) => values.SelectMany(v => BitConverter.GetBytes((float)v));

    private static void Put(byte[] into, int at, byte[] bytes) => bytes.CopyTo(into, at);
}

/// <summary>Samples of Renishaw WiRE files: a series and a map that was stopped.</summary>
public sealed class WdfSamples : ISampleSource
{
    private const long FirstTime = 133205104480140267;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        var truth = SampleFiles.Truth(3, singlePrecision: true);
        var file = new WdfFile
        {
            X = truth[0].X,
            Spectra = [.. truth.Select(t => t.Y)],
            Origins = [(0x8000_000B, 24, "Time", [FirstTime, FirstTime + 20_000_000, FirstTime + 40_000_000])],
            More = [("TEXT", 0, "a comment"u8.ToArray()), ("WXIS", 0, Settings())],
        };
        yield return new("renishaw-wdf", "series.wdf", file.Write()) { Truth = truth };
        WdfFile stopped = file with
        {
            Capacity = 5,
            MeasurementType = 3,
            Origins = [(0x8000_0003, 5, "X", WdfFile.Doubles(-4, 0, 4)), (0x8000_0004, 5, "Y", WdfFile.Doubles(7, 7, 7)), .. file.Origins],
        };
        yield return new("renishaw-wdf", "stopped map.wdf", stopped.Write()) { Truth = truth };
    }

    private static byte[] Settings() =>
        WdfFile.PropertyList(
            WdfFile.Property('k', 0x8001, "Slits"u8.ToArray()),
            WdfFile.Property('p', 0x8001, WdfFile.Property('u', 0x8002, "65 µm"u8.ToArray())),
            WdfFile.Property('k', 0x8002, "Opening"u8.ToArray()),
            WdfFile.Property('q', 0x3FE, BitConverter.GetBytes(50.0))
        );
}
