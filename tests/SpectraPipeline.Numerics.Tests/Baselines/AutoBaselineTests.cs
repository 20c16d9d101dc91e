using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Testing.Generators.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class AutoBaselineTests
{
    private static readonly AutoBaselineOptions s_upwards = new(Direction: BandDirection.Upwards);

    [Fact]
    public void A_parabola_is_its_own_baseline()
    {
        double[] x = Grid(400),
            y = [.. x.Select(v => 3 + (0.02 * v) - (1e-5 * v * v))];
        double[] baseline = Fit(x, y, s_upwards, out _);
        Assert.All(Enumerable.Range(0, x.Length), i => Assert.Equal(y[i], baseline[i], 1e-6));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(23)]
    [InlineData(24)]
    public void Answers_for_few_points(int points)
    {
        double[] x = Grid(points),
            y = [.. x.Select((v, i) => 1 + (0.1 * v) + (i % 2 * 0.01))];
        double[] baseline = Fit(x, y, s_upwards, out _);
        Assert.All(Enumerable.Range(0, points), i => Assert.Equal(y[i], baseline[i], 0.05));
    }

    [Fact]
    public void Nothing_but_a_constant_gives_it_back()
    {
        double[] x = Grid(100),
            y = [.. x.Select(_ => 7.0)];
        Assert.All(Fit(x, y, new AutoBaselineOptions(), out _), v => Assert.Equal(7, v, 1e-9));
    }

    [Theory]
    [InlineData(BaselineKind.CurvedInfrared)]
    [InlineData(BaselineKind.StraightLine)]
    [InlineData(BaselineKind.RamanFluorescence)]
    [InlineData(BaselineKind.SignedDifference)]
    public void Another_unit_and_offset_of_y_change_nothing_else(BaselineKind kind)
    {
        BaselineSpectrum s = BaselineSpectra.Make(kind, 5, 2, BaselineVariety.Narrow);
        var options = new AutoBaselineOptions(
            Direction: kind == BaselineKind.SignedDifference ? BandDirection.Both : BandDirection.Upwards
        );
        double[] plain = Fit(s.X, s.Y, options, out _),
            changed = Fit(s.X, [.. s.Y.Select(v => (1e3 * v) + 50)], options, out _);
        Assert.All(Enumerable.Range(0, plain.Length), i => Assert.Equal(plain[i], (changed[i] - 50) / 1e3, 0.02 * s.Noise));
    }

    [Theory]
    [InlineData(BaselineKind.CurvedInfrared, 0.35)]
    [InlineData(BaselineKind.StraightLine, 0.2)]
    [InlineData(BaselineKind.RamanFluorescence, 0.5)]
    [InlineData(BaselineKind.SignedDifference, 0.35)]
    [InlineData(BaselineKind.StrongNoise, 0.35)]
    [InlineData(BaselineKind.StepAndWater, 0.6)]
    public void Recovers_a_known_baseline_well_within_the_noise(BaselineKind kind, double mostOfNoise)
    {
        double[] errors = new double[12];
        for (int k = 0; k < errors.Length; k++)
        {
            BaselineSpectrum s = BaselineSpectra.Make(kind, 77, k, BaselineVariety.Narrow);
            var options = new AutoBaselineOptions(
                Direction: kind == BaselineKind.SignedDifference ? BandDirection.Both : BandDirection.Upwards
            );
            double[] baseline = Fit(s.X, s.Y, options, out _);
            errors[k] = Math.Sqrt(baseline.Zip(s.Truth, (a, b) => (a - b) * (a - b)).Average()) / s.Noise;
        }
        Array.Sort(errors);
        Assert.InRange(errors[errors.Length / 2], 0, mostOfNoise);
    }

    [Fact]
    public void Finds_out_by_itself_that_bands_point_both_ways()
    {
        int right = 0;
        for (int k = 0; k < 8; k++)
        {
            BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.SignedDifference, 3, k, BaselineVariety.Narrow);
            double negative = s.Bands.Where(b => b.Height < 0).Sum(b => -b.Height * b.Fwhm) / s.Bands.Sum(b => Math.Abs(b.Height) * b.Fwhm);
            _ = Fit(s.X, s.Y, new AutoBaselineOptions(), out AutoBaseline auto);
            // A little of the other sign may be seen or not.
            right += negative is > 0 and < 0.2 || auto.Hypotheses[0].BothWays == negative > 0 ? 1 : 0;
        }
        Assert.InRange(right, 7, 8);
    }

    [Fact]
    public void The_rivals_scatter_by_the_stated_deviation_at_every_point()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 9, 1, BaselineVariety.Narrow);
        double[] baseline = Fit(s.X, s.Y, s_upwards, out AutoBaseline auto);
        double[][] rivals = [.. Enumerable.Range(0, AutoBaseline.Rivals).Select(_ => new double[s.X.Length])];
        for (int k = 0; k < rivals.Length; k++)
            auto.Rival(k, baseline, rivals[k]);
        for (int i = 0; i < baseline.Length; i++)
        {
            double square = rivals.Average(r => (r[i] - baseline[i]) * (r[i] - baseline[i]));
            Assert.Equal(auto.Deviation[i], Math.Sqrt(square), 1e-9 * s.Noise);
            Assert.Equal(0, rivals.Sum(r => r[i] - baseline[i]), 1e-9 * s.Noise);
        }
    }

    [Fact]
    public void A_spectrum_gives_the_same_bits_whatever_came_before_it()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 4, 0, BaselineVariety.Narrow),
            other = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 4, 1, BaselineVariety.Narrow);
        var auto = new AutoBaseline(s.X, s_upwards);
        double[] first = new double[s.X.Length],
            between = new double[s.X.Length],
            again = new double[s.X.Length];
        auto.Fit(s.Y, default, null, first);
        auto.Fit(other.Y, default, null, between);
        auto.Fit(s.Y, default, null, again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_spectrum_allocates_nothing()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 4, 0, BaselineVariety.Narrow);
        var auto = new AutoBaseline(s.X, s_upwards);
        double[] baseline = new double[s.X.Length];
        for (int warm = 0; warm < 3; warm++)
            auto.Fit(s.Y, default, null, baseline);
        long before = GC.GetAllocatedBytesForCurrentThread();
        auto.Fit(s.Y, default, null, baseline);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_choice_made_for_a_series_keeps_its_lambda()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 4, 3, BaselineVariety.Narrow);
        var auto = new AutoBaseline(s.X, s_upwards);
        double[] baseline = new double[s.X.Length];
        auto.Fit(s.Y, default, new BaselineChoice(0, false, 8.5), baseline);
        BaselineHypothesis only = Assert.Single(auto.Hypotheses.ToArray());
        Assert.Equal(8.5, only.LogLambda, 1e-9);
        Assert.Equal(1, only.Probability);
    }

    private static double[] Fit(double[] x, double[] y, AutoBaselineOptions options, out AutoBaseline auto)
    {
        double[] baseline = new double[x.Length];
        auto = new AutoBaseline(x, options);
        auto.Fit(y, default, null, baseline);
        return baseline;
    }

    private static double[] Grid(int points) => [.. Enumerable.Range(0, points).Select(i => 1000.0 + i)];
}
