using System.Buffers.Binary;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>How a pixel is stored.</summary>
internal enum SpePixel
{
    Float32 = 0,
    Int32 = 1,
    Int16 = 2,
    UInt16 = 3,
    Float64 = 5,
    UInt8 = 6,
    UInt32 = 8,
}

/// <summary>Pixels as numbers, little-endian.</summary>
internal static class SpePixels
{
    /// <summary>Bytes of a pixel; 0 for a code that is none.</summary>
    public static int Size(SpePixel pixel) =>
        pixel switch
        {
            SpePixel.Float32 or SpePixel.Int32 or SpePixel.UInt32 => 4,
            SpePixel.Int16 or SpePixel.UInt16 => 2,
            SpePixel.Float64 => 8,
            SpePixel.UInt8 => 1,
            _ => 0,
        };

    /// <summary>A row of pixels.</summary>
    public static double[] Row(FileBytes file, long offset, int count, SpePixel pixel)
    {
        if (pixel == SpePixel.Float32)
            return file.F32s(offset, count, "a row of pixels");
        if (pixel == SpePixel.Float64)
            return file.F64s(offset, count, "a row of pixels");
        ReadOnlySpan<byte> from = file.Slice(offset, (long)count * Size(pixel), "a row of pixels");
        double[] row = GC.AllocateUninitializedArray<double>(count);
        for (int i = 0; i < row.Length; i++)
            row[i] = pixel switch
            {
                SpePixel.Int16 => BinaryPrimitives.ReadInt16LittleEndian(from[(2 * i)..]),
                SpePixel.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * i)..]),
                SpePixel.Int32 => BinaryPrimitives.ReadInt32LittleEndian(from[(4 * i)..]),
                SpePixel.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * i)..]),
                _ => from[i],
            };
        return row;
    }

    /// <summary>Numbers of the pixels, counted from 1 as WinSpec does: the axis of a detector that is not calibrated.</summary>
    public static double[] Numbers(int count)
    {
        double[] x = new double[count];
        for (int i = 0; i < count; i++)
            x[i] = i + 1;
        return x;
    }
}
