using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EnergyDriftTests
{
    [Theory]
    [InlineData(DriftFollowing.Each)]
    [InlineData(DriftFollowing.Smooth)]
    [InlineData(DriftFollowing.Linear)]
    public void A_steady_drift_is_followed_over_a_missing_and_a_broken_frame(DriftFollowing how)
    {
        double[] shifts = [.. Enumerable.Range(0, 12).Select(f => 0.15 * f)];
        shifts[4] = double.NaN;
        shifts[8] += 2.5;
        (double[] followed, double[] errors, DriftOrigin[] origins) = Follow(shifts, 0.01, how);
        Assert.Equal(DriftOrigin.Missing, origins[4]);
        Assert.Equal(DriftOrigin.Rejected, origins[8]);
        Assert.Equal(10, origins.Count(o => o == DriftOrigin.Measured));
        // Exact data: each and linear give them back; the walk is drawn to its neighbours by a part of its errors.
        for (int f = 0; f < 12; f++)
            Assert.InRange(followed[f] - (0.15 * f), -0.02, 0.02);
        Assert.All(errors, e => Assert.InRange(e, 1e-4, 0.2));
        if (how == DriftFollowing.Each)
            Assert.True(errors[4] > errors[3] && errors[8] > errors[9], "a bridged frame knows less than a measured one");
    }

    [Fact]
    public void A_jump_that_lasts_and_a_backlash_between_up_and_down_scans_are_no_outliers()
    {
        double[] jump = [0, 0.01, -0.01, 0, 0.01, 1.01, 1, 0.99, 1, 1.01];
        Assert.DoesNotContain(DriftOrigin.Rejected, Follow(jump, 0.01, DriftFollowing.Each).Origins);
        double[] backlash = [.. Enumerable.Range(0, 12).Select(f => f % 2 == 0 ? 0.0 : 0.1)];
        Assert.DoesNotContain(DriftOrigin.Rejected, Follow(backlash, 0.005, DriftFollowing.Each).Origins);
    }

    [Fact]
    public void Smooth_beats_each_on_a_slow_drift_under_noise_and_its_errors_cover()
    {
        (double each, double smooth, int covered, int all) = (0, 0, 0, 0);
        for (ulong seed = 0; seed < 40; seed++)
        {
            var random = new SeededNormal(seed, "drift");
            double[] truth = new double[60];
            for (int f = 1; f < 60; f++)
                truth[f] = truth[f - 1] + (0.02 * random.Next());
            double[] shifts = [.. truth.Select(t => t + (0.1 * random.Next()))];
            double[] e = Follow(shifts, 0.1, DriftFollowing.Each).Followed;
            (double[] s, double[] errors, _) = Follow(shifts, 0.1, DriftFollowing.Smooth);
            for (int f = 0; f < 60; f++)
            {
                (each, smooth) = (each + Math.Pow(e[f] - truth[f], 2), smooth + Math.Pow(s[f] - truth[f], 2));
                covered += Math.Abs(s[f] - truth[f]) < 1.96 * errors[f] ? 1 : 0;
                all++;
            }
        }
        // The best filter for this walk leaves 0.2 of the variance; half is asked, since its rate has to be found first.
        Assert.InRange(smooth / each, 0, 0.4);
        // The rate of the walk is taken as known once found: a few per cent short of 95 on 60 frames.
        Assert.InRange((double)covered / all, 0.85, 0.99);
    }

    [Fact]
    public void Without_drift_smooth_ends_near_the_mean_and_median_is_one_number()
    {
        var random = new SeededNormal(3, "still");
        double[] shifts = [.. Enumerable.Range(0, 50).Select(_ => 0.4 + (0.05 * random.Next()))];
        double[] smooth = Follow(shifts, 0.05, DriftFollowing.Smooth).Followed;
        Assert.InRange(smooth.Max() - smooth.Min(), 0, 0.05);
        (double[] median, double[] errors, _) = Follow(shifts, 0.05, DriftFollowing.Median);
        Assert.Single(median.Distinct());
        // √(π/2)·0.05/√50 = 0.009.
        Assert.InRange(errors[0], 0.005, 0.014);
        Assert.InRange(median[0] - 0.4, -3 * errors[0], 3 * errors[0]);
    }

    private static (double[] Followed, double[] Errors, DriftOrigin[] Origins) Follow(double[] shifts, double error, DriftFollowing how)
    {
        int n = shifts.Length;
        double[] errors = [.. shifts.Select(s => double.IsFinite(s) ? error : double.NaN)];
        (double[] followed, double[] followedErrors, DriftOrigin[] origins) = (new double[n], new double[n], new DriftOrigin[n]);
        EnergyDrift.Follow(shifts, errors, how, followed, followedErrors, origins);
        return (followed, followedErrors, origins);
    }
}
