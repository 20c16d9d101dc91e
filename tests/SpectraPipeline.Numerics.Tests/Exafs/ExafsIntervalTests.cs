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
        int[] inside = new int[4];
        for (int d = 0; d < Draws; d++)
        {
            set.SetData([.. chi.Select(c => c + (3e-3 * noise.NextNormal()))]);
            fit.Fit([3.5, 0, 0.005, 0], [0, -0.3, 0, -20], [20, 0.3, 0.1, 20]);
            for (int v = 0; v < truth.Length; v++)
                if (Holds(interval.Of(new VariableQuantity(v)), truth[v]))
                    inside[v]++;
        }
        // 95 %, three binomial errors of 600 draws.
        foreach (int count in inside)
            Assert.InRange(count / (double)Draws, 0.923, 0.977);
    }

    [Fact]
    public void A_spread_shell_before_a_second_one_is_covered_and_the_single_shell_model_is_told_by_its_criterion()
    {
        const int Draws = 300;
        (int number, int distance, int carbon, int told) = (0, 0, 0, 0);
        double bias = 0;
        var source = new NoiseSource(5);
        var shells = new TwoShells();
        for (int d = 0; d < Draws; d++)
        {
            double mean = shells.Draw(source, 3e-3);
            shells.Both.Fit([4, 0, 0.005, 0, 5, 0, 0.006], [0, -0.2, 0, -15, 0, -0.2, 0], [10, 0.2, 0.05, 15, 20, 0.2, 0.05]);
            shells.Single.Fit([4, 0, 0.005, 0], [0, -0.2, 0, -15], [10, 0.2, 0.05, 15]);
            var interval = new ExafsInterval(shells.Both);
            number += Holds(interval.Of(new VariableQuantity(0)), 3) ? 1 : 0;
            distance += Holds(interval.Of(new VariableQuantity(1)), mean) ? 1 : 0;
            carbon += Holds(interval.Of(new VariableQuantity(4)), 6) ? 1 : 0;
            told += shells.Single.Statistics.Aic > shells.Both.Statistics.Aic + 10 ? 1 : 0;
            bias += (shells.Single.Values[0] - 3) / Draws;
        }
        // 95 %, three binomial errors of 300 draws.
        foreach (int count in (int[])[number, distance, carbon])
            Assert.InRange(count / (double)Draws, 0.912, 0.988);
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
    public void A_shell_that_is_not_there_gets_an_upper_limit_that_holds_it()
    {
        int limited = 0;
        int held = 0;
        const int Draws = 60;
        for (int d = 1; d <= Draws; d++)
        {
            (ExafsFit fit, ExafsInterval interval) = Linear((ulong)d, zinc: 0.5);
            QuantityInterval found = interval.Of(new PathQuantity(fit.DataSets[0], 1, 0));
            Assert.True(found.IsReliable);
            limited += found.LowEnd == IntervalEnd.Bound || found.Low > 0 ? 1 : 0;
            held += Holds(found, 0.5) ? 1 : 0;
        }
        Assert.Equal(Draws, limited);
        Assert.InRange(held / (double)Draws, 0.85, 1);
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

    private static bool Holds(QuantityInterval interval, double value) => !(interval.Low > value) && !(interval.High < value);

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
