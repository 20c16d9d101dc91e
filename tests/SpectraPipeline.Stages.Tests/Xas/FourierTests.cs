using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class FourierTests
{
    private static readonly Axis K = new("k", Unit.PerAngstrom, [.. Enumerable.Range(0, 281).Select(i => i * 0.05)]);
    private static readonly Signal Chi = new(SignalKind.ChiK);

    [Fact]
    public void Two_shells_give_two_peaks_in_order_of_distance()
    {
        double[] chi = Wave(1.9, 1, 3.4, 0.8, noise: 0);
        XasChain.Result result = XasChain.Run(K, Chi, [chi], new Fourier { KMax = 12 });
        FourierPeakRow[] large =
        [
            .. result.Rows<FourierPeakRow>().Where(p => p.Magnitude > 0.3 * result.Rows<FourierPeakRow>().Max(x => x.Magnitude)),
        ];
        Assert.Equal(2, large.Length);
        // Side lobes of one shell move the other by a tenth of the resolution, π/(2·9) = 0.17 Å.
        Assert.InRange(large[0].R, 1.88, 1.92);
        Assert.InRange(large[1].R, 3.38, 3.42);
        Assert.Equal(["re", "im", "mag"], result.Outputs[0]!.Channels.Select(c => c.Name));
        Assert.Equal(("r", Unit.Angstrom), (result.Outputs[0]!.Axis.Name, result.Outputs[0]!.Axis.Unit));
    }

    [Fact]
    public void Noise_alone_gives_no_peak_of_high_snr()
    {
        XasChain.Result result = XasChain.Run(K, Chi, [Wave(2, 0, 3, 0, noise: 0.01)], new Fourier { KMax = 12 });
        Assert.All(result.Rows<FourierPeakRow>(), p => Assert.InRange(p.Snr, 3, 6));
    }

    [Fact]
    public void The_signal_to_noise_ratio_falls_as_the_noise_grows()
    {
        double Snr(double noise) =>
            XasChain.Run(K, Chi, [Wave(2, 1, 3, 0, noise)], new Fourier { KMax = 12 }).Rows<FourierPeakRow>().Max(p => p.Snr);
        Assert.InRange(Snr(0.002) / Snr(0.02), 6, 14);
    }

    [Fact]
    public void Back_transform_of_one_shell_leaves_the_other_out()
    {
        XasChain.Result result = XasChain.Run(
            K,
            Chi,
            [Wave(1.9, 1, 3.6, 0.8, noise: 0)],
            new Fourier { KMin = 2, KMax = 13 },
            new BackFourier
            {
                RMin = 1.2,
                RMax = 2.6,
                QMax = 14,
            }
        );
        double[] q = result.Values(1, "re");
        Axis axis = result.Outputs[1]!.Axis;
        Assert.Equal(("q", SignalKind.ChiQ), (axis.Name, result.Outputs[1]!.Signal.Kind));
        double worst = 0;
        for (int i = 0; i < axis.Length; i++)
            if (axis[i] is > 5 and < 10)
                worst = Math.Max(worst, Math.Abs(q[i] - Shell(axis[i], 1.9, 1) * axis[i] * axis[i]));
        // 10 % of the shell left out would be 0.3 here.
        Assert.InRange(worst, 0, 0.15);
    }

    [Fact]
    public void The_error_of_a_place_is_its_scatter_under_noise()
    {
        var noise = new NoiseSource(2);
        double[] clean = Wave(2.2, 1, 3, 0, noise: 0);
        double[][] frames = [.. Enumerable.Range(0, 300).Select(_ => clean.Select(c => c + 3e-3 * noise.NextNormal()).ToArray())];
        XasChain.Result result = XasChain.Run(K, Chi, frames, new Fourier { KMax = 12 });
        FourierPeakRow[] peaks = [.. result.Rows<FourierPeakRow>().GroupBy(p => p.Frame).Select(g => g.MaxBy(p => p.Magnitude))];
        double mean = peaks.Average(p => p.R);
        double scatter = Math.Sqrt(peaks.Sum(p => (p.R - mean) * (p.R - mean)) / (peaks.Length - 1));
        // A standard deviation of 300 draws is known to 4 %; the noise of a frame, from some 60 independent values at high R, to 10 %, in the mean to 1 %.
        Assert.InRange(scatter / Math.Sqrt(peaks.Average(p => p.RSe * p.RSe)), 0.87, 1.13);
    }

    [Fact]
    public void Ripples_of_a_sharp_window_are_side_lobes_and_shells_are_not()
    {
        var sharp = new Fourier
        {
            KMin = 3,
            KMax = 12,
            Dk = 0,
        };
        FourierPeakRow[] one = [.. XasChain.Run(K, Chi, [Wave(2.2, 1, 3, 0, noise: 0)], sharp).Rows<FourierPeakRow>()];
        Assert.True(one.Length > 1);
        Assert.Equal([one.MaxBy(p => p.Magnitude)], one.Where(p => !p.SideLobe));
        FourierPeakRow[] two =
        [
            .. XasChain.Run(K, Chi, [Wave(1.9, 1, 3.4, 0.8, noise: 0)], new Fourier { KMax = 12, Dk = 2 }).Rows<FourierPeakRow>(),
        ];
        Assert.Equal(2, two.Count(p => !p.SideLobe));
    }

    [Theory]
    [InlineData("Cu_metal", 2.556, 0.02)]
    [InlineData("ZnN4_cluster", 2.020, 0.02)]
    public void Its_own_phase_brings_a_shell_to_its_distance(string model, double distance, double tolerance)
    {
        string? file = Corpus.Path($"reference/xas/feff/{model}/feff0001.dat");
        Assert.SkipWhen(file is null, "needs the shared corpus: reference/xas/feff");
        FeffPath path = FeffPathText.Parse(File.ReadAllText(file), "first");
        double[] chi = new double[K.Length];
        for (int i = 1; i < chi.Length; i++)
            chi[i] = Single(path, K[i]);
        FourierPeakRow Largest(string? phase) =>
            XasChain
                .Run(
                    K,
                    Chi,
                    [chi],
                    new Fourier
                    {
                        KMax = 12,
                        Phase = phase,
                        Label = "first",
                    }
                )
                .Rows<FourierPeakRow>()
                .MaxBy(p => p.Magnitude);
        FourierPeakRow with = Largest(file);
        Assert.Equal((true, "first"), (with.PhaseCorrected, with.Phase));
        Assert.InRange(with.R, distance - tolerance, distance + tolerance);
        Assert.InRange(Largest(null).R, distance - 0.6, distance - 0.2);
    }

    [Fact]
    public void A_missing_path_is_named()
    {
        var step = new Fourier { Phase = "feff0001.dat" };
        var run = new RunContext(TimeProvider.System);
        Assert.Contains("feff0001.dat", Assert.Single(step.CheckFiles(run)), StringComparison.Ordinal);
        Assert.EndsWith("feff0001.dat", Assert.Single(step.FilesOf(run)), StringComparison.Ordinal);
    }

    // The plain EXAFS equation with the path's own table, σ² 0.005 Å².
    private static double Single(FeffPath path, double k)
    {
        double At(double[] y)
        {
            double[] value = new double[1];
            ClampedInterpolation.Evaluate(path.K, y, [k], value);
            return value[0];
        }
        double r = path.Reff;
        return At(path.Magnitude)
            * At(path.Reduction)
            / (k * r * r)
            * Math.Exp(-2 * r / At(path.MeanFreePath) - 2 * k * k * 0.005)
            * Math.Sin(2 * k * r + At(path.CentralPhase) + At(path.Phase));
    }

    [Fact]
    public void A_range_without_data_is_refused()
    {
        double[] chi = Wave(2, 1, 3, 0, 0);
        Assert.ThrowsAny<UserException>(() => XasChain.Run(K, Chi, [chi], new Fourier { KMin = 15, KMax = 20 }));
        Assert.NotEmpty(new Fourier { KMin = 12, KMax = 3 }.Check());
        Assert.NotEmpty(new Fourier { Nfft = 1000 }.Check());
    }

    private static double Shell(double k, double r, double amplitude) =>
        k < 0.5 ? 0 : amplitude * Math.Sin(2 * k * r) * Math.Exp(-0.01 * k * k) / k;

    private static double[] Wave(double r1, double a1, double r2, double a2, double noise)
    {
        double x = 0.37;
        double[] chi = new double[K.Length];
        for (int i = 0; i < chi.Length; i++)
        {
            x = 3.99 * x * (1 - x);
            chi[i] = Shell(K[i], r1, a1) + Shell(K[i], r2, a2) + noise * (x - 0.5);
        }
        return chi;
    }
}
