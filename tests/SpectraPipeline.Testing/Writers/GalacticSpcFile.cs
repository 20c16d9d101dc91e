using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of GRAMS SPC files, new and old, with the choices that readers stumble over.</summary>
public sealed record GalacticSpcFile
{
    /// <summary>4B new, 4C new with the high byte first, 4D old.</summary>
    public byte Version { get; init; } = 0x4B;

    /// <summary>Flags beyond those that the layout sets (several subfiles, own x, stored x, short y).</summary>
    public byte ExtraFlags { get; init; }

    /// <summary>The flag of several subfiles; by the number of subfiles unless told.</summary>
    public bool? Multi { get; init; }

    /// <summary>y in 16 bits.</summary>
    public bool SixteenBits { get; init; }

    /// <summary>x as numbers.</summary>
    public bool StoredX { get; init; }

    /// <summary>Each subfile with its own x.</summary>
    public bool OwnX { get; init; }

    /// <summary>A directory of the subfiles with their own x.</summary>
    public bool Directory { get; init; }

    /// <summary>Exponent of the main header; −128 for floating-point numbers.</summary>
    public int Exponent { get; init; } = -128;

    /// <summary>Exponents by which the subfiles are written and that their headers state; the main one unless told.</summary>
    public IReadOnlyList<int>? Exponents { get; init; }

    /// <summary>The exponent that subheaders state whatever the truth is.</summary>
    public int? StatedExponent { get; init; }

    public byte Experiment { get; init; }
    public byte XUnit { get; init; } = 1;
    public byte YUnit { get; init; } = 2;
    public byte ZUnit { get; init; }
    public (int Year, int Month, int Day, int Hour, int Minute) Date { get; init; }
    public string Memo { get; init; } = "";
    public string Labels { get; init; } = "";
    public IReadOnlyList<float>? Z { get; init; }
    public float ZIncrement { get; init; }
    public uint Planes { get; init; }
    public float WIncrement { get; init; }

    /// <summary>Text of the log; none when empty.</summary>
    public string Log { get; init; } = "";

    /// <summary>Number of subfiles that the header claims; the true one unless told.</summary>
    public uint? ClaimedSubfiles { get; init; }

    /// <summary>Place of the log that the header claims; the true one unless told.</summary>
    public uint? ClaimedLog { get; init; }

    private bool Old => Version == 0x4D;

    private int Bits => SixteenBits ? 16 : 32;

    /// <summary>y as it comes back: in single precision, or in steps of its exponent.</summary>
    public double[] Stored(int subfile, double[] y) =>
        ExponentOf(subfile) == -128
            ? [.. y.Select(v => (double)(float)v)]
            : [.. y.Select(v => Math.Round(v / Step(subfile)) * Step(subfile))];

    /// <summary>The bytes of a file.</summary>
    public byte[] Write(IReadOnlyList<(double[] X, double[] Y)> subfiles)
    {
        byte[] header = new byte[Old ? 224 : 512];
        var body = new List<byte>();
        var entries = new List<byte>();
        if (StoredX && !OwnX)
            foreach (double x in subfiles[0].X)
                body.AddRange(F32((float)x));
        for (int k = 0; k < subfiles.Count; k++)
        {
            int from = body.Count;
            body.AddRange(Subfile(k, subfiles[k]));
            entries.AddRange([.. U32((uint)(header.Length + from)), .. U32((uint)(body.Count - from)), .. F32(Z?[k] ?? 0)]);
        }
        uint directory = Directory ? (uint)(header.Length + body.Count) : 0;
        if (Directory)
            body.AddRange(entries);
        uint log = Log.Length > 0 ? (uint)(header.Length + body.Count) : 0;
        if (Log.Length > 0)
            body.AddRange(LogBlock());
        header[0] = (byte)(
            ExtraFlags
            | (SixteenBits ? 0x01 : 0)
            | (Multi ?? subfiles.Count > 1 ? 0x04 : 0)
            | (Labels.Length > 0 ? 0x20 : 0)
            | (OwnX ? 0x40 : 0)
            | (StoredX || OwnX ? 0x80 : 0)
        );
        header[1] = Version;
        double[] axis = subfiles[0].X;
        if (Old)
            OldHeader(header, axis);
        else
            NewHeader(header, axis, OwnX ? directory : (uint)axis.Length, ClaimedSubfiles ?? (uint)subfiles.Count, ClaimedLog ?? log);
        return [.. header, .. body];
    }

