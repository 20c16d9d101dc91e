using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ExafsIntervalTests
{
    private static readonly ExafsTransform s_transform = new()
    {
        KWindow = new(WindowShape.Hanning, 3, 11, 1, 1),
        RWindow = new(WindowShape.Hanning, 1, 2.4, 0, 0),
    };

    [Theory]
    [InlineData(ExafsSpace.R, 2)]
    [InlineData(ExafsSpace.R, 1)]
    [InlineData(ExafsSpace.Q, 3)]
    [InlineData(ExafsSpace.K, 2)]
    [InlineData(ExafsSpace.Wavelet, 2)]
    public void Intervals_cover_the_truth_in_95_of_100(ExafsSpace space, int power)
    {
        const int Draws = 600;
        double[] truth = [3, 0.01, 0.006, 2];
        double[] chi = SamplePaths.Chi((SamplePaths.Nitrogen, new(truth[0], 0.95, truth[3], truth[1], truth[2], 0, 0, 0)));
        var map = new ProductMap(["n", "dr", "ss", "e0"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "e0", "dr", "ss"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, s_transform with { Space = space, KWeights = [power] });
        var fit = new ExafsFit([set]);
        var interval = new ExafsInterval(fit);
        var noise = new NoiseSource(11);
        var tallies = new Coverage[4];
        for (int d = 0; d < Draws; d++)
        {
            set.SetData([.. chi.Select(c => c + (3e-3 * noise.NextNormal()))]);
            fit.Fit([3.5, 0, 0.005, 0], [0, -0.3, 0, -20], [20, 0.3, 0.1, 20]);
            for (int v = 0; v < truth.Length; v++)
                tallies[v].Add(interval.Of(new VariableQuantity(v)), truth[v]);
        }
        // 95 %, three binomial errors of 600 draws.
        foreach (Coverage tally in tallies)
        {
            Assert.InRange(tally.Unreliable, 0, Draws / 100);
            Assert.InRange(tally.Share, 0.923, 0.977);
        }
    }

    [Fact]
    public void A_spread_shell_before_a_second_one_is_covered_and_the_single_shell_model_is_told_by_its_criterion()
    {
        const int Draws = 300;
        (Coverage number, Coverage distance, Coverage carbon) = default((Coverage, Coverage, Coverage));
        int told = 0;
        double bias = 0;
        var source = new NoiseSource(5);
        var shells = new TwoShells();
        for (int d = 0; d < Draws; d++)
        {
            double mean = shells.Draw(source, 3e-3);
            shells.Both.Fit([4, 0, 0.005, 0, 5, 0, 0.006], [0, -0.2, 0, -15, 0, -0.2, 0], [10, 0.2, 0.05, 15, 20, 0.2, 0.05]);
            shells.Single.Fit([4, 0, 0.005, 0], [0, -0.2, 0, -15], [10, 0.2, 0.05, 15]);
            var interval = new ExafsInterval(shells.Both);
            number.Add(interval.Of(new VariableQuantity(0)), 3);
            distance.Add(interval.Of(new VariableQuantity(1)), mean);
            carbon.Add(interval.Of(new VariableQuantity(4)), 6);
            told += shells.Single.Statistics.Aic > shells.Both.Statistics.Aic + 10 ? 1 : 0;
            bias += (shells.Single.Values[0] - 3) / Draws;
        }
        // 95 %, three binomial errors of 300 draws.
        foreach (Coverage tally in (Coverage[])[number, distance, carbon])
        {
            Assert.InRange(tally.Unreliable, 0, Draws / 50);
            Assert.InRange(tally.Share, 0.912, 0.988);
        }
        Assert.Equal(Draws, told);
        Assert.True(bias > 1);
    }

    [Fact]
    public void Of_a_linear_problem_the_interval_is_t_standard_errors()
    {
        (ExafsFit fit, ExafsInterval interval) = Linear(0);
        QuantityInterval found = interval.Of(new VariableQuantity(0));
        double half = Student.Half95(interval.Errors.Freedom) * interval.Errors.ErrorOf([1, 0]);
        Assert.Equal(IntervalEnd.Closed, found.LowEnd);
        // The search is content within 1 % of the rise and interpolates from there.
        Assert.Equal(fit.Values[0] - half, found.Low, 2e-3 * half);
        Assert.Equal(fit.Values[0] + half, found.High, 2e-3 * half);
    }

    [Fact]
    public void A_shell_that_is_not_there_gets_a_finite_upper_limit_above_nothing()
    {
        const int Draws = 60;
        for (int d = 1; d <= Draws; d++)
        {
            (ExafsFit fit, ExafsInterval interval) = Linear((ulong)d, zinc: 0);
            QuantityInterval found = interval.Of(new PathQuantity(fit.DataSets[0], 1, 0), probability: 0.95);
            Assert.True(found.IsReliable);
            Assert.True(found.HighEnd == IntervalEnd.Closed && found.High > 0 && found.High < 3, $"{found}");
        }
    }

    [Fact]
    public void The_upper_limit_of_a_weak_shell_holds_it_in_95_of_100()
    {
        const int Draws = 600;
        int held = 0;
        for (int d = 1; d <= Draws; d++)
        {
            (ExafsFit fit, ExafsInterval interval) = Linear((ulong)d, zinc: 0.5);
            QuantityInterval found = interval.Of(new PathQuantity(fit.DataSets[0], 1, 0), probability: 0.95);
            Assert.True(found.IsReliable);
            held += found.High >= 0.5 ? 1 : 0;
        }
        // One-sided 95 %, three binomial errors of 600 draws.
        Assert.InRange(held / (double)Draws, 0.923, 0.977);
    }

    [Fact]
    public void Noise_that_is_given_twice_too_large_is_told_where_the_freedom_allows_it_and_a_true_one_in_5_of_100()
    {
        const int Draws = 300;
        (int twice, int once) = (0, 0);
        var source = new NoiseSource(8);
        (ExafsFit fit, ExafsInterval interval) = Linear(1);
        double[] chi = SamplePaths.Chi(
            (SamplePaths.Nitrogen, new(3, 0.95, 0, 0, 0.006, 0, 0, 0)),
            (SamplePaths.Zinc, new(2, 0.95, 0, 0, 0.01, 0, 0, 0))
        );
        for (int d = 0; d < Draws; d++)
        {
            double[] data = [.. chi.Select(c => c + (3e-3 * source.NextNormal()))];
            foreach (double given in (double[])[3e-3, 6e-3])
            {
                fit.DataSets[0].SetData(data, given);
                fit.Fit([3, 1], [0, 0], [20, 20]);
                int told = interval.Errors.IsBelowNoise ? 1 : 0;
                (once, twice) = given < 4e-3 ? (once + told, twice) : (once, twice + told);
            }
        }
        // Three binomial errors of 300 draws; what is told of twice the noise is the share of χ²/4 below the 5 % point.
        double freedom = interval.Errors.MisfitFreedom;
        double power = MathNet.Numerics.Distributions.ChiSquared.CDF(
            freedom,
            4 * MathNet.Numerics.Distributions.ChiSquared.InvCDF(freedom, 0.05)
        );
        Assert.InRange(once / (double)Draws, 0.012, 0.088);
        Assert.InRange(twice / (double)Draws, power - 0.085, power + 0.085);
    }

    [Fact]
    public void Residuals_are_not_pooled_with_noise_that_another_uncertainty_was_added_to()
    {
        (ExafsFit fit, ExafsInterval interval) = Linear(3);
        Assert.True(interval.Errors.IsNoise);
        double[] chi = [.. fit.DataSets[0].Data];
        fit.DataSets[0].SetDataWithBackground(chi, [.. SamplePaths.K.Select(k => 1e-3 / (1 + k))]);
        fit.Fit([3, 1], [0, 0], [20, 20]);
        WhiteNoiseErrors errors = interval.Errors;
        Assert.False(errors.IsNoise);
        Assert.Equal(errors.MisfitFreedom, errors.Freedom);
        Assert.Equal(errors.MisfitScale, errors.Scale);
        Assert.True(errors.ErrorOf([1, 0]) > 0);
    }

    [Fact]
    public void A_misfit_counts_as_noise_and_leaves_fewer_degrees_of_freedom()
    {
        // A carbon shell that the model does not have.
        double[] chi = SamplePaths.Chi(
            (SamplePaths.Nitrogen, new(3, 0.95, 2, 0.01, 0.006, 0, 0, 0)),
            (SamplePaths.Carbon, new(6, 0.95, 2, 0, 0.008, 0, 0, 0))
        );
        var noise = new NoiseSource(1);
        var map = new ProductMap(["n", "dr", "ss", "e0"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "e0", "dr", "ss"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, s_transform);
        set.SetData([.. chi.Select(c => c + (1e-4 * noise.NextNormal()))]);
        var fit = new ExafsFit([set]);
        fit.Fit([3.5, 0, 0.005, 0], [0, -0.3, 0, -20], [20, 0.3, 0.1, 20]);
        var errors = new WhiteNoiseErrors(fit);
        errors.Update();
        Assert.False(errors.IsNoise);
        Assert.Equal(errors.MisfitScale, errors.Scale);
        Assert.True(errors.Scale > 100);
        Assert.InRange(errors.Freedom, 1, 10);
    }

    // Two numbers of atoms, all else given; the data hold so many of the second.
    private static (ExafsFit Fit, ExafsInterval Interval) Linear(ulong seed, double zinc = 2)
    {
        double[] chi = SamplePaths.Chi(
            (SamplePaths.Nitrogen, new(3, 0.95, 0, 0, 0.006, 0, 0, 0)),
            (SamplePaths.Zinc, new(zinc, 0.95, 0, 0, 0.01, 0, 0, 0))
        );
        var noise = new NoiseSource(seed + 1);
        var map = new ProductMap(
            ["n", "zinc"],
            (SamplePaths.Nitrogen.Reff, ["n", "0.95", null, null, "0.006"]),
            (SamplePaths.Zinc.Reff, ["zinc", "0.95", null, null, "0.01"])
        );
        var set = new ExafsDataSet(
            SamplePaths.K,
            [SamplePaths.Nitrogen, SamplePaths.Zinc],
            map,
            s_transform with
            {
                RWindow = new(WindowShape.Hanning, 1, 3, 0, 0),
            }
        );
        set.SetData([.. chi.Select(c => c + (3e-3 * noise.NextNormal()))]);
        var fit = new ExafsFit([set]);
        fit.Fit([3, 1], [0, 0], [20, 20]);
        return (fit, new ExafsInterval(fit));
    }

    /// <summary>How many intervals hold the truth, of those that two ends are found of; an open one would hold anything.</summary>
    private record struct Coverage(int Reliable, int Held, int Unreliable)
    {
        public readonly double Share => Held / (double)Reliable;

        public void Add(QuantityInterval interval, double value)
        {
            if (!interval.IsReliable)
            {
                Unreliable++;
                return;
            }
            Reliable++;
            Held += interval.Low <= value && value <= interval.High ? 1 : 0;
        }
    }

    /// <summary>3 N each displaced by 0.02 Å and 6 C likewise; models with both shells and with N alone.</summary>
    private sealed class TwoShells
    {
        private const double Displacement = 0.02;
        private readonly ExafsDataSet _both;
        private readonly ExafsDataSet _single;

        public TwoShells()
        {
            string?[] nitrogen = ["n", "0.95", "e0", "dr", "ss"];
            var transform = s_transform with { RWindow = new(WindowShape.Hanning, 1, 2.9, 0, 0) };
            var both = new ProductMap(
                ["n", "dr", "ss", "e0", "nc", "drc", "ssc"],
                (SamplePaths.Nitrogen.Reff, nitrogen),
                (SamplePaths.Carbon.Reff, ["nc", "0.95", "e0", "drc", "ssc"])
            );
            var single = new ProductMap(["n", "dr", "ss", "e0"], (SamplePaths.Nitrogen.Reff, nitrogen));
            _both = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen, SamplePaths.Carbon], both, transform);
            _single = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], single, transform);
            (Both, Single) = (new ExafsFit([_both]), new ExafsFit([_single]));
        }

        public ExafsFit Both { get; }

        public ExafsFit Single { get; }

        /// <summary>New atoms and noise; returns the mean displacement of N.</summary>
        public double Draw(NoiseSource source, double epsilon)
        {
            double[] shifts = [.. Enumerable.Range(0, 9).Select(_ => Displacement * source.NextNormal())];
            double[] chi = SamplePaths.Chi([
                .. shifts.Select(
                    (s, i) =>
                        i < 3
                            ? (SamplePaths.Nitrogen, new PathParameters(1, 0.95, 2, s, 0.006, 0, 0, 0))
                            : (SamplePaths.Carbon, new PathParameters(1, 0.95, 2, s, 0.008, 0, 0, 0))
                ),
            ]);
            for (int j = 0; j < chi.Length; j++)
                chi[j] += epsilon * source.NextNormal();
            _both.SetData(chi);
            _single.SetData(chi);
            return shifts.Take(3).Average();
        }
    }
}
