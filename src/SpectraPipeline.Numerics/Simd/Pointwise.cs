using System.Numerics;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Point by point on whole spectra, in whole vectors. Lengths are those of the result; the others hold as many at least. Results may be inputs.</summary>
internal static class Pointwise
{
    /// <summary>The lower of a and b.</summary>
    public static void Min(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        a = a[..result.Length];
        b = b[..result.Length];
        int i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            Vector.MinNative(new Vector<double>(a[i..]), new Vector<double>(b[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] = a[i] < b[i] ? a[i] : b[i];
    }

    /// <summary>a + b.</summary>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        a = a[..result.Length];
        b = b[..result.Length];
        int i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(a[i..]) + new Vector<double>(b[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] = a[i] + b[i];
    }

    /// <summary>a − b.</summary>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        a = a[..result.Length];
        b = b[..result.Length];
        int i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(a[i..]) - new Vector<double>(b[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] = a[i] - b[i];
    }

    /// <summary>(a + b)/2.</summary>
    public static void Middle(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        a = a[..result.Length];
        b = b[..result.Length];
        int i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            ((new Vector<double>(a[i..]) + new Vector<double>(b[i..])) * 0.5).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] = (a[i] + b[i]) * 0.5;
    }

    /// <summary>values · factor, in place.</summary>
    public static void Scale(Span<double> values, double factor)
    {
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(values[i..]) * factor).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] *= factor;
    }

    /// <summary>Σ a.</summary>
    public static double Sum(ReadOnlySpan<double> a)
    {
        Vector<double> first = default,
            second = default;
        int i = 0;
        for (; i <= a.Length - 2 * Vector<double>.Count; i += 2 * Vector<double>.Count)
            (first, second) = (
                first + new Vector<double>(a[i..]),
                second + new Vector<double>(a[(i + Vector<double>.Count)..])
            );
        double sum = Vector.Sum(first + second);
        for (; i < a.Length; i++)
            sum += a[i];
        return sum;
    }

    /// <summary>Σ |a|.</summary>
    public static double AbsoluteSum(ReadOnlySpan<double> a)
    {
        Vector<double> first = default,
            second = default;
        int i = 0;
        for (; i <= a.Length - 2 * Vector<double>.Count; i += 2 * Vector<double>.Count)
            (first, second) = (
                first + Vector.Abs(new Vector<double>(a[i..])),
                second + Vector.Abs(new Vector<double>(a[(i + Vector<double>.Count)..]))
            );
        double sum = Vector.Sum(first + second);
        for (; i < a.Length; i++)
            sum += Math.Abs(a[i]);
        return sum;
    }
}
