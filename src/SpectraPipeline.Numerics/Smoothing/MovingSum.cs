using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Sums and means over a moving window, and symmetric weights.</summary>
public static class MovingSum
{
    /// <summary>Sums over [i, i + window): the window is put together from sums of 1, 2, 4, … points.</summary>
    /// <remarks>Pairwise sums round like log₂ window; a running sum would carry the rounding of the whole spectrum along. O(n log window) in whole vectors.</remarks>
    /// <param name="values">Used up.</param>
    /// <param name="window">Points in the window, at least 1 and at most as many as values.</param>
    /// <param name="sums">Receives values.Length − window + 1 sums (fewer where it is shorter); apart from <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The window is empty or longer than the values, or there are more sums than windows.</exception>
    public static void Of(Span<double> values, int window, Span<double> sums)
    {
        if (window < 1 || sums.Length > values.Length - window + 1)
            throw new ArgumentException($"{values.Length} values hold no {sums.Length} windows of {window} points");
        int length = values.Length,
            taken = 0;
        for (int have = 1; ; have *= 2)
        {
            if ((window & have) != 0)
            {
                if (taken == 0)
                    values[..sums.Length].CopyTo(sums);
                else
                    Add(ref MemoryMarshal.GetReference(sums), ref values[taken], sums.Length);
                taken += have;
            }
            if (taken == window)
                return;
            length -= have;
            Add(ref values[0], ref values[have], length);
        }
    }

    /// <summary>Means over [i, i + window) by running sums, for windows that change from pass to pass: O(n) whatever the window.</summary>
    /// <remarks>A quarter of the spectrum each, four at once, so that no addition waits for the last; the sums carry the rounding of n/4 additions.</remarks>
    /// <param name="padded">means.Length + window − 1 values; not changed.</param>
    /// <param name="window">Points in the window, at least 1.</param>
    /// <param name="means">Receives the means; apart from <paramref name="padded"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static void RunningMeans(ReadOnlySpan<double> padded, int window, Span<double> means)
    {
        if (window < 1 || padded.Length != means.Length + window - 1)
            throw new ArgumentException($"{padded.Length} values do not hold {means.Length} windows of {window} points");
        int quarter = means.Length / 4;
        double scale = 1.0 / window,
            s0 = Pointwise.Sum(padded[..window]),
            s1 = Pointwise.Sum(padded.Slice(quarter, window)),
            s2 = Pointwise.Sum(padded.Slice(2 * quarter, window)),
            s3 = Pointwise.Sum(padded.Slice(3 * quarter, window));
        // Spans of one length each, so that the loop needs no checks.
        ReadOnlySpan<double> in0 = padded.Slice(window, Math.Max(0, quarter - 1)),
            in1 = padded.Slice(quarter + window, in0.Length),
            in2 = padded.Slice(2 * quarter + window, in0.Length),
            in3 = padded.Slice(3 * quarter + window, in0.Length);
        ref double value = ref MemoryMarshal.GetReference(padded);
        ref double mean = ref MemoryMarshal.GetReference(means);
        for (int t = 0; t < in0.Length; t++)
        {
            Unsafe.Add(ref mean, t) = s0 * scale;
            Unsafe.Add(ref mean, t + quarter) = s1 * scale;
            Unsafe.Add(ref mean, t + 2 * quarter) = s2 * scale;
            Unsafe.Add(ref mean, t + 3 * quarter) = s3 * scale;
            s0 += in0[t] - Unsafe.Add(ref value, t);
            s1 += in1[t] - Unsafe.Add(ref value, t + quarter);
            s2 += in2[t] - Unsafe.Add(ref value, t + 2 * quarter);
            s3 += in3[t] - Unsafe.Add(ref value, t + 3 * quarter);
        }
        if (quarter > 0)
            (means[quarter - 1], means[2 * quarter - 1], means[3 * quarter - 1]) = (s0 * scale, s1 * scale, s2 * scale);
        for (int i = Math.Max(0, 4 * quarter - 1); i < means.Length; i++)
        {
            means[i] = s3 * scale;
            if (i + 1 < means.Length)
                s3 += padded[i + window] - padded[i];
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
        Of(padded, 2 * half + 1, values);
        Pointwise.Scale(values, 1.0 / (2 * half + 1));
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

    /// <summary>aᵢ += bᵢ in ascending order, so that b may be a further on.</summary>
    private static void Add(ref double a, ref double b, int length)
    {
        nuint count = (nuint)Vector<double>.Count,
            end = (nuint)length,
            i = 0;
        for (; i + count <= end; i += count)
            (Vector.LoadUnsafe(ref a, i) + Vector.LoadUnsafe(ref b, i)).StoreUnsafe(ref a, i);
        for (; i < end; i++)
            Unsafe.Add(ref a, i) += Unsafe.Add(ref b, i);
    }
}
