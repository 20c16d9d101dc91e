using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class PhotoelectronWavenumberTests
{
    // ħ²/2mₑ with h and e exact (SI 2019) and mₑ of CODATA 2018, known to 3e-10.
    [Fact]
    public void The_constant_is_that_of_CODATA()
    {
        const double reduced = 6.62607015e-34 / (2 * Math.PI);
        double expected = reduced / 9.1093837015e-31 * (reduced / 1.602176634e-19) / 2 * 1e20;
        Assert.InRange(PhotoelectronWavenumber.EnergyPerSquare / expected, 1 - 1e-10, 1 + 1e-10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3.7)]
    [InlineData(14)]
    public void There_and_back_is_the_same_k(double k) =>
        Assert.Equal(k, PhotoelectronWavenumber.FromEnergy(PhotoelectronWavenumber.ToEnergy(k)), 13);

    [Fact]
    public void Below_the_edge_k_is_negative() =>
        Assert.Equal(-1, PhotoelectronWavenumber.FromEnergy(-PhotoelectronWavenumber.EnergyPerSquare), 14);
}
