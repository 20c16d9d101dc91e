using System.Buffers.Binary;
using System.Numerics;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>One subfile: its numbers and what stands before them.</summary>
/// <param name="X">x; the same array in all subfiles where they share it.</param>
/// <param name="Y">y.</param>
/// <param name="Z">z as stored.</param>
/// <param name="W">w as stored.</param>
/// <param name="Scans">Co-added scans.</param>
internal sealed record SpcSubfile(double[] X, double[] Y, float Z, float W, uint Scans);

/// <summary>Walks the subfiles of a GRAMS file and decodes them.</summary>
internal sealed class SpcSubfiles(FileBytes file, SpcHeader header, List<string> notes)
{
    private const int SubheaderLength = 32;
    private const int DirectoryEntry = 12;
    private bool _zeroExponents;

    /// <summary>All subfiles that are whole, in the order of the file.</summary>
    /// <exception cref="BadFileException">Not one is whole, or the header's numbers cannot be.</exception>
    public List<SpcSubfile> Read()
    {
        List<SpcSubfile> subfiles = header.Has(SpcFlags.OwnX) ? OwnX() : CommonX();
        if (_zeroExponents)
            notes.Add("the headers of subfiles leave the exponent 0 where the main header says floating-point numbers; read as such");
        return subfiles;
    }

    private List<SpcSubfile> CommonX()
    {
        long offset = header.Length;
        long points = header.Points;
        if (points < 1 || points > file.Length / header.Width)
            throw new BadFileException(
                4,
                $"1 to {file.Length / header.Width} points in a file of {file.Length} bytes",
                points < 0 ? "no whole number" : $"{points}"
            );
        long x = offset;
        if (header.Has(SpcFlags.StoredX))
            offset += 4 * points;
        long stride = SubheaderLength + header.Width * points;
        long whole = Math.Max(0, file.Length - offset) / stride;
        long count = header.Version == SpcHeader.Old ? OldCount(offset, stride, whole) : NewCount(whole);
        if (whole == 0)
            _ = file.Slice(offset, stride, count > 1 ? $"the first of {count} subfiles" : "the spectrum");
        SpectrumBudget.Allow(Math.Min(count, whole), points, 4);
        double[] axis = Axis(x, points);
        var subfiles = new List<SpcSubfile>();
        for (long k = 0; k < Math.Min(count, whole); k++)
            subfiles.Add(Decode(offset + k * stride, axis, offset + k * stride + SubheaderLength));
        if (whole < count)
            notes.Add($"the file is cut: {whole} of {count} subfiles are whole and were read");
        return subfiles;
    }

    private double[] Axis(long offset, long points)
    {
        if (!header.Has(SpcFlags.StoredX))
        {
            CheckEnd(header.FirstX, "first");
            CheckEnd(header.LastX, "last");
            if (points > 1 && header.FirstX == header.LastX)
                notes.Add("first and last x are the same, so that the points have no place on the axis");
            return points == 1 ? [header.FirstX] : file.Even(header.FirstX, header.LastX, points, 4, "x");
        }
        return Stored(offset, points);
    }

    private double[] Stored(long offset, long points)
    {
        double[] x = file.F32s(offset, points, "x");
        int bad = Array.FindIndex(x, v => !double.IsFinite(v));
        return bad < 0 ? x : throw new BadFileException(offset + 4L * bad, "a finite x", $"{x[bad]}");
    }

    private static void CheckEnd(double x, string which)
    {
        if (!double.IsFinite(x))
            throw new BadFileException(8, $"a finite {which} x", $"{x}");
    }

    private long NewCount(long whole)
    {
        // A header that says none is of a file with one; with the flag of several it says nothing.
        if (header.Subfiles > 0)
            return header.Subfiles;
        if (!header.Has(SpcFlags.Multi))
            return 1;
        notes.Add($"the header counts no subfiles; {whole} were found");
        return whole;
    }

    /// <summary>Old files do not count their subfiles: they go on to the end of the file.</summary>
    private long OldCount(long offset, long stride, long whole)
    {
        long rest = (file.Length - offset) % stride;
        if (!header.Has(SpcFlags.Multi) && (rest > 0 || whole <= 1))
            return 1;
        if (!header.Has(SpcFlags.Multi))
            notes.Add($"the flag of several subfiles is not set, and the file holds exactly {whole} of them; all were read");
        if (rest > 0 && whole > 0)
            notes.Add($"{rest} bytes after subfile {whole} are no whole subfile: the file is cut or something follows; left out");
        return whole;
    }

