using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class MonotoneRiseTests
{
    [Fact]
    public void Pools_what_falls()
    {
        double[] fit = new double[7];
        MonotoneRise.Fit([1, 3, 2, 4, 3.5, 3, 6], fit);
        Assert.Equal([1, 2.5, 2.5, 3.5, 3.5, 3.5, 6], fit);
    }

    [Fact]
    public void A_jump_is_known_to_its_gap() => Assert.Equal((3, 3), MonotoneRise.Crossing([0, 0.5, -1, 20, 21, 19], 3));

    [Fact]
    public void Values_on_one_side_put_the_crossing_beyond_the_end()
    {
        Assert.Equal((0, 0), MonotoneRise.Crossing([9, 10, 11], 3));
        Assert.Equal((3, 3), MonotoneRise.Crossing([-9, -10, -9], 3));
        Assert.Equal((0, 0), MonotoneRise.Crossing([], 3));
    }

    [Fact]
    public void Agrees_with_every_gap_fitted_anew()
    {
        var normal = new SeededNormal(3, "gaps");
        for (int draw = 0; draw < 50; draw++)
        {
            double[] y = [.. Enumerable.Range(0, 30).Select(i => (0.3 * i) - 1 + normal.Next())];
            double free = Squares(y, double.PositiveInfinity);
            int[] accepted =
            [
                .. Enumerable
                    .Range(0, 31)
                    .Where(k => Squares(y[..k], 3) + Squares([.. y[k..].Reverse().Select(v => -v)], -3) - free <= MonotoneRise.Limit95),
            ];
            Assert.Equal((accepted[0], accepted[^1]), MonotoneRise.Crossing(y, 3));
        }

        static double Squares(double[] y, double cut)
        {
            double[] fit = new double[y.Length];
            MonotoneRise.Fit(y, fit);
            return y.Zip(fit, (v, f) => Math.Pow(v - Math.Min(f, cut), 2)).Sum();
        }
    }

    [Fact]
    public void Holds_the_crossing_of_a_slow_rise_in_95_of_100_draws()
    {
        var normal = new SeededNormal(5, "slow");
        int held = 0;
        const int Draws = 2000;
        for (int draw = 0; draw < Draws; draw++)
        {
            // Passes 3 between the values 300 and 301, at one fiftieth of its noise a step.
            double[] y = [.. Enumerable.Range(0, 600).Select(i => 3 + (0.02 * (i - 300.5)) + normal.Next())];
            (int first, int last) = MonotoneRise.Crossing(y, 3);
            held += first <= 301 && last >= 301 ? 1 : 0;
        }
        // The binomial standard deviation is 0.5 %.
        Assert.InRange(held / (double)Draws, 0.935, 0.965);
    }
}
