using System.Diagnostics;
using System.Reflection;
using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>What the lanes forms promise beyond the numbers: no spectrum feels its neighbours, its place or the vector's width.</summary>
public sealed class BaselineLanesTests
{
    private const int Points = 257; // odd, no multiple of any vector
    private const int Count = 45; // more than two fillings of sixteen lanes, last one ragged
    private static readonly WhittakerBaselineOptions s_options = new(1e4);

    public static TheoryData<string, LaneWidth> Cases() =>
        new()
        {
            { "arpls", LaneWidth.Bits256 },
            { "arpls", LaneWidth.Bits512 },
            { "asls", LaneWidth.Bits256 },
            { "asls", LaneWidth.Bits512 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_agree_with_the_plain_form(string method, LaneWidth width)
    {
        double[] spectra = Spectra();
        (double[] lanes, BaselineOutcome[] outcomes) = Lanes(method, width, spectra, Count);
        double[] plain = new double[Points];
        var arpls = new ArPls(Points, s_options);
        var asls = new AsLs(Points, s_options, 0.01);
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> y = spectra.AsSpan(k * Points, Points);
            BaselineOutcome outcome = method == "arpls" ? arpls.Fit(y, plain) : asls.Fit(y, plain);
            Assert.Equal(outcome.Iterations, outcomes[k].Iterations);
            Assert.Equal(outcome.Stop, outcomes[k].Stop);
            Assert.Equal(outcome.Change, outcomes[k].Change, 1e-9);
            for (int i = 0; i < Points; i++)
                Assert.Equal(plain[i], lanes[k * Points + i], 1e-9); // spectra range over about 1
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_spectrum_gives_the_same_bits_in_any_company_and_place(string method, LaneWidth width)
    {
        double[] spectra = Spectra();
        (double[] together, BaselineOutcome[] outcomes) = Lanes(method, width, spectra, Count);
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(1).Shuffle(order);
        double[] shuffled = new double[spectra.Length];
        for (int k = 0; k < Count; k++)
            spectra.AsSpan(order[k] * Points, Points).CopyTo(shuffled.AsSpan(k * Points));
        (double[] permuted, BaselineOutcome[] permutedOutcomes) = Lanes(method, width, shuffled, Count);
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> expected = together.AsSpan(order[k] * Points, Points);
            Assert.Equal(expected, permuted.AsSpan(k * Points, Points));
            Assert.Equal(outcomes[order[k]], permutedOutcomes[k]);
            (double[] alone, _) = Lanes(method, width, spectra.AsSpan(order[k] * Points, Points).ToArray(), 1);
            Assert.Equal(expected, alone);
        }
    }

    [Theory]
    [InlineData("arpls")]
    [InlineData("asls")]
    public void Both_widths_give_the_same_bits(string method)
    {
        double[] spectra = Spectra();
        Assert.Equal(
            Lanes(method, LaneWidth.Bits256, spectra, Count).Baselines,
            Lanes(method, LaneWidth.Bits512, spectra, Count).Baselines
        );
    }

    [Fact]
    public void A_spectrum_of_NaN_harms_no_other()
    {
        double[] spectra = Spectra();
        (double[] clean, _) = Lanes("arpls", LaneWidth.Automatic, spectra, Count);
        spectra.AsSpan(3 * Points, Points).Fill(double.NaN);
        spectra[20 * Points + 17] = double.PositiveInfinity;
        (double[] harmed, _) = Lanes("arpls", LaneWidth.Automatic, spectra, Count);
        for (int k = 0; k < Count; k++)
            if (k is not (3 or 20))
                Assert.Equal(clean.AsSpan(k * Points, Points), harmed.AsSpan(k * Points, Points));
    }

    [Fact]
    public void Recovers_a_known_baseline_within_noise()
    {
        double[] spectra = Spectra();
        (double[] baselines, _) = Lanes("arpls", LaneWidth.Automatic, spectra, Count);
        for (int k = 0; k < Count; k++)
        {
            double squares = 0;
            for (int i = 0; i < Points; i++)
                squares += Math.Pow(baselines[k * Points + i] - Background(i), 2);
            Assert.True(Math.Sqrt(squares / Points) < 0.01, $"spectrum {k}: {Math.Sqrt(squares / Points)}"); // the noise's amplitude
        }
    }

    [Fact]
    public void A_straight_line_is_its_own_baseline()
    {
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 0.5 + 0.25 * i)];
        (double[] z, BaselineOutcome[] outcome) = Lanes("arpls", LaneWidth.Automatic, y, 1);
        Assert.Equal(y.Length, z.Length);
        for (int i = 0; i < Points; i++)
            Assert.Equal(y[i], z[i], 1e-8);
        Assert.InRange(outcome[0].Iterations, 0, 51);
    }

