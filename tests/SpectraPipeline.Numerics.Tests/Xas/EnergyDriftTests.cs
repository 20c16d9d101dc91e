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

    [Theory]
    [InlineData(DriftFollowing.Each)]
    [InlineData(DriftFollowing.Smooth)]
    [InlineData(DriftFollowing.Linear)]
    [InlineData(DriftFollowing.Median)]
    public void One_shift_without_an_error_that_is_a_number_is_missing_and_harms_no_other(DriftFollowing how)
    {
        foreach (double wrong in (double[])[double.NaN, double.PositiveInfinity, -0.02])
        {
            var random = new SeededNormal(5, "one");
            double[] shifts =
            [
                .. Enumerable.Range(0, 20).Select(f => (how == DriftFollowing.Median ? 0 : 0.05 * f) + (0.01 * random.Next())),
            ];
            double[] errors = new double[20];
            Array.Fill(errors, 0.01);
            double[] gap = (double[])shifts.Clone();
            (gap[7], shifts[7], errors[7]) = (double.NaN, 4, wrong);
            (double[] followed, double[] se, DriftOrigin[] origins) = Follow(shifts, errors, how);
            (double[] without, double[] seWithout, _) = Follow(gap, 0.01, how);
            Assert.Equal(DriftOrigin.Missing, origins[7]);
            Assert.Equal(19, origins.Count(o => o == DriftOrigin.Measured));
            Assert.Equal(without, followed);
            Assert.Equal(seWithout, se);
        }
    }

    [Fact]
    public void A_frame_that_knows_nothing_does_not_blur_what_the_walk_knows_of_the_others()
    {
        var random = new SeededNormal(9, "blur");
        double[] truth = new double[40];
        for (int f = 1; f < 40; f++)
            truth[f] = truth[f - 1] + (0.01 * random.Next());
        double[] shifts = [.. truth.Select(t => t + (0.01 * random.Next()))];
        double[] errors = new double[40];
        Array.Fill(errors, 0.01);
        errors[20] = 1e5;
        (double[] followed, double[] se, _) = Follow(shifts, errors, DriftFollowing.Smooth);
        shifts[20] = double.NaN;
        (double[] without, double[] seWithout, _) = Follow(shifts, 0.01, DriftFollowing.Smooth);
        for (int f = 0; f < 40; f++)
        {
            Assert.Equal(without[f], followed[f], 6);
            Assert.Equal(seWithout[f], se[f], 6);
        }
    }

    [Fact]
    public void A_line_through_two_believed_frames_goes_through_both()
    {
        double[] shifts = [double.NaN, 0.2, double.NaN, double.NaN, 0.8, double.NaN];
        (double[] followed, double[] errors, _) = Follow(shifts, 0.01, DriftFollowing.Linear);
        for (int f = 0; f < 6; f++)
            Assert.Equal(0.2 * f, followed[f], 9);
        // The error of a line through two points, continued by 1/3 of their distance: 0.01·√((4/3)² + (1/3)²).
        Assert.Equal(0.01, errors[1], 9);
        Assert.Equal(0.01 * Math.Sqrt(17) / 3, errors[0], 9);
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
        return Follow(shifts, [.. shifts.Select(s => double.IsFinite(s) ? error : double.NaN)], how);
    }

    private static (double[] Followed, double[] Errors, DriftOrigin[] Origins) Follow(double[] shifts, double[] errors, DriftFollowing how)
    {
        int n = shifts.Length;
        (double[] followed, double[] followedErrors, DriftOrigin[] origins) = (new double[n], new double[n], new DriftOrigin[n]);
        EnergyDrift.Follow(shifts, errors, how, followed, followedErrors, origins);
        return (followed, followedErrors, origins);
    }
}
