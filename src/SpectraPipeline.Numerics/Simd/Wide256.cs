using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpectraPipeline.Numerics.Simd;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Exp2(Wide256 a) => new(VectorMath.Exp2(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Log2(Wide256 a) => new(Vector256.Log2(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Sqrt(Wide256 a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Wide256 Sin, Wide256 Cos) SinCos(Wide256 a)
    {
        (Vector256<double> sin, Vector256<double> cos) = Vector256.SinCos(a._value);
        return (new(sin), new(cos));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 WhereNegative(Wide256 a, Wide256 negative, Wide256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a._value, Vector256<double>.Zero), negative._value, otherwise._value));

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
