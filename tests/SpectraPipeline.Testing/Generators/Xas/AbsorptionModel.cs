namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>
/// The smooth part of a K-edge transmission spectrum: μ(E) = matrix + step · [edge(E)·decay(E)·(1 + a(k) + ramp(k)·χ(k)) + white line].
/// The matrix falls as Victoreen's CE⁻³ − DE⁻⁴; the edge is part arctangent (core hole, Γ) and part error function (instrument);
/// a(k) is a weak atomic oscillation, the slow curvature that a background spline has to follow. The path expansion does not hold near the
/// edge, so χ is let in between k = 1 and 3 Å⁻¹.
/// </summary>
public sealed record AbsorptionModel
{
    /// <summary>Edge energy in eV: centre of the edge functions and origin of k.</summary>
    public required double EdgeEnergy { get; init; }

    /// <summary>Edge step, absorbance in natural logarithms.</summary>
    public required double EdgeStep { get; init; }

    /// <summary>Absorbance of everything else just below the edge.</summary>
    public double Matrix { get; init; } = 0.55;

    /// <summary>Height of the white line as a share of the step.</summary>
    public double WhiteLine { get; init; }

    /// <summary>Position of the white line above the edge in eV.</summary>
    public double WhiteLineOffset { get; init; } = 6;

    /// <summary>Core-hole width in eV; Zn K: M. O. Krause, J. H. Oliver, J. Phys. Chem. Ref. Data 1979, 8, 329.</summary>
    public double CoreHoleWidth { get; init; } = 1.67;

    /// <summary>μ at one energy in eV, for the χ(k) given.</summary>
    public double At(double energy, Func<double, double> chi)
    {
        double relative = energy / EdgeEnergy;
        double matrix = Matrix * (1.25 - 0.25 / relative) / (relative * relative * relative);
        double offset = energy - EdgeEnergy;
        double edge = 0.55 * (0.5 + Math.Atan(2 * offset / CoreHoleWidth) / Math.PI) + 0.45 * 0.5 * (1 + ErrorFunction(offset / 2.4));
        double line = WhiteLine / Square(Math.Cosh((offset - WhiteLineOffset) / 3.2));
        double fine = 0;
        if (offset > 0)
        {
            double k = Math.Sqrt(offset / PathChi.ElectronConstant);
            fine = 0.03 * Math.Exp(-k / 3) * Math.Cos(2 * 0.3 * k + 0.4) + Ramp(k) * chi(k);
        }
        return matrix + EdgeStep * (edge * Math.Pow(relative, -2.75) * (1 + fine) + line);
    }

    /// <summary>Energy in eV of the steepest rise within 8 eV of the edge, found on a 5 meV grid.</summary>
    public double Inflection(Func<double, double> chi)
    {
        const double step = 0.005;
        double best = 0;
        double found = EdgeEnergy;
        for (int i = -1600; i <= 1600; i++)
        {
            double energy = EdgeEnergy + i * step;
            double slope = At(energy + step, chi) - At(energy - step, chi);
            if (slope > best)
                (best, found) = (slope, energy);
        }
        return found;
    }

    private static double Ramp(double k)
    {
        double t = Math.Clamp((k - 1) / 2, 0, 1);
        return t * t * (3 - 2 * t);
    }

    private static double Square(double value) => value * value;

    /// <summary>erf by its Maclaurin series or the continued fraction of erfc (NIST DLMF 7.6.1, 7.9.2); 1e-12, enough for a generator.</summary>
    private static double ErrorFunction(double x)
    {
        double z = Math.Abs(x);
        if (z > 6)
            return Math.Sign(x);
        if (z < 2.5)
        {
            double term = z;
            double sum = z;
            for (int n = 1; Math.Abs(term) > 1e-16 * Math.Abs(sum) + 1e-300; n++)
            {
                term *= -z * z / n;
                sum += term / (2 * n + 1);
            }
            return Math.Sign(x) * 2 / Math.Sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (int n = 60; n > 0; n--)
            fraction = n / 2.0 / (z + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction));
    }
}
