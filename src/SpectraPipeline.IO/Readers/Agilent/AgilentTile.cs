using System.Runtime.InteropServices;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>One tile (.dat, .dmd: spectra; .seq, .drd: interferograms): a header of 1020 bytes, then one plane of 32-bit floats for each point.</summary>
/// <remarks>Header: signature at 0, number of points at 9 (u32), columns at 24 and rows at 26 (u16). The length of the file must be exactly theirs.</remarks>
internal sealed class AgilentTile
{
    private const int HeaderLength = 1020;

    // Planes are long; pixels are gathered this many at a time, so that each plane is read along its memory.
    private const int PixelsAtOnce = 64;

    private readonly FileBytes _bytes;

    private AgilentTile(FileBytes bytes, int columns, int rows, int points) =>
        (_bytes, Columns, Rows, Points) = (bytes, columns, rows, points);

    /// <summary>How tiles begin.</summary>
    public static ReadOnlySpan<byte> Signature => [0x00, 0x72, 0x47, 0x00, 0x00, 0x00, 0x00, 0x00];

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Points of each spectrum.</summary>
    public int Points { get; }

    /// <summary>Reads the header.</summary>
    /// <exception cref="BadFileException">No tile, or of another length than its header says.</exception>
    public static AgilentTile Open(ReadOnlyMemory<byte> memory)
    {
        var bytes = new FileBytes(memory);
        if (!bytes.Has(0, Signature))
            throw new BadFileException(0, $"the signature of an Agilent tile ({Convert.ToHexString(Signature)})", "other bytes");
        _ = bytes.Slice(0, HeaderLength, "the header of a tile");
        long points = bytes.U32(9, "the number of points");
        int columns = bytes.U16(24, "the number of columns");
        int rows = bytes.U16(26, "the number of rows");
        // One plane alone is a picture: there is no spectrum in it.
        if (points < 2 || columns == 0 || rows == 0)
            throw new BadFileException(9, "columns and rows, and at least two points", $"{columns} x {rows} x {points}");
        long pixels = (long)columns * rows;
        long planes = (bytes.Length - HeaderLength) / (pixels * sizeof(float));
        if (planes != points || HeaderLength + planes * pixels * sizeof(float) != bytes.Length)
            throw new BadFileException(
                bytes.Length,
                $"{points} planes of {columns} x {rows} pixels, 4 bytes each, behind {HeaderLength} bytes",
                $"{bytes.Length} bytes, {planes} whole planes"
                    + (planes < points ? ": the file was cut, and as planes lie behind one another no spectrum is complete" : "")
            );
        SpectrumBudget.Allow(pixels, points, 9);
        return new(bytes, columns, rows, (int)points);
    }

    /// <summary>The spectra, row after row: pixel p is at row p / columns, column p % columns.</summary>
    public double[][] Read()
    {
        ReadOnlySpan<byte> data = _bytes.Slice(HeaderLength, _bytes.Length - HeaderLength, "the planes of a tile");
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(data);
        int pixels = Columns * Rows;
        double[][] spectra = new double[pixels][];
        for (int p = 0; p < pixels; p++)
            spectra[p] = GC.AllocateUninitializedArray<double>(Points);
        for (int from = 0; from < pixels; from += PixelsAtOnce)
        for (int i = 0; i < Points; i++)
        for (int p = from; p < Math.Min(from + PixelsAtOnce, pixels); p++)
            spectra[p][i] = values[i * pixels + p];
        return spectra;
    }
}
