using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

/// <summary>Several data sets with common variables, and variables known from elsewhere.</summary>
public sealed class ExafsFitSharingTests
{
    private const double Epsilon = 2e-3;
    private static readonly ExafsTransform s_transform = new()
    {
        KWindow = new(WindowShape.Hanning, 3, 11, 1, 1),
        RWindow = new(WindowShape.Hanning, 1, 2.4, 0, 0),
    };
    private static readonly string[] s_names = ["n", "dr", "e0", "cold", "warm"];

    [Fact]
    public void Two_temperatures_share_all_but_the_displacement()
    {
        double[] truth = [3, 0.01, 2, 0.004, 0.009];
        ExafsDataSet[] sets = [Set("cold", truth[3], 1), Set("warm", truth[4], 2)];
        var together = new ExafsFit(sets);
        double[] start = [3.5, 0, 0, 0.006, 0.006];
        (double[] lower, double[] upper) = ([0, -0.3, -20, 0, 0], [20, 0.3, 20, 0.1, 0.1]);
        together.Fit(start, lower, upper);
        for (int v = 0; v < truth.Length; v++)
            Assert.InRange((together.Values[v] - truth[v]) / together.StandardError(v), -3, 3);
        ExafsStatistics s = together.Statistics;
        Assert.Equal(2 * s_transform.IndependentPoints, s.IndependentPoints);
        Assert.Equal(5, s.Variables);
        Assert.Equal(4, together.StatisticsOf(1).Variables);
        Assert.Equal(s.SumOfSquares, together.StatisticsOf(0).SumOfSquares + together.StatisticsOf(1).SumOfSquares, 1e-9);
        // Overall R is between those of the sets: the noisier one is told by its own.
        Assert.InRange(s.RFactor, together.StatisticsOf(0).RFactor, together.StatisticsOf(1).RFactor);
        // One alone knows N less well, and says nothing of the other's displacement.
        var alone = new ExafsFit([sets[0]]);
        alone.Fit(start, lower, upper);
        Assert.Equal(double.NaN, alone.StandardError(4));
        Assert.Equal(start[4], alone.Values[4]);
        Assert.Equal(together.Path(1, 0).Values.Sigma2, together.Values[4]);
        Assert.Equal(together.StandardError(4), together.Path(1, 0).Errors.Sigma2, 1e-12);
        Assert.Equal(double.NaN, together.Path(1, 0).Errors.S02);
    }

    [Fact]
    public void A_set_by_itself_or_twice_gives_the_same_values_and_half_the_variance()
    {
        (double[] lower, double[] upper) = ([0, -0.3, -20, 0, 0], [20, 0.3, 20, 0.1, 0.1]);
        var once = new ExafsFit([Set("cold", 0.005, 1)]);
        var twice = new ExafsFit([Set("cold", 0.005, 1), Set("cold", 0.005, 1)]);
        once.Fit([3, 0, 0, 0.005, 0.005], lower, upper);
        twice.Fit([3, 0, 0, 0.005, 0.005], lower, upper);
        // Σr² over freedom: doubled over doubled, but for the variables that are spent once.
        double share = Math.Sqrt(once.Statistics.Freedom / twice.Statistics.Freedom);
        for (int v = 0; v < 4; v++)
        {
            Assert.Equal(0, (twice.Values[v] - once.Values[v]) / once.StandardError(v), 1e-4);
            Assert.Equal(share, twice.StandardError(v) / once.StandardError(v), 1e-4);
        }
    }

    [Fact]
    public void The_error_of_a_known_amplitude_goes_into_that_of_the_number()
    {
        // N·S0² is all that the data know: relative errors of N and S0² add in quadrature.
        double[] chi = Chi(0.006, 3);
        ExafsDataSet Restrained(string s02, string[] names)
        {
            var set = new ExafsDataSet(
                SamplePaths.K,
                [SamplePaths.Nitrogen],
                new ProductMap(names, (SamplePaths.Nitrogen.Reff, ["n", s02, "e0", "dr", "ss"])),
                s_transform
            );
            set.SetData(chi);
            return set;
        }

        var exact = new ExafsFit([Restrained("0.9", ["n", "dr", "e0", "ss"])]);
        exact.Fit([3, 0, 0, 0.006], [0, -0.3, -20, 0], [20, 0.3, 20, 0.1]);
        var known = new ExafsFit([Restrained("s02", ["n", "dr", "e0", "ss", "s02"])], new KnownValues([new(4, 0.9, 0.06)]));
        known.Fit([3, 0, 0, 0.006, 1], [0, -0.3, -20, 0, 0], [20, 0.3, 20, 0.1, 2]);
        Assert.Equal(exact.Values[0], known.Values[0], 1e-4 * exact.StandardError(0));
        Assert.Equal(0.9, known.Values[4], 1e-6);
        Assert.Equal(0.06, known.StandardError(4), 1e-6);
        double expected = exact.Values[0] * Math.Sqrt(Math.Pow(exact.StandardError(0) / exact.Values[0], 2) + Math.Pow(0.06 / 0.9, 2));
        Assert.Equal(1, known.StandardError(0) / expected, 1e-5);
        Assert.Equal(exact.Statistics.ReducedChiSquare, known.Statistics.ReducedChiSquare, 1e-6);
        Assert.Equal(0, known.RestraintSquares, 1e-9);
    }

