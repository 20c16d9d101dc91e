using System.Numerics;
using SpectraPipeline.Numerics.Optics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Optics;

/// <summary>ATR spectra computed from oscillators, whose complex index is known in closed form, and inverted again.</summary>
public sealed class AtrInversionTests(ITestOutputHelper output)
{
    private const int Points = 3601;

    [Theory]
    [InlineData(2.4, 45, Polarization.Unpolarized, 1, 1.4, 0.006)] // ZnSe, organic liquid with k up to 0.17
    [InlineData(2.4, 45, Polarization.S, 3, 1.4, 0.003)]
    [InlineData(4.0, 60, Polarization.P, 5, 1.33, 0.006)] // Ge, five reflections
    [InlineData(3.42, 45, Polarization.Unpolarized, 1, 1.33, 0.012)] // Si, k up to 0.35
    public void Recovers_the_extinction_of_strong_bands(
        double crystal,
        double angle,
        Polarization polarization,
        int reflections,
        double background,
        double strength
    )
    {
        var substance = new LorentzOscillators(background, (1250, 14, strength / 3), (1640, 25, strength), (2900, 30, strength / 8));
        (double[] k, double[] n, AtrOutcome outcome) = Invert(substance, new(crystal, angle, polarization, reflections));
        (double worst, double worstIndex, double largest) = Worst(substance, k, n);
        output.WriteLine($"{outcome}: k {worst / largest:E2} of {largest:g3}, n {worstIndex:E2}");
        Assert.True(outcome.Converged, $"{outcome}");
        // What Kramers-Kronig misses is the wings beyond the ends: below 1e-5 in n, and in k that times dk/dn, some 0.1 k/(n₁ sin θ − n).
        Assert.True(worst < 1e-4 * largest, $"k differs by {worst} of {largest}");
        Assert.True(worstIndex < 2e-5, $"n differs by {worstIndex}");
    }

    [Fact]
    public void Undoes_the_shift_of_a_strong_band()
    {
        var substance = new LorentzOscillators(1.4, (1700, 25, 0.012));
        var geometry = new InternalReflection(2.4, 45, Polarization.Unpolarized, 1);
        double[] measured = Forward(substance, geometry);
        (double[] k, _, AtrOutcome outcome) = Invert(substance, geometry);
        double truth = Highest([.. Grid().Select(v => substance.At(v).Imaginary)]);
        output.WriteLine($"{outcome}: ATR {Highest(measured)}, k {Highest(k)}, truth {truth}");
        Assert.True(Highest(measured) < truth - 2, "the band of the ATR spectrum lies lower by anomalous dispersion");
        Assert.Equal(truth, Highest(k), 0.3);
    }

    [Fact]
    public void Weak_bands_are_the_absorbance_over_the_effective_thickness()
    {
        var substance = new LorentzOscillators(1.5, (1500, 10, 1e-6));
        var geometry = new InternalReflection(2.4, 45, Polarization.S, 1);
        double[] measured = Forward(substance, geometry);
        (double[] k, _, _) = Invert(substance, geometry);
        double weak = Math.Log(10) / (4 * Math.PI * geometry.EffectiveThickness(1.5));
        Assert.Equal(1, k[1100] / (measured[1100] * weak), 1e-3);
    }

    [Fact]
    public void Says_where_no_sample_absorbs_so_much()
    {
        var inversion = new AtrInversion(new(2.4, 45, Polarization.S, 1), 1.4, 400, 1, 100, 50);
        double[] absorbance = [.. Enumerable.Range(0, 100).Select(i => i == 60 ? 5.0 : 0.01)];
        // Its neighbours feel the dispersion of it and may be the first to have no answer.
        Assert.InRange(inversion.Solve(absorbance, new double[100], new double[100]).NoAnswerAt, 45, 75);
    }

    private static IEnumerable<double> Grid() => Enumerable.Range(0, Points).Select(i => 400.0 + i);

    private static double[] Forward(LorentzOscillators substance, InternalReflection geometry) =>
        [.. Grid().Select(v => substance.At(v)).Select(n => geometry.Absorbance(n.Real, n.Imaginary))];

    private static (double[] K, double[] N, AtrOutcome Outcome) Invert(LorentzOscillators substance, InternalReflection geometry)
    {
        double[] k = new double[Points],
            n = new double[Points];
        var inversion = new AtrInversion(geometry, substance.Background, 400, 1, Points, 100);
        return (k, n, inversion.Solve(Forward(substance, geometry), k, n));
    }

    private static (double K, double N, double Largest) Worst(LorentzOscillators substance, double[] k, double[] n)
    {
        double worst = 0,
            worstIndex = 0,
            largest = 0;
        for (int i = 200; i < Points - 200; i++)
        {
            Complex truth = substance.At(400 + i);
            worst = Math.Max(worst, Math.Abs(k[i] - truth.Imaginary));
            worstIndex = Math.Max(worstIndex, Math.Abs(n[i] - truth.Real));
            largest = Math.Max(largest, truth.Imaginary);
        }
        return (worst, worstIndex, largest);
    }

    private static double Highest(double[] y)
    {
        int i = Array.IndexOf(y, y.Max());
        return 400 + i + 0.5 * (y[i - 1] - y[i + 1]) / (y[i - 1] - 2 * y[i] + y[i + 1]);
    }
}
