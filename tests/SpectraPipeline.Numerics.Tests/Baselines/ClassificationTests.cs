using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Classification methods on spectra whose bands and baseline are known.</summary>
public sealed class ClassificationTests(ITestOutputHelper output)
{
    private const int Points = 1000;
    private const double Sigma = 1e-3;
    private static readonly double[] s_x = [.. Enumerable.Range(0, Points).Select(i => 900.0 + i)];

    public static TheoryData<string> Both => ["std-distribution", "golotvin", "dietrich", "fabc"];

    public static TheoryData<string> All => ["std-distribution", "golotvin", "dietrich", "fabc", "fastchrom"];

    [Theory, MemberData(nameof(Both))]
    public void Turning_the_sign_of_the_spectrum_turns_that_of_the_baseline(string method)
    {
        (double[] y, _, _) = Signed(1, +1);
        double[] up = new double[Points],
            down = new double[Points];
        bool[] bands = Run(method, y, up);
        Assert.Equal(bands, Run(method, [.. y.Select(v => -v)], down));
        for (int i = 0; i < Points; i++)
            Assert.Equal(-up[i], down[i], 1e-13);
    }

    // What is lost of the quiet: deviations in 31 points scatter by 13 %, a fifth of them beyond 1.1 of the noise, and bands grow by three points; three deviations of a squared
    // normal number, again and again, cut off its long tail; fastchrom calls 15 % of the spectrum baseline whatever it looks like.
    [Theory]
    [InlineData("std-distribution", 0.6)]
    [InlineData("golotvin", 0.9)]
    [InlineData("dietrich", 0.9)]
    [InlineData("fabc", 0.8)]
    [InlineData("fastchrom", 0.1)]
    public void Flanks_are_bands_and_the_quiet_stretches_are_baseline(string method, double least)
    {
        (double[] y, _, double[] bandsAlone) = Signed(2, method == "fastchrom" ? +1 : -1);
        bool[] isBand = Run(method, y, new double[Points]);
        // A flank rises by more than ten times the noise from point to point; a quiet stretch lies fifty points from any band.
        int[] flanks = [.. Enumerable.Range(1, Points - 2).Where(i => Math.Abs(bandsAlone[i + 1] - bandsAlone[i - 1]) > 20 * Sigma)],
            quiet =
            [.. Enumerable.Range(50, Points - 100).Where(i => bandsAlone.AsSpan(i - 50, 101).ToArray().All(v => Math.Abs(v) < Sigma / 10))];
        double found = flanks.Count(i => isBand[i]) / (double)flanks.Length,
            spared = quiet.Count(i => !isBand[i]) / (double)quiet.Length;
        output.WriteLine($"{method}: {found:P1} of {flanks.Length} flank points, {spared:P1} of {quiet.Length} quiet points");
        Assert.True(found >= 0.99);
        Assert.True(spared >= least);
    }

    [Theory]
    [InlineData("std-distribution", 1.5)]
    [InlineData("golotvin", 1.5)]
    [InlineData("dietrich", 1.5)]
    [InlineData("fabc", 1.5)]
    public void Bands_of_both_signs_cost_no_more_than_bands_of_one(string method, double most)
    {
        double signed = 0,
            positive = 0;
        for (int seed = 10; seed < 20; seed++)
            (signed, positive) = (signed + Error(method, seed, -1), positive + Error(method, seed, +1));
        output.WriteLine(
            $"{method}: rms error {signed / 10:E2} with both signs, {positive / 10:E2} with one; bands of 0.2 to 1, noise {Sigma}"
        );
        Assert.True(signed <= most * positive);
    }

    [Fact]
    public void Fastchrom_follows_negative_bands()
    {
        double signed = Error("fastchrom", 10, -1),
            positive = Error("fastchrom", 10, +1);
        output.WriteLine($"fastchrom: rms error {signed:E2} with both signs, {positive:E2} with one");
        Assert.True(signed > 5 * positive);
    }

    [Theory, MemberData(nameof(All))]
    public void A_constant_comes_back_though_nothing_is_quieter_than_silence(string method)
    {
        double[] z = new double[Points];
        Run(method, [.. Enumerable.Repeat(0.3, Points)], z);
        Assert.All(z, v => Assert.Equal(0.3, v, 1e-9));
    }

