using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Decimal numbers from bytes, to the same bits as <see cref="double.Parse(string)"/>, without a string per number.</summary>
/// <remarks>
/// Fast path: up to 19 digits are gathered eight at a time; a mantissa below 2^53 and a power of ten up to 10^22 are both exact doubles, so
/// one multiplication or division is correctly rounded (W. D. Clinger, PLDI 1990, doi:10.1145/93542.93557). Other numbers of up to 19 digits go to
/// <see cref="DecimalRounding"/>, the rest to the framework. Cost: 6 ns for 8 signs (docs/benchmarks.md); whole rows are read by <see cref="PlainRow"/>.
/// </remarks>
public static class NumberParser
{
    private const int LongestNumber = 400;
    private const ulong LargestExactMantissa = 1UL << 53;

    /// <summary>The powers of ten that are exact doubles.</summary>
    internal static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads the number that fills the whole text (no blanks round it).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value, byte decimalSign = (byte)'.') =>
        TryParsePrefix(text, decimalSign, out value, out int consumed) && consumed == text.Length;

    /// <summary>Reads the number that the text begins with: [sign] digits [decimal sign digits] [e|E|d|D [sign] digits].</summary>
    /// <param name="text">Text; a number may be followed by anything.</param>
    /// <param name="decimalSign">'.' or ','. A decimal comma must have a digit after it, since it could else be a separator.</param>
    /// <param name="value">The number.</param>
    /// <param name="consumed">Bytes of the number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParsePrefix(ReadOnlySpan<byte> text, byte decimalSign, out double value, out int consumed)
    {
        ref byte t = ref MemoryMarshal.GetReference(text);
        int length = text.Length;
        int i = 0;
        bool negative = false;
        if (length > 0 && (t == '-' || t == '+'))
        {
            negative = t == '-';
            i = 1;
        }
        ulong mantissa = 0;
        int digits = 0;
        int scale = 0;
        Digits(ref t, length, ref i, ref mantissa, ref digits);
        if (i < length && Unsafe.Add(ref t, i) == decimalSign && HasDigit(text, i, decimalSign, digits))
        {
            i++;
            int before = digits;
            Digits(ref t, length, ref i, ref mantissa, ref digits);
            scale = before - digits;
        }
        value = 0;
        consumed = 0;
        if (digits == 0)
            return false;
        bool exponentLetterD = false;
        if (i < length && (Unsafe.Add(ref t, i) | 0x20) is 'e' or 'd')
            scale += Exponent(text, ref i, ref exponentLetterD);
        consumed = i;
        // 19 digits always fit a ulong; leading zeros are counted as digits, which only costs speed.
        if (digits <= 19 && mantissa <= LargestExactMantissa && scale is >= -22 and <= 22)
        {
            double exact = mantissa;
            exact = scale < 0 ? exact / PowersOfTen[-scale] : exact * PowersOfTen[scale];
            value = negative ? -exact : exact;
            return true;
        }
        if (digits <= 19 && DecimalRounding.TryRound(mantissa, scale, out value))
        {
            value = negative ? -value : value;
            return true;
        }
        return Slow(text[..i], decimalSign, exponentLetterD, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Digits(ref byte t, int length, ref int i, ref ulong mantissa, ref int digits)
    {
        int start = i;
        while (length - i >= 8)
        {
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref t, i));
            ulong low = eight - 0x3030303030303030UL;
            // A byte is a digit exactly when neither it minus '0' nor it plus 0x46 has its top bit set.
            if (((low | (eight + 0x4646464646464646UL)) & 0x8080808080808080UL) != 0)
                break;
            low = low * 10 + (low >> 8);
            ulong value =
                (((low & 0x000000FF000000FFUL) * 0x000F424000000064UL) + (((low >> 16) & 0x000000FF000000FFUL) * 0x0000271000000001UL))
                >> 32;
            mantissa = mantissa * 100_000_000 + (uint)value;
            i += 8;
        }
        while (i < length)
        {
            uint d = (uint)(Unsafe.Add(ref t, i) - '0');
            if (d > 9)
                break;
            mantissa = mantissa * 10 + d;
            i++;
        }
        digits += i - start;
    }

    private static bool HasDigit(ReadOnlySpan<byte> text, int at, byte decimalSign, int digitsBefore)
    {
        bool after = at + 1 < text.Length && (uint)(text[at + 1] - '0') <= 9;
        return after || (decimalSign == '.' && digitsBefore > 0);
    }

    private static int Exponent(ReadOnlySpan<byte> text, ref int i, ref bool letterD)
    {
        int j = i + 1;
        bool negative = false;
        if (j < text.Length && text[j] is (byte)'+' or (byte)'-')
        {
            negative = text[j] == '-';
            j++;
        }
        int start = j;
        int exponent = 0;
        for (; j < text.Length && (uint)(text[j] - '0') <= 9; j++)
            exponent = Math.Min(exponent * 10 + (text[j] - '0'), 100_000);
        if (j == start)
            return 0;
        letterD = (text[i] | 0x20) == 'd';
        i = j;
        return negative ? -exponent : exponent;
    }

    private static bool Slow(ReadOnlySpan<byte> number, byte decimalSign, bool letterD, out double value)
    {
        value = 0;
        if (number.Length > LongestNumber)
            return false;
        if (decimalSign == '.' && !letterD)
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        Span<byte> plain = stackalloc byte[LongestNumber];
        number.CopyTo(plain);
        plain = plain[..number.Length];
        plain.Replace(decimalSign, (byte)'.');
        plain.Replace((byte)'d', (byte)'e');
        plain.Replace((byte)'D', (byte)'e');
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
