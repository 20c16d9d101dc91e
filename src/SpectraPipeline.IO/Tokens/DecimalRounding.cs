using System.Numerics;

namespace SpectraPipeline.IO.Tokens;

/// <summary>w · 10^q to the nearest double, for mantissas above 2^53 or powers of ten beyond 10^22, where one division does not do.</summary>
/// <remarks>
/// M. Eisel's and D. Lemire's method (D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51, 2021, 1700,
/// doi:10.1002/spe.2984, algorithm 1): the mantissa, shifted to 64 bits, times the leading 128 bits of 5^q; the upper bits of the product are the
/// answer unless they lie so near a tie that more bits of 5^q would be needed. Then, and for subnormal and infinite results, it says so.
/// Assumes that w holds all digits. Cost: two 64-bit multiplications.
/// </remarks>
internal static class DecimalRounding
{
    private const int SmallestPower = -342;
    private const int LargestPower = 308;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    // The high and the low 64 bits of 5^q, q rising, scaled to have their top bit set; rounded up for negative q, cut for positive.
    private static readonly ulong[] s_powers = Powers();

    /// <summary>True when the nearest double is certain.</summary>
    /// <param name="w">Mantissa; all digits of the number.</param>
    /// <param name="q">Power of ten.</param>
    /// <param name="value">The nearest double, ties to even.</param>
    public static bool TryRound(ulong w, int q, out double value)
    {
        value = 0;
        if (w == 0)
            return true;
        if (q is < SmallestPower or > LargestPower)
            return false;
        int zeros = BitOperations.LeadingZeroCount(w);
        w <<= zeros;
        int at = 2 * (q - SmallestPower);
        ulong high = Math.BigMul(w, s_powers[at], out ulong low);
        const ulong undecided = 0x1FF;
        if ((high & undecided) == undecided)
        {
            ulong more = Math.BigMul(w, s_powers[at + 1], out _);
            low += more;
            if (low < more)
                high++;
        }
        // Exact powers (0 <= q <= 55) and those of section 5 of the paper (-27 <= q < 0) are safe even then.
        if (low == ulong.MaxValue && q is < -27 or > 55)
            return false;
        int upper = (int)(high >> 63);
        int shift = upper + 64 - MantissaBits - 3;
        ulong mantissa = high >> shift;
        // floor(q log2 10) + 63 = floor(q 217706 / 2^16) + 63 in this range of q.
        int exponent = ((217706 * q) >> 16) + 63 + upper - zeros + ExponentBias;
        if (exponent <= 0)
            return false;
        // A tie, which only these powers can give, goes to the even neighbour.
        if (low <= 1 && q is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << shift == high)
            mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 2UL << MantissaBits)
        {
            mantissa = 1UL << MantissaBits;
            exponent++;
        }
        if (exponent >= 2 * ExponentBias + 1)
            return false;
        value = BitConverter.UInt64BitsToDouble((mantissa & ~(1UL << MantissaBits)) | ((ulong)exponent << MantissaBits));
        return true;
    }

    private static ulong[] Powers()
    {
        var powers = new ulong[2 * (LargestPower - SmallestPower + 1)];
        BigInteger five = 1;
        for (int q = 0; q <= Math.Max(LargestPower, -SmallestPower); q++, five *= 5)
        {
            int bits = (int)five.GetBitLength();
            if (q <= LargestPower)
                Set(q, bits <= 128 ? five << (128 - bits) : five >> (bits - 128));
            if (q > 0 && q <= -SmallestPower)
            {
                // ceil(2^(bits + 127) / 5^q) has 128 bits; it is never exact, so cut plus one is the ceiling.
                BigInteger reciprocal = (BigInteger.One << (bits + 127)) / five + 1;
                Set(-q, reciprocal);
            }
        }
        return powers;

        void Set(int q, BigInteger value)
        {
            powers[2 * (q - SmallestPower)] = (ulong)(value >> 64);
            powers[2 * (q - SmallestPower) + 1] = (ulong)(value & ulong.MaxValue);
        }
    }
}
