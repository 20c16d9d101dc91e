using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.IO.Tokens;

/// <summary>The usual row: plain numbers with one separator between, 64 bytes of separators found at once and up to 16 signs turned into a number
/// by one chain of vector instructions.</summary>
/// <remarks>
/// Separators are found first, so the reading of one number need not wait for the end of the one before. The digits, right-aligned in a vector and
/// without their decimal sign, are joined in pairs, fours, eights (W. Muła, "Parsing series of integers with SIMD", 2014); a mantissa below 2^53 over
/// a power of ten up to 10^15 is correctly rounded by one division (see <see cref="NumberParser"/>). Anything else in a cell goes to NumberParser,
/// and a row with a cell that this cannot read to <see cref="NumberRow"/>, which knows quotes, missing values and thousands marks.
/// Needs SSE4.1; elsewhere every row takes the general way. Cost: docs/benchmarks.md.
/// </remarks>
internal static class PlainRow
{
    /// <summary>The row is none of these.</summary>
    public const int NotPlain = -2;

    private const int Width = 16;
    private const int LongestHead = 4;
    private const int MostHeadDigits = 3;

    /// <summary>Sixteen bytes from n on keep the last n of a vector and blank the others.</summary>
    // csharpier-ignore
    private static ReadOnlySpan<byte> Keep =>
        [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        ];

    /// <summary>Shuffle d moves the bytes before the decimal sign at d up by one, over it; 0x80 makes a zero. The last row is for no decimal sign.</summary>
    // csharpier-ignore
    private static ReadOnlySpan<byte> Close =>
        [
            0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15,
            0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        ];

    /// <summary>10^(digits after a decimal sign at place d); the last is for no decimal sign.</summary>
    private static ReadOnlySpan<double> Divisors =>
        [1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0, 1e0];

    /// <summary>Reads the cells of a line that stands alone.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, int, int, Dialect, Span{double})" />
    public static int Read(ReadOnlySpan<byte> line, Dialect dialect, Span<double> cells) => Read(line, 0, line.Length, dialect, cells);

