using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Four lanes of 256 bits in all.</summary>
internal readonly struct Lanes256(Vector256<double> value) : ILanes<Lanes256>
{
    private readonly Vector256<double> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 Load(double* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(double* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Below(Lanes256 value) => new(Vector256.MinNative(value._value, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CountBelow(Lanes256 count, Lanes256 value) =>
        new(
            Vector256.ConditionalSelect(
                Vector256.LessThan(value._value, Vector256<double>.Zero),
                count._value + Vector256<double>.One,
                count._value
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 chosen, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(mask._value, chosen._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WherePositive(Lanes256 test, Lanes256 chosen, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(test._value, Vector256<double>.Zero), chosen._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WhereSigned(Lanes256 test, Lanes256 chosen, Lanes256 otherwise) =>
        new(
            Vector256.ConditionalSelect(
                Vector256.LessThan(test._value.AsInt64(), Vector256<long>.Zero).AsDouble(),
                chosen._value,
                otherwise._value
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Exp2(Lanes256 value) => new(VectorMath.Exp2(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Exp2Short(Lanes256 value) => new(VectorMath.Exp2Short(value._value));

    public static unsafe void Transpose(double* source, long sourceStep, double* target, long targetStep)
    {
        double** rows = stackalloc double*[4];
        for (int i = 0; i < 4; i++)
            rows[i] = source + i * sourceStep;
        Transpose(rows, 0, target, targetStep);
    }

    public static unsafe void Transpose(double** rows, long at, double* target, long targetStep)
    {
        if (!Avx.IsSupported)
        {
            for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                target[j * targetStep + i] = rows[i][at + j];
            return;
        }
        Vector256<double> a = Vector256.Load(rows[0] + at),
            b = Vector256.Load(rows[1] + at),
            c = Vector256.Load(rows[2] + at),
            d = Vector256.Load(rows[3] + at);
        Vector256<double> evenAb = Avx.UnpackLow(a, b),
            oddAb = Avx.UnpackHigh(a, b),
            evenCd = Avx.UnpackLow(c, d),
            oddCd = Avx.UnpackHigh(c, d);
        Avx.Permute2x128(evenAb, evenCd, 0x20).Store(target);
        Avx.Permute2x128(oddAb, oddCd, 0x20).Store(target + targetStep);
        Avx.Permute2x128(evenAb, evenCd, 0x31).Store(target + 2 * targetStep);
        Avx.Permute2x128(oddAb, oddCd, 0x31).Store(target + 3 * targetStep);
    }
}
