using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>BEADS: against the paper's table 3 in 31 digits, closed forms and pybaselines.</summary>
public sealed class BeadsTests(ITestOutputHelper output)
{
    private const int Points = 257;
    private const int Count = 21; // more than two fillings of eight lanes, last one ragged
    private static readonly BeadsOptions s_options = new();

    [Theory]
    [InlineData("plain")]
    [InlineData("lanes")]
    public void Gives_table_3_in_31_digits_and_the_peers_baseline_after_the_same_iterations(string form)
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        int runs = 0;
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            double[] y = VibrationalReference.Input(name).Y;
            double range = VibrationalReference.Range(y);
            JsonElement file = VibrationalReference.Json($"baseline/{name}.json");
            int[] index = file.GetProperty("idx").Integers();
            foreach (JsonProperty run in file.GetProperty("algorithms").EnumerateObject())
            {
                JsonElement record = run.Value;
                if (record.GetProperty("method").GetString() != "beads")
                    continue;
                BeadsOptions options = Options(record.GetProperty("params"));
                (double[] z, BaselineOutcome[] outcomes) = Fit(form, options, y, y.Length);
                Assert.Equal(record.GetProperty("iterations").GetInt32(), outcomes[0].Iterations);
                (double[] exact, int iterations) = BeadsTwin.Fit(y, options);
                Assert.Equal(iterations, outcomes[0].Iterations);
                double[] theirs = record.GetProperty("baseline").Numbers();
                double ours = 0,
                    peer = 0,
                    between = 0;
                for (int i = 0; i < z.Length; i++)
                    ours = Math.Max(ours, Math.Abs(z[i] - exact[i]) / range);
                for (int i = 0; i < index.Length; i++)
                {
                    peer = Math.Max(peer, Math.Abs(theirs[i] - exact[index[i]]) / range);
                    between = Math.Max(between, Math.Abs(theirs[i] - z[index[i]]) / range);
                }
                output.WriteLine($"{name} {run.Name}: ours {ours:E1} of the range from 31 digits, the peer's doubles {peer:E1}");
                Assert.InRange(ours, 0, 1e-6);
                Assert.InRange(between, 0, 1e-6 + peer);
                runs++;
            }
        }
        Assert.Equal(28, runs);
    }

    [Fact]
    public void Counts_of_thousands_come_out_as_in_31_digits()
    {
        // λ = 1 against counts of 10⁴: after some steps the matrix of table 3 is singular to nearly all of a double's digits.
        BeadsOptions options = s_options with
        {
            Tolerance = 0,
            MaxIterations = 11,
        };
        double[] y = [.. Spectra().Take(Points).Select(v => 1e4 * v)];
        (double[] exact, int iterations) = BeadsTwin.Fit(y, options);
        foreach (string form in (string[])["plain", "lanes"])
        {
            (double[] z, BaselineOutcome[] outcomes) = Fit(form, options, y);
            Assert.Equal(iterations, outcomes[0].Iterations);
            double worst = Enumerable.Range(0, Points).Max(i => Math.Abs(exact[i] - z[i])) / VibrationalReference.Range(y);
            output.WriteLine($"{form}: {worst:E1} of the range, {iterations} iterations");
            Assert.InRange(worst, 0, 1e-9);
        }
    }

    public static TheoryData<BeadsOptions> Others =>
        [
            s_options with
            {
                FilterDegree = 2,
                Cutoff = 0.03,
            },
            s_options with
            {
                Cost = BeadsCost.SquareRoot,
            },
            s_options with
            {
                SmoothHalfWindow = 3,
            },
            s_options with
            {
                SmoothHalfWindow = 400,
                MaxIterations = 3,
            }, // wider than the spectrum
            s_options with
            {
                FitParabola = false,
                Asymmetry = 1,
            },
            s_options with
            {
                Lambda0 = 0.2,
                Lambda1 = 0,
                Lambda2 = 3,
                Epsilon0 = 1e-2,
                Epsilon1 = 1e-3,
            },
            s_options with
            {
                MaxIterations = 0,
            },
        ];

    [Theory, MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Other_options_give_table_3_in_31_digits(BeadsOptions options)
    {
        double[] y = [.. Spectra().Take(Points)];
        (double[] exact, int iterations) = BeadsTwin.Fit(y, options);
        foreach (string form in BeadsLanes.IsFor(options) ? (string[])["plain", "lanes"] : ["plain"])
        {
            (double[] z, BaselineOutcome[] outcomes) = Fit(form, options, y);
            Assert.Equal(iterations, outcomes[0].Iterations);
            for (int i = 0; i < Points; i++)
                Assert.Equal(exact[i], z[i], 1e-9);
        }
    }

    [Theory]
    [InlineData("plain", 1)]
    [InlineData("plain", 7)]
    [InlineData("lanes", 7)]
    [InlineData("lanes", 90)]
    public void Waves_that_the_filter_knows_come_out_in_closed_form(string form, int half_waves)
    {
        // sin(k π (i+1)/(n+1)) is an eigenvector of A and B; with |x| < ε₀ and r = 1 every step is linear: x = b² y/(b² + a² λ₀/ε₀).
        var options = new BeadsOptions(0.02, Lambda0: 3, Lambda1: 0, Lambda2: 0, Asymmetry: 1, Epsilon0: 10, FitParabola: false);
        double angle = Math.PI * half_waves / (Points + 1),
            b = 2 - 2 * Math.Cos(angle),
            a = b + Math.Pow(Math.Tan(Math.PI * 0.02), 2) * (2 + 2 * Math.Cos(angle)),
            gain = (1 - b / a) * (1 - b * b / (b * b + a * a * 3 / 10));
        double[] y = [.. Enumerable.Range(1, Points).Select(i => 5 * Math.Sin(angle * i))];
        (double[] z, _) = Fit(form, options, y);
        for (int i = 0; i < Points; i++)
            Assert.Equal(gain * y[i], z[i], 1e-11);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("lanes")]
    public void A_parabola_with_its_bottom_in_the_middle_is_its_own_baseline(string form)
    {
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 0.3 + 1e-4 * (i - 128) * (i - 128))];
        (double[] z, _) = Fit(form, s_options, y);
        for (int i = 0; i < Points; i++)
            Assert.Equal(y[i], z[i], s_options.Epsilon0); // a signal within ε₀ costs nothing
    }

    [Fact]
    public void Symmetric_costs_treat_both_signs_alike()
    {
        BeadsOptions options = s_options with { Asymmetry = 1, FitParabola = false };
        double[] y = Spectra();
        (double[] up, _) = Fit("lanes", options, y);
        (double[] down, _) = Fit("lanes", options, [.. y.Select(v => -v)]);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(up[i], -down[i], 1e-12);
    }

    [Fact]
    public void Scaling_passes_through_when_lambdas_and_epsilons_scale_along()
    {
        // cost(c·y; c·λ, c·ε) = c²·cost but for the constant of the logarithm, which no minimum feels.
        double[] y = Spectra();
        (double[] small, _) = Fit("lanes", s_options with { Tolerance = 0, MaxIterations = 12 }, y);
        var scaled = new BeadsOptions(Lambda0: 8, Lambda1: 8, Lambda2: 8, Epsilon0: 8e-6, Epsilon1: 8e-6, Tolerance: 0, MaxIterations: 12);
        (double[] large, _) = Fit("lanes", scaled, [.. y.Select(v => 8 * v)]);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(8 * small[i], large[i], 1e-9);
    }

    [Fact]
    public void A_spectrum_gives_the_same_bits_in_any_company_and_width()
    {
        double[] spectra = Spectra();
        (double[] together, BaselineOutcome[] outcomes) = Fit("lanes", s_options, spectra, Points, LaneWidth.Bits512);
        (double[] narrow, BaselineOutcome[] narrowOutcomes) = Fit("lanes", s_options, spectra, Points, LaneWidth.Bits256);
        Assert.Equal(together, narrow);
        Assert.Equal(outcomes, narrowOutcomes);
        for (int k = Count - 1; k >= 0; k--)
        {
            (double[] alone, _) = Fit("lanes", s_options, spectra.AsSpan(k * Points, Points).ToArray());
            Assert.Equal(together.AsSpan(k * Points, Points).ToArray(), alone);
        }
    }

    [Fact]
    public void A_spectrum_of_NaN_harms_no_other()
    {
        double[] spectra = Spectra();
        (double[] clean, _) = Fit("lanes", s_options, spectra);
        spectra.AsSpan(3 * Points, Points).Fill(double.NaN);
        spectra[10 * Points + 17] = double.PositiveInfinity;
        (double[] harmed, _) = Fit("lanes", s_options, spectra);
        for (int k = 0; k < Count; k++)
            if (k is not (3 or 10))
                Assert.Equal(clean.AsSpan(k * Points, Points), harmed.AsSpan(k * Points, Points));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(17)]
    public void Few_points_will_do(int points)
    {
        double[] y = [.. Enumerable.Range(0, points).Select(i => 1 + 0.1 * i + (i == points / 2 ? 1 : 0))];
        (double[] exact, _) = BeadsTwin.Fit(y, s_options);
        foreach (string form in (string[])["plain", "lanes"])
        {
            (double[] z, _) = Fit(form, s_options, y, points);
            for (int i = 0; i < points; i++)
                Assert.Equal(exact[i], z[i], 1e-9);
        }
    }

    [Fact]
    public void A_fit_allocates_nothing()
    {
        // The unoptimised build boxes vectors on their way through generic calls; what counts is the optimised one.
        bool optimised = typeof(BeadsLanes).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        Assert.SkipUnless(optimised, "needs an optimised build: -c Release");
        double[] y = Spectra(),
            z = new double[y.Length];
        var outcomes = new BaselineOutcome[Count];
        var lanes = new BeadsLanes(Points, s_options);
        var plain = new Beads(Points, s_options);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 60 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            lanes.Fit(y, z, outcomes);
            plain.Fit(y.AsSpan(0, Points), z.AsSpan(0, Points));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(10);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        foreach (
            BeadsOptions bad in (BeadsOptions[])
                [
                    s_options with
                    {
                        Cutoff = 0.5,
                    },
                    s_options with
                    {
                        FilterDegree = 3,
                    },
                    s_options with
                    {
                        Lambda1 = -1,
                    },
                    s_options with
                    {
                        Asymmetry = 0,
                    },
                    s_options with
                    {
                        Epsilon0 = 0,
                    },
                    s_options with
                    {
                        Tolerance = double.NaN,
                    },
                ]
        )
            Assert.ThrowsAny<ArgumentException>(() => new Beads(Points, bad));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Beads(2, s_options));
        Assert.Throws<ArgumentException>(() => new BeadsLanes(Points, s_options with { SmoothHalfWindow = 2 }));
        Assert.Throws<ArgumentException>(() => new Beads(Points, s_options).Fit(new double[Points], new double[3]));
    }

    private static BeadsOptions Options(JsonElement p) =>
        new(
            p.GetProperty("freq_cutoff").GetDouble(),
            p.GetProperty("filter_type").GetInt32(),
            p.GetProperty("lam_0").GetDouble(),
            p.GetProperty("lam_1").GetDouble(),
            p.GetProperty("lam_2").GetDouble(),
            p.GetProperty("asymmetry").GetDouble(),
            p.GetProperty("cost_function").GetInt32() == 2 ? BeadsCost.Logarithm : BeadsCost.SquareRoot,
            p.GetProperty("eps_0").GetDouble(),
            p.GetProperty("eps_1").GetDouble(),
            p.GetProperty("fit_parabola").GetBoolean(),
            0,
            p.GetProperty("tol").GetDouble(),
            p.GetProperty("max_iter").GetInt32()
        );

    private static (double[] Baselines, BaselineOutcome[] Outcomes) Fit(
        string form,
        BeadsOptions options,
        double[] spectra,
        int points = Points,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        double[] baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[spectra.Length / points];
        if (form == "lanes")
            new BeadsLanes(points, options, width).Fit(spectra, baselines, outcomes);
        else
        {
            var one = new Beads(points, options);
            for (int k = 0; k < outcomes.Length; k++)
                outcomes[k] = one.Fit(spectra.AsSpan(k * points, points), baselines.AsSpan(k * points, points));
        }
        return (baselines, outcomes);
    }

    private static double[] Spectra()
    {
        var random = new Random(42);
        double[] y = new double[Count * Points];
        for (int k = 0; k < Count; k++)
        {
            double center = 40 + 170 * random.NextDouble(),
                height = 0.1 + random.NextDouble();
            for (int i = 0; i < Points; i++)
                y[k * Points + i] =
                    0.3 + 0.2 * Math.Sin(i / 90.0) + height * Math.Exp(-Math.Pow((i - center) / 5, 2)) + 0.02 * (random.NextDouble() - 0.5);
        }
        return y;
    }
}
