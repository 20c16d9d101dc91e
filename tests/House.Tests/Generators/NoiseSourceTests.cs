using SpectraPipeline.Testing.Generators;
using Xunit;

namespace House.Tests.Generators;

public sealed class NoiseSourceTests
{
    [Fact]
    public void Split_mix_gives_the_published_first_numbers()
    {
        // First two outputs of SplitMix64 seeded with 1234567 (reference implementation by S. Vigna).
        Assert.Equal(6457827717110365317UL, NoiseSource.Mix(1234567));
        Assert.Equal(3203168211198807973UL, NoiseSource.Mix(unchecked(1234567 + 0x9E3779B97F4A7C15)));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_normal()
    {
        const int n = 200_000;
        NoiseSource noise = new(7);
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (int i = 0; i < n; i++)
        {
            double x = noise.NextNormal();
            mean += x / n;
            square += x * x / n;
            fourth += x * x * x * x / n;
        }
        // Five standard errors: 1/√n, √2/√n and √96/√n.
        Assert.InRange(mean, -0.0112, 0.0112);
        Assert.InRange(square, 1 - 0.0159, 1 + 0.0159);
        Assert.InRange(fourth, 3 - 0.11, 3 + 0.11);
    }

    [Fact]
    public void Purposes_have_streams_of_their_own()
    {
        Assert.NotEqual(NoiseSource.For(1, "a").NextUniform(), NoiseSource.For(1, "b").NextUniform());
        Assert.NotEqual(NoiseSource.For(1, "a").NextUniform(), NoiseSource.For(2, "a").NextUniform());
        Assert.Equal(NoiseSource.For(1, "a").NextUniform(), NoiseSource.For(1, "a").NextUniform());
    }
}
