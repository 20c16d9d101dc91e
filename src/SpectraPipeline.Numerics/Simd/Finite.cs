using System.Numerics;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Are all numbers finite? Asked of every input and output of every step.</summary>
public static class Finite
{
    /// <summary>Index of the first value that is NaN or infinite; -1 when there is none.</summary>
    /// <remarks>x − x is 0 for a finite x and NaN otherwise, and NaN stays in a sum: one pass without a branch tells whether single values must be
    /// looked at. Four sums at a time, for one alone waits for its own addition.</remarks>
    public static int FirstNot(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = default,
            b = default,
            c = default,
            d = default;
        int i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            a += vectors[i] - vectors[i];
            b += vectors[i + 1] - vectors[i + 1];
            c += vectors[i + 2] - vectors[i + 2];
            d += vectors[i + 3] - vectors[i + 3];
        }
        double probe = Vector.Sum(a + b + (c + d));
        foreach (double v in values[(i * Vector<double>.Count)..])
            probe += v - v;
        if (probe == 0)
            return -1;
        for (i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                return i;
        return -1;
    }
}
