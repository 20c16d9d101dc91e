using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Eight lanes of 512 bits in all.</summary>
internal readonly struct Lanes512(Vector512<double> value) : ILanes<Lanes512>
{
    private readonly Vector512<double> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes512 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(double* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Below(Lanes512 value) => new(Vector512.MinNative(value._value, Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CountBelow(Lanes512 count, Lanes512 value) =>
        new(
            Vector512.ConditionalSelect(
                Vector512.LessThan(value._value, Vector512<double>.Zero),
                count._value + Vector512<double>.One,
                count._value
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 chosen, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(mask._value, chosen._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 WherePositive(Lanes512 test, Lanes512 chosen, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(test._value, Vector512<double>.Zero), chosen._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 WhereSigned(Lanes512 test, Lanes512 chosen, Lanes512 otherwise) =>
        new(
            Vector512.ConditionalSelect(
                Vector512.LessThan(test._value.AsInt64(), Vector512<long>.Zero).AsDouble(),
                chosen._value,
                otherwise._value
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Exp2(Lanes512 value) => new(VectorMath.Exp2(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Exp2Short(Lanes512 value) => new(VectorMath.Exp2Short(value._value));

    public static unsafe void Transpose(double* source, long sourceStep, double* target, long targetStep)
    {
        double** rows = stackalloc double*[8];
        for (int i = 0; i < 8; i++)
            rows[i] = source + i * sourceStep;
        Transpose(rows, 0, target, targetStep);
    }

    public static unsafe void Transpose(double** rows, long at, double* target, long targetStep)
    {
        if (!Avx512F.IsSupported)
        {
            for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++)
                target[j * targetStep + i] = rows[i][at + j];
            return;
        }
        Half(rows, at, out var even0, out var even1, out var odd0, out var odd1);
        Half(rows + 4, at, out var even2, out var even3, out var odd2, out var odd3);
        Avx512F.Shuffle4x128(even0, even2, 0x88).Store(target);
        Avx512F.Shuffle4x128(odd0, odd2, 0x88).Store(target + targetStep);
        Avx512F.Shuffle4x128(even1, even3, 0x88).Store(target + 2 * targetStep);
        Avx512F.Shuffle4x128(odd1, odd3, 0x88).Store(target + 3 * targetStep);
        Avx512F.Shuffle4x128(even0, even2, 0xDD).Store(target + 4 * targetStep);
        Avx512F.Shuffle4x128(odd0, odd2, 0xDD).Store(target + 5 * targetStep);
        Avx512F.Shuffle4x128(even1, even3, 0xDD).Store(target + 6 * targetStep);
        Avx512F.Shuffle4x128(odd1, odd3, 0xDD).Store(target + 7 * targetStep);
    }

    /// <summary>Of four rows: values 0 and 4, 2 and 6, 1 and 5, 3 and 7, each over the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Half(
        double** rows,
        long at,
        out Vector512<double> at04,
        out Vector512<double> at26,
        out Vector512<double> at15,
        out Vector512<double> at37
    )
    {
        Vector512<double> a = Vector512.Load(rows[0] + at),
            b = Vector512.Load(rows[1] + at),
            c = Vector512.Load(rows[2] + at),
            d = Vector512.Load(rows[3] + at);
        Vector512<double> evenAb = Avx512F.UnpackLow(a, b),
            oddAb = Avx512F.UnpackHigh(a, b),
            evenCd = Avx512F.UnpackLow(c, d),
            oddCd = Avx512F.UnpackHigh(c, d);
        at04 = Avx512F.Shuffle4x128(evenAb, evenCd, 0x88);
        at26 = Avx512F.Shuffle4x128(evenAb, evenCd, 0xDD);
        at15 = Avx512F.Shuffle4x128(oddAb, oddCd, 0x88);
        at37 = Avx512F.Shuffle4x128(oddAb, oddCd, 0xDD);
    }
}
