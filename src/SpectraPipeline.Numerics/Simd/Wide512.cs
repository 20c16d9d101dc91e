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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Exp2(Wide512 a) => new(VectorMath.Exp2(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Log2(Wide512 a) => new(Vector512.Log2(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Sqrt(Wide512 a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Wide512 Sin, Wide512 Cos) SinCos(Wide512 a)
    {
        (Vector512<double> sin, Vector512<double> cos) = Vector512.SinCos(a._value);
        return (new(sin), new(cos));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 WhereNegative(Wide512 a, Wide512 negative, Wide512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a._value, Vector512<double>.Zero), negative._value, otherwise._value));

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
