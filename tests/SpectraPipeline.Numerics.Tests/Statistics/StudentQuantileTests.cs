using MathNet.Numerics.Distributions;
using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class StudentQuantileTests
{
    [Theory]
    [InlineData(4, 3e-3)]
    [InlineData(10, 1e-4)]
    [InlineData(57.3, 1e-6)]
    [InlineData(390, 1e-8)]
    public void Agrees_with_the_inverse_of_the_distribution(double freedom, double tolerance)
    {
        foreach (var (normal, share) in ((double, double)[])[(StudentQuantile.Normal95, 0.95), (StudentQuantile.Normal975, 0.975)])
            Assert.Equal(1, StudentQuantile.Of(normal, freedom) / StudentT.InvCDF(0, 1, freedom, share), tolerance);
    }

    [Fact]
    public void Is_the_normal_deviate_without_end_of_freedom() =>
        Assert.Equal(StudentQuantile.Normal975, StudentQuantile.Of(StudentQuantile.Normal975, double.PositiveInfinity));
}
