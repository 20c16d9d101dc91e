using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fourier;

/// <summary>Discrete Fourier transform of one length that is a power of two: X_m = Σ x_j exp(∓2πi·jm/n).</summary>
/// <remarks>
/// Self-sorting (Stockham) radix-4 passes with one radix-2 pass where log₂ n is odd; P. N. Swarztrauber, Parallel Computing 1 (1984) 45,
/// doi:10.1016/S0167-8191(84)90413-7. Real and imaginary parts are separate arrays so that whole vectors can be loaded.
/// Twiddle factors are evaluated one by one (no recurrence): the error grows like ε·log n. The plan owns its scratch memory, so one plan serves
/// one worker. Cost 4.25·n·log₂ n operations.
/// </remarks>
public sealed class FastFourierTransform
{
    private const int Lane = 8;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly AlignedArray _scratchRe;
    private readonly AlignedArray _scratchIm;

    /// <summary>Plans transforms of <paramref name="length"/> points.</summary>
    /// <param name="length">A power of two.</param>
    /// <param name="interleaved">
    /// Transforms done side by side: point j of transform t is element j·interleaved + t. With 8 each one fills a lane of a vector in every pass.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not a power of two of at least 1, or nothing is to be transformed.</exception>
    public FastFourierTransform(int length, int interleaved = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interleaved, 1);
        if (length < 1 || !BitOperations.IsPow2(length))
            throw new ArgumentOutOfRangeException(nameof(length), length, "The length must be a power of two.");
        Length = length;
        Interleaved = interleaved;
        _cos = new double[length];
        _sin = new double[length];
        RootsOfUnity.Fill(_cos, _sin);
        _scratchRe = new AlignedArray(length * interleaved);
        _scratchIm = new AlignedArray(length * interleaved);
    }

    /// <summary>Points of every transform of this plan.</summary>
    public int Length { get; }

    /// <summary>Transforms done side by side.</summary>
    public int Interleaved { get; }

    /// <summary>The smallest length that this class can transform and that holds <paramref name="points"/> points.</summary>
    public static int LengthFor(int points) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, points));

    /// <summary>In place, exp(−i…), unscaled.</summary>
    /// <param name="re">Real parts, length <see cref="Length"/> × <see cref="Interleaved"/>.</param>
    /// <param name="im">Imaginary parts, length <see cref="Length"/> × <see cref="Interleaved"/>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Forward(Span<double> re, Span<double> im)
    {
        if (re.Length != _scratchRe.Length || im.Length != _scratchRe.Length)
            throw new ArgumentException($"The plan is for {Length} x {Interleaved} points, not {re.Length} and {im.Length}.");
        Transform(re, im);
    }

    /// <summary>In place, exp(+i…), divided by n: undoes <see cref="Forward"/>.</summary>
    /// <param name="re">Real parts, length <see cref="Length"/> × <see cref="Interleaved"/>.</param>
    /// <param name="im">Imaginary parts, length <see cref="Length"/> × <see cref="Interleaved"/>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Inverse(Span<double> re, Span<double> im)
    {
        // Exchanging the parts before and after turns exp(−i…) into exp(+i…).
        Forward(im, re);
        double scale = 1.0 / Length;
        for (int j = 0; j < re.Length; j++)
        {
            re[j] *= scale;
            im[j] *= scale;
        }
    }

    /// <summary>
    /// Eight transforms of sums of two products with real filters, a·p + b·q, of which only the first points are made: the sum is taken while the first pass
    /// reads its input, and the result is left where the last pass puts it, in the arrays given or in the plan's own. Both are overwritten by the next call.
    /// </summary>
    /// <param name="a">Interleaved real filters of the first signal.</param>
    /// <param name="b">Those of the second.</param>
    /// <param name="p">First signal, one for all eight.</param>
    /// <param name="q">Second signal.</param>
    /// <param name="workRe">As long as the filters.</param>
    /// <param name="workIm">As long as the filters.</param>
    /// <param name="keep">Points that are made.</param>
    /// <returns>True when the result lies in the plan's <see cref="Scratch"/>, false when in the work arrays.</returns>
    internal bool ForwardOfProducts(
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        (double[] Re, double[] Im) p,
        (double[] Re, double[] Im) q,
        Span<double> workRe,
        Span<double> workIm,
        int keep
    )
    {
        if (Interleaved != Lane || Length < 8 || a.Length != workRe.Length || b.Length != a.Length || a.Length != _scratchRe.Length)
            throw new InvalidOperationException("Products are transformed eight at a time, on arrays of one length.");
        FirstPassOfProducts(a, b, p, q);
        return !Passes(
            ref _scratchRe.First,
            ref _scratchIm.First,
            ref MemoryMarshal.GetReference(workRe),
            ref MemoryMarshal.GetReference(workIm),
            Length / 4,
            keep * Interleaved
        );
    }

    /// <summary>The plan's own arrays.</summary>
    internal (AlignedArray Re, AlignedArray Im) Scratch => (_scratchRe, _scratchIm);

    private void Transform(Span<double> re, Span<double> im)
    {
        bool inScratch = Passes(
            ref MemoryMarshal.GetReference(re),
            ref MemoryMarshal.GetReference(im),
            ref _scratchRe.First,
            ref _scratchIm.First,
            Length,
            re.Length
        );
        if (!inScratch)
            return;
        _scratchRe.Span.CopyTo(re);
        _scratchIm.Span.CopyTo(im);
    }

    // The passes from blocks of n points on, to and fro between two pairs of arrays. True when the result lies in the second pair. Of the last pass
    // only the first elements are made.
    private bool Passes(ref double fromRe, ref double fromIm, ref double toRe, ref double toIm, int n, int keep)
    {
        bool second = false;
        int stride = Length / n * Interleaved;
        while (n > 1)
        {
            int radix = n == 2 ? 2 : 4;
            // A pass over all four outputs at once reads its input once; only a shortened or a two-way last pass goes output by output.
            if (n > 4 || (n == 4 && keep == Length * Interleaved))
                Radix4(ref fromRe, ref fromIm, ref toRe, ref toIm, n, stride);
            else
                LastPass(ref fromRe, ref fromIm, ref toRe, ref toIm, radix, stride, keep);
            ref double re = ref fromRe;
            ref double im = ref fromIm;
            fromRe = ref toRe;
            fromIm = ref toIm;
            toRe = ref re;
            toIm = ref im;
            second = !second;
            n /= radix;
            stride *= radix;
        }
        return second;
    }

    // The first pass into the scratch arrays, eight lanes wide.
    private void FirstPassOfProducts(
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        (double[] Re, double[] Im) first,
        (double[] Re, double[] Im) second
    )
    {
        int quarter = Length / 4;
        ref double ha = ref MemoryMarshal.GetReference(a);
        ref double hb = ref MemoryMarshal.GetReference(b);
        ref double yr = ref _scratchRe.First;
        ref double yi = ref _scratchIm.First;
        for (int p = 0; p < quarter; p++)
        {
            SumOfProducts(ref ha, ref hb, p, first, second, out Vector512<double> ar, out Vector512<double> ai);
            SumOfProducts(ref ha, ref hb, p + quarter, first, second, out Vector512<double> br, out Vector512<double> bi);
            SumOfProducts(ref ha, ref hb, p + 2 * quarter, first, second, out Vector512<double> cr, out Vector512<double> ci);
            SumOfProducts(ref ha, ref hb, p + 3 * quarter, first, second, out Vector512<double> dr, out Vector512<double> di);
            nuint at = (nuint)(4 * p * Lane);
            Vector512<double> evenRe = ar + cr;
            Vector512<double> evenIm = ai + ci;
            Vector512<double> oddRe = br + dr;
            Vector512<double> oddIm = bi + di;
            (evenRe + oddRe).StoreUnsafe(ref yr, at);
            (evenIm + oddIm).StoreUnsafe(ref yi, at);
            Turn(evenRe - oddRe, evenIm - oddIm, 2 * p, ref yr, ref yi, at + 2 * Lane);
            evenRe = ar - cr;
            evenIm = ai - ci;
            oddRe = br - dr;
            oddIm = bi - di;
            Turn(evenRe + oddIm, evenIm - oddRe, p, ref yr, ref yi, at + Lane);
            Turn(evenRe - oddIm, evenIm + oddRe, 3 * p, ref yr, ref yi, at + 3 * Lane);
        }
    }

    // a·p + b·q at one point.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumOfProducts(
        ref double ha,
        ref double hb,
        int point,
        (double[] Re, double[] Im) p,
        (double[] Re, double[] Im) q,
        out Vector512<double> re,
        out Vector512<double> im
    )
    {
        Vector512<double> a = Vector512.LoadUnsafe(ref ha, (nuint)(point * Lane));
        Vector512<double> b = Vector512.LoadUnsafe(ref hb, (nuint)(point * Lane));
        re = Vector512.FusedMultiplyAdd(a, Vector512.Create(p.Re[point]), b * q.Re[point]);
        im = Vector512.FusedMultiplyAdd(a, Vector512.Create(p.Im[point]), b * q.Im[point]);
    }

    // Times exp(−2πi·turn/n).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Turn(Vector512<double> re, Vector512<double> im, int turn, ref double yr, ref double yi, nuint at)
    {
        double c = _cos[turn];
        double s = _sin[turn];
        (re * c + im * s).StoreUnsafe(ref yr, at);
        (im * c - re * s).StoreUnsafe(ref yi, at);
    }

    // The last pass has no twiddle factors; output j fills the stretch [j·s, (j+1)·s).
    private static void LastPass(ref double xr, ref double xi, ref double yr, ref double yi, int radix, int s, int keep)
    {
        for (int j = 0; j < radix; j++)
        {
            int count = Math.Clamp(keep - j * s, 0, s);
            Span<double> re = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref yr, j * s), count);
            Span<double> im = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref yi, j * s), count);
            if (radix == 2)
                Combine2(ref xr, ref xi, s, j == 0 ? 1 : -1, re, im);
            else
                Combine4(ref xr, ref xi, s, j, re, im);
        }
    }

    private static void Combine2(ref double xr, ref double xi, int s, double sign, Span<double> re, Span<double> im)
    {
        for (int q = 0; q < re.Length; q++)
        {
            re[q] = Unsafe.Add(ref xr, q) + sign * Unsafe.Add(ref xr, q + s);
            im[q] = Unsafe.Add(ref xi, q) + sign * Unsafe.Add(ref xi, q + s);
        }
    }

    // a + (−i)ʲb + (−1)ʲc + iʲd.
    private static void Combine4(ref double xr, ref double xi, int s, int j, Span<double> re, Span<double> im)
    {
        double even = j % 2 == 0 ? 1 : -1;
        double real = j switch
        {
            0 => 1,
            2 => -1,
            _ => 0,
        };
        double imaginary = j switch
        {
            1 => 1,
            3 => -1,
            _ => 0,
        };
        int q = 0;
        for (; q + Vector512<double>.Count <= re.Length; q += Vector512<double>.Count)
        {
            Vector512<double> br = Vector512.LoadUnsafe(ref xr, (nuint)(q + s));
            Vector512<double> bi = Vector512.LoadUnsafe(ref xi, (nuint)(q + s));
            Vector512<double> dr = Vector512.LoadUnsafe(ref xr, (nuint)(q + 3 * s));
            Vector512<double> di = Vector512.LoadUnsafe(ref xi, (nuint)(q + 3 * s));
            Vector512<double> sumRe = Vector512.LoadUnsafe(ref xr, (nuint)q) + even * Vector512.LoadUnsafe(ref xr, (nuint)(q + 2 * s));
            Vector512<double> sumIm = Vector512.LoadUnsafe(ref xi, (nuint)q) + even * Vector512.LoadUnsafe(ref xi, (nuint)(q + 2 * s));
            (sumRe + real * (br + dr) + imaginary * (bi - di)).CopyTo(re[q..]);
            (sumIm + real * (bi + di) - imaginary * (br - dr)).CopyTo(im[q..]);
        }
        for (; q < re.Length; q++)
        {
            double br = Unsafe.Add(ref xr, q + s);
            double bi = Unsafe.Add(ref xi, q + s);
            double dr = Unsafe.Add(ref xr, q + 3 * s);
            double di = Unsafe.Add(ref xi, q + 3 * s);
            double sumRe = Unsafe.Add(ref xr, q) + even * Unsafe.Add(ref xr, q + 2 * s);
            double sumIm = Unsafe.Add(ref xi, q) + even * Unsafe.Add(ref xi, q + 2 * s);
            re[q] = sumRe + real * (br + dr) + imaginary * (bi - di);
            im[q] = sumIm + real * (bi + di) - imaginary * (br - dr);
        }
    }

    /// <summary>One pass over blocks of n points at stride s: y[q+s(4p+j)] from x[q+s(p+jn/4)], j = 0..3.</summary>
    private void Radix4(ref double xr, ref double xi, ref double yr, ref double yi, int n, int s)
    {
        int quarter = n / 4;
        int step = Length / n;
        for (int p = 0; p < quarter; p++)
        {
            double c1 = _cos[p * step];
            double s1 = _sin[p * step];
            double c2 = _cos[2 * p * step];
            double s2 = _sin[2 * p * step];
            double c3 = _cos[3 * p * step];
            double s3 = _sin[3 * p * step];
            nint a = (nint)s * p;
            nint far = (nint)s * quarter;
            nint b = (nint)s * 4 * p;
            int q = 0;
            for (; q + Vector512<double>.Count <= s; q += Vector512<double>.Count)
                Butterfly512(ref xr, ref xi, ref yr, ref yi, a + q, far, b + q, s, c1, s1, c2, s2, c3, s3);
            for (; q < s; q++)
                Butterfly(ref xr, ref xi, ref yr, ref yi, a + q, far, b + q, s, c1, s1, c2, s2, c3, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly512(
        ref double xr,
        ref double xi,
        ref double yr,
        ref double yi,
        nint a,
        nint far,
        nint b,
        nint s,
        double c1,
        double s1,
        double c2,
        double s2,
        double c3,
        double s3
    )
    {
        Vector512<double> ar = Vector512.LoadUnsafe(ref xr, (nuint)a);
        Vector512<double> ai = Vector512.LoadUnsafe(ref xi, (nuint)a);
        Vector512<double> br = Vector512.LoadUnsafe(ref xr, (nuint)(a + far));
        Vector512<double> bi = Vector512.LoadUnsafe(ref xi, (nuint)(a + far));
        Vector512<double> cr = Vector512.LoadUnsafe(ref xr, (nuint)(a + 2 * far));
        Vector512<double> ci = Vector512.LoadUnsafe(ref xi, (nuint)(a + 2 * far));
        Vector512<double> dr = Vector512.LoadUnsafe(ref xr, (nuint)(a + 3 * far));
        Vector512<double> di = Vector512.LoadUnsafe(ref xi, (nuint)(a + 3 * far));
        Vector512<double> sumRe = ar + cr;
        Vector512<double> sumIm = ai + ci;
        Vector512<double> oddRe = br + dr;
        Vector512<double> oddIm = bi + di;
        (sumRe + oddRe).StoreUnsafe(ref yr, (nuint)b);
        (sumIm + oddIm).StoreUnsafe(ref yi, (nuint)b);
        Vector512<double> er = sumRe - oddRe;
        Vector512<double> ei = sumIm - oddIm;
        (er * c2 + ei * s2).StoreUnsafe(ref yr, (nuint)(b + 2 * s));
        (ei * c2 - er * s2).StoreUnsafe(ref yi, (nuint)(b + 2 * s));
        sumRe = ar - cr;
        sumIm = ai - ci;
        oddRe = br - dr;
        oddIm = bi - di;
        er = sumRe + oddIm;
        ei = sumIm - oddRe;
        (er * c1 + ei * s1).StoreUnsafe(ref yr, (nuint)(b + s));
        (ei * c1 - er * s1).StoreUnsafe(ref yi, (nuint)(b + s));
        er = sumRe - oddIm;
        ei = sumIm + oddRe;
        (er * c3 + ei * s3).StoreUnsafe(ref yr, (nuint)(b + 3 * s));
        (ei * c3 - er * s3).StoreUnsafe(ref yi, (nuint)(b + 3 * s));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly(
        ref double xr,
        ref double xi,
        ref double yr,
        ref double yi,
        nint a,
        nint far,
        nint b,
        nint s,
        double c1,
        double s1,
        double c2,
        double s2,
        double c3,
        double s3
    )
    {
        double ar = Unsafe.Add(ref xr, a);
        double ai = Unsafe.Add(ref xi, a);
        double br = Unsafe.Add(ref xr, a + far);
        double bi = Unsafe.Add(ref xi, a + far);
        double cr = Unsafe.Add(ref xr, a + 2 * far);
        double ci = Unsafe.Add(ref xi, a + 2 * far);
        double dr = Unsafe.Add(ref xr, a + 3 * far);
        double di = Unsafe.Add(ref xi, a + 3 * far);
        double sumRe = ar + cr;
        double sumIm = ai + ci;
        double oddRe = br + dr;
        double oddIm = bi + di;
        Unsafe.Add(ref yr, b) = sumRe + oddRe;
        Unsafe.Add(ref yi, b) = sumIm + oddIm;
        double er = sumRe - oddRe;
        double ei = sumIm - oddIm;
        Unsafe.Add(ref yr, b + 2 * s) = er * c2 + ei * s2;
        Unsafe.Add(ref yi, b + 2 * s) = ei * c2 - er * s2;
        sumRe = ar - cr;
        sumIm = ai - ci;
        oddRe = br - dr;
        oddIm = bi - di;
        er = sumRe + oddIm;
        ei = sumIm - oddRe;
        Unsafe.Add(ref yr, b + s) = er * c1 + ei * s1;
        Unsafe.Add(ref yi, b + s) = ei * c1 - er * s1;
        er = sumRe - oddIm;
        ei = sumIm + oddRe;
        Unsafe.Add(ref yr, b + 3 * s) = er * c3 + ei * s3;
        Unsafe.Add(ref yi, b + 3 * s) = ei * c3 - er * s3;
    }
}
