using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>
/// A register of doubles, so that a kernel is written once and runs 8, 4 or 1 points at a time. The one-point form is the plain twin
/// that tests compare with, and the tail of arrays whose length is not a multiple of the width.
/// </summary>
internal interface IWide<TSelf>
    where TSelf : struct, IWide<TSelf>
{
    static abstract int Count { get; }
    static abstract TSelf Of(double value);
    static abstract TSelf Load(ref double start, nuint index);
    static abstract void Store(TSelf value, ref double start, nuint index);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>2^a for a ≤ 0 (values below -1000 give 2^-1000); relative error below 4e-16.</summary>
    static abstract TSelf Exp2(TSelf a);

    /// <summary>The four sums over the lanes of a, b, c and d, added to the four doubles at <paramref name="start"/>[index..].</summary>
    static abstract void AddSums(TSelf a, TSelf b, TSelf c, TSelf d, ref double start, nuint index);
}

/// <summary>Eight doubles; needs AVX-512F.</summary>
internal readonly struct Wide512(Vector512<double> value) : IWide<Wide512>
{
    private readonly Vector512<double> _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Of(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Load(ref double start, nuint index) => new(Vector512.LoadUnsafe(ref start, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Wide512 value, ref double start, nuint index) => value._value.StoreUnsafe(ref start, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator +(Wide512 a, Wide512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator -(Wide512 a, Wide512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator -(Wide512 a) => new(-a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator *(Wide512 a, Wide512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator /(Wide512 a, Wide512 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 MultiplyAdd(Wide512 a, Wide512 b, Wide512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    // 2^a = 2^(n/16) · 2^f with |f| ≤ 1/32: the 16 values 2^(i/16) sit in two registers, 2^f is a minimax polynomial of degree 6.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Exp2(Wide512 a)
    {
        // 1.5·2^52/16: adding it rounds to a multiple of 1/16 and leaves n in the low bits, which pick the table entry.
        Vector512<double> magic = Vector512.Create(6755399441055744.0 / 16);
        Vector512<double> t = Vector512.Max(a._value, Vector512.Create(-1000.0));
        Vector512<double> shifted = t + magic;
        Vector512<double> rounded = shifted - magic;
        Vector512<double> f = t - rounded;
        Vector512<double> p = Vector512.FusedMultiplyAdd(
            Vector512.Create(0.0001540375624545771),
            f,
            Vector512.Create(0.001333381881538924)
        );
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.009618129106525682));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.05550410865209357));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.24022650695910086));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.6931471805599468));
        Vector512<double> root = Avx512F.PermuteVar8x64x2(
            Vector512.Create(
                1.0,
                1.0442737824274138,
                1.0905077326652577,
                1.1387886347566916,
                1.189207115002721,
                1.241857812073484,
                1.2968395546510096,
                1.3542555469368927
            ),
            shifted.AsInt64(),
            Vector512.Create(
                1.4142135623730951,
                1.4768261459394993,
                1.5422108254079407,
                1.6104903319492543,
                1.681792830507429,
                1.7562521603732995,
                1.8340080864093424,
                1.9152065613971474
            )
        );
        return new(Avx512F.Scale(Vector512.FusedMultiplyAdd(root * f, p, root), rounded));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSums(Wide512 a, Wide512 b, Wide512 c, Wide512 d, ref double start, nuint index)
    {
        Vector512<double> ab = Avx512F.UnpackLow(a._value, b._value) + Avx512F.UnpackHigh(a._value, b._value);
        Vector512<double> cd = Avx512F.UnpackLow(c._value, d._value) + Avx512F.UnpackHigh(c._value, d._value);
        Vector256<double> low = ab.GetLower() + ab.GetUpper();
        Vector256<double> high = cd.GetLower() + cd.GetUpper();
        Vector256<double> sums = Avx.Permute2x128(low, high, 0x20) + Avx.Permute2x128(low, high, 0x31);
        (Vector256.LoadUnsafe(ref start, index) + sums).StoreUnsafe(ref start, index);
    }
}

/// <summary>Four doubles; any hardware.</summary>
internal readonly struct Wide256(Vector256<double> value) : IWide<Wide256>
{
    private readonly Vector256<double> _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Of(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Load(ref double start, nuint index) => new(Vector256.LoadUnsafe(ref start, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Wide256 value, ref double start, nuint index) => value._value.StoreUnsafe(ref start, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator +(Wide256 a, Wide256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator -(Wide256 a, Wide256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator -(Wide256 a) => new(-a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator *(Wide256 a, Wide256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator /(Wide256 a, Wide256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 MultiplyAdd(Wide256 a, Wide256 b, Wide256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    // 2^a = 2^n · 2^f with |f| ≤ 1/2; Taylor series of 2^f to degree 13, remainder (ln2/2)^14/14! = 4e-18; n goes into the exponent bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Exp2(Wide256 a)
    {
        Vector256<double> magic = Vector256.Create(6755399441055744.0);
        Vector256<double> t = Vector256.Max(a._value, Vector256.Create(-1000.0));
        Vector256<double> shifted = t + magic;
        Vector256<double> f = t - (shifted - magic);
        Vector256<double> p = Vector256.FusedMultiplyAdd(
            Vector256.Create(1.3691488853904129e-12),
            f,
            Vector256.Create(2.5678435993488205e-11)
        );
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(4.4455382718708117e-10));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(7.0549116208011233e-9));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.0178086009239699e-7));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.3215486790144309e-6));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.5252733804059840e-5));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.5403530393381609e-4));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.3333558146428443e-3));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(9.6181291076284772e-3));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(5.5504108664821580e-2));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(2.4022650695910072e-1));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(6.9314718055994531e-1));
        p = Vector256.FusedMultiplyAdd(p, f, Vector256.Create(1.0));
        return new((p.AsInt64() + Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSums(Wide256 a, Wide256 b, Wide256 c, Wide256 d, ref double start, nuint index)
    {
        Vector256<double> sums = Vector256.Create(
            Vector256.Sum(a._value),
            Vector256.Sum(b._value),
            Vector256.Sum(c._value),
            Vector256.Sum(d._value)
        );
        (Vector256.LoadUnsafe(ref start, index) + sums).StoreUnsafe(ref start, index);
    }
}

/// <summary>One double.</summary>
internal readonly struct Wide1(double value) : IWide<Wide1>
{
    private readonly double _value = value;

    public static int Count => 1;

    public static Wide1 Of(double value) => new(value);

    public static Wide1 Load(ref double start, nuint index) => new(Unsafe.Add(ref start, index));

    public static void Store(Wide1 value, ref double start, nuint index) => Unsafe.Add(ref start, index) = value._value;

    public static Wide1 operator +(Wide1 a, Wide1 b) => new(a._value + b._value);

    public static Wide1 operator -(Wide1 a, Wide1 b) => new(a._value - b._value);

    public static Wide1 operator -(Wide1 a) => new(-a._value);

    public static Wide1 operator *(Wide1 a, Wide1 b) => new(a._value * b._value);

    public static Wide1 operator /(Wide1 a, Wide1 b) => new(a._value / b._value);

    public static Wide1 MultiplyAdd(Wide1 a, Wide1 b, Wide1 c) => new(Math.FusedMultiplyAdd(a._value, b._value, c._value));

    public static Wide1 Exp2(Wide1 a) => new(Math.Pow(2, Math.Max(a._value, -1000)));

    public static void AddSums(Wide1 a, Wide1 b, Wide1 c, Wide1 d, ref double start, nuint index)
    {
        Span<double> four = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, index), 4);
        four[0] += a._value;
        four[1] += b._value;
        four[2] += c._value;
        four[3] += d._value;
    }
}