    private List<SpcSubfile> OwnX()
    {
        long count = Math.Max(1, header.Subfiles);
        long directory = header.Points;
        bool listed = directory > 0 && header.Has(SpcFlags.Multi);
        if (listed && (directory < header.Length || !file.Holds(directory, count * DirectoryEntry)))
        {
            notes.Add(
                $"the directory of {count} subfiles at byte {directory} is not in the file; the subfiles were read one after the other"
            );
            listed = false;
        }
        var subfiles = new List<SpcSubfile>();
        long offset = header.Length;
        long taken = 0;
        for (long k = 0; k < count; k++)
        {
            if (listed)
                offset = file.U32(directory + k * DirectoryEntry, "the directory");
            long points =
                offset >= header.Length && file.Holds(offset, SubheaderLength) ? file.U32(offset + 16, "the number of points") : 0;
            long length = SubheaderLength + points * (4 + header.Width);
            if (points == 0 || !file.Holds(offset, length))
            {
                if (subfiles.Count == 0)
                    throw Incomplete(offset, points, length);
                notes.Add($"subfile {k + 1} of {count} is not whole; {subfiles.Count} were read");
                break;
            }
            // Subfiles lie beside each other; a directory that points into one place again and again would make a file grow without end.
            taken += length;
            if (taken > file.Length)
                throw new BadFileException(
                    directory + k * DirectoryEntry,
                    "subfiles that do not overlap",
                    $"{taken} bytes of them in {file.Length}"
                );
            subfiles.Add(Decode(offset, Stored(offset + SubheaderLength, points), offset + SubheaderLength + 4 * points));
            offset += length;
            SpectrumBudget.Allow(subfiles.Count, taken / subfiles.Count / (4 + header.Width), offset);
        }
        return subfiles;
    }

    private BadFileException Incomplete(long offset, long points, long length) =>
        points == 0
            ? new(Math.Clamp(offset, 0, file.Length), "a subfile with its points counted", $"none in a file of {file.Length} bytes")
            : new(offset + 16, $"{length} bytes for a subfile of {points} points from byte {offset} on", $"a file of {file.Length} bytes");

    private SpcSubfile Decode(long subheader, double[] x, long data)
    {
        int exponent = Exponent(file.I8(subheader + 1, "the exponent of the subfile"));
        return new(
            x,
            Y(data, x.Length, exponent),
            file.F32(subheader + 4, "z"),
            file.F32(subheader + 24, "w"),
            file.U32(subheader + 20, "the number of scans")
        );
    }

    /// <summary>The exponent that holds: that of the subfile in files of several, where single files may have rubbish.</summary>
    private int Exponent(int own)
    {
        if (!header.Has(SpcFlags.Multi))
            return header.Exponent;
        if (header.Version == SpcHeader.Old)
            return own != 0 ? own : header.Exponent;
        // An exponent of 0 counts like any other, except where the file is one of floats and its subheaders were left empty.
        if (own != 0 || header.Exponent != SpcHeader.Floats)
            return own;
        _zeroExponents = true;
        return SpcHeader.Floats;
    }

    private double[] Y(long offset, int points, int exponent)
    {
        // LabCalc has a word for the exponent, where 0x80 is 128.
        if (!header.Has(SpcFlags.Short) && exponent is SpcHeader.Floats or 128)
            return file.F32s(offset, points, "y");
        ReadOnlySpan<byte> from = file.Slice(offset, (long)points * header.Width, "y");
        double[] y = GC.AllocateUninitializedArray<double>(points);
        // A power of two: the product is exact.
        double factor = Math.ScaleB(1, exponent - 8 * header.Width);
        bool big = header.Version == SpcHeader.NewBigEndian;
        if (header.Has(SpcFlags.Short))
            for (int i = 0; i < y.Length; i++)
                y[i] =
                    factor
                    * (
                        big ? BinaryPrimitives.ReadInt16BigEndian(from[(2 * i)..]) : BinaryPrimitives.ReadInt16LittleEndian(from[(2 * i)..])
                    );
        else if (header.Version == SpcHeader.Old)
            for (int i = 0; i < y.Length; i++)
                y[i] = factor * (int)BitOperations.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * i)..]), 16);
        else
            for (int i = 0; i < y.Length; i++)
                y[i] =
                    factor
                    * (
                        big ? BinaryPrimitives.ReadInt32BigEndian(from[(4 * i)..]) : BinaryPrimitives.ReadInt32LittleEndian(from[(4 * i)..])
                    );
        return y;
    }
}
