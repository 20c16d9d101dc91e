using SpectraPipeline.Numerics.Smoothing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class SavitzkyGolayTests
{
    [Fact]
    public void The_classic_weights_of_five_points_come_out()
    {
        double[] impulse = new double[11],
            result = new double[11];
        impulse[5] = 35;
        new SavitzkyGolay(5, 2).Apply(impulse, result);
        double[] table = [-3, 12, 17, 12, -3]; // Savitzky and Golay 1964, table I, divided by 35
        for (int i = 0; i < 5; i++)
            Assert.Equal(table[i], result[3 + i], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_polynomial_and_its_derivatives_are_exact_everywhere(int derivative)
    {
        const double Spacing = -0.25; // descending axis
        double[] x = [.. Enumerable.Range(0, 50).Select(i => 3 + Spacing * i)];
        double[] y = [.. x.Select(v => 1 + v - 2 * v * v + 0.5 * v * v * v)],
            result = new double[50];
        new SavitzkyGolay(9, 3, derivative, Spacing).Apply(y, result);
        for (int i = 0; i < 50; i++)
        {
            double v = x[i];
            double truth = derivative switch
            {
                0 => y[i],
                1 => 1 - 4 * v + 1.5 * v * v,
                2 => -4 + 3 * v,
                3 => 3,
                _ => 0,
            };
            Assert.Equal(truth, result[i], 1e-9); // values up to 700, differences divided by up to δ³ = 1/64
        }
    }

    [Fact]
    public void Unusable_windows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SavitzkyGolay(4, 2));
        Assert.Throws<ArgumentException>(() => new SavitzkyGolay(5, 5));
        Assert.Throws<ArgumentException>(() => new SavitzkyGolay(5, 2, 1, 0));
        Assert.Throws<ArgumentException>(() => new SavitzkyGolay(7, 2).Apply(new double[6], new double[6]));
    }
}