    [Theory]
    [InlineData("arpls")]
    [InlineData("asls")]
    public void Scaling_and_a_straight_line_pass_through(string method)
    {
        // Both rules see only residuals in units of themselves: baseline(c·y + line) = c·baseline(y) + line.
        double[] y = Spectra();
        double[] other = [.. y.Select((v, i) => 1000 * v + 3 * (i % Points) - 200)];
        (double[] a, BaselineOutcome[] first) = Lanes(method, LaneWidth.Automatic, y, Count);
        (double[] b, BaselineOutcome[] second) = Lanes(method, LaneWidth.Automatic, other, Count);
        for (int i = 0; i < a.Length; i++)
            Assert.Equal(1000 * a[i] + 3 * (i % Points) - 200, b[i], 1e-6); // 1e-9 of the range
        Assert.Equal(first.Select(o => o.Iterations), second.Select(o => o.Iterations));
    }

    [Fact]
    public void A_fit_allocates_nothing()
    {
        // The unoptimised build boxes vectors on their way through generic calls; what counts is the optimised one.
        bool optimised = typeof(ArPls).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        Assert.SkipUnless(optimised, "needs an optimised build: -c Release");
        double[] y = Spectra(),
            z = new double[y.Length];
        var outcomes = new BaselineOutcome[Count];
        var lanes = new ArPlsLanes(Points, s_options);
        var plain = new ArPls(Points, s_options);
        // Code that is not yet recompiled boxes vectors: the promise is about the steady state, which comes within some runs.
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
    public void Bad_arguments_are_refused_by_name()
    {
        Assert.Throws<ArgumentException>(() => new ArPls(Points, new WhittakerBaselineOptions(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsLs(Points, s_options, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArPlsLanes(Points, s_options with { Order = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArPls(2, s_options));
        Assert.Throws<ArgumentException>(() =>
            new ArPlsLanes(Points, s_options).Fit(new double[Points], new double[Points], new BaselineOutcome[2])
        );
        Assert.Throws<ArgumentException>(() => new ArPls(Points, s_options).Fit(new double[Points], new double[3]));
    }

    private static (double[] Baselines, BaselineOutcome[] Outcomes) Lanes(string method, LaneWidth width, double[] spectra, int count)
    {
        double[] baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[count];
        if (method == "arpls")
            new ArPlsLanes(Points, s_options, width).Fit(spectra, baselines, outcomes);
        else
            new AsLsLanes(Points, s_options, 0.01, width).Fit(spectra, baselines, outcomes);
        return (baselines, outcomes);
    }

    private static double Background(int i) => 0.3 + 0.2 * Math.Sin(i / 90.0);

    private static double[] Spectra()
    {
        var random = new Random(42);
        double[] y = new double[Count * Points];
        for (int k = 0; k < Count; k++)
        {
            double center = 40 + 170 * random.NextDouble(),
                height = 0.1 + random.NextDouble();
            for (int i = 0; i < Points; i++)
                y[k * Points + i] = Background(i) + height * Math.Exp(-Math.Pow((i - center) / 5, 2)) + 0.02 * (random.NextDouble() - 0.5);
        }
        return y;
    }
}
