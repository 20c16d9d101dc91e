using System.Numerics;

namespace SpectraPipeline.Numerics.Tests.Optics;

/// <summary>A substance whose complex index is known in closed form: ε(ν) = n∞² + Σ S ν₀²/(ν₀² − ν² − iγν), n̂ = √ε.</summary>
internal sealed record LorentzOscillators(double Background, params (double Center, double Width, double Strength)[] Bands)
{
    public Complex At(double wavenumber)
    {
        Complex epsilon = Background * Background;
        foreach ((double center, double width, double strength) in Bands)
            epsilon += strength * center * center / new Complex(center * center - wavenumber * wavenumber, -width * wavenumber);
        Complex root = Complex.Sqrt(epsilon);
        return root.Imaginary < 0 ? -root : root;
    }
}
