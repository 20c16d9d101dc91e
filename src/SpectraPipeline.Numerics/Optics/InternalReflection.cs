namespace SpectraPipeline.Numerics.Optics;

/// <summary>State of the light's field against the plane of incidence.</summary>
public enum Polarization
{
    /// <summary>Half of each.</summary>
    Unpolarized,

    /// <summary>Field perpendicular to the plane of incidence.</summary>
    S,

    /// <summary>Field in the plane of incidence.</summary>
    P,
}

/// <summary>Attenuated total reflection at the face between a clear crystal and a thick sample: absorbance −log₁₀ Rᴺ of N reflections.</summary>
/// <remarks>
/// Fresnel with complex n̂ = n + ik and w = √(n̂² − n₁² sin²θ), Im w ≥ 0 (the wave dies away in the sample):
/// r_s = (n₁ cos θ − w)/(n₁ cos θ + w), r_p = (n̂² cos θ − n₁ w)/(n̂² cos θ + n₁ w); M. Born, E. Wolf, Principles of Optics, 7th ed. 1999, section 14.2.
/// For weak absorption A = N·d_e·a, a the decadic absorbance a length, with Harrick's effective thickness d_e (<see cref="EffectiveThickness"/>).
/// Assumes one flat face, a sample thicker than some penetration depths, and an incoherent sum of N equal reflections of either polarisation. Immutable.
/// Cost: about 40 flops and three roots a point.
/// </remarks>
public sealed class InternalReflection
{
    private readonly double _sin2;
    private readonly double _cos;
    private readonly Polarization _polarization;
    private readonly double _reflections;

    /// <summary>A geometry.</summary>
    /// <param name="crystalIndex">n₁ &gt; 1.</param>
    /// <param name="angleDegrees">θ between the beam and the normal of the face, 0 &lt; θ &lt; 90.</param>
    /// <param name="polarization">Of the light.</param>
    /// <param name="reflections">N, ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    public InternalReflection(double crystalIndex, double angleDegrees, Polarization polarization, int reflections)
    {
        if (!(crystalIndex > 1 && double.IsFinite(crystalIndex)))
            throw new ArgumentOutOfRangeException(nameof(crystalIndex), crystalIndex, "must exceed 1");
        if (!(angleDegrees > 0 && angleDegrees < 90))
            throw new ArgumentOutOfRangeException(nameof(angleDegrees), angleDegrees, "must lie between 0 and 90");
        ArgumentOutOfRangeException.ThrowIfLessThan(reflections, 1);
        (double sin, double cos) = Math.SinCos(angleDegrees * Math.PI / 180);
        (CrystalIndex, _sin2, _cos) = (crystalIndex, sin * sin, cos);
        (_polarization, _reflections) = (polarization, reflections);
    }

    /// <summary>n₁.</summary>
    public double CrystalIndex { get; }

    /// <summary>Largest index of a clear sample that is totally reflected: n₁ sin θ.</summary>
    public double CriticalIndex => CrystalIndex * Math.Sqrt(_sin2);

    /// <summary>Depth at which the field has fallen to 1/e: d_p/λ = 1/(2π n₁ √(sin²θ − (n₂/n₁)²)); N. J. Harrick, Internal Reflection Spectroscopy, Wiley 1967.</summary>
    /// <param name="sampleIndex">n₂, below <see cref="CriticalIndex"/>.</param>
    /// <returns>In vacuum wavelengths.</returns>
    public double PenetrationDepth(double sampleIndex)
    {
        double ratio = sampleIndex / CrystalIndex;
        return 1 / (2 * Math.PI * CrystalIndex * Math.Sqrt(_sin2 - ratio * ratio));
    }

    /// <summary>Thickness of sample that absorbs as much, in transmission, as N reflections do when it absorbs little; N. J. Harrick, F. K. du Pré, Appl. Opt. 5 (1966)
    /// 1739, doi:10.1364/AO.5.001739. Proportional to <see cref="PenetrationDepth"/>.</summary>
    /// <param name="sampleIndex">n₂, below <see cref="CriticalIndex"/>.</param>
    /// <returns>In vacuum wavelengths.</returns>
    public double EffectiveThickness(double sampleIndex)
    {
        double ratio = sampleIndex / CrystalIndex,
            ratio2 = ratio * ratio;
        double s = ratio * _cos / (Math.PI * CrystalIndex * (1 - ratio2) * Math.Sqrt(_sin2 - ratio2));
        double p = s * (2 * _sin2 - ratio2) / ((1 + ratio2) * _sin2 - ratio2);
        return _reflections
            * _polarization switch
            {
                Polarization.S => s,
                Polarization.P => p,
                _ => (s + p) / 2,
            };
    }

    /// <summary>−log₁₀ of what N reflections leave.</summary>
    /// <param name="n">Index of the sample.</param>
    /// <param name="k">Its extinction; slightly negative values (noise) give a negative absorbance.</param>
    public double Absorbance(double n, double k)
    {
        double re = n * n - k * k,
            im = 2 * n * k;
        (double wRe, double wIm) = Root(re - CrystalIndex * CrystalIndex * _sin2, im);
        double a = CrystalIndex * _cos;
        double s = Ratio(a, 0, wRe, wIm),
            p = Ratio(re * _cos, im * _cos, CrystalIndex * wRe, CrystalIndex * wIm);
        return _polarization switch
        {
            Polarization.S => -_reflections * Math.Log10(s),
            Polarization.P => -_reflections * Math.Log10(p),
            // Each polarisation keeps to itself through all reflections.
            _ when _reflections == 1 => -Math.Log10((s + p) / 2),
            _ => -Math.Log10((Math.Pow(s, _reflections) + Math.Pow(p, _reflections)) / 2),
        };
    }

    /// <summary>|(a − b)/(a + b)|².</summary>
    private static double Ratio(double aRe, double aIm, double bRe, double bIm)
    {
        double re = aRe - bRe,
            im = aIm - bIm,
            sumRe = aRe + bRe,
            sumIm = aIm + bIm;
        return (re * re + im * im) / (sumRe * sumRe + sumIm * sumIm);
    }

    /// <summary>The root with an imaginary part that is not negative.</summary>
    private static (double Re, double Im) Root(double re, double im)
    {
        double size = Math.Sqrt(re * re + im * im);
        if (size == 0)
            return (0, 0);
        double imaginary = re <= 0 ? Math.Sqrt((size - re) / 2) : Math.Abs(im) / Math.Sqrt(2 * (size + re));
        double real = re > 0 ? Math.Sqrt((size + re) / 2) * (im < 0 ? -1 : 1) : im / (2 * imaginary);
        return (real, imaginary);
    }
}
