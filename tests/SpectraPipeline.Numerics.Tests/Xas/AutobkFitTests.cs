using System.Numerics;
using System.Text.Json;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class AutobkFitTests(ITestOutputHelper output)
{
    [Fact]
    public void Is_at_or_below_Larchs_minimum_and_gives_its_chi_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var failures = new List<string>();
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
        foreach ((string name, JsonElement truth) in spectrum.Blocks("autobk"))
        {
            AutobkSettings settings = Settings(truth.GetProperty("params"));
            var autobk = new AutobkFit(spectrum.Energy, ReferenceSpectrum.Number(truth.GetProperty("params"), "ek0"), settings);
            double[] chi = new double[autobk.K.Length];
            AutobkSummary summary = autobk.Apply(spectrum.Mu, ReferenceSpectrum.Number(truth.GetProperty("params"), "edge_step"), chi);
            double excess = summary.Objective / ReferenceSpectrum.Number(truth, "chisqr") - 1;
            double rms = RootMeanSquare(autobk.K, chi, ReferenceSpectrum.Array(truth, "chi"));
            double[] delta = new double[chi.Length];
            autobk.Uncertainty(delta);
            // Larch states the error of χ·(edge step) beside χ; ours is that of χ.
            for (int i = 0; i < delta.Length; i++)
                delta[i] *= ReferenceSpectrum.Number(truth.GetProperty("params"), "edge_step");
            double[] theirDelta = ReferenceSpectrum.Array(truth, "delta_chi");
            double error = ReferenceSpectrum.Worst(delta, theirDelta) / ReferenceSpectrum.Largest(theirDelta);
            double background = BackgroundDifference(spectrum, autobk, truth);
            string line =
                $"{spectrum.Name}/{name}: objective {excess:E1}, k2chi {rms:E1}, delta {error:E1}, bkg {background:E1}, {summary.Iterations} it";
            output.WriteLine(line);
            // Larch stops at 1e-6; with clamps of 10 and more its valley is flat and it stops farther off.
            bool flat = Math.Max(settings.ClampLow, settings.ClampHigh) >= 10;
            double allowed = flat ? 1e-2 : 1e-5;
            if (excess > 1e-9 || rms > allowed || background > allowed || error > (flat ? 1e-2 : 1e-4))
                failures.Add(line);
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void The_minimum_is_stationary_in_every_coefficient()
    {
        (double[] energy, double[] mu) = Synthetic();
        foreach (double clamp in new[] { 0, 1, 24, 96.0 })
        {
            var settings = new AutobkSettings { ClampLow = clamp, ClampHigh = clamp };
            var autobk = new AutobkFit(energy, 8980, settings);
            double[] chi = new double[autobk.K.Length];
            double least = autobk.Apply(mu, 2, chi).Objective;
            Assert.InRange(Objective(autobk, mu, settings, 0, 0) / least, 1 - 1e-9, 1 + 1e-9);
            for (int j = 0; j < autobk.Coefficients.Length; j++)
                foreach (double step in new[] { -1e-4, 1e-4 })
                    Assert.True(Objective(autobk, mu, settings, j, step) >= least * (1 - 1e-9), $"clamp {clamp}, coefficient {j}");
        }
    }

    [Fact]
    public void Without_clamps_a_sample_a_hundred_times_thinner_has_the_same_chi_and_with_a_clamp_it_has_not()
    {
        (double[] energy, double[] mu) = Synthetic();
        double[] thin = [.. mu.Select(m => m / 100)];
        double Difference(double clamp)
        {
            var autobk = new AutobkFit(energy, 8980, new AutobkSettings { ClampHigh = clamp });
            double[] thick = new double[autobk.K.Length],
                other = new double[autobk.K.Length];
            autobk.Apply(mu, 2, thick);
            autobk.Apply(thin, 0.02, other);
            return RootMeanSquare(autobk.K, thick, other);
        }
        // The clamp's scale 0.1 + 10·mean(residual²) is in the unit of μ, as in Larch: little of it shows on a spectrum without noise, whose residual is small.
        Assert.InRange(Difference(0), 0, 1e-12);
        Assert.InRange(Difference(1), 1e-9, 1);
    }

    [Fact]
    public void A_finer_step_in_k_gives_the_same_chi_where_both_have_points()
    {
        (double[] energy, double[] mu) = Synthetic();
        double[] Chi(double step)
        {
            var autobk = new AutobkFit(energy, 8980, new AutobkSettings { KStep = step, ClampHigh = 0 });
            double[] chi = new double[autobk.K.Length];
            autobk.Apply(mu, 2, chi);
            return chi;
        }
        double[] coarse = Chi(0.05),
            fine = Chi(0.025);
        double worst = Enumerable.Range(40, coarse.Length - 60).Max(i => Math.Abs(coarse[i] - fine[2 * i]));
        // χ is 0.1 to 0.3 high there; a step that the transform does not know of would put rbkg to half or twice its place.
        Assert.InRange(worst, 0, 2e-3);
    }

    [Fact]
    public void Recovers_a_known_chi_under_a_smooth_background()
    {
        (double[] energy, double[] mu) = Synthetic();
        var autobk = new AutobkFit(energy, 8980, new AutobkSettings { KWeight = 2 });
        double[] chi = new double[autobk.K.Length];
        autobk.Apply(mu, 2, chi);
        // One shell at 2.4 Å, beyond 1 Å: what leaks is a few per cent, most of it at the ends of the range.
        double worst = 0;
        for (int i = 0; i < chi.Length; i++)
            if (autobk.K[i] is > 3 and < 12)
                worst = Math.Max(worst, Math.Abs(chi[i] - Shell(autobk.K[i])) * autobk.K[i] * autobk.K[i]);
        Assert.InRange(worst, 0, 0.03);
    }

    [Fact]
    public void A_standard_with_the_same_low_distances_is_left_alone()
    {
        (double[] energy, double[] mu) = Synthetic();
        var autobk = new AutobkFit(energy, 8980, new AutobkSettings());
        double[] chi = new double[autobk.K.Length];
        autobk.Apply(mu, 2, chi);
        double[] again = new double[chi.Length];
        AutobkSummary summary = autobk.Apply(mu, 2, again, chi);
        // Without low R left over nothing pulls on the spline but what the first fit could not remove.
        Assert.InRange(ReferenceSpectrum.Worst(again, chi), 0, 1e-6);
        Assert.InRange(summary.Objective, 0, 1e-12);
    }

    [Fact]
    public void A_scan_that_ends_behind_the_edge_has_no_exafs()
    {
        double[] energy = Enumerable.Range(0, 200).Select(i => 8879.0 + 0.52 * i).ToArray();
        var fault = Assert.Throws<XasDataException>(() => new AutobkFit(energy, 8980, new AutobkSettings()));
        Assert.Equal("no-exafs", fault.Code);
    }

    private static double Shell(double k) => k < 1e-3 ? 0 : 0.6 * Math.Sin(2 * k * 2.4 + 1) * Math.Exp(-0.012 * k * k) / Math.Max(k, 2);

    private static (double[] Energy, double[] Mu) Synthetic()
    {
        double[] energy = Enumerable
            .Range(0, 500)
            .Select(i => i < 100 ? 8830 + 1.5 * i : 8980 + PhotoelectronWavenumber.ToEnergy(0.035 * (i - 100)))
            .ToArray();
        double[] mu = energy
            .Select(e =>
                0.3 - 1e-4 * (e - 8980) + (e < 8980 ? 0 : 2 * (1 + Shell(PhotoelectronWavenumber.FromEnergy(e - 8980)) - 3e-4 * (e - 8980)))
            )
            .ToArray();
        return (energy, mu);
    }

    // The definition, evaluated the long way from coefficients: spline on the energies, interpolation, transform, clamps.
    private static double Objective(AutobkFit autobk, double[] mu, AutobkSettings settings, int changed, double step)
    {
        (double[] energy, _) = Synthetic();
        double[] coefficients = autobk.Coefficients.ToArray();
        coefficients[changed] += step;
        var basis = new CubicBSpline(autobk.Knots);
        double[] k = energy.Where(e => e >= 8980).Select(e => PhotoelectronWavenumber.FromEnergy(e - 8980)).ToArray();
        double[] values = new double[4];
        double[] rest = k.Select(
                (x, i) => mu[mu.Length - k.Length + i] - Products.Dot(values, coefficients.AsSpan(basis.Evaluate(x, values)))
            )
            .ToArray();
        var spline = new NotAKnotSpline(k);
        spline.Fit(rest);
        double[] chi = new double[autobk.K.Length];
        spline.Evaluate(autobk.K, chi);
        double[] window = new double[chi.Length];
        new FourierWindow(settings.Window, 0, k[^1], settings.Sill, settings.Sill).Fill(0.05, window);
        double sum = 0;
        int rows = (int)(1 + (coefficients.Length - 1) * 0.05 * 2048 / (2 * k[^1]));
        for (int m = 0; m < rows; m++)
        {
            Complex value = 0;
            for (int i = 0; i < chi.Length; i++)
                value +=
                    chi[i] * 0.05 * i * window[i] * Complex.FromPolarCoordinates(0.05 / Math.Sqrt(Math.PI), -2 * Math.PI * m * i / 2048);
            sum += value.Real * value.Real + value.Imaginary * value.Imaginary;
        }
        double scale = 0.1 + 10 * sum / (2 * rows);
        double clamped =
            chi[..3].Sum(v => v * v) * settings.ClampLow * settings.ClampLow
            + chi[^3..].Sum(v => v * v) * settings.ClampHigh * settings.ClampHigh;
        return sum + scale * scale * clamped;
    }

    private static double BackgroundDifference(ReferenceSpectrum spectrum, AutobkFit autobk, JsonElement truth)
    {
        double[] background = new double[spectrum.Mu.Length];
        autobk.Background(spectrum.Mu, background);
        return ReferenceSpectrum.Worst(spectrum.SampleIndex.Select(i => background[i]).ToArray(), ReferenceSpectrum.Array(truth, "bkg"));
    }

    private static double RootMeanSquare(ReadOnlySpan<double> k, ReadOnlySpan<double> ours, ReadOnlySpan<double> theirs)
    {
        Assert.Equal(theirs.Length, ours.Length);
        double sum = 0;
        for (int i = 0; i < k.Length; i++)
            sum += Math.Pow(k[i] * k[i] * (ours[i] - theirs[i]), 2);
        return Math.Sqrt(sum / k.Length);
    }

    private static AutobkSettings Settings(JsonElement p) =>
        new()
        {
            RBackground = ReferenceSpectrum.Number(p, "rbkg"),
            KMin = ReferenceSpectrum.Number(p, "kmin"),
            KMax = ReferenceSpectrum.Number(p, "kmax"),
            KWeight = p.GetProperty("kweight").GetInt32(),
            KStep = ReferenceSpectrum.Number(p, "kstep"),
            Window = Enum.Parse<WindowShape>(p.GetProperty("win").GetString()!, ignoreCase: true),
            Sill = ReferenceSpectrum.Number(p, "dk"),
            ClampPoints = p.GetProperty("nclamp").GetInt32(),
            ClampLow = ReferenceSpectrum.Number(p, "clamp_lo"),
            ClampHigh = ReferenceSpectrum.Number(p, "clamp_hi"),
            TransformLength = p.GetProperty("nfft").GetInt32(),
        };
}
