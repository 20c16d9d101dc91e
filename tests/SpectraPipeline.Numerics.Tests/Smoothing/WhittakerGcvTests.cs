using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class WhittakerGcvTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(5, 1e-2)]
    [InlineData(6, 1)]
    [InlineData(40, 1e3)]
    [InlineData(41, 1e9)]
    public void The_trace_is_that_of_the_inverse(int n, double lambda)
    {
        // Column by column: the i-th element of the smoothed i-th unit vector.
        var system = new PentadiagonalSystem(n);
        double[] ones = [.. Enumerable.Repeat(1.0, n)],
            z = new double[n];
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            double[] unit = new double[n];
            unit[i] = 1;
            system.Solve(ones, lambda, unit, z);
            trace += z[i];
        }
        Assert.Equal(trace, WhittakerGcv.Trace(n, lambda), 1e-6 * trace); // at 1e9 the straight line is left: tr H → 2
        Assert.InRange(WhittakerGcv.Trace(n, lambda), 2, n);
    }

    [Theory]
    [InlineData(0.003)]
    [InlineData(0.03)]
    [InlineData(0.2)]
    public void Comes_near_the_best_lambda_that_only_the_truth_knows(double sigma)
    {
        const int Points = 800;
        double[] truth =
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i => Math.Exp(-Math.Pow((i - 300) / 25.0, 2)) + 0.5 * Math.Exp(-Math.Pow((i - 520) / 12.0, 2))),
        ];
        var random = new Random(11);
        double[] y =
        [
            .. truth.Select(t =>
                t + sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())
            ),
        ];
        var smoother = new WhittakerGcv(Points);
        double[] z = new double[Points];
        smoother.Apply(y, z);
        double own = Rms(z, truth),
            best = double.PositiveInfinity;
        for (double exponent = -2; exponent <= 9; exponent += 0.125)
        {
            double[] trial = new double[Points];
            new Whittaker(Points, Math.Pow(10, exponent)).Apply(y, trial);
            best = Math.Min(best, Rms(trial, truth));
        }
        output.WriteLine($"sigma {sigma}: lambda {smoother.Lambda:g3}, rms {own:g3}, best possible {best:g3}, unsmoothed {sigma}");
        Assert.True(own <= 1.15 * best, $"{own} against {best}"); // the loss of GCV is of the order of 1/√(points of signal), some 10 %
        Assert.False(smoother.IsAtEnd);
    }

    [Fact]
    public void Takes_the_least_score_of_all_lambdas_on_measured_spectra()
    {
        foreach (string name in VibrationalReference.Inputs().Where(n => n[0] is 'R' or 'S'))
        {
            double[] y = VibrationalReference.Input(name).Y,
                z = new double[y.Length];
            var smoother = new WhittakerGcv(y.Length);
            smoother.Apply(y, z);
            double Score(double lambda)
            {
                double[] trial = new double[y.Length];
                new Whittaker(y.Length, lambda).Apply(y, trial);
                double free = y.Length - WhittakerGcv.Trace(y.Length, lambda);
                return y.Length * y.Zip(trial, (a, b) => (a - b) * (a - b)).Sum() / (free * free);
            }
            double least = Enumerable.Range(0, 89).Min(k => Score(Math.Pow(10, -2 + k / 8.0)));
            output.WriteLine($"{name}: lambda {smoother.Lambda:g3}");
            // Two minima may hide from the coarse search; what it then takes must be as good but for a per cent.
            Assert.True(Score(smoother.Lambda) <= 1.01 * least, name);
        }
    }

    private static double Rms(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
