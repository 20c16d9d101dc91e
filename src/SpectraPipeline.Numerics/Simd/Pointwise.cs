using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Point by point on whole spectra, in whole vectors. Lengths are those of the result; the others hold as many at least. Results may be inputs.</summary>
internal static class Pointwise
{
    /// <summary>The lower of a and b.</summary>
    public static void Min(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Apply<Lower>(a, b, result);

    /// <summary>a + b.</summary>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Apply<Plus>(a, b, result);

    /// <summary>a − b.</summary>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Apply<Minus>(a, b, result);

    /// <summary>a·b.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Apply<Times>(a, b, result);

    /// <summary>(a + b)/2.</summary>
    public static void Middle(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Apply<Between>(a, b, result);

    /// <summary>values · factor, in place.</summary>
    public static void Scale(Span<double> values, double factor)
    {
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (int i = 0; i < vectors.Length; i++)
            vectors[i] *= factor;
        for (int i = vectors.Length * Vector<double>.Count; i < values.Length; i++)
            values[i] *= factor;
    }

    /// <summary>Σ a.</summary>
    public static double Sum(ReadOnlySpan<double> a)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(a);
        Vector<double> first = default,
            second = default;
        int i = 0;
        for (; i + 2 <= vectors.Length; i += 2)
        {
            first += vectors[i];
            second += vectors[i + 1];
        }
        double sum = Vector.Sum(first + second);
        for (int j = i * Vector<double>.Count; j < a.Length; j++)
            sum += a[j];
        return sum;
    }

    /// <summary>Σ |a|.</summary>
    public static double AbsoluteSum(ReadOnlySpan<double> a)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(a);
        Vector<double> first = default,
            second = default;
        int i = 0;
        for (; i + 2 <= vectors.Length; i += 2)
        {
            first += Vector.Abs(vectors[i]);
            second += Vector.Abs(vectors[i + 1]);
        }
        double sum = Vector.Sum(first + second);
        for (int j = i * Vector<double>.Count; j < a.Length; j++)
            sum += Math.Abs(a[j]);
        return sum;
    }

    private static void Apply<T>(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
        where T : struct, IOperation
    {
        ref double first = ref MemoryMarshal.GetReference(a[..result.Length]),
            second = ref MemoryMarshal.GetReference(b[..result.Length]),
            target = ref MemoryMarshal.GetReference(result);
        nuint count = (nuint)Vector<double>.Count,
            end = (nuint)result.Length,
            i = 0;
        for (; i + count <= end; i += count)
            T.Of(Vector.LoadUnsafe(ref first, i), Vector.LoadUnsafe(ref second, i)).StoreUnsafe(ref target, i);
        for (; i < end; i++)
            Unsafe.Add(ref target, i) = T.Of(Unsafe.Add(ref first, i), Unsafe.Add(ref second, i));
    }

    private interface IOperation
    {
        static abstract double Of(double a, double b);
        static abstract Vector<double> Of(Vector<double> a, Vector<double> b);
    }

    private readonly struct Lower : IOperation
    {
        public static double Of(double a, double b) => a < b ? a : b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.MinNative(a, b);
    }

    private readonly struct Plus : IOperation
    {
        public static double Of(double a, double b) => a + b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a + b;
    }

    private readonly struct Minus : IOperation
    {
        public static double Of(double a, double b) => a - b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a - b;
    }

    private readonly struct Times : IOperation
    {
        public static double Of(double a, double b) => a * b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a * b;
    }

    private readonly struct Between : IOperation
    {
        public static double Of(double a, double b) => (a + b) * 0.5;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => (a + b) * 0.5;
    }
}