    private void NewHeader(byte[] header, double[] axis, uint points, uint subfiles, uint log)
    {
        header[2] = Experiment;
        header[3] = (byte)(sbyte)Exponent;
        U32(points).CopyTo(header, 4);
        F64(axis[0]).CopyTo(header, 8);
        F64(axis[^1]).CopyTo(header, 16);
        U32(subfiles).CopyTo(header, 24);
        (header[28], header[29], header[30]) = (XUnit, YUnit, ZUnit);
        U32((uint)(Date.Year << 20 | Date.Month << 16 | Date.Day << 11 | Date.Hour << 6 | Date.Minute)).CopyTo(header, 32);
        Encoding.Latin1.GetBytes(Memo).CopyTo(header, 88);
        Encoding.Latin1.GetBytes(Labels).CopyTo(header, 218);
        U32(log).CopyTo(header, 248);
        F32(ZIncrement).CopyTo(header, 312);
        U32(Planes).CopyTo(header, 316);
        F32(WIncrement).CopyTo(header, 320);
    }

    private void OldHeader(byte[] header, double[] axis)
    {
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(2), (short)Exponent);
        F32(axis.Length).CopyTo(header, 4);
        F32((float)axis[0]).CopyTo(header, 8);
        F32((float)axis[^1]).CopyTo(header, 12);
        (header[16], header[17]) = (XUnit, YUnit);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(18), (ushort)Date.Year);
        (header[20], header[21], header[22], header[23]) = ((byte)Date.Month, (byte)Date.Day, (byte)Date.Hour, (byte)Date.Minute);
        Encoding.Latin1.GetBytes(Memo).CopyTo(header, 64);
        Encoding.Latin1.GetBytes(Labels).CopyTo(header, 194);
    }

    private byte[] Subfile(int k, (double[] X, double[] Y) data)
    {
        byte[] header = new byte[32];
        header[1] = (byte)(sbyte)(StatedExponent ?? ExponentOf(k));
        F32(Z?[k] ?? 0).CopyTo(header, 4);
        if (OwnX)
            U32((uint)data.X.Length).CopyTo(header, 16);
        var bytes = new List<byte>(header);
        if (OwnX)
            foreach (double x in data.X)
                bytes.AddRange(F32((float)x));
        foreach (double y in data.Y)
            bytes.AddRange(
                ExponentOf(k) == -128 ? F32((float)y)
                : SixteenBits ? U16((ushort)(short)Math.Round(y / Step(k)))
                : Old ? U32(BitOperations.RotateLeft((uint)(int)Math.Round(y / Step(k)), 16))
                : U32((uint)(int)Math.Round(y / Step(k)))
            );
        return [.. bytes];
    }

    private byte[] LogBlock()
    {
        byte[] text = Encoding.Latin1.GetBytes(Log + "\0");
        byte[] block = new byte[64];
        U32((uint)(64 + text.Length)).CopyTo(block, 0);
        U32(4096).CopyTo(block, 4);
        U32(64).CopyTo(block, 8);
        return [.. block, .. text];
    }

    private int ExponentOf(int subfile) => Exponents?[subfile] ?? Exponent;

    private double Step(int subfile) => Math.ScaleB(1, ExponentOf(subfile) - Bits);

    private byte[] U16(ushort v) => Ordered(BitConverter.GetBytes(v));

    private byte[] U32(uint v) => Ordered(BitConverter.GetBytes(v));

    private byte[] F32(float v) => Ordered(BitConverter.GetBytes(v));

    private byte[] F64(double v) => Ordered(BitConverter.GetBytes(v));

    private byte[] Ordered(byte[] littleEndian) => Version == 0x4C ? [.. littleEndian.Reverse()] : littleEndian;
}

/// <summary>Samples of GRAMS files.</summary>
public sealed class GalacticSpcSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() =>
        [
            Sample("even.spc", new() { Log = "LASER = 785\r\nGAIN = 2\r\n", Memo = "a sample" }, 1),
            Sample(
                "stored-x.spc",
                new()
                {
                    StoredX = true,
                    XUnit = 13,
                    YUnit = 4,
                },
                1
            ),
            Sample(
                "integers-series.spc",
                new()
                {
                    Exponents = [3, 4, 3],
                    Exponent = 3,
                    ZUnit = 5,
                    ZIncrement = 0.5f,
                },
                3
            ),
            Sample("short.spc", new() { SixteenBits = true, Exponent = 3 }, 2),
            Sample(
                "big-endian.spc",
                new()
                {
                    Version = 0x4C,
                    StoredX = true,
                    Exponent = 3,
                },
                2
            ),
            Sample(
                "own-x.spc",
                new()
                {
                    OwnX = true,
                    Directory = true,
                    ExtraFlags = 0x10,
                    Z = [1, 2.5f, 3],
                },
                3
            ),
            Sample("old.spc", new() { Version = 0x4D, Exponent = 3 }, 3),
        ];

    private static SampleFile Sample(string name, GalacticSpcFile file, int spectra)
    {
        IReadOnlyList<(double[] X, double[] Y)> data =
        [
            .. SampleFiles.Truth(spectra).Select((s, k) => (file.OwnX ? s.X[k..] : s.X, file.OwnX ? s.Y[k..] : s.Y)),
        ];
        return new("galactic-spc", name, file.Write(data)) { Truth = [.. data.Select((s, k) => (s.X, file.Stored(k, s.Y)))] };
    }
}
