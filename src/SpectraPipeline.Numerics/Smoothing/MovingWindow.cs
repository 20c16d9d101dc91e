using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Means and weighted sums over a moving window.</summary>
public static class MovingWindow
{
    /// <summary>Means over [i, i + window) by running sums: O(n) whatever the window.</summary>
    /// <remarks>Four sums at once: what enters minus what leaves, added up within the vector, on top of the last sum; only that last addition waits for the vector before.
    /// The sums carry the rounding of n/4 additions.</remarks>
    /// <param name="padded">means.Length + window − 1 values; not changed.</param>
    /// <param name="window">Points in the window, at least 1.</param>
    /// <param name="means">Receives the means; apart from <paramref name="padded"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static void Means(ReadOnlySpan<double> padded, int window, Span<double> means)
    {
        if (window < 1 || padded.Length != means.Length + window - 1)
            throw new ArgumentException($"{padded.Length} values do not hold {means.Length} windows of {window} points");
        if (means.IsEmpty)
            return;
        double scale = 1.0 / window,
            sum = Pointwise.Sum(padded[..window]);
        ref double value = ref MemoryMarshal.GetReference(padded);
        ref double mean = ref MemoryMarshal.GetReference(means);
        mean = sum * scale;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> sums = Vector256.Create(sum);
            for (; i + 4 < means.Length; i += 4)
            {
                Vector256<double> step = Vector256.LoadUnsafe(ref value, (nuint)(i + window)) - Vector256.LoadUnsafe(ref value, (nuint)i);
                step += Vector256.Shuffle(step, Vector256.Create(4L, 0, 1, 2)); // places from 4 on are zero
                step += Vector256.Shuffle(step, Vector256.Create(4L, 4, 0, 1));
                ((sums + step) * scale).StoreUnsafe(ref mean, (nuint)(i + 1));
                sums += Vector256.Shuffle(step, Vector256.Create(3L, 3, 3, 3));
            }
            sum = sums[0];
        }
        for (; i + 1 < means.Length; i++)
        {
            sum += padded[i + window] - padded[i];
            means[i + 1] = sum * scale;
        }
    }

    /// <summary>Means over 2·half + 1 points of a spectrum that goes straight on beyond its ends (<see cref="EdgePadding.Line(ReadOnlySpan{double}, int, Span{double})"/>).</summary>
    /// <param name="values">Receives the means in place.</param>
    /// <param name="half">Points to each side of the middle; 0 leaves all as it is.</param>
    /// <param name="scratch">values.Length + 2·half values at least; used up.</param>
    public static void MeanInPlace(Span<double> values, int half, Span<double> scratch)
    {
        if (half == 0)
            return;
        Span<double> padded = scratch[..(values.Length + 2 * half)];
        EdgePadding.Line(values, half, padded);
        Means(padded, 2 * half + 1, values);
    }

    /// <summary>resultᵢ = Σⱼ kernelⱼ · paddedᵢ₊ⱼ; a symmetric kernel makes it a convolution. O(n · kernel), in whole vectors.</summary>
    /// <param name="padded">result.Length + kernel.Length − 1 values.</param>
    /// <param name="kernel">Weights, at least one.</param>
    /// <param name="result">Receives the weighted sums; apart from <paramref name="padded"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static void Weighted(ReadOnlySpan<double> padded, ReadOnlySpan<double> kernel, Span<double> result)
    {
        if (kernel.IsEmpty || padded.Length != result.Length + kernel.Length - 1)
            throw new ArgumentException($"{padded.Length} values under {kernel.Length} weights do not make {result.Length}");
        nuint block = 6 * (nuint)Vector<double>.Count,
            end = (nuint)result.Length;
        ref double first = ref MemoryMarshal.GetReference(padded);
        ref double target = ref MemoryMarshal.GetReference(result);
        if (end >= block)
        {
            nuint i = 0;
            for (; i + block <= end; i += block)
                WeightedBlock(ref first, kernel, ref target, i);
            WeightedBlock(ref first, kernel, ref target, end - block); // what is left, and some of it again
            return;
        }
        for (int i = 0; i < result.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < kernel.Length; j++)
                sum = Math.FusedMultiplyAdd(kernel[j], padded[i + j], sum);
            result[i] = sum;
        }
    }

    /// <summary>Six vectors of weighted sums at once: they hide the latency of the addition.</summary>
    private static void WeightedBlock(ref double first, ReadOnlySpan<double> kernel, ref double target, nuint i)
    {
        nuint count = (nuint)Vector<double>.Count,
            at = i;
        Vector<double> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            s4 = default,
            s5 = default;
        foreach (double weight in kernel)
        {
            var w = new Vector<double>(weight);
            s0 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at), s0);
            s1 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at + count), s1);
            s2 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at + 2 * count), s2);
            s3 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at + 3 * count), s3);
            s4 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at + 4 * count), s4);
            s5 = Vector.FusedMultiplyAdd(w, Vector.LoadUnsafe(ref first, at + 5 * count), s5);
            at++;
        }
        s0.StoreUnsafe(ref target, i);
        s1.StoreUnsafe(ref target, i + count);
        s2.StoreUnsafe(ref target, i + 2 * count);
        s3.StoreUnsafe(ref target, i + 3 * count);
        s4.StoreUnsafe(ref target, i + 4 * count);
        s5.StoreUnsafe(ref target, i + 5 * count);
    }
}
