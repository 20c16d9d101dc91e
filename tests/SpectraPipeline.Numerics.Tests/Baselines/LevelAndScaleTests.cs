using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Methods whose stop or constants depend on the level or the height of a spectrum say so.</summary>
public sealed class LevelAndScaleTests(ITestOutputHelper output)
{
    private const int Points = 600;
    private static readonly double[] s_x = [.. Enumerable.Range(0, Points).Select(i => 400 + (2.0 * i))];

    public static TheoryData<string> RelativeToTheLevel => ["brpls", "loess", "penalized-poly"];

    [Theory, MemberData(nameof(RelativeToTheLevel))]
    public void A_stop_that_the_level_brought_about_is_not_called_converged(string method)
    {
        (double plain, BaselineStop atZero) = Fit(method, 0);
        (_, BaselineStop low) = Fit(method, 1);
        Assert.Equal((BaselineStop.Converged, BaselineStop.Converged), (atZero, low));
        foreach (double level in new[] { 10.0, 30, 100, 1000, 1e4 })
        {
            (double error, BaselineStop stop) = Fit(method, level);
            output.WriteLine($"{method} at {level}: off by {error:g2}, at 0 by {plain:g2}, {stop}");
            if (error > 2 * plain)
                Assert.Equal(BaselineStop.Premature, stop);
        }
        Assert.Equal(BaselineStop.Premature, Fit(method, 1000).Stop);
    }

    [Theory, MemberData(nameof(RelativeToTheLevel))]
    public void A_level_without_anything_on_it_converges(string method)
    {
        BaselineOutcome outcome = Run(method, [.. Enumerable.Repeat(1234.5, Points)], new double[Points]);
        Assert.NotEqual(BaselineStop.Premature, outcome.Stop);
    }

    [Fact]
    public void Beads_says_when_a_spectrum_is_too_low_for_its_epsilon()
    {
        var options = new BeadsOptions(Lambda0: 1e-4, Lambda1: 1e-4, Lambda2: 1e-4);
        double[] one = Spectrum(0),
            z = new double[Points];
        foreach (double scale in new[] { 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 100 })
        {
            double[] y = [.. one.Select(v => v * scale)];
            BaselineOutcome plain = new Beads(Points, options).Fit(y, z);
            var lanes = new BaselineOutcome[1];
            new BeadsLanes(Points, options).Fit(y, new double[Points], lanes);
            output.WriteLine($"{scale}: off by {Off(z, 0, scale):g2} of the height, {plain.Stop} after {plain.Iterations}");
            Assert.Equal(plain.Stop, lanes[0].Stop);
            Assert.Equal(scale < 9e-4, plain.Stop == BaselineStop.BelowScale);
        }
        Assert.NotEqual(BaselineStop.BelowScale, new Beads(Points, options).Fit(new double[Points], z).Stop);
        // What is lower than a lambda is held at zero.
        Assert.Equal(BaselineStop.BelowScale, new Beads(Points, options with { Lambda1 = 2 }).Fit(one, z).Stop);
    }

    private static (double Error, BaselineStop Stop) Fit(string method, double level)
    {
        double[] z = new double[Points];
        BaselineStop stop = Run(method, Spectrum(level), z).Stop;
        return (Off(z, level, 1), stop);
    }

    private static BaselineOutcome Run(string method, double[] y, double[] z)
    {
        switch (method)
        {
            case "brpls":
                var outcomes = new BaselineOutcome[1];
                new BrPls(Points, new WhittakerBaselineOptions(1e5, 1e-3, 50, 2), new BrPlsRounds()).Fit(y, z, outcomes);
                return outcomes[0];
            case "loess":
                return new Loess(s_x, new LoessOptions()).Fit(y, z);
            default:
                return new PenalizedPoly(s_x, new ClippedPolynomialOptions(2)).Fit(y, z);
        }
    }

    private static double Off(double[] z, double level, double scale) =>
        z.Select((v, i) => Math.Abs(v - (level + Background(i) * scale))).Max() / scale;

    private static double Background(int i) => 0.3 + (0.2 * i / Points);

    /// <summary>Two bands of height 1 on a sloping background, noise of 0.005.</summary>
    private static double[] Spectrum(double level)
    {
        var random = new Random(5);
        return
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i =>
                    level
                    + Background(i)
                    + Math.Exp(-Math.Pow((i - 200) / 15.0, 2))
                    + Math.Exp(-Math.Pow((i - 400) / 8.0, 2))
                    + (0.005 * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6))
                ),
        ];
    }
}
