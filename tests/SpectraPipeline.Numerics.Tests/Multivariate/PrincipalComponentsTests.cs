using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Multivariate;

public sealed class PrincipalComponentsTests(ITestOutputHelper output)
{
    /// <summary>Gaussian bands that come and go, and white noise.</summary>
    internal static double[] Series(int frames, int points, int species, double sigma, SeededNormal noise)
    {
        double[] data = new double[frames * points];
        for (int f = 0; f < frames; f++)
        for (int i = 0; i < points; i++)
        {
            double x = i / (points - 1.0),
                t = f / (frames - 1.0),
                y = 0;
            for (int k = 0; k < species; k++)
                y += Math.Exp(-Math.Pow((x - 0.15 - 0.2 * k) / 0.08, 2)) * (0.3 + 0.7 * Math.Exp(-Math.Pow((t - 0.25 * k) / 0.3, 2)));
            data[f * points + i] = y + sigma * noise.Next();
        }
        return data;
    }

    // Truth: the formulas of the papers in numpy, probabilities by scipy.stats.f.sf, for 12 x 5 data with singular values 10, 3, 0.2, 0.15, 0.1 and sigma 0.1.
    [Theory]
    [InlineData(1, 4.347532825255e-01, 1.944275786336e-01, 2.717208015784e-02, 1.2785765192e-02, 7.8619422468e-13, 2.8306561273e+02)]
    [InlineData(2, 4.487637339279e-02, 2.838231060988e-02, 4.986263710310e-03, 1.0856823139e-03, 3.9819939941e-20, 2.9170583725e+01)]
    [InlineData(3, 3.679900360970e-02, 2.850438562748e-02, 9.199750902425e-03, 4.1023217538e-01, 4.7004413534e-01, 1.5239819148e-01)]
    [InlineData(4, 2.886751345948e-02, 2.581988897472e-02, 2.886751345948e-02, 5.0000000000e-01, 4.5187545731e-01, 1.0513545986e-01)]
    public void Rank_criteria_are_those_of_their_papers(
        int k,
        double re,
        double ie,
        double ind,
        double malinowski,
        double faber,
        double noise
    )
    {
        double[] values = [10, 3, 0.2, 0.15, 0.1];
        var u = new HouseholderQr(Random(12 * 5, 1), 12, 5);
        var v = new HouseholderQr(Random(5 * 5, 2), 5, 5);
        double[] a = new double[60];
        for (int j = 0; j < 5; j++)
        for (int i = 0; i < 12; i++)
            Products.AddScaled(a.AsSpan(i * 5, 5), values[j] * u.Q[j * 12 + i], v.Q.Slice(j * 5, 5));
        var tests = new RankTests(new PrincipalComponents(a, 12, 5, 5));
        Assert.Equal(re, tests.RealError(k), 1e-11 * re);
        Assert.Equal(ie, tests.ImbeddedError(k), 1e-11 * ie);
        Assert.Equal(ind, tests.Indicator(k), 1e-11 * ind);
        // 1e-8: digits of the incomplete beta function in a far tail.
        Assert.Equal(malinowski, tests.Malinowski(k), 1e-8 * malinowski);
        Assert.Equal(faber, tests.FaberKowalski(k), 1e-8 * faber);
        Assert.Equal(noise, tests.OverNoise(k, 0.1), 1e-9 * noise);
    }

    [Fact]
    public void Sum_of_squares_left_keeps_its_digits_below_1e_minus_16_of_the_total()
    {
        var noise = new SeededNormal(5, "left");
        double[] exact = Series(80, 150, 3, 0, noise),
            rest = [.. Enumerable.Range(0, exact.Length).Select(_ => 1e-10 * noise.Next())],
            data = [.. exact.Zip(rest, (a, b) => a + b)];
        var components = new PrincipalComponents(data, 80, 150, 5);
        // Total less explained would be rounding: (1e-10)² of the total.
        double left = Math.Sqrt(components.Left(3) / ((80 - 3) * (150.0 - 3)));
        Assert.InRange(left / 1e-10, 0.97, 1.03);
        Assert.InRange(new RankTests(components).FaberKowalski(3), 0, 1e-10);
        Assert.InRange(new RankTests(components).FaberKowalski(4), 0.05, 1);
    }

    [Fact]
    public void Mean_and_scale_are_taken_out_and_can_be_put_back()
    {
        double[] data = Series(20, 30, 2, 0.01, new SeededNormal(1, "scale"));
        foreach (Scaling scaling in Enum.GetValues<Scaling>())
        {
            var components = new PrincipalComponents(data, 20, 30, 20, Centring.Mean, scaling);
            for (int f = 0; f < 20; f++)
            {
                double mean = components.Data.Slice(f * 30, 30).ToArray().Average();
                for (int i = 0; i < 30; i++)
                    Assert.Equal(
                        data[f * 30 + i],
                        components.Mean[i]
                            + components.PointScale[i]
                                * (
                                    scaling == Scaling.ZScore
                                        ? components.FrameScale[f] * components.Data[f * 30 + i] + Offset(data, components, f)
                                        : components.Data[f * 30 + i]
                                ),
                        1e-12
                    );
                if (scaling == Scaling.ZScore)
                    Assert.Equal(0, mean, 1e-12);
            }
            if (scaling == Scaling.Autoscale)
                for (int i = 0; i < 30; i++)
                    Assert.Equal(19, Enumerable.Range(0, 20).Sum(f => Math.Pow(components.Data[f * 30 + i], 2)), 1e-10);
            Assert.Equal(components.Total, components.Triplets.Values.Sum(s => s * s), 1e-11 * components.Total);
        }
    }

