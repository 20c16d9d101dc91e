using System.Numerics;

namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>
/// What one path may have of its own beside FEFF's numbers; the defaults are FEFF's. Number is N (null: the path's degeneracy), Amplitude S₀²,
/// EnergyShift ΔE₀ in eV, DistanceShift ΔR in Å, Disorder σ² in Å², Third and Fourth the cumulants in Å³ and Å⁴, Broadening E_i in eV.
/// </summary>
public readonly record struct PathParameters(
    double? Number = null,
    double Amplitude = 1,
    double EnergyShift = 0,
    double DistanceShift = 0,
    double Disorder = 0,
    double Third = 0,
    double Fourth = 0,
    double Broadening = 0
);

/// <summary>
/// χ(k) of one path by the EXAFS equation with FEFF's complex momentum:
/// χ = Im{ N·S₀²·f / (q(R+ΔR)²) · exp[−2R·Im p − 2p²(σ² − p²c₄/3) + i(2qR + φ + 2p(ΔR − 2σ²/R − 2p²c₃/3))] },
/// q² = k² − ΔE₀/κ, p² = (Re p + i/λ)² + iE_i/κ, κ = ħ²/2m.
/// J. J. Rehr, R. C. Albers, Rev. Mod. Phys. 2000, 72, 621, DOI 10.1103/RevModPhys.72.621; M. Newville, J. Synchrotron Rad. 2001, 8, 322.
/// </summary>
public static class PathChi
{
    /// <summary>ħ²/2m in eV·Å² (CODATA 2018).</summary>
    public const double ElectronConstant = 3.8099821161548597;

    /// <summary>
    /// k in Å⁻¹ from 0, at least 3 points; chi gets χ(k), dimensionless, as long as k. At k = 0 the equation diverges: the value there
    /// continues the next two.
    /// </summary>
    public static void Evaluate(FeffPath path, PathParameters parameters, ReadOnlySpan<double> k, Span<double> chi)
    {
        if (k.Length != chi.Length)
            throw new ArgumentException($"k has {k.Length} points, chi {chi.Length}", nameof(chi));
        int n = path.Wavenumber.Length;
        double[] phase = new double[n];
        double[] amplitude = new double[n];
        for (int i = 0; i < n; i++)
        {
            phase[i] = path.AbsorberPhase[i] + path.ScattererPhase[i];
            amplitude[i] = path.Magnitude[i] * path.Reduction[i];
        }
        NotAKnotSpline phaseAt = new(path.Wavenumber, phase);
        NotAKnotSpline amplitudeAt = new(path.Wavenumber, amplitude);
        NotAKnotSpline momentumAt = new(path.Wavenumber, path.Momentum);
        NotAKnotSpline meanFreePathAt = new(path.Wavenumber, path.MeanFreePath);

        double reff = path.HalfLength;
        double distance = reff + parameters.DistanceShift;
        double scale = (parameters.Number ?? path.Degeneracy) * parameters.Amplitude / (distance * distance);
        for (int i = 0; i < k.Length; i++)
        {
            double e = k[i] * k[i] - parameters.EnergyShift / ElectronConstant;
            if (Math.Abs(e) < 1e-6)
                e = 1e-6;
            double q = Math.Sign(e) * Math.Sqrt(Math.Abs(e));
            Complex inner = new(momentumAt.At(q), 1 / meanFreePathAt.At(q));
            Complex p2 = inner * inner + new Complex(0, parameters.Broadening / ElectronConstant);
            Complex p = Complex.Sqrt(p2);
            Complex damping = -2 * reff * p.Imaginary - 2 * p2 * (parameters.Disorder - p2 * parameters.Fourth / 3);
            Complex turning =
                2 * q * reff
                + phaseAt.At(q)
                + 2 * p * (parameters.DistanceShift - 2 * parameters.Disorder / reff - 2 * p2 * parameters.Third / 3);
            chi[i] = (scale * amplitudeAt.At(q) / q * Complex.Exp(damping + Complex.ImaginaryOne * turning)).Imaginary;
        }
        if (k.Length > 2 && k[0] == 0)
            chi[0] = 2 * chi[1] - chi[2];
    }
}
