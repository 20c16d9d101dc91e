using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>2ˣ and eˣ for whole vectors: one table entry 2^(i/16) times a polynomial of degree 6 on |f| ≤ 1/32, scaled by a power of two.</summary>
/// <remarks>
/// 2ˣ = 2^k · 2^(i/16) · 2^f with x = k + i/16 + f (table method of P. T. P. Tang, ACM Trans. Math. Softw. 15 (1989) 144, doi:10.1145/63522.214389).
/// Relative error ≤ 4e-16 for |x| ≤ 1000; arguments beyond are held at ±1000 (2^±1000 = 1e±301), so the result is never zero, subnormal or infinite.
/// NaN gives no defined value. Both widths run the same operations in the same order and give the same bits. Cost: about 10 arithmetic operations a vector.
/// </remarks>
public static class VectorMath
{
    private const double Bound = 1000.0;

    // 1.5 · 2^52 / 16: adding it rounds to a multiple of 1/16 and leaves 16·rounded in the low bits of the pattern.
    private const double RoundToSixteenths = 6755399441055744.0 / 16;

    // 1 / ln 2 in two parts: with one the error of e^x would grow like |x|·1e-16.
    /// <summary>log₂ e.</summary>
    public const double Log2E = 1.4426950408889634;
    private const double Log2ELow = 2.0355273740931033e-17;
    private const double Ln2 = 0.6931471805599453;

    // 2^f = 1 + f·(C1 + f·(C2 + ...)), |f| ≤ 1/32, Chebyshev economised.
    private const double C1 = 0.6931471805599468;
    private const double C2 = 0.24022650695910086;
    private const double C3 = 0.05550410865209357;
    private const double C4 = 0.009618129106525682;
    private const double C5 = 0.001333381881538924;
    private const double C6 = 0.0001540375624545771;

    // The same to degree 5: 1e-14 with the rounding of the coefficients.
    private const double S1 = 0.6931471805599453;
    private const double S2 = 0.24022650691319414;
    private const double S3 = 0.05550410866027587;
    private const double S4 = 0.009618317140580765;
    private const double S5 = 0.0013333744338239965;

    // Held at 2^±500: the product of two such numbers is still a number.
    private const double ShortBound = 500;

    /// <summary>2^(i/16), i = 0..15, correctly rounded.</summary>
    private static ReadOnlySpan<double> Sixteenths =>
        [
            1.0,
            1.0442737824274138,
            1.0905077326652577,
            1.1387886347566916,
            1.189207115002721,
            1.241857812073484,
            1.2968395546510096,
            1.3542555469368927,
            1.4142135623730951,
            1.4768261459394993,
            1.5422108254079407,
            1.6104903319492543,
            1.681792830507429,
            1.7562521603732995,
            1.8340080864093424,
            1.9152065613971474,
        ];