    [Fact]
    public void A_restraint_and_the_data_meet_where_their_errors_say()
    {
        // A linear problem: N alone. Weighted mean of two independent values.
        (ExafsDataSet set, ExafsFit free) = NumberAlone();
        (double value, double error) = (free.Values[0], free.StandardError(0));
        var restrained = new ExafsFit([set], new KnownValues([new(0, value + (2 * error), error)]));
        restrained.Fit([3], [0], [20]);
        // In units of the free fit: s² = (f + (2h)²)/(f + h), h = s²/(1 + s²) the share of the restraint, f the freedom without it.
        double freedom = s_transform.IndependentPoints - 1;
        double scale = 1;
        for (int turn = 0; turn < 100; turn++)
            scale = (freedom + Math.Pow(2 * scale / (1 + scale), 2)) / (freedom + (scale / (1 + scale)));
        double share = scale / (1 + scale);
        // The minimiser is content within 1e-5 of a standard error.
        Assert.Equal(value + (2 * error * share), restrained.Values[0], 1e-5 * error);
        Assert.Equal(error * Math.Sqrt(share), restrained.StandardError(0), 1e-5 * error);
        Assert.Equal(share, restrained.Statistics.RestraintFreedom, 1e-6);
        Assert.Equal(1, restrained.Statistics.Restraints);
        Assert.Equal(1, restrained.RestraintWeight / restrained.Statistics.Scale, 1e-7);
    }

    [Theory]
    [InlineData(1e4, 0)]
    [InlineData(1e-4, 1)]
    public void A_loose_restraint_leaves_the_error_and_a_tight_one_gives_back_the_freedom_of_its_variable(double looseness, double share)
    {
        (ExafsDataSet set, ExafsFit free) = NumberAlone();
        (double value, double error) = (free.Values[0], free.StandardError(0));
        var restrained = new ExafsFit([set], new KnownValues([new(0, value, looseness * error)]));
        restrained.Fit([3], [0], [20]);
        double freedom = s_transform.IndependentPoints - 1 + share;
        Assert.Equal(freedom, restrained.Statistics.Freedom, 1e-6);
        Assert.Equal(1, restrained.Statistics.Scale / (free.Statistics.SumOfSquares / freedom), 1e-6);
        Assert.Equal(1, restrained.StandardError(0) / (share == 0 ? error : looseness * error), 1e-6);
    }

    [Fact]
    public void Data_without_noise_leave_the_error_of_the_known_amplitude()
    {
        var set = new ExafsDataSet(
            SamplePaths.K,
            [SamplePaths.Nitrogen],
            new ProductMap(["n", "dr", "e0", "ss", "s02"], (SamplePaths.Nitrogen.Reff, ["n", "s02", "e0", "dr", "ss"])),
            s_transform
        );
        set.SetData(SamplePaths.Chi((SamplePaths.Nitrogen, new(3, 0.9, 2, 0.01, 0.006, 0, 0, 0))), Epsilon);
        var fit = new ExafsFit([set], new KnownValues([new(4, 0.9, 0.06)]));
        Assert.True(fit.Fit([3.5, 0, 0, 0.005, 1], [0, -0.3, -20, 0, 0], [20, 0.3, 20, 0.1, 2]).Converged);
        Assert.Equal(3, fit.Values[0], 1e-4);
        Assert.Equal(0.06, fit.StandardError(4), 1e-4);
        Assert.Equal(3 * 0.06 / 0.9, fit.StandardError(0), 1e-3);
    }

    [Fact]
    public void Maps_of_different_variables_and_restraints_without_error_are_refused()
    {
        ExafsDataSet one = Set("cold", 0.005, 1);
        var other = new ExafsDataSet(
            SamplePaths.K,
            [SamplePaths.Nitrogen],
            new ProductMap(["n"], (SamplePaths.Nitrogen.Reff, ["n"])),
            s_transform
        );
        Assert.Throws<ArgumentException>(() => new ExafsFit([one, other]));
        Assert.Throws<ArgumentException>(() => new ExafsFit([]));
        Assert.Throws<ArgumentException>(() => new KnownValues([new(0, 1, 0)]));
        Assert.Throws<ArgumentException>(() => new ExafsFit([one]).Fit([1], [0], [2]));
        Assert.Throws<ArgumentException>(() => one.SetData([1, 2, 3]));
    }

    private static (ExafsDataSet Set, ExafsFit Free) NumberAlone()
    {
        var set = new ExafsDataSet(
            SamplePaths.K,
            [SamplePaths.Nitrogen],
            new ProductMap(["n"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "2", "0.01", "0.006"])),
            s_transform
        );
        set.SetData(Chi(0.006, 4));
        var free = new ExafsFit([set]);
        free.Fit([3], [0], [20]);
        return (set, free);
    }

    private static double[] Chi(double sigma2, ulong seed)
    {
        var noise = new NoiseSource(seed);
        double[] chi = SamplePaths.Chi((SamplePaths.Nitrogen, new(3, 0.95, 2, 0.01, sigma2, 0, 0, 0)));
        return [.. chi.Select(c => c + (seed * Epsilon * noise.NextNormal()))];
    }

    private static ExafsDataSet Set(string displacement, double sigma2, ulong seed)
    {
        var map = new ProductMap(s_names, (SamplePaths.Nitrogen.Reff, ["n", "0.95", "e0", "dr", displacement]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, s_transform);
        set.SetData(Chi(sigma2, seed), Epsilon);
        return set;
    }
}
