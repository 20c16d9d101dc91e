using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>One double.</summary>
internal readonly struct Wide1(double value) : IWide<Wide1>
{
    private readonly double _value = value;

    public static int Count => 1;

    public double Value => _value;

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

    public static Wide1 Log2(Wide1 a) => new(Math.Log2(a._value));

    public static Wide1 Sqrt(Wide1 a) => new(Math.Sqrt(a._value));

    public static (Wide1 Sin, Wide1 Cos) SinCos(Wide1 a)
    {
        (double sin, double cos) = Math.SinCos(a._value);
        return (new(sin), new(cos));
    }

    public static Wide1 WhereNegative(Wide1 a, Wide1 negative, Wide1 otherwise) => a._value < 0 ? negative : otherwise;

    public static void AddSums(Wide1 a, Wide1 b, Wide1 c, Wide1 d, ref double start, nuint index)
    {
        Span<double> four = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, index), 4);
        four[0] += a._value;
        four[1] += b._value;
        four[2] += c._value;
        four[3] += d._value;
    }
}
