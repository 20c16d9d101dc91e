namespace SpectraPipeline.Testing.Generators.Baselines;

/// <summary>A generated spectrum with its truth: y = baseline + bands + noise.</summary>
/// <param name="Kind">Kind of data.</param>
/// <param name="X">Axis, ascending.</param>
/// <param name="Y">Spectrum.</param>
/// <param name="Truth">The true baseline.</param>
/// <param name="Bands">The true bands.</param>
/// <param name="Noise">Standard deviation of the noise (of shot noise: its root mean square).</param>
public sealed record BaselineSpectrum(
    BaselineKind Kind,
    double[] X,
    double[] Y,
    double[] Truth,
    IReadOnlyList<GeneratedBand> Bands,
    double Noise
);

/// <summary>A pseudo-Voigt band.</summary>
/// <param name="Center">Position.</param>
/// <param name="Height">Height, signed.</param>
/// <param name="Fwhm">Full width at half maximum.</param>
/// <param name="Fraction">Lorentzian part: 0 Gaussian, 1 Lorentzian.</param>
public readonly record struct GeneratedBand(double Center, double Height, double Fwhm, double Fraction)
{
    /// <summary>Value at x.</summary>
    public double At(double x)
    {
        double z = 2 * (x - Center) / Fwhm,
            square = z * z;
        return Height * ((Fraction / (1 + square)) + ((1 - Fraction) * Math.Exp(-Math.Log(2) * square)));
    }
}
