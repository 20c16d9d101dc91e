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

    private static readonly string[] s_methods = ["arpls", "iarpls", "asls", "airpls", "psalsa"];

    public static TheoryData<string> Methods => [.. s_methods];

    public static TheoryData<string, LaneWidth> Cases()
    {
        var all = new TheoryData<string, LaneWidth>();
        foreach (string method in s_methods)
        foreach (LaneWidth width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512])
            all.Add(method, width);
        return all;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_agree_with_the_plain_form(string method, LaneWidth width)
    {
        double[] spectra = Spectra();
        (double[] lanes, BaselineOutcome[] outcomes) = Lanes(method, width, spectra, Count);
        double[] plain = new double[Points];
        FitOne one = Plain(method, Points, s_options);
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> y = spectra.AsSpan(k * Points, Points);
            BaselineOutcome outcome = one(y, plain);
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
    [MemberData(nameof(Methods))]
    public void Both_widths_give_the_same_bits(string method)
    {
        double[] spectra = Spectra();
        Assert.Equal(
            Lanes(method, LaneWidth.Bits256, spectra, Count).Baselines,
            Lanes(method, LaneWidth.Bits512, spectra, Count).Baselines
        );
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_spectrum_of_NaN_harms_no_other(string method)
    {
        double[] spectra = Spectra();
        (double[] clean, _) = Lanes(method, LaneWidth.Automatic, spectra, Count);
        spectra.AsSpan(3 * Points, Points).Fill(double.NaN);
        spectra[20 * Points + 17] = double.PositiveInfinity;
        (double[] harmed, _) = Lanes(method, LaneWidth.Automatic, spectra, Count);
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

    [Theory]
    [MemberData(nameof(Cases))]
    public void Corrected_spectra_are_spectra_minus_baselines_to_the_last_bit(string method, LaneWidth width)
    {
        double[] y = Spectra(),
            z = new double[y.Length],
            corrected = new double[y.Length];
        Lanes(method, Points, s_options, width).Fit(y, z, corrected, new BaselineOutcome[Count]);
        Assert.Equal(Lanes(method, width, y, Count).Baselines, z);
        Assert.Equal(y.Zip(z, (a, b) => a - b), corrected);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(16)]
    public void The_shortest_spectra_agree_with_the_plain_form(int points)
    {
        double[] y = [.. Spectra().AsSpan(30, points)];
        double[] plain = new double[points],
            lanes = new double[points];
        foreach (string method in s_methods)
        foreach (LaneWidth width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512])
        {
            var outcome = new BaselineOutcome[1];
            var options = new WhittakerBaselineOptions(10);
            BaselineOutcome expected = Plain(method, points, options)(y, plain);
            Lanes(method, points, options, width).Fit(y, lanes, outcome);
            // airPLS runs through its two or three points below: rounding decides on which side they then lie, and by that how it ends, not where it runs.
            if (method != "airpls")
                Assert.Equal((expected.Stop, expected.Iterations), (outcome[0].Stop, outcome[0].Iterations));
            for (int i = 0; i < points; i++)
                Assert.Equal(plain[i], lanes[i], 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void On_an_even_axis_divided_differences_are_differences(string method)
    {
        double[] y = Spectra(),
            z = new double[y.Length];
        double[] axis = [.. Enumerable.Range(0, Points).Select(i => 1000 + 0.5 * i)];
        Lanes(method, Points, s_options with { Axis = axis }, LaneWidth.Automatic).Fit(y, z, new BaselineOutcome[Count]);
        Assert.Equal(Lanes(method, LaneWidth.Automatic, y, Count).Baselines, z);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void On_an_uneven_axis_a_straight_line_passes_through_only_with_divided_differences(string method, LaneWidth width)
    {
        // baseline(y + line in x) = baseline(y) + line, for the penalty of order 2 is blind to lines in x. airPLS ends by Σ|y|, psalsa's k is made from y: tolerance 0
        // and the number of iterations keep them from noticing.
        double[] axis = [.. Enumerable.Range(0, Points).Select(i => i + 0.004 * i * i + (i > 100 ? 30 : 0))];
        double[] y = Spectra()[..Points];
        double[] tilted = [.. y.Select((v, i) => v + 0.01 * axis[i] - 2)];
        var options = new WhittakerBaselineOptions(1e3, 0, 3) { Axis = axis };
        double Worst(WhittakerBaselineOptions o)
        {
            double[] a = new double[Points],
                b = new double[Points];
            LaneBaseline lanes = method == "psalsa" ? new PsalsaLanes(Points, o, 0.5, 0.1, width) : Lanes(method, Points, o, width);
            lanes.Fit(y, a, new BaselineOutcome[1]);
            lanes.Fit(tilted, b, new BaselineOutcome[1]);
            return Enumerable.Range(0, Points).Max(i => Math.Abs(b[i] - a[i] - (0.01 * axis[i] - 2)));
        }
        Assert.True(Worst(options) < 1e-9, $"{Worst(options)}");
        Assert.True(Worst(options with { Axis = default }) > 1e-3, $"{Worst(options with { Axis = default })}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void On_an_uneven_axis_lanes_agree_with_the_plain_form(string method)
    {
        double[] axis = [.. Enumerable.Range(0, Points).Select(i => i + 0.004 * i * i)];
        double[] y = Spectra()[..Points];
        double[] plain = new double[Points],
            lanes = new double[Points];
        WhittakerBaselineOptions options = s_options with { Axis = axis };
        Plain(method, Points, options)(y, plain);
        Lanes(method, Points, options, LaneWidth.Automatic).Fit(y, lanes, new BaselineOutcome[1]);
        for (int i = 0; i < Points; i++)
            Assert.Equal(plain[i], lanes[i], 1e-9);
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
    [MemberData(nameof(Methods))]
    public void Scaling_and_a_straight_line_pass_through(string method)
    {
        // Rules see only residuals in units of themselves: baseline(c·y + line) = c·baseline(y) + line. airPLS and psalsa measure the spectrum itself too:
        // Σ|y| and the standard deviation follow the factor, not the line.
        double line = method is "airpls" or "psalsa" ? 0 : 1;
        double[] y = Spectra();
        double[] other = [.. y.Select((v, i) => 1000 * v + line * (3 * (i % Points) - 200))];
        (double[] a, BaselineOutcome[] first) = Lanes(method, LaneWidth.Automatic, y, Count);
        (double[] b, BaselineOutcome[] second) = Lanes(method, LaneWidth.Automatic, other, Count);
        for (int i = 0; i < a.Length; i++)
            Assert.Equal(1000 * a[i] + line * (3 * (i % Points) - 200), b[i], 1e-6); // 1e-9 of the range
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
        LaneBaseline[] lanes = [.. s_methods.Select(m => Lanes(m, Points, s_options, LaneWidth.Automatic))];
        var plain = new ArPls(Points, s_options);
        // Code that is not yet recompiled boxes vectors: the promise is about the steady state, which comes within some runs.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 60 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (LaneBaseline one in lanes)
                one.Fit(y, z, outcomes);
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
        Assert.Throws<ArgumentOutOfRangeException>(() => new Psalsa(Points, s_options, 0.5, 0));
        Assert.Throws<ArgumentException>(() => new AirPls(Points, s_options with { Axis = new double[3] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArPlsLanes(Points, s_options with { Order = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArPls(2, s_options));
        Assert.Throws<ArgumentException>(() =>
            new ArPlsLanes(Points, s_options).Fit(new double[Points], new double[Points], new BaselineOutcome[2])
        );
        Assert.Throws<ArgumentException>(() => new ArPls(Points, s_options).Fit(new double[Points], new double[3]));
    }

    private delegate BaselineOutcome FitOne(ReadOnlySpan<double> y, Span<double> baseline);

    private static FitOne Plain(string method, int points, WhittakerBaselineOptions options) =>
        method switch
        {
            "arpls" => new ArPls(points, options).Fit,
            "iarpls" => new IarPls(points, options).Fit,
            "asls" => new AsLs(points, options, 0.01).Fit,
            "airpls" => new AirPls(points, options).Fit,
            _ => new Psalsa(points, options, 0.5).Fit,
        };

    private static LaneBaseline Lanes(string method, int points, WhittakerBaselineOptions options, LaneWidth width) =>
        method switch
        {
            "arpls" => new ArPlsLanes(points, options, width),
            "iarpls" => new IarPlsLanes(points, options, width),
            "asls" => new AsLsLanes(points, options, 0.01, width),
            "airpls" => new AirPlsLanes(points, options, width),
            _ => new PsalsaLanes(points, options, 0.5, null, width),
        };

    private static (double[] Baselines, BaselineOutcome[] Outcomes) Lanes(string method, LaneWidth width, double[] spectra, int count)
    {
        double[] baselines = new double[spectra.Length];
        var outcomes = new BaselineOutcome[count];
        Lanes(method, Points, s_options, width).Fit(spectra, baselines, outcomes);
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
