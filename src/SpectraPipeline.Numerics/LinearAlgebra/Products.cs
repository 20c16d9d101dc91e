using System.Numerics;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Dot product and scaled addition on whole vectors. The order of additions depends on the vector width only, never on threads.</summary>
public static class Products
{
    /// <summary>Σ aᵢbᵢ over the length of <paramref name="a"/>.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor, at least as long.</param>
    /// <exception cref="ArgumentException">The second factor is shorter.</exception>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (b.Length < a.Length)
            throw new ArgumentException("The second factor is shorter than the first.", nameof(b));
        b = b[..a.Length];
        ReadOnlySpan<Vector<double>> va = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        // Four sums hide the latency of the addition.
        Vector<double> s0 = default;
        Vector<double> s1 = default;
        Vector<double> s2 = default;
        Vector<double> s3 = default;
        int i = 0;
        for (; i + 4 <= va.Length; i += 4)
        {
            s0 += va[i] * vb[i];
            s1 += va[i + 1] * vb[i + 1];
            s2 += va[i + 2] * vb[i + 2];
            s3 += va[i + 3] * vb[i + 3];
        }
        for (; i < va.Length; i++)
            s0 += va[i] * vb[i];
        double sum = Vector.Sum(s0 + s1 + (s2 + s3));
        for (int j = va.Length * Vector<double>.Count; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    /// <summary>y += scale·x over the length of <paramref name="x"/>.</summary>
    /// <param name="y">Changed in place, at least as long as x.</param>
    /// <param name="scale">Factor of x.</param>
    /// <param name="x">What is added.</param>
    /// <exception cref="ArgumentException">The sum is shorter than x.</exception>
    public static void AddScaled(Span<double> y, double scale, ReadOnlySpan<double> x)
    {
        if (y.Length < x.Length)
            throw new ArgumentException("The sum is shorter than what is added.", nameof(y));
        y = y[..x.Length];
        Span<Vector<double>> vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        ReadOnlySpan<Vector<double>> vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var factor = new Vector<double>(scale);
        for (int i = 0; i < vx.Length; i++)
            vy[i] += factor * vx[i];
        for (int j = vx.Length * Vector<double>.Count; j < x.Length; j++)
            y[j] += scale * x[j];
    }

    /// <summary>yᵢ ← yᵢ·xᵢ over the length of <paramref name="y"/>.</summary>
    /// <param name="y">Changed in place.</param>
    /// <param name="x">Factors, at least as long.</param>
    /// <exception cref="ArgumentException">There are fewer factors than values.</exception>
    public static void Multiply(Span<double> y, ReadOnlySpan<double> x)
    {
        if (x.Length < y.Length)
            throw new ArgumentException("There are fewer factors than values.", nameof(x));
        x = x[..y.Length];
        Span<Vector<double>> vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        ReadOnlySpan<Vector<double>> vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        for (int i = 0; i < vy.Length; i++)
            vy[i] *= vx[i];
        for (int j = vy.Length * Vector<double>.Count; j < y.Length; j++)
            y[j] *= x[j];
    }
}
