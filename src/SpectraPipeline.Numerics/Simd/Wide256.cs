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
