namespace SpectraPipeline.Numerics.Optics;

/// <summary>How an inversion ended.</summary>
/// <param name="Iterations">Passes over the spectrum.</param>
/// <param name="Change">Largest change of k in the last pass, in parts of the largest k.</param>
/// <param name="NoAnswerAt">Point at which no k gives the absorbance that was measured; −1 when every point has one.</param>
public readonly record struct AtrOutcome(int Iterations, double Change, int NoAnswerAt)
{
    /// <summary>Passes stopped because k no longer changed.</summary>
    public bool Converged => NoAnswerAt < 0 && Change <= AtrInversion.Tolerance;
}

/// <summary>Complex index n + ik of a sample out of its ATR absorbance: Fresnel and Kramers-Kronig in turn.</summary>
/// <remarks>
/// At each wavenumber k is solved from A = −log₁₀ Rᴺ(n, k) with the n at hand (Newton; A rises with k, ever more slowly, so that steps from below stay below);
/// then n = n∞ + Kramers-Kronig of k; until k no longer changes. J. E. Bertie, Z. Lan, J. Chem. Phys. 105 (1996) 8502, doi:10.1063/1.472635, with k from Newton in
/// place of their modified refraction; so also K. Yamamoto, H. Ishida, Vib. Spectrosc. 8 (1994) 1.
/// Assumes what <see cref="InternalReflection"/> assumes, an absorbance without baseline offset (an offset is taken for absorption), bands that lie on the grid as a
/// whole, and n below the critical index: near it the passes no longer settle. Owns its scratch. Cost: a pass n² + 300 n operations; 5 to 20 passes.
/// </remarks>
public sealed class AtrInversion
{
    /// <summary>k has settled when it changes by less than this part of its largest value.</summary>
    public const double Tolerance = 1e-7;

    // Beyond it nothing of a molecule absorbs; a Newton step that goes there has lost its way.
    private const double LargestExtinction = 10;

    // A pass that changes more than the one before is followed by steps of half the size, down to a tenth.
    private const double SmallestPart = 0.1;

    private readonly InternalReflection _geometry;
    private readonly KramersKronig _dispersion;
    private readonly double _background;
    private readonly double _weak;
    private readonly int _mostPasses;

    /// <summary>An inversion on an even grid.</summary>
    /// <param name="geometry">Crystal, angle, polarisation, reflections.</param>
    /// <param name="sampleIndex">n∞: index of the sample beyond its bands, on the side of high wavenumbers.</param>
    /// <param name="first">First wavenumber (cm⁻¹), &gt; 0.</param>
    /// <param name="step">Step (cm⁻¹).</param>
    /// <param name="length">Points.</param>
    /// <param name="mostPasses">Limit.</param>
    public AtrInversion(InternalReflection geometry, double sampleIndex, double first, double step, int length, int mostPasses)
    {
        (_geometry, _background, _mostPasses) = (geometry, sampleIndex, mostPasses);
        _dispersion = new KramersKronig(first, step, length);
        // A = d_e·4πνk/ln 10 with d_e in wavelengths.
        _weak = Math.Log(10) / (4 * Math.PI * geometry.EffectiveThickness(sampleIndex));
    }

    /// <summary>Inverts one spectrum.</summary>
    /// <param name="absorbance">ATR absorbance on the grid.</param>
    /// <param name="k">Receives the extinction.</param>
    /// <param name="n">Receives the index.</param>
    public AtrOutcome Solve(ReadOnlySpan<double> absorbance, Span<double> k, Span<double> n)
    {
        for (int i = 0; i < k.Length; i++)
            k[i] = absorbance[i] * _weak;
        double change = double.PositiveInfinity,
            part = 1;
        int pass = 0;
        while (pass < _mostPasses && !(change <= Tolerance))
        {
            pass++;
            Refract(k, n);
            double largest = 0,
                moved = 0,
                before = change;
            for (int i = 0; i < k.Length; i++)
            {
                double found = Extinction(n[i], absorbance[i], k[i]);
                if (double.IsNaN(found))
                    return new(pass, change, i);
                moved = Math.Max(moved, Math.Abs(found - k[i]));
                largest = Math.Max(largest, Math.Abs(found));
                k[i] += part * (found - k[i]);
            }
            change = largest > 0 ? moved / largest : 0;
            // Near the critical index whole steps swing about the answer.
            if (change > before)
                part = Math.Max(part / 2, SmallestPart);
        }
        Refract(k, n);
        return new(pass, change, -1);
    }

    private void Refract(ReadOnlySpan<double> k, Span<double> n)
    {
        _dispersion.Dispersion(k, n);
        for (int i = 0; i < n.Length; i++)
            n[i] += _background;
    }

    /// <summary>k at which a sample of index n absorbs so much; NaN when none does.</summary>
    private double Extinction(double n, double absorbance, double start)
    {
        double k = start;
        for (int step = 0; step < 60; step++)
        {
            double h = 1e-6 * Math.Max(1e-2, Math.Abs(k));
            double missing = absorbance - _geometry.Absorbance(n, k);
            double slope = (_geometry.Absorbance(n, k + h) - _geometry.Absorbance(n, k - h)) / (2 * h);
            if (!(slope > 0) || Math.Abs(k) > LargestExtinction)
            {
                // Past the top of A(k): once more from below.
                if (step > 30 || k <= 0)
                    return double.NaN;
                k /= 4;
                continue;
            }
            double move = missing / slope;
            k += move;
            if (Math.Abs(move) <= 1e-12 + 1e-11 * Math.Abs(k))
                return k;
        }
        return double.NaN;
    }
}
