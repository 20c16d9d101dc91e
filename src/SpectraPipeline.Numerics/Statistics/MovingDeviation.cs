using System.Numerics;
using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Standard deviation (n − 1) over a moving window; the spectrum is mirrored at its ends.</summary>
/// <remarks>
/// Two neighbouring windows of p and q points with sums S, s and squared deviations M, m join to M + m + (S/p − s/q)²·pq/(p + q): T. F. Chan, G. H. Golub, R. J. LeVeque,
/// Am. Stat. 37 (1983) 242, doi:10.1080/00031305.1983.10483115. Windows of 1, 2, 4, … points grow that way and are put together to the one asked for: no sum of squares is ever
/// subtracted from another, so a tall background costs no digits, as it does in running sums, and no window is read twice, as in two passes. One object per worker.
/// Cost: O(n log window), whole vectors.
/// </remarks>
public sealed class MovingDeviation
{
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly double[] _taken;

    /// <summary>For spectra of <paramref name="points"/> points and half windows of up to <paramref name="widest"/>, below the points.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A window that the points do not hold.</exception>
    public MovingDeviation(int points, int widest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widest, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(widest, points);
        _sums = new double[points + 2 * widest];
        _squares = new double[points + 2 * widest];
        _taken = new double[points];
    }

    /// <summary>Deviations of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="halfWindow">Points to each side of the middle, at least 1.</param>
    /// <param name="result">Receives the standard deviations; same length, apart from y.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or the window is beyond what was announced.</exception>
    public void Apply(ReadOnlySpan<double> y, int halfWindow, Span<double> result)
    {
        int length = y.Length + 2 * halfWindow,
            window = 2 * halfWindow + 1;
        if (y.Length != _taken.Length || result.Length != y.Length || halfWindow < 1 || length > _sums.Length)
            throw new ArgumentException(
                $"{y.Length} and {result.Length} points with a half window of {halfWindow} are not what was announced"
            );
        EdgePadding.Mirror(y, halfWindow, _sums.AsSpan(0, length));
        Array.Clear(_squares, 0, length);
        // The window is odd: its first point starts the sums that are kept.
        _sums.AsSpan(0, _taken.Length).CopyTo(_taken);
        result.Clear();
        int taken = 1;
        for (int have = 1; ; have *= 2)
        {
            if (have > 1 && (window & have) != 0)
            {
                Join(result, taken, have);
                taken += have;
            }
            if (taken == window)
                break;
            length -= have;
            Double(have, length);
        }
        double scale = 1.0 / (window - 1);
        for (int i = 0; i < result.Length; i++)
            result[i] = Math.Sqrt(result[i] * scale);
    }

    /// <summary>Windows of <paramref name="have"/> points become windows of twice as many.</summary>
    private void Double(int have, int length)
    {
        ref double s = ref _sums[0];
        ref double m = ref _squares[0];
        double share = 0.5 / have;
        nuint count = (nuint)Vector<double>.Count,
            end = (nuint)length,
            shift = (nuint)have,
            i = 0;
        for (; i + count <= end; i += count)
        {
            Vector<double> a = Vector.LoadUnsafe(ref s, i),
                b = Vector.LoadUnsafe(ref s, i + shift),
                d = a - b;
            (Vector.LoadUnsafe(ref m, i) + Vector.LoadUnsafe(ref m, i + shift) + d * d * share).StoreUnsafe(ref m, i);
            (a + b).StoreUnsafe(ref s, i);
        }
        for (; i < end; i++)
        {
            double a = Unsafe.Add(ref s, i),
                b = Unsafe.Add(ref s, i + shift),
                d = a - b;
            Unsafe.Add(ref m, i) += Unsafe.Add(ref m, i + shift) + d * d * share;
            Unsafe.Add(ref s, i) = a + b;
        }
    }

    /// <summary>The windows kept so far, of <paramref name="taken"/> points, are joined by the following <paramref name="have"/> points.</summary>
    private void Join(Span<double> squares, int taken, int have)
    {
        double inverseTaken = 1.0 / taken,
            inverseHave = 1.0 / have,
            share = (double)taken * have / (taken + have);
        int i = 0;
        ReadOnlySpan<double> sums = _sums.AsSpan(taken),
            more = _squares.AsSpan(taken);
        for (; i <= squares.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> a = new(_taken, i),
                b = new(sums[i..]),
                d = a * inverseTaken - b * inverseHave;
            (new Vector<double>(squares[i..]) + new Vector<double>(more[i..]) + d * d * share).CopyTo(squares[i..]);
            (a + b).CopyTo(_taken, i);
        }
        for (; i < squares.Length; i++)
        {
            double d = _taken[i] * inverseTaken - sums[i] * inverseHave;
            squares[i] += more[i] + d * d * share;
            _taken[i] += sums[i];
        }
    }
}
