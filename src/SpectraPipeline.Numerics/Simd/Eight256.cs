using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Eight points in two registers of 256 bits; runs on any hardware.</summary>
internal readonly struct Eight256(Vector256<double> low, Vector256<double> high) : IEight<Eight256>
{
    private readonly Vector256<double> _low = low;
    private readonly Vector256<double> _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 Create(double value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 Load(ref double start, nuint index) =>
        new(Vector256.LoadUnsafe(ref start, index), Vector256.LoadUnsafe(ref start, index + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Eight256 value, ref double start, nuint index)
    {
        value._low.StoreUnsafe(ref start, index);
        value._high.StoreUnsafe(ref start, index + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 operator +(Eight256 a, Eight256 b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 operator -(Eight256 a, Eight256 b) => new(a._low - b._low, a._high - b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 operator *(Eight256 a, Eight256 b) => new(a._low * b._low, a._high * b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 operator /(Eight256 a, Eight256 b) => new(a._low / b._low, a._high / b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 MultiplyAdd(Eight256 a, Eight256 b, Eight256 c) =>
        new(Vector256.FusedMultiplyAdd(a._low, b._low, c._low), Vector256.FusedMultiplyAdd(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 Min(Eight256 a, Eight256 b) => new(Vector256.MinNative(a._low, b._low), Vector256.MinNative(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 Max(Eight256 a, Eight256 b) => new(Vector256.MaxNative(a._low, b._low), Vector256.MaxNative(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 Abs(Eight256 a) => new(Vector256.Abs(a._low), Vector256.Abs(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Eight256 WhereGreater(Eight256 a, Eight256 b, Eight256 chosen, Eight256 otherwise) =>
        new(
            Vector256.ConditionalSelect(Vector256.GreaterThan(a._low, b._low), chosen._low, otherwise._low),
            Vector256.ConditionalSelect(Vector256.GreaterThan(a._high, b._high), chosen._high, otherwise._high)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Eight256 a)
    {
        Vector256<double> four = a._low + a._high;
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
