using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class ShirleyTests
{
    private const double Centre = 284.8;
    private const double Sigma = 0.6;

    [Theory]
    [InlineData(100, 340)]
    [InlineData(340, 100)]
    [InlineData(-3, 2)]
    public void The_background_of_a_Gaussian_is_its_error_function(double left, double right)
    {
        double[] x = Axis(0.02);
        double[] truth = [.. x.Select(v => left + ((right - left) * Phi((v - Centre) / Sigma)))];
        double[] y = [.. x.Select((v, i) => truth[i] + (900 * Gaussian(v)))],
            background = new double[x.Length];
        var shirley = new Shirley(x, new EndLevels(x, x[0], x[^1], 0), 1e-10, 200);
        BaselineOutcome outcome = shirley.Fit(y, background);
        Assert.Equal(BaselineStop.Converged, outcome.Stop);
        // Trapezoids: a part h²/12 · max|g′| = h²/12 · 0.242/σ² of the area is off along the flank, and what it does to y − B once more;
        // the ends are 8 σ away.
        double step = Math.Abs(right - left),
            again = 1 + (2 * step * Sigma / 900);
        double allowed = step * ((0.02 * 0.02 / 12 * 0.242 / (Sigma * Sigma)) + 1e-8) * again;
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(truth[i], background[i], allowed);
    }

    [Fact]
    public void Half_the_step_makes_a_quarter_of_the_error()
    {
        double Error(double step)
        {
            double[] x = Axis(step),
                truth = [.. x.Select(v => Phi((v - Centre) / Sigma))],
                y = [.. x.Select((v, i) => truth[i] + Gaussian(v))],
                z = new double[x.Length];
            new Shirley(x, new EndLevels(x, x[0], x[^1], 0), 1e-13, 500).Fit(y, z);
            return truth.Zip(z, (a, b) => Math.Abs(a - b)).Max();
        }
        Assert.Equal(4, Error(0.1) / Error(0.05), 0.1);
    }

    [Fact]
    public void Reads_the_same_from_either_side_on_an_uneven_axis()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => (0.04 * i) + (1e-4 * i * i))],
            mirrored = [.. x.Select(v => -v).Reverse()];
        double[] y = [.. x.Select(v => (v > 5 ? 3 : 1) + (4 * Math.Exp(-Math.Pow((v - 5) / 0.7, 2))))],
            forward = new double[200],
            backward = new double[200];
        new Shirley(x, new EndLevels(x, 1, 10, 0.5), 1e-12, 300).Fit(y, forward);
        new Shirley(mirrored, new EndLevels(mirrored, -10, -1, 0.5), 1e-12, 300).Fit([.. y.Reverse()], backward);
        Array.Reverse(backward);
        for (int i = 0; i < 200; i++)
            Assert.Equal(forward[i], backward[i], 1e-9);
        Assert.All(forward[..10], v => Assert.Equal(forward[0], v)); // outside the range: the level of its end
    }

    [Fact]
    public void Without_a_step_it_is_flat_and_without_a_peak_a_line()
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(i => (double)i)],
            z = new double[50];
        var shirley = new Shirley(x, new EndLevels(x, 0, 49, 0));
        shirley.Fit([.. x.Select(v => 2 + Math.Exp(-Math.Pow((v - 25) / 2, 2)))], z);
        Assert.All(z, v => Assert.Equal(2, v, 1e-12));
        BaselineOutcome outcome = shirley.Fit([.. x.Select(v => 2 + (3 * v))], z);
        Assert.Equal(BaselineStop.Direct, outcome.Stop);
        for (int i = 0; i < 50; i++)
            Assert.Equal(2 + (3 * x[i]), z[i], 1e-9);
    }

    [Fact]
    public void Too_few_repetitions_are_said()
    {
        double[] x = Axis(0.1),
            y = [.. x.Select(v => Phi((v - Centre) / Sigma) + Gaussian(v))];
        BaselineOutcome outcome = new Shirley(x, new EndLevels(x, x[0], x[^1], 0), 0, 2).Fit(y, new double[x.Length]);
        Assert.Equal((2, BaselineStop.MaxIterations), (outcome.Iterations, outcome.Stop));
    }

    private static double[] Axis(double step)
    {
        int half = (int)Math.Round(4.8 / step);
        return [.. Enumerable.Range(-half, (2 * half) + 1).Select(i => Centre + (step * i))];
    }

    private static double Gaussian(double x) => Math.Exp(-Math.Pow((x - Centre) / Sigma, 2) / 2) / (Sigma * Math.Sqrt(2 * Math.PI));

    /// <summary>Normal distribution by its series: Φ(t) = ½ + φ(t) Σ t^(2k+1) / (1·3·5 ··· (2k+1)).</summary>
    private static double Phi(double t)
    {
        double sum = 0,
            term = t;
        for (int k = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && k < 500; k++)
        {
            sum += term;
            term *= t * t / ((2 * k) + 1);
        }
        return 0.5 + (sum * Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI));
    }
}
