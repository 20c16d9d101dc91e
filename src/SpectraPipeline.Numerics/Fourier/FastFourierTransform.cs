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

    private void Transform(Span<double> re, Span<double> im)
    {
        ref double fromRe = ref MemoryMarshal.GetReference(re);
        ref double fromIm = ref MemoryMarshal.GetReference(im);
        ref double toRe = ref _scratchRe.First;
        ref double toIm = ref _scratchIm.First;
        bool inScratch = false;
        int stride = Interleaved;
        for (int n = Length; n > 1; )
        {
            int radix = n == 2 ? 2 : 4;
            if (radix == 2)
                Radix2(ref fromRe, ref fromIm, ref toRe, ref toIm, stride);
            else
                Radix4(ref fromRe, ref fromIm, ref toRe, ref toIm, n, stride);
            ref double re0 = ref fromRe;
            ref double im0 = ref fromIm;
            fromRe = ref toRe;
            fromIm = ref toIm;
            toRe = ref re0;
            toIm = ref im0;
            inScratch = !inScratch;
            n /= radix;
            stride *= radix;
        }
        if (inScratch)
        {
            _scratchRe.Span.CopyTo(re);
            _scratchIm.Span.CopyTo(im);
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

    /// <summary>The last pass where log₂ n is odd: no twiddle factors are left.</summary>
    private static void Radix2(ref double xr, ref double xi, ref double yr, ref double yi, int s)
    {
        for (int q = 0; q < s; q++)
        {
            double ar = Unsafe.Add(ref xr, q);
            double ai = Unsafe.Add(ref xi, q);
            double br = Unsafe.Add(ref xr, q + s);
            double bi = Unsafe.Add(ref xi, q + s);
            Unsafe.Add(ref yr, q) = ar + br;
            Unsafe.Add(ref yi, q) = ai + bi;
            Unsafe.Add(ref yr, q + s) = ar - br;
            Unsafe.Add(ref yi, q + s) = ai - bi;
        }
    }
}
