using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Morphology;

/// <summary>Erosion (moving minimum), dilation (moving maximum) and opening with a flat window; at the ends the window is what lies inside.</summary>
/// <remarks>
/// ε(y)ᵢ = min yⱼ, δ(y)ᵢ = max yⱼ over |i − j| ≤ h; opening γ = δε. J. Serra, Image Analysis and Mathematical Morphology, 1982. Reflection about the ends, the habit
/// of image libraries, gives the same numbers, because the reflected points lie in the window already.
/// The window doubles: m₂ₖ(i) = min(mₖ(i), mₖ(i + k)), the last step overlaps. That is log₂(2h + 1) passes of whole vectors; the three comparisons a point of
/// M. van Herk, Pattern Recognit. Lett. 13 (1992) 517, doi:10.1016/0167-8655(92)90069-C, need scans in which every point waits for its neighbour and take longer
/// up to windows of any length that a spectrum has (WindowBaselineBenchmarks). Exact: nothing is rounded. One object per worker. Cost: O(n log h).
/// </remarks>
public sealed class FlatMorphology
{
    private readonly double[] _work;
    private readonly double[] _wide;

    /// <summary>For spectra of up to <paramref name="points"/> points and half windows of up to <paramref name="widest"/>; a wider one sees the whole spectrum at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No points, or a negative window.</exception>
    public FlatMorphology(int points, int widest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(widest);
        (Points, Widest) = (points, Math.Min(widest, points - 1));
        _work = new double[points + 4 * Widest];
        _wide = new double[points + 2 * Widest];
    }

    /// <summary>Points of a spectrum at most.</summary>
    public int Points { get; }

    /// <summary>Half window at most.</summary>
    public int Widest { get; }

    /// <summary>Moving minimum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="halfWindow">Points to each side of the middle.</param>
    /// <param name="result">Same length; may be <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or y or the window are beyond what was announced.</exception>
    public void Erode(ReadOnlySpan<double> y, int halfWindow, Span<double> result) => Move<Least>(y, halfWindow, result);

    /// <summary>Moving maximum; arguments as <see cref="Erode"/>.</summary>
    public void Dilate(ReadOnlySpan<double> y, int halfWindow, Span<double> result) => Move<Greatest>(y, halfWindow, result);

    /// <summary>Opening: what is left of y when everything narrower than the window is cut off; never above y. Arguments as <see cref="Erode"/>.</summary>
    public void Open(ReadOnlySpan<double> y, int halfWindow, Span<double> result)
    {
        Erode(y, halfWindow, result);
        Dilate(result, halfWindow, result);
    }

    /// <summary>Closing: what is left of y when everything narrower than the window is filled; never below y. Arguments as <see cref="Erode"/>.</summary>
    public void Close(ReadOnlySpan<double> y, int halfWindow, Span<double> result)
    {
        Dilate(y, halfWindow, result);
        Erode(result, halfWindow, result);
    }

    /// <summary>The opening γ and the middle between its dilation and its erosion, (δγ + εγ)/2.</summary>
    /// <remarks>εγ = εδε = ε, and δγ = δδε is ε dilated over twice the window, two overlapping windows of γ: both come for one pass more than γ.</remarks>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="halfWindow">Points to each side of the middle.</param>
    /// <param name="opening">Receives γ; same length, apart from y.</param>
    /// <param name="middle">Receives (δγ + εγ)/2; same length, apart from y and opening.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or y or the window are beyond what was announced.</exception>
    public void OpenWithMiddle(ReadOnlySpan<double> y, int halfWindow, Span<double> opening, Span<double> middle)
    {
        Erode(y, halfWindow, middle);
        int half = Math.Min(halfWindow, y.Length - 1),
            length = y.Length;
        Span<double> wide = _wide.AsSpan(0, length + 2 * half); // γ from half points before the spectrum to half points after it
        Sweep<Greatest>(Padded(middle, 2 * half, double.NegativeInfinity), 2 * half + 1, wide);
        wide.Slice(half, length).CopyTo(opening);
        Combine<Greatest>(ref wide[0], 2 * half, length, ref wide[0]);
        Pointwise.Middle(wide, middle, middle);
    }

    private void Move<T>(ReadOnlySpan<double> y, int halfWindow, Span<double> result)
        where T : struct, IExtremum
    {
        if (y.Length != result.Length || y.Length > Points || halfWindow < 0)
            throw new ArgumentException(
                $"y and result must be of one length up to {Points} and the half window must not be negative, not {y.Length}, {result.Length} and {halfWindow}"
            );
        int half = Math.Min(halfWindow, y.Length - 1);
        if (half > Widest)
            throw new ArgumentException($"a half window of {halfWindow} is beyond the {Widest} announced", nameof(halfWindow));
        Sweep<T>(Padded(y, half, T.Outside), 2 * half + 1, result);
    }

    private Span<double> Padded(ReadOnlySpan<double> y, int pad, double outside)
    {
        Span<double> padded = _work.AsSpan(0, y.Length + 2 * pad);
        padded[..pad].Fill(outside);
        y.CopyTo(padded[pad..]);
        padded[^pad..].Fill(outside);
        return padded;
    }

    /// <summary>Extremum over [i, i + window) for every i of the result; the padded values are used up.</summary>
    private static void Sweep<T>(Span<double> padded, int window, Span<double> result)
        where T : struct, IExtremum
    {
        int have = 1,
            length = padded.Length;
        for (; 2 * have < window; have *= 2)
        {
            length -= have;
            Combine<T>(ref MemoryMarshal.GetReference(padded), have, length, ref MemoryMarshal.GetReference(padded));
        }
        Combine<T>(ref MemoryMarshal.GetReference(padded), window - have, result.Length, ref MemoryMarshal.GetReference(result));
    }

    /// <summary>resultᵢ = extremum(aᵢ, a(i + shift)) in ascending order, so that the result may be a.</summary>
    private static void Combine<T>(ref double a, int shift, int length, ref double result)
        where T : struct, IExtremum
    {
        nuint count = (nuint)Vector<double>.Count,
            i = 0,
            end = (nuint)length,
            step = (nuint)shift;
        for (; i + 2 * count <= end; i += 2 * count)
        {
            Vector<double> first = T.Of(Vector.LoadUnsafe(ref a, i), Vector.LoadUnsafe(ref a, i + step)),
                second = T.Of(Vector.LoadUnsafe(ref a, i + count), Vector.LoadUnsafe(ref a, i + count + step));
            first.StoreUnsafe(ref result, i);
            second.StoreUnsafe(ref result, i + count);
        }
        for (; i < end; i++)
            Unsafe.Add(ref result, i) = T.Of(Unsafe.Add(ref a, i), Unsafe.Add(ref a, i + step));
    }

    private interface IExtremum
    {
        static abstract double Outside { get; }
        static abstract double Of(double a, double b);
        static abstract Vector<double> Of(Vector<double> a, Vector<double> b);
    }

    // The comparison of the processor's own instruction: no detour for NaN, which never comes here.
    private readonly struct Least : IExtremum
    {
        public static double Outside => double.PositiveInfinity;

        public static double Of(double a, double b) => a < b ? a : b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.MinNative(a, b);
    }

    private readonly struct Greatest : IExtremum
    {
        public static double Outside => double.NegativeInfinity;

        public static double Of(double a, double b) => a > b ? a : b;

        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.MaxNative(a, b);
    }
}
