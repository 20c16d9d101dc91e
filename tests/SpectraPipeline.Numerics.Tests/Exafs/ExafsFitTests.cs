using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ExafsFitTests
{
    // Of an error bar.
    private const double OfBar = 1e-4;

    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void Values_errors_and_correlations_agree_with_Larch(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        ExafsFit fit = Fitted(truth);
        var expected = TightLarch.Of(name) ?? [.. truth.Best.Zip(truth.Errors)];
        Assert.True(fit.Outcome.Converged);
        for (int v = 0; v < expected.Length; v++)
        {
            (double value, double error) = expected[v];
            Assert.InRange((fit.Values[v] - value) / error, -OfBar, OfBar);
            Assert.InRange((fit.StandardError(v) - error) / error, -OfBar, OfBar);
            for (int other = 0; other < v; other++)
                Assert.Equal(truth.Correlation(truth.Variables[v], truth.Variables[other]), fit.Correlation(v, other), 2e-3);
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void The_sum_of_squares_is_no_worse_than_that_of_Larch(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        ExafsFit fit = Fitted(truth);
        // The R-factor has the same sum of squares over a constant, whatever the scale of the residuals.
        Assert.InRange(fit.Statistics.RFactor / truth.Statistic("rfactor"), 0, 1 + 1e-9);
    }

    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void Statistics_agree_with_Larch_where_it_is_right(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        ExafsFit fit = Fitted(truth);
        ExafsStatistics s = fit.Statistics;
        Same(truth.Statistic("n_independent"), s.IndependentPoints);
        Assert.Equal(truth.Statistic("nvarys"), s.Variables);
        Assert.Equal(truth.Statistic("ndata"), s.Points);
        Same(truth.Statistic("rfactor"), s.RFactor);
        Same(s.RFactor, fit.StatisticsOf(0).RFactor);
        // Faults 4, 5 and 12 of Larch: its χ² over ours.
        double fault = ChiSquareFault(name, truth);
        Same(truth.Statistic("chi_square"), fault * s.ChiSquare);
        Same(truth.Statistic("chi2_reduced"), fault * s.ReducedChiSquare);
        Same(truth.Statistic("aic"), s.Aic + (s.IndependentPoints * Math.Log(fault)));
        Same(truth.Statistic("bic"), s.Bic + (s.IndependentPoints * Math.Log(fault)));
    }

    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void Noise_agrees_with_Larch_and_a_given_one_is_root_two_larger_in_R(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        ExafsNoise noise = truth.DataSet().Noise;
        double[] r = truth.Noise("epsilon_r");
        bool given = IsGiven(name);
        for (int w = 0; w < r.Length; w++)
            Same(r[w] * (given ? Math.Sqrt(2) : 1), noise.EpsilonR[w]);
        double[] k = truth.Noise("epsilon_k");
        for (int w = 0; !given && w < k.Length; w++)
            Same(k[w], noise.EpsilonK[w]);
    }

    [Fact]
    public void A_refined_background_gives_what_an_independent_minimisation_gives()
    {
        // scipy's leastsq with ftol = 1e-15 on Larch's path χ and transform, and splrep's knots of 13 even sites.
        ReferenceFit truth = ReferenceFit.Load("cu_1path_r");
        ExafsDataSet set = truth.DataSet(truth.Transform with { RefineBackground = 0 });
        var fit = new ExafsFit([set]);
        fit.Fit(truth.Start, truth.Lower, truth.Upper);
        double[] values = [0.9286295339304388, 4.300720989322546, 0.008650878752253715, -0.006271121301766088];
        double[] errors = [0.04063773178254769, 0.5314561911304276, 0.00032020953883953523, 0.0027150136216395585];
        for (int v = 0; v < values.Length; v++)
        {
            Assert.InRange((fit.Values[v] - values[v]) / errors[v], -OfBar, OfBar);
            Assert.InRange((fit.StandardError(v) - errors[v]) / errors[v], -OfBar, OfBar);
        }
        Assert.Equal(13, set.Coefficients);
        Assert.Equal(17, fit.Statistics.Variables);
        Same(27.73803043943842, fit.Statistics.IndependentPoints);
        Same(865.3638056616237, fit.Statistics.ChiSquare);
        Same(0.002816702393508724, fit.Statistics.RFactor);
    }

    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void The_gradient_is_that_of_the_sum_of_squares(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        var fit = new ExafsFit([truth.DataSet()]);
        double[] at = truth.Best;
        int n = at.Length;
        (double[] gram, double[] gradient, double[] scratch) = (new double[n * n], new double[n], new double[n]);
        for (int v = 0; v < n; v++)
        {
            at = truth.Best;
            // Away from the minimum, where the gradient is not a difference of large numbers.
            at[v] += 2 * truth.Errors[v];
            fit.Evaluate(at, gram, gradient);
            double step = 1e-3 * truth.Errors[v];
            double expected = gradient[v];
            at[v] += step;
            double above = fit.Evaluate(at, gram, scratch);
            at[v] -= 2 * step;
            double below = fit.Evaluate(at, gram, scratch);
            Assert.Equal(1, (below - above) / (4 * step) / expected, 1e-5);
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_fit()
    {
        (ExafsDataSet set, double[] chi) = Nitrogen();
        var fit = new ExafsFit([set], new KnownValues([new(0, 3, 0.2)]));
        double[] lower = [.. Enumerable.Repeat(double.NegativeInfinity, 4)];
        double[] upper = [.. Enumerable.Repeat(double.PositiveInfinity, 4)];
        double[] start = [3.5, 0, 0.005, 0];
        long least = long.MaxValue;
        for (int turn = 0; turn < 20 && least > 0; turn++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            set.SetData(chi);
            fit.Fit(start, lower, upper);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void A_variable_that_occurs_nowhere_is_left_alone_and_not_counted()
    {
        var map = new ProductMap(["n", "ghost", "dr"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "2", "dr", "0.006"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, new ExafsTransform());
        set.SetData(SamplePaths.Chi((SamplePaths.Nitrogen, new(3, 0.95, 2, 0.01, 0.006, 0, 0, 0))));
        var fit = new ExafsFit([set]);
        fit.Fit([2, 7, 0], [0, -10, -1], [10, 10, 1]);
        Assert.Equal(7, fit.Values[1]);
        Assert.False(fit.Occurs(1));
        Assert.Equal(2, fit.Statistics.Variables);
        Assert.Equal(double.NaN, fit.StandardError(1));
        Assert.Equal(3, fit.Values[0], 1e-8);
        Assert.Equal(0.01, fit.Values[2], 1e-8);
    }

    [Fact]
    public void A_start_at_the_solution_needs_two_evaluations()
    {
        (ExafsDataSet set, _) = Nitrogen();
        var fit = new ExafsFit([set]);
        double[] open = [.. Enumerable.Repeat(double.PositiveInfinity, 4)];
        double[] below = [.. open.Select(v => -v)];
        fit.Fit([3.5, 0, 0.005, 0], below, open);
        double[] solution = [.. fit.Values];
        Assert.InRange(fit.Fit(solution, below, open).Evaluations, 1, 2);
    }

    [Fact]
    public void More_variables_than_independent_points_leave_no_errors()
    {
        var narrow = new ExafsTransform
        {
            KWindow = new(Numerics.Xas.WindowShape.Hanning, 3, 8, 1, 1),
            RWindow = new(Numerics.Xas.WindowShape.Hanning, 1, 1.9, 0, 0),
        };
        (ExafsDataSet set, _) = Nitrogen(narrow);
        var fit = new ExafsFit([set]);
        fit.Fit([3.5, 0, 0.005, 0], [0, -1, 0, -20], [9, 1, 0.1, 20]);
        Assert.True(fit.Statistics.Freedom < 0);
        Assert.Equal(double.NaN, fit.Statistics.ReducedChiSquare);
        Assert.Equal(double.NaN, fit.StandardError(0));
    }

    private static (ExafsDataSet Set, double[] Chi) Nitrogen(ExafsTransform? transform = null)
    {
        var map = new ProductMap(["n", "dr", "ss", "e0"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "e0", "dr", "ss"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, transform ?? new ExafsTransform());
        double[] chi = SamplePaths.Chi((SamplePaths.Nitrogen, new(3, 0.95, 2, 0.01, 0.006, 0, 0, 0)));
        for (int j = 0; j < chi.Length; j++)
            chi[j] += 1e-3 * Math.Sin(97.0 * j * j);
        set.SetData(chi);
        return (set, chi);
    }

    private static ExafsFit Fitted(ReferenceFit truth)
    {
        var fit = new ExafsFit([truth.DataSet()]);
        fit.Fit(truth.Start, truth.Lower, truth.Upper);
        return fit;
    }

    // Larch's χ² in q space is four times as large, with a given noise twice; in k space it lacks the division by the mean square of kⁿ.
    private static double ChiSquareFault(string name, ReferenceFit truth)
    {
        ExafsTransform t = truth.Transform;
        double MeanSquare() =>
            Enumerable
                .Range(
                    (int)(0.01 + (t.KWindow.From / t.KStep)),
                    (int)(0.01 + (t.KWindow.To / t.KStep)) - (int)(0.01 + (t.KWindow.From / t.KStep))
                )
                .Average(j => Math.Pow(t.KStep * j, 2 * t.KWeights[0]));
        return t.Space switch
        {
            ExafsSpace.Q => 4,
            ExafsSpace.K => MeanSquare(),
            _ => IsGiven(name) ? 2 : 1,
        };
    }

    private static bool IsGiven(string name) => name is "cu_1path_eps" or "cu_1path_deltachi";

    private static void Same(double expected, double found) => Assert.Equal(1, found / expected, 1e-6);
}
