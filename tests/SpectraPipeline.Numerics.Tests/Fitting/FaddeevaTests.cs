using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class FaddeevaTests
{
    // exp(-ζ²)·erfc(-iζ) with 40 digits.
    public static TheoryData<double, double, double, double> Values =>
        new()
        {
            { 0, 0, 1.0, 0.0 },
            { 0, 0.5, 0.61569034419292587, 0.0 },
            { 0, 8, 0.069985166200880928, 0.0 },
            { 0.3, 0.001, 0.9129949044329832, 0.31836792356993141 },
            { 0.7, 0.2, 0.54973899983309594, 0.43244230202791673 },
            { 1.5, 0, 0.10539922456186434, 0.48322733014076906 },
            { 2.5, 0.001, 0.0020606678557085471, 0.25171329850488508 },
            { 3.3, 0.6, 0.035022077277350859, 0.17255957543984131 },
            { 4.5, 0.05, 0.0015116574211945212, 0.12871687685588446 },
            { 5.5, 2, 0.034227126649241346, 0.091289982917823137 },
            { 6, 0.001, 1.6375340027605325e-5, 0.095396206113276621 },
            { 7.5, 6, 0.036980133419587586, 0.045724574823981407 },
            { 15, 0.3, 0.00075701678161930258, 0.037681543210875435 },
            { 80, 0.01, 8.8175290365689408e-7, 0.007052920779675395 },
            { 300, 7, 4.3858264114292143e-5, 0.001879619016742109 },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void Agrees_with_forty_digits(double x, double y, double real, double imaginary)
    {
        double size = Math.Sqrt(real * real + imaginary * imaginary);
        (Wide1 re, Wide1 im) = Faddeeva.Of(Wide1.Of(x), Wide1.Of(y));
        Assert.Equal(real, re.Value, 2e-14 * size);
        Assert.Equal(imaginary, im.Value, 2e-14 * size);
        if (x == 0)
            Assert.Equal(real, Faddeeva.ScaledErfc(Wide1.Of(y)).Value, 2e-14 * real);
    }

    // Where both hold, the expansion for nearly Lorentzian profiles and the general one agree, derivatives included; at σ = 0 it is the Lorentzian.
    [Fact]
    public void Both_regions_of_the_voigt_profile_meet()
    {
        foreach (double distance in (double[])[0, 0.7, -3, 12, 60])
        {
            double variance = 1.0 / 128;
            Assert.False(new VoigtWidths(1, variance * (1 + 1e-13)).IsFar);
            Assert.True(new VoigtWidths(1, variance).IsFar);
            VoigtProfile<Wide1> near = VoigtProfile<Wide1>.At(new VoigtWidths(1, variance * (1 + 1e-13)), Wide1.Of(distance));
            VoigtProfile<Wide1> far = VoigtProfile<Wide1>.At(new VoigtWidths(1, variance), Wide1.Of(distance));
            VoigtProfile<Wide1> limit = VoigtProfile<Wide1>.At(new VoigtWidths(1, 0), Wide1.Of(distance));
            Assert.Equal(near.Value.Value, far.Value.Value, 1e-14);
            Assert.Equal(near.ByDistance.Value, far.ByDistance.Value, 1e-12);
            Assert.Equal(near.ByLorentz.Value, far.ByLorentz.Value, 1e-12);
            Assert.Equal(near.ByVariance.Value, far.ByVariance.Value, 1e-10);
            double lorentz = 1 / (1 + distance * distance) / Math.PI;
            Assert.Equal(lorentz, limit.Value.Value, 1e-15);
            // ½ d²/dd² of the Lorentzian.
            Assert.Equal(Math.PI * Math.PI * lorentz * lorentz * lorentz * (3 * distance * distance - 1), limit.ByVariance.Value, 1e-15);
        }
    }

    [Fact]
    public void Share_and_variance_of_a_profile_of_width_one_belong_together()
    {
        for (int i = 0; i <= 200; i++)
        {
            double share = i / 200.0;
            VoigtForm form = VoigtForm.Of(share);
            var widths = new VoigtWidths(form.Lorentz, form.Variance);
            // The two sides come from w at two places: its error twice.
            Assert.Equal(0.5 * form.Density, VoigtProfile<Wide1>.At(widths, Wide1.Of(0.5)).Value.Value, 1e-14);
            // Olivero and Longbothum's relation is good to 2e-4.
            double gauss = form.Gauss().Width;
            Assert.Equal(1, 0.5346 * share + Math.Sqrt(0.2166 * share * share + gauss * gauss), 3e-4);
        }
        Assert.Equal(VoigtForm.VarianceOfFullWidth, VoigtForm.Of(0).Variance, 1e-15);
        Assert.Equal(0, VoigtForm.Of(1).Variance, 1e-15);
    }

    [Fact]
    public void Arctangent_is_that_of_the_library()
    {
        for (double t = -40; t < 40; t += 0.0137)
            Assert.Equal(Math.Atan(t), ArcTangent.Of(Wide1.Of(t)).Value, 5e-16);
        Assert.Equal(Math.Atan(1e9), ArcTangent.Of(Wide1.Of(1e9)).Value, 5e-16);
    }
}