    /// <summary>2ˣ for eight values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp2(Vector512<double> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-Bound)), Vector512.Create(Bound));
        Vector512<double> shifted = x + Vector512.Create(RoundToSixteenths);
        return Finish(shifted, x - (shifted - Vector512.Create(RoundToSixteenths)));
    }

    /// <summary>2ˣ, relative error ≤ 1e-14: for weights, where a shorter polynomial is enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Exp2Short(Vector512<double> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-ShortBound)), Vector512.Create(ShortBound));
        Vector512<double> shifted = x + Vector512.Create(RoundToSixteenths);
        Vector512<double> f = x - (shifted - Vector512.Create(RoundToSixteenths));
        Vector512<double> p = Vector512.FusedMultiplyAdd(Vector512.Create(S5), f, Vector512.Create(S4));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(S3));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(S2));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(S1));
        Vector512<double> entry = Lookup(shifted.AsInt64());
        p = Vector512.FusedMultiplyAdd(entry * f, p, entry);
        Vector512<long> exponent = Vector512.ShiftLeft(Vector512.ShiftRightArithmetic(shifted.AsInt64(), 4), 52);
        return (p.AsInt64() + exponent).AsDouble();
    }

    /// <summary>2^rounded · 2^f from the shifted argument and what rounding left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Finish(Vector512<double> shifted, Vector512<double> f)
    {
        Vector512<double> p = Vector512.FusedMultiplyAdd(Vector512.Create(C6), f, Vector512.Create(C5));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(C4));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(C3));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(C2));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(C1));
        Vector512<double> entry = Lookup(shifted.AsInt64());
        p = Vector512.FusedMultiplyAdd(entry * f, p, entry);
        // The whole part of x sits above the four table bits; moved to the exponent field it multiplies by 2^k exactly.
        Vector512<long> exponent = Vector512.ShiftLeft(Vector512.ShiftRightArithmetic(shifted.AsInt64(), 4), 52);
        return (p.AsInt64() + exponent).AsDouble();
    }

    /// <summary>2ˣ for four values; same bits as the eight-value form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp2(Vector256<double> x)
    {
        x = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(-Bound)), Vector256.Create(Bound));
        Vector256<double> shifted = x + Vector256.Create(RoundToSixteenths);
        return Finish(shifted, x - (shifted - Vector256.Create(RoundToSixteenths)));
    }

    /// <summary>2ˣ, relative error ≤ 1e-14: for weights, where a shorter polynomial is enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Exp2Short(Vector256<double> x)
    {
        x = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(-ShortBound)), Vector256.Create(ShortBound));
        Vector256<double> shifted = x + Vector256.Create(RoundToSixteenths);
        Vector256<double> f = x - (shifted - Vector256.Create(RoundToSixteenths));
        Vector256<double> p = Vector256.FusedMultiplyAdd(Vector256.Create(S5), f, Vector256.Create(S4));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(S3));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(S2));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(S1));
        Vector256<double> entry = Lookup(shifted.AsInt64());
        p = Vector256.FusedMultiplyAdd(entry * f, p, entry);
        Vector256<long> exponent = Vector256.ShiftLeft(Vector256.ShiftRightArithmetic(shifted.AsInt64(), 4), 52);
        return (p.AsInt64() + exponent).AsDouble();
    }

    /// <summary>2^rounded · 2^f from the shifted argument and what rounding left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Finish(Vector256<double> shifted, Vector256<double> f)
    {
        Vector256<double> p = Vector256.FusedMultiplyAdd(Vector256.Create(C6), f, Vector256.Create(C5));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(C4));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(C3));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(C2));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(C1));
        Vector256<double> entry = Lookup(shifted.AsInt64());
        p = Vector256.FusedMultiplyAdd(entry * f, p, entry);
        Vector256<long> exponent = Vector256.ShiftLeft(Vector256.ShiftRightArithmetic(shifted.AsInt64(), 4), 52);
        return (p.AsInt64() + exponent).AsDouble();
    }

    /// <summary>eˣ for eight values; relative error ≤ 4e-16 for |x| ≤ 693, held there beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-Bound * Ln2)), Vector512.Create(Bound * Ln2));
        Vector512<double> high = x * Vector512.Create(Log2E);
        Vector512<double> low = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2E), -high);
        low = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2ELow), low);
        Vector512<double> shifted = high + Vector512.Create(RoundToSixteenths);
        return Finish(shifted, high - (shifted - Vector512.Create(RoundToSixteenths)) + low);
    }

    /// <summary>eˣ for four values; same bits as the eight-value form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(-Bound * Ln2)), Vector256.Create(Bound * Ln2));
        Vector256<double> high = x * Vector256.Create(Log2E);
        Vector256<double> low = Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2E), -high);
        low = Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2ELow), low);
        Vector256<double> shifted = high + Vector256.Create(RoundToSixteenths);
        return Finish(shifted, high - (shifted - Vector256.Create(RoundToSixteenths)) + low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Lookup(Vector512<long> bits)
    {
        ref double table = ref MemoryMarshal.GetReference(Sixteenths);
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar8x64x2(Vector512.LoadUnsafe(ref table), bits, Vector512.LoadUnsafe(ref table, 8));
        return Vector512.Create(Lookup(bits.GetLower()), Lookup(bits.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<double> Lookup(Vector256<long> bits)
    {
        Vector256<long> index = bits & Vector256.Create(15L);
        ref double table = ref MemoryMarshal.GetReference(Sixteenths);
        // The table is constant data of the assembly: it does not move.
        if (Avx2.IsSupported)
            return Avx2.GatherVector256((double*)Unsafe.AsPointer(ref table), index, 8);
        return Vector256.Create(
            Unsafe.Add(ref table, (nint)index.GetElement(0)),
            Unsafe.Add(ref table, (nint)index.GetElement(1)),
            Unsafe.Add(ref table, (nint)index.GetElement(2)),
            Unsafe.Add(ref table, (nint)index.GetElement(3))
        );
    }
}
