using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Simd;

/// <summary>A number that is not finite is found wherever it stands.</summary>
public sealed class FiniteTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Finds_the_first_at_every_place_of_every_length(double bad)
    {
        for (int length = 0; length < 70; length++)
        {
            // The largest numbers: their sum would overflow, their differences do not.
            double[] values = [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? double.MaxValue : -double.MaxValue)];
            Assert.Equal(-1, Finite.FirstNot(values));
            for (int i = length - 1; i >= 0; i--)
            {
                values[i] = bad;
                Assert.Equal(i, Finite.FirstNot(values));
            }
        }
    }
}
