using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class KineticFitTests(ITestOutputHelper output)
{
    private static readonly double[] s_times = [.. Enumerable.Range(0, 40).Select(i => 10.0 * i)];
    private static readonly double[] s_weights = [.. s_times.Select(_ => 1.0)];

    [Fact]
    public void Agrees_with_the_certified_exponential_of_NIST_Misra1a()
    {
        // NIST StRD Misra1a: y = b1 (1 - exp(-b2 x)), no free start: the step at 0 of our forms. Certified: b1 = 2.3894212918E+02 (se 2.7070075241E+00),
        // b2 = 5.5015643181E-04 (se 7.2668688436E-06), residual sum of squares 1.2455138894E-01.
        double[] x = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
        double[] y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78];
        KineticFit fit = KineticFit.Of(KineticForm.StepUp, new(0, 0, 0), x, y, [.. x.Select(_ => 1.0)])!;
        Assert.Equal(238.94212918, fit.Sizes[0], 238.94 * 1e-6);
        Assert.Equal(5.5015643181E-04, fit.K1, 5.5e-4 * 1e-6);
        Assert.Equal(7.2668688436E-06, fit.K1Se, 7.3e-6 * 1e-5);
        Assert.Equal(1.2455138894E-01, fit.Squares, 1.2e-1 * 1e-9);
    }

    [Fact]
    public void Errors_of_tau_are_the_spread_of_repeated_fits()
    {
        (double error, double spread, _, _) = Repeat(
            KineticForm.FirstOrder,
            KineticSetting.Unknown,
            t => 1 - Math.Exp(-t / 50),
            0.02,
            f => (f.Tau, f.TauSe, 50)
        );
        // The spread of 500 is known to 3 %.
        Assert.Equal(1, error / spread, 0.1);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void Second_order_counts_from_the_start_and_over_the_exposure(double tau)
    {
        // Frames of 10 s, the first half before the step: the mean of kt/(1 + kt) by 2000 midpoints of each.
        double[] t = [.. Enumerable.Range(0, 40).Select(i => -13 + (10.0 * i))],
            y =

            [
                .. t.Select(at =>
                    Enumerable.Range(0, 2000).Average(q => Math.Max(0, at - 5 + (10 * (q + 0.5) / 2000)) is var u ? u / (tau + u) : 0)
                ),
            ];
        KineticFit fit = KineticFit.Of(KineticForm.SecondOrder, new(0, 0, 10), t, y, s_weights)!;
        Assert.Equal(tau, fit.Tau, 1e-4 * tau);
        Assert.Equal(0, fit.Sizes[0], 1e-5);
        Assert.Null(KineticFit.Of(KineticForm.SecondOrder, new(0, 3, 10), t, y, s_weights));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(150)]
    [InlineData(400)]
    public void The_profile_of_tau_covers_also_where_the_plateau_is_not_in_sight(double tau)
    {
        var normal = new SeededNormal(3, "profile");
        int held = 0,
            open = 0;
        for (int d = 0; d < 500; d++)
        {
            KineticFit fit = KineticFit.Of(
                KineticForm.FirstOrder,
                KineticSetting.Unknown,
                s_times,
                [.. s_times.Select(t => 1 - Math.Exp(-t / tau) + (0.03 * normal.Next()))],
                s_weights
            )!;
            held += !(fit.TauLow > tau) && !(fit.TauHigh < tau) ? 1 : 0;
            open += double.IsNaN(fit.TauHigh) ? 1 : 0;
        }
        output.WriteLine($"tau {tau}: {held / 5.0:f1} % held, {open / 5.0:f1} % without an upper limit");
        Assert.InRange(held / 500.0, 0.925, 0.975);
    }

    [Theory]
    [InlineData(0.02, 0.005, double.NaN)]
    [InlineData(0.02, 0.005, 0)]
    [InlineData(0.05, 0.003, 0)]
    public void Both_rates_of_a_consecutive_reaction_are_recovered_within_their_errors(double k1, double k2, double start)
    {
        double Size(double t) => k1 / (k2 - k1) * (Math.Exp(-k1 * t) - Math.Exp(-k2 * t));
        foreach (
            (string name, Func<KineticFit, (double, double, double)> of) in (List<(string, Func<KineticFit, (double, double, double)>)>)
                [("k1", f => (f.K1, f.K1Se, k1)), ("k2", f => (f.K2, f.K2Se, k2))]
        )
        {
            (double error, double spread, double held, double mean) = Repeat(KineticForm.Consecutive, new(start, 0, 0), Size, 0.01, of);
            output.WriteLine($"{name}: mean {mean:g4}, spread {spread:g3}, error {error:g3}, {held:p1} within t errors");
            Assert.InRange(held, 0.92, 0.975);
        }
    }

    [Fact]
    public void The_response_of_the_cell_and_the_exposure_are_taken_out()
    {
        // Truth by numerical integration: a first-order approach to what the cell lets in, averaged over each exposure.
        double[] y = [.. s_times.Select(t => Exposed(t, 40, tau: 60, lag: 25))];
        KineticFit right = KineticFit.Of(KineticForm.StepUp, new(0, 25, 40), s_times, y, s_weights)!,
            blind = KineticFit.Of(KineticForm.StepUp, new(0, 0, 0), s_times, y, s_weights)!;
        Assert.Equal(60, right.Tau, 0.05);
        Assert.Equal(1, right.Sizes[0], 1e-4);
        Assert.True(blind.Tau > 75);
    }

    [Fact]
    public void Second_order_and_desorption_are_recovered_exactly()
    {
        KineticFit second = KineticFit.Of(
            KineticForm.SecondOrder,
            KineticSetting.Unknown,
            s_times,
            [.. s_times.Select(t => 3 - (2 * t / (t + 70)))],
            s_weights
        )!;
        Assert.Equal(70, second.Tau, 1e-3);
        Assert.Equal(1, KineticCurve.End(second.Form, second.Sizes), 1e-4);
        KineticFit fade = KineticFit.Of(
            KineticForm.FadeToZero,
            KineticSetting.Unknown,
            s_times,
            [.. s_times.Select(t => 5 * Math.Exp(-t / 90))],
            s_weights
        )!;
        Assert.Equal(90, fade.Tau, 1e-3);
    }

    [Fact]
    public void Is_null_for_too_few_points_and_for_a_step_whose_start_is_not_known()
    {
        Assert.Null(KineticFit.Of(KineticForm.FirstOrder, KineticSetting.Unknown, [0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [1, 1, 1, 1, 1]));
        Assert.Null(KineticFit.Of(KineticForm.StepUp, KineticSetting.Unknown, s_times, s_times, s_weights));
    }

    private static double Exposed(double t, double exposure, double tau, double lag)
    {
        // dθ/dt = (u − θ)/tau, u = 1 − e^(−s/lag); Euler's rule in steps of 5 ms to the end of the exposure.
        const double Step = 0.005;
        double theta = 0,
            sum = 0;
        for (double s = 0; s < t + (exposure / 2); s += Step)
        {
            if (s >= t - (exposure / 2))
                sum += theta * Step;
            theta += (1 - Math.Exp(-s / lag) - theta) / tau * Step;
        }
        return sum / exposure;
    }

    private static (double Error, double Spread, double Held, double Mean) Repeat(
        KineticForm form,
        KineticSetting setting,
        Func<double, double> truth,
        double noise,
        Func<KineticFit, (double Value, double Se, double Truth)> of
    )
    {
        var normal = new SeededNormal(1, "repeat");
        double sum = 0,
            squares = 0,
            errors = 0;
        int held = 0;
        const int Runs = 500;
        for (int r = 0; r < Runs; r++)
        {
            KineticFit fit = KineticFit.Of(
                form,
                setting,
                s_times,
                [.. s_times.Select(t => truth(t) + (noise * normal.Next()))],
                s_weights
            )!;
            (double value, double se, double target) = of(fit);
            (sum, squares, errors) = (sum + value, squares + (value * value), errors + se);
            held += Math.Abs(value - target) <= Student.Half95(s_times.Length - fit.Variables) * se ? 1 : 0;
        }
        double mean = sum / Runs;
        return (errors / Runs, Math.Sqrt((squares / Runs) - (mean * mean)), held / (double)Runs, mean);
    }
}