    [Fact]
    public void Short_stretches_become_band_and_single_points_baseline()
    {
        Assert.Equal("..###..########..", Refined("..#.#..#.##.#.#..", 2));
        Assert.Equal(".####........", Refined(".#.##........", 2)); // at an end one point counts for two
        Assert.Equal("#####....", Refined("..###....", 6)); // and two for five
        Assert.Equal("######", Refined(".####.", 4));
        Assert.Equal("......", Refined("..#...", 1));
    }

    private static string Refined(string points, int minLength)
    {
        bool[] isBand = [.. points.Select(c => c == '#')];
        BaselineRegions.Refine(isBand, minLength);
        return string.Concat(isBand.Select(b => b ? '#' : '.'));
    }

    [Fact]
    public void The_threshold_stands_where_no_more_points_exceed_it()
    {
        var random = new Random(4);
        double[] power = [.. Enumerable.Range(0, 203).Select(i => random.NextDouble() * (i % 20 == 0 ? 50 : 1))];
        bool[] isBand = new bool[power.Length];
        BaselineRegions.Threshold(power, 3, isBand);
        double[] quiet = [.. power.Where((_, i) => !isBand[i])];
        double mean = quiet.Average(),
            limit = mean + (3 * Math.Sqrt(quiet.Sum(p => (p - mean) * (p - mean)) / (quiet.Length - 1)));
        Assert.InRange(quiet.Length, 150, 202);
        for (int i = 0; i < power.Length; i++)
            Assert.Equal(power[i] >= limit, isBand[i]);
    }

    private static double Error(string method, int seed, int secondSign)
    {
        (double[] y, double[] truth, _) = Signed(seed, secondSign);
        double[] z = new double[Points];
        Run(method, y, z);
        return Math.Sqrt(z.Zip(truth, (a, b) => (a - b) * (a - b)).Average());
    }

    private static bool[] Run(string method, double[] y, double[] z)
    {
        switch (method)
        {
            case "std-distribution":
                var std = new StdDistribution(Points, new StdDistributionOptions(15));
                std.Fit(s_x, y, z);
                return std.IsBand.ToArray();
            case "golotvin":
                // Noise alone spreads over some five deviations in 31 points.
                var golotvin = new Golotvin(Points, new GolotvinOptions(15, 7));
                golotvin.Fit(s_x, y, z);
                return golotvin.IsBand.ToArray();
            case "dietrich":
                var dietrich = new Dietrich(s_x, new DietrichOptions(3));
                dietrich.Fit(y, z);
                return dietrich.IsBand.ToArray();
            case "fabc":
                var fabc = new Fabc(Points, new FabcOptions(1e6, 12));
                fabc.Fit(y, z);
                return fabc.IsBand.ToArray();
            default:
                var fastchrom = new FastChrom(Points, new FastChromOptions(15));
                fastchrom.Fit(s_x, y, z);
                return fastchrom.IsBand.ToArray();
        }
    }

    /// <summary>Five Gaussian bands on a gently bent baseline; every second one has the sign asked for.</summary>
    private static (double[] Y, double[] Baseline, double[] Bands) Signed(int seed, int secondSign)
    {
        var random = new Random(seed);
        double[] baseline = new double[Points],
            bands = new double[Points],
            y = new double[Points];
        for (int band = 0; band < 5; band++)
        {
            double centre = 130 + (180 * band) + (20 * random.NextDouble()),
                width = 5 + (4 * random.NextDouble()),
                height = (0.2 + (0.8 * random.NextDouble())) * (band % 2 == 0 ? 1 : secondSign);
            for (int i = 0; i < Points; i++)
                bands[i] += height * Math.Exp(-0.5 * Math.Pow((i - centre) / width, 2));
        }
        for (int i = 0; i < Points; i++)
        {
            double t = (double)i / Points;
            baseline[i] = 0.01 * ((2 * t) - (3 * t * t) + (t * t * t));
            y[i] =
                baseline[i]
                + bands[i]
                + (Sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return (y, baseline, bands);
    }
}
