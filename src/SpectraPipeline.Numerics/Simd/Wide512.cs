using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Numerics.Simd;

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