    [Theory]
    [InlineData(100, 20)]
    [InlineData(12, 8)]
    public void Noise_exceeds_its_upper_5_percent_point_once_in_twenty(int rows, int columns)
    {
        var noise = new SeededNormal(3, "largest");
        const int draws = 600;
        double sum = 0;
        int above = 0;
        for (int d = 0; d < draws; d++)
        {
            double[] a = [.. Enumerable.Range(0, rows * columns).Select(_ => noise.Next())];
            double s = SingularTriplets.Of(a, rows, columns, 1).Values[0];
            sum += s * s / draws;
            above += s * s > LargestNoise.Upper95(rows, columns) ? 1 : 0;
        }
        // Three standard deviations of 600 draws; the mean is an asymptotic value, 2 % high for 12 × 8.
        Assert.InRange(above / (double)draws, 0.023, 0.077);
        Assert.InRange(sum / LargestNoise.Expected(rows, columns), 0.97, 1.03);
    }

    [Fact]
    public void Criteria_find_three_species_in_white_noise()
    {
        const int draws = 60;
        var noise = new SeededNormal(8, "three");
        Dictionary<string, int> right = new()
        {
            ["ind"] = 0,
            ["faber"] = 0,
            ["noise"] = 0,
            ["parallel"] = 0,
        };
        for (int d = 0; d < draws; d++)
        {
            var c = new PrincipalComponents(Series(50, 120, 3, 0.05, noise), 50, 120, 8);
            var tests = new RankTests(c);
            right["ind"] += Enumerable.Range(1, 8).MinBy(tests.Indicator) == 3 ? 1 : 0;
            right["faber"] += First(k => tests.FaberKowalski(k) < 0.05) == 3 ? 1 : 0;
            right["noise"] += First(k => tests.OverNoise(k, 0.05) > 1) == 3 ? 1 : 0;
            right["parallel"] += First(k => ParallelAnalysis.Probability(c, k - 1, 19, false, noise) < 0.051) == 3 ? 1 : 0;
        }
        output.WriteLine(string.Join(", ", right.Select(r => $"{r.Key} {r.Value}/{draws}")));
        // A test at 5 % is wrong once in twenty: 60 draws give 57 ± 1.7.
        Assert.All(right, r => Assert.InRange(r.Value, 51, draws));
    }

    [Fact]
    public void Parallel_analysis_is_not_deceived_by_noise_that_neighbours_share()
    {
        var noise = new SeededNormal(9, "shared");
        int right = 0;
        for (int d = 0; d < 30; d++)
        {
            double[] data = Series(50, 160, 3, 0, noise),
                white = [.. Enumerable.Range(0, data.Length + 2).Select(_ => 0.05 * noise.Next())];
            for (int i = 0; i < data.Length; i++)
                data[i] += (white[i] + white[i + 1] + white[i + 2]) / Math.Sqrt(3);
            var c = new PrincipalComponents(data, 50, 160, 8);
            var tests = new RankTests(c);
            right += First(k => ParallelAnalysis.Probability(c, k - 1, 19, true, noise) < 0.051) == 3 ? 1 : 0;
            Assert.True(
                First(k => tests.OverNoise(k, 0.05) > 1) > 3,
                "the test for white noise must find too many here, or this case proves nothing"
            );
        }
        output.WriteLine($"parallel with turns: {right}/30");
        Assert.InRange(right, 25, 30);
    }

    [Fact]
    public void Targets_in_the_space_are_told_from_those_outside()
    {
        var noise = new SeededNormal(12, "target");
        const int points = 120;
        int accepted = 0,
            refused = 0;
        const int draws = 200;
        for (int d = 0; d < draws; d++)
        {
            var c = new PrincipalComponents(Series(40, points, 3, 0.02, noise), 40, points, 5);
            double[] Band(double at) =>
                [
                    .. Enumerable
                        .Range(0, points)
                        .Select(i => Math.Exp(-Math.Pow((i / (points - 1.0) - at) / 0.08, 2)) + 0.01 * noise.Next()),
                ];
            double[] predicted = new double[points];
            TargetTransform inside = TargetTransform.Of(c, 3, Band(0.35), 0.01, predicted),
                outside = TargetTransform.Of(c, 3, Band(0.39), 0.01, predicted);
            accepted += inside.Probability >= 0.05 ? 1 : 0;
            refused += outside.Probability < 0.05 ? 1 : 0;
            Assert.True(inside.Spoil < 3 && inside.RFactor < outside.RFactor);
        }
        output.WriteLine($"in the space {accepted}/{draws} accepted, outside {refused}/{draws} refused");
        Assert.InRange(accepted / (double)draws, 0.90, 0.99);
        Assert.Equal(draws, refused);
    }

    private static double Offset(double[] data, PrincipalComponents c, int frame) =>
        Enumerable.Range(0, c.Points).Average(i => data[frame * c.Points + i] - c.Mean[i]);

    private static int First(Func<int, bool> isReal)
    {
        int k = 0;
        while (k < 8 && isReal(k + 1))
            k++;
        return k;
    }

    private static double[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }
}