    /// <summary>Reads the cells of a line inside a text. What stands round the line lends its bytes to the vectors, so that short lines (two columns of
    /// five digits) go this way too; it has no influence on the numbers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">First byte of the line.</param>
    /// <param name="length">Length of the line without its end.</param>
    /// <param name="dialect">Separator and decimal sign.</param>
    /// <param name="cells">Takes the cells; a row with more is left to the general way.</param>
    /// <returns>Number of cells, or <see cref="NotPlain"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Read(ReadOnlySpan<byte> text, int from, int length, Dialect dialect, Span<double> cells)
    {
        // Vectors reach back from the end of a number, before the line if need be; only at the beginning of a text there is nothing to reach into.
        if (!Sse41.IsSupported || length == 0 || from + length < Width)
            return NotPlain;
        ref byte t = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), from);
        int behind = text.Length - from;
        ref double to = ref MemoryMarshal.GetReference(cells);
        bool blanks = dialect.IsBlankSeparated;
        byte decimalSign = dialect.DecimalSign;
        (byte first, byte second) = blanks ? ((byte)' ', (byte)'\t') : (dialect.Separator, dialect.Separator);
        // Compared after '0' was taken off.
        Vector128<byte> points = Vector128.Create((byte)(decimalSign - '0'));
        // A comma as last sign of a cell is a separator, not a decimal sign.
        uint allowed = dialect.HasDecimalComma ? 0x7FFFu : 0xFFFF;
        nint count = 0;
        nint start = 0;
        // The end of the line ends its last cell; where it falls on a block's end it has a block of its own.
        for (nint block = 0; block <= length; block += 64)
        {
            ulong ends = Separators(ref t, block, length, behind, first, second);
            for (; ends != 0; ends &= ends - 1)
            {
                nint end = block + BitOperations.TrailingZeroCount(ends);
                if (end == start)
                {
                    // Blanks in a row are one separator; between others a cell is missing.
                    if (!blanks)
                        return NotPlain;
                }
                else if (
                    count < cells.Length
                    && Number(ref t, start, end, from, decimalSign, points, allowed, ref Unsafe.Add(ref to, count))
                )
                    count++;
                else
                    return NotPlain;
                start = end + 1;
            }
        }
        return (int)count;
    }

    /// <summary>Reads rows as long as they are plain and have a number in every column: one run over the text, without a call for every line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="starts">First byte of each line.</param>
    /// <param name="lengths">Length of each line without its end.</param>
    /// <param name="dialect">Separator and decimal sign.</param>
    /// <param name="columns">Numbers a row.</param>
    /// <param name="values">Takes the rows, one after the other; what follows the last one may be overwritten.</param>
    /// <returns>Number of rows; the line after them is for the other ways.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ReadRows(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> lengths,
        Dialect dialect,
        int columns,
        Span<double> values
    )
    {
        int most = Math.Min(starts.Length, values.Length / columns);
        if (!Sse41.IsSupported || most == 0)
            return 0;
        ref byte t = ref MemoryMarshal.GetReference(text);
        ref double to = ref MemoryMarshal.GetReference(values);
        bool blanks = dialect.IsBlankSeparated;
        byte decimalSign = dialect.DecimalSign;
        (byte first, byte second) = blanks ? ((byte)' ', (byte)'\t') : (dialect.Separator, dialect.Separator);
        Vector128<byte> points = Vector128.Create((byte)(decimalSign - '0'));
        uint allowed = dialect.HasDecimalComma ? 0x7FFFu : 0xFFFF;
        int row = 0;
        nint count = 0;
        nint start = starts[0];
        nint rowEnd = start + lengths[0];
        for (nint block = start; block + 64 <= text.Length; block += 64)
        {
            ulong ends = SixtyFour(ref t, block, first, second) | SixtyFour(ref t, block, (byte)'\n', (byte)'\r');
            for (; ends != 0; ends &= ends - 1)
            {
                nint end = block + BitOperations.TrailingZeroCount(ends);
                // The line feed of a pair lies between two lines.
                if (end < start)
                    continue;
                if (end > start)
                {
                    if (count == columns || !Number(ref t, start, end, 0, decimalSign, points, allowed, ref Unsafe.Add(ref to, count)))
                        return row;
                    count++;
                }
                else if (!blanks)
                    return row;
                start = end + 1;
                if (end != rowEnd)
                    continue;
                if (count != columns || ++row == most)
                    return count != columns ? row : most;
                to = ref Unsafe.Add(ref to, columns);
                count = 0;
                start = starts[row];
                rowEnd = start + lengths[row];
            }
        }
        return row;
    }

    /// <summary>Bit i: byte block + i is a separator, or the end of the line.</summary>
    /// <param name="t">First byte of the line.</param>
    /// <param name="block">Where the 64 bytes begin.</param>
    /// <param name="length">Length of the line.</param>
    /// <param name="behind">Bytes from the beginning of the line to the end of the text.</param>
    /// <param name="first">A separator.</param>
    /// <param name="second">Another.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Separators(ref byte t, nint block, int length, int behind, byte first, byte second)
    {
        if (behind - block < 64)
            return LastSeparators(ref t, (int)block, length, first, second);
        ulong all = SixtyFour(ref t, block, first, second);
        nint left = length - block;
        // Of a block that goes beyond the line what follows its end counts for nothing.
        return left >= 64 ? all : (all & ((1UL << (int)left) - 1)) | 1UL << (int)left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SixtyFour(ref byte t, nint block, byte first, byte second)
    {
        if (!Vector512.IsHardwareAccelerated)
            return Half(ref t, block, first, second) | (ulong)Half(ref t, block + 32, first, second) << 32;
        Vector512<byte> v = Vector512.LoadUnsafe(ref t, (nuint)block);
        return (Vector512.Equals(v, Vector512.Create(first)) | Vector512.Equals(v, Vector512.Create(second))).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong LastSeparators(ref byte t, int block, int length, byte first, byte second)
    {
        ulong bits = 1UL << (length - block);
        for (int at = block; at < length; at += Width)
        {
            // The last load ends with the line and overlaps the one before it, or the line before.
            int from = Math.Min(at, length - Width);
            Vector128<byte> v = Vector128.LoadUnsafe(ref Unsafe.Add(ref t, from));
            ulong sixteen = (
                Vector128.Equals(v, Vector128.Create(first)) | Vector128.Equals(v, Vector128.Create(second))
            ).ExtractMostSignificantBits();
            bits |= sixteen >> (at - from) << (at - block);
        }
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Half(ref byte t, nint at, byte first, byte second)
    {
        Vector256<byte> v = Vector256.LoadUnsafe(ref t, (nuint)at);
        return (Vector256.Equals(v, Vector256.Create(first)) | Vector256.Equals(v, Vector256.Create(second))).ExtractMostSignificantBits();
    }

    /// <summary>The number that fills [start, end), which is not empty; <paramref name="before"/> bytes stand before the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Number(
        ref byte t,
        nint start,
        nint end,
        nint before,
        byte decimalSign,
        Vector128<byte> points,
        uint allowed,
        ref double value
    )
    {
        nint negative = Unsafe.Add(ref t, start) == '-' ? 1 : 0;
        nint blank = Width - (end - start) + negative;
        // The vector ends with the number: the bytes before it belong to other cells and are blanked.
        if ((nuint)blank < Width && before + end >= Width)
        {
            Vector128<byte> v = Vector128.LoadUnsafe(ref Unsafe.Add(ref t, end - Width));
            Vector128<byte> keep = Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(Keep), Width - blank));
            // Bytes of other cells become zeros, which are neither signs nor the decimal sign.
            Vector128<byte> digits = (v - Vector128.Create((byte)'0')) & keep;
            uint others = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
            uint point = Vector128.Equals(digits, points).ExtractMostSignificantBits();
            // Nothing but digits and at most one decimal sign, which is not alone and not a comma at the end.
            if (others == (point & allowed) && (point & (point - 1)) == 0 && (blank < Width - 1 || point == 0))
            {
                nint at = BitOperations.TrailingZeroCount(point | 1 << Width);
                ulong mantissa = Join(
                    Ssse3.Shuffle(digits, Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(Close), Width * at)))
                );
                if (mantissa <= 1UL << 53)
                {
                    double exact = (long)mantissa / Unsafe.Add(ref MemoryMarshal.GetReference(Divisors), at);
                    value = (
                        Vector128.CreateScalarUnsafe(exact) | Vector128.CreateScalarUnsafe((long)negative << 63).AsDouble()
                    ).ToScalar();
                    return true;
                }
            }
        }
        return Other(ref Unsafe.Add(ref t, start), (int)(end - start), decimalSign, ref value);
    }

    /// <summary>A cell that is longer than a vector or not plain.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Other(ref byte first, int length, byte decimalSign, ref double value)
    {
        if (length is > Width and <= Width + LongestHead && Longer(ref first, length, decimalSign, ref value))
            return true;
        ReadOnlySpan<byte> cell = MemoryMarshal.CreateReadOnlySpan(ref first, length);
        return NumberParser.TryParsePrefix(cell, decimalSign, out value, out int consumed) && consumed == length;
    }

    /// <summary>Up to four signs before the sixteen of a vector: doubles printed in full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Longer(ref byte first, int length, byte decimalSign, ref double value)
    {
        int head = length - Width;
        ulong mantissa = 0;
        int pointAt = -1;
        int i = first == '-' ? 1 : 0;
        bool negative = i == 1;
        for (; i < head; i++)
        {
            uint d = (uint)(Unsafe.Add(ref first, i) - '0');
            if (d <= 9)
                mantissa = mantissa * 10 + d;
            else if (d + '0' == decimalSign && pointAt < 0)
                pointAt = i;
            else
                return false;
        }
        if (head - (negative ? 1 : 0) - (pointAt >= 0 ? 1 : 0) > MostHeadDigits)
            return false;
        Vector128<byte> v = Vector128.LoadUnsafe(ref Unsafe.Add(ref first, head));
        Vector128<byte> digits = v - Vector128.Create((byte)'0');
        uint others = 0xFFFF & ~Vector128.LessThan(digits, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        uint point = Vector128.Equals(v, Vector128.Create(decimalSign)).ExtractMostSignificantBits();
        // One decimal sign in all; at the end it is left to the general way.
        if (others != point || point >= 0x8000 || (point & (point - 1)) != 0 || (point != 0 && pointAt >= 0))
            return false;
        int at = BitOperations.TrailingZeroCount(point | 1 << Width);
        digits = Ssse3.Shuffle(digits, Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(Close), Width * at)));
        // Sixteen digits, or fifteen where the decimal sign is among them; with at most three before them they fit 64 bits.
        mantissa = mantissa * (point == 0 ? 10_000_000_000_000_000UL : 1_000_000_000_000_000UL) + Join(digits);
        int scale =
            point != 0 ? at - (Width - 1)
            : pointAt >= 0 ? pointAt + 1 - length
            : 0;
        double exact;
        if (mantissa <= 1UL << 53)
            exact = (long)mantissa / NumberParser.PowersOfTen[-scale];
        else if (!DecimalRounding.TryRound(mantissa, scale, out exact))
            return false;
        value = negative ? -exact : exact;
        return true;
    }

    /// <summary>Sixteen digits, most significant first, as one integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(
            digits,
            Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1)
        );
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        Vector128<ushort> packed = Sse41.PackUnsignedSaturate(fours, fours);
        ulong eights = Sse2.MultiplyAddAdjacent(packed.AsInt16(), Vector128.Create((short)10000, 1, 10000, 1, 10000, 1, 10000, 1))
            .AsUInt64()
            .ToScalar();
        return (eights & 0xFFFF_FFFF) * 100_000_000 + (eights >> 32);
    }
}
