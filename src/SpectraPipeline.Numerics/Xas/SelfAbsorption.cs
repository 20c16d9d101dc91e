namespace SpectraPipeline.Numerics.Xas;

/// <summary>Over-absorption of fluorescence in a thick sample: the absorber's own edge shortens the depth that the beam reaches, which damps what is measured.</summary>
/// <remarks>
/// FLUO of D. Haskel (Advanced Photon Source, 1999) as in Larch and Athena; the depth argument is that of L. Tröger et al., Phys. Rev. B 46 (1992) 3283, doi:10.1103/PhysRevB.46.3283.
/// With α = (μ(E_f)·sin θ_in/sin θ_out + μ(E − 10 eV))/(μ(E + 10 eV) − μ(E − 10 eV)) of the whole sample, μ′ = μ·α/(α + 1 − norm). For samples thicker than the beam goes, flat
/// and homogeneous; attenuation of the other elements is taken as constant over the scan, so XANES is served better than long EXAFS.
/// </remarks>
public static class SelfAbsorption
{
    /// <summary>α: everything that attenuates, in units of the absorber's edge step. Large: hardly any self-absorption.</summary>
    /// <param name="fluorescence">μ of the sample at the emission line; any unit, the same for all three.</param>
    /// <param name="below">μ just below the edge.</param>
    /// <param name="above">μ just above the edge.</param>
    /// <param name="angleIn">Between beam and surface, degrees.</param>
    /// <param name="angleOut">Between surface and detector, degrees.</param>
    public static double Alpha(double fluorescence, double below, double above, double angleIn, double angleOut) =>
        (fluorescence * Math.Sin(angleIn * Math.PI / 180) / Math.Sin(angleOut * Math.PI / 180) + below) / (above - below);

    /// <summary>Undoes it.</summary>
    /// <param name="mu">Measured, on any scale.</param>
    /// <param name="norm">The same, normalised.</param>
    /// <param name="alpha">α, above 0.</param>
    /// <param name="result">Receives μ′ on the scale of μ.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>self-absorption</c>: more was measured than the sample can give.</exception>
    public static void Correct(ReadOnlySpan<double> mu, ReadOnlySpan<double> norm, double alpha, Span<double> result)
    {
        if (mu.Length != norm.Length || mu.Length != result.Length)
            throw new ArgumentException($"{mu.Length}, {norm.Length} and {result.Length} values.", nameof(result));
        for (int i = 0; i < mu.Length; i++)
        {
            double rest = alpha + 1 - norm[i];
            if (!(rest > 0))
                throw new XasDataException(
                    "self-absorption",
                    $"Point {i} is {norm[i]:F2} edge steps high; a thick sample of this formula gives no more than {alpha + 1:F2}. Look at formula, angles and normalisation."
                );
            result[i] = mu[i] * alpha / rest;
        }
    }
}
