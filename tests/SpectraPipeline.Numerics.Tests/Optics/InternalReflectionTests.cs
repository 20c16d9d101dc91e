using System.Numerics;
using SpectraPipeline.Numerics.Optics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Optics;

public sealed class InternalReflectionTests
{
    [Theory]
    [InlineData(Polarization.S)]
    [InlineData(Polarization.P)]
    public void Agrees_with_Fresnel_written_with_complex_numbers(Polarization polarization)
    {
        foreach ((double n, double k) in new[] { (1.33, 0.0), (1.5, 0.01), (1.45, 0.4), (1.9, 0.2), (2.6, 1e-3), (1.2, 1.1) })
        {
            const double Index = 2.4,
                Angle = 45 * Math.PI / 180;
            Complex sample = new(n, k),
                // Snell with a complex angle, in place of the root of the kernel.
                cosine = Complex.Sqrt(1 - Complex.Pow(Index * Math.Sin(Angle) / sample, 2));
            if ((sample * cosine).Imaginary < 0)
                cosine = -cosine;
            Complex r =
                polarization == Polarization.S
                    ? (Index * Math.Cos(Angle) - sample * cosine) / (Index * Math.Cos(Angle) + sample * cosine)
                    : (sample * Math.Cos(Angle) - Index * cosine) / (sample * Math.Cos(Angle) + Index * cosine);
            double expected = -Math.Log10(r.Magnitude * r.Magnitude);
            Assert.Equal(expected, new InternalReflection(Index, 45, polarization, 1).Absorbance(n, k), 1e-12);
            Assert.Equal(3 * expected, new InternalReflection(Index, 45, polarization, 3).Absorbance(n, k), 1e-12);
        }
    }

    [Fact]
    public void At_45_degrees_p_reflects_as_the_square_of_s()
    {
        // Abelès: R_p = R_s² at 45°, whatever the sample.
        double s = new InternalReflection(4, 45, Polarization.S, 1).Absorbance(1.4, 0.3);
        Assert.Equal(2 * s, new InternalReflection(4, 45, Polarization.P, 1).Absorbance(1.4, 0.3), 1e-13);
    }

    [Theory]
    [InlineData(Polarization.S)]
    [InlineData(Polarization.P)]
    [InlineData(Polarization.Unpolarized)]
    public void Weak_absorption_is_that_of_the_effective_thickness(Polarization polarization)
    {
        foreach (double angle in new[] { 38.0, 45, 60 })
        {
            const double K = 1e-7;
            var geometry = new InternalReflection(2.4, angle, polarization, 4);
            double expected = geometry.EffectiveThickness(1.4) * 4 * Math.PI * K / Math.Log(10);
            Assert.Equal(1, geometry.Absorbance(1.4, K) / expected, 1e-5);
        }
    }

    [Fact]
    public void The_penetration_depth_is_Harricks()
    {
        // ZnSe, 45°, n₂ = 1.5: d_p = 2.0 µm at 1000 cm-1, the number of every handbook.
        Assert.Equal(2.0, 10 * new InternalReflection(2.4, 45, Polarization.Unpolarized, 1).PenetrationDepth(1.5), 0.05);
        // Both thicknesses belong to the same decay: for s, d_e/d_p = 2 n₂₁ cos θ/(1 − n₂₁²).
        var s = new InternalReflection(4, 60, Polarization.S, 1);
        const double Ratio = 1.4 / 4;
        Assert.Equal(2 * Ratio * 0.5 / (1 - Ratio * Ratio), s.EffectiveThickness(1.4) / s.PenetrationDepth(1.4), 1e-12);
    }
}
