using System.Numerics;
using MathNet.Numerics.IntegralTransforms;
using SpectraPipeline.Numerics.Fourier;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fourier;

public sealed class FastFourierTransformTests
{
    // ε·log₂n times the size of the sum: 2e-16·11·√2048 for values of 1.
    private const double Tolerance = 2e-13;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(2048)]
    [InlineData(4096)]
    public void Agrees_with_MathNet(int n)
    {
        (double[] re, double[] im) = Noise(n);
        Complex[] expected = re.Zip(im, (x, y) => new Complex(x, y)).ToArray();
        MathNet.Numerics.IntegralTransforms.Fourier.Forward(expected, FourierOptions.AsymmetricScaling);
        new FastFourierTransform(n).Forward(re, im);
        for (int i = 0; i < n; i++)
            Assert.InRange((new Complex(re[i], im[i]) - expected[i]).Magnitude, 0, Tolerance * Math.Sqrt(n));
    }

    [Fact]
    public void A_single_point_becomes_a_wave()
    {
        const int n = 64;
        double[] re = new double[n];
        double[] im = new double[n];
        re[3] = 1;
        new FastFourierTransform(n).Forward(re, im);
        for (int m = 0; m < n; m++)
        {
            Assert.Equal(Math.Cos(2 * Math.PI * 3 * m / n), re[m], 13);
            Assert.Equal(-Math.Sin(2 * Math.PI * 3 * m / n), im[m], 13);
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(2048)]
    public void The_inverse_undoes_the_transform_and_the_sum_of_squares_stays(int n)
    {
        (double[] re, double[] im) = Noise(n);
        double[] re0 = [.. re];
        double[] im0 = [.. im];
        double power = re.Sum(v => v * v) + im.Sum(v => v * v);
        var plan = new FastFourierTransform(n);
        plan.Forward(re, im);
        Assert.InRange((re.Sum(v => v * v) + im.Sum(v => v * v)) / n / power, 1 - 1e-13, 1 + 1e-13);
        plan.Inverse(re, im);
        for (int i = 0; i < n; i++)
        {
            Assert.InRange(re[i] - re0[i], -Tolerance, Tolerance);
            Assert.InRange(im[i] - im0[i], -Tolerance, Tolerance);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Interleaved_transforms_equal_single_ones(int side)
    {
        const int n = 128;
        var together = new FastFourierTransform(n, side);
        (double[] re, double[] im) = Noise(n * side);
        double[][] singleRe = Enumerable
            .Range(0, side)
            .Select(t => Enumerable.Range(0, n).Select(j => re[j * side + t]).ToArray())
            .ToArray();
        double[][] singleIm = Enumerable
            .Range(0, side)
            .Select(t => Enumerable.Range(0, n).Select(j => im[j * side + t]).ToArray())
            .ToArray();
        together.Forward(re, im);
        var plan = new FastFourierTransform(n);
        for (int t = 0; t < side; t++)
        {
            plan.Forward(singleRe[t], singleIm[t]);
            for (int j = 0; j < n; j++)
            {
                Assert.Equal(singleRe[t][j], re[j * side + t], 12);
                Assert.Equal(singleIm[t][j], im[j * side + t], 12);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void A_length_that_is_no_power_of_two_is_refused(int n) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastFourierTransform(n));

    // A chaotic but fixed sequence: no seed, no clock.
    private static (double[] Re, double[] Im) Noise(int n)
    {
        double[] re = new double[n];
        double[] im = new double[n];
        double x = 0.3;
        for (int i = 0; i < n; i++)
        {
            re[i] = (x = 3.9 * x * (1 - x)) - 0.5;
            im[i] = (x = 3.9 * x * (1 - x)) - 0.5;
        }
        return (re, im);
    }
}
