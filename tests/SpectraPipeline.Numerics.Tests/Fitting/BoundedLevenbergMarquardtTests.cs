using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class BoundedLevenbergMarquardtTests
{
    // From these two starts the plain way leads over a plateau (BoxBOD) or along a ridge (MGH10), where the accelerated attempts must take over
    // (NistNonlinearTests). Without them it says that it has not arrived.
    [Theory]
    [InlineData("MGH10")]
    [InlineData("BoxBOD")]
    public void Says_so_when_it_has_not_reached_a_minimum(string set)
    {
        string? path = Corpus.Path($"reference/nist/{set}.dat");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/nist");
        NistProblem nist = NistProblem.Read(path!);
        int count = nist.Start1.Length;
        FitOutcome outcome = new BoundedLevenbergMarquardt(count).Minimize(
            nist.ToProblem(),
            [.. nist.Start1],
            Filled(count, double.NegativeInfinity),
            Filled(count, double.PositiveInfinity),
            new FitLimits(MaxIterations: 500, Attempts: 1)
        );
        Assert.False(outcome.Converged);
        Assert.NotEqual(FitEnd.Settled, outcome.End);
        Assert.True(outcome.Offset > 1, $"{outcome.Offset} standard errors from the minimum");
    }

    // A polynomial of degree 10 over x = -8.8..-3.1: J'J is singular to double precision, only the reflections on J itself can solve it.
    [Fact]
    public void Solves_the_polynomial_of_filip_that_normal_equations_cannot()
    {
        string? path = Corpus.Path("reference/nist/Filip.dat");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/nist");
        string[][] rows = [.. File.ReadLines(path!).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        double[][] certified = [.. rows.Where(r => r.Length == 3 && r[0].StartsWith('B') && char.IsDigit(r[0][^1])).Select(Numbers)];
        double[][] data =
        [
            .. rows.SkipWhile(r => r is not ["Data:", ..] || r[^1] != "x").Skip(1).Where(r => r.Length == 2).Select(Numbers),
        ];
        Assert.Equal((11, 82), (certified.Length, data.Length));
        var problem = new CurveProblem(
            (b, model, jacobian, stride) =>
            {
                model.Clear();
                for (int k = 0; k < b.Length; k++)
                for (int i = 0; i < model.Length; i++)
                {
                    jacobian[k * stride + i] = Math.Pow(data[i][1], k);
                    model[i] += b[k] * jacobian[k * stride + i];
                }
            },
            11,
            82
        );
        problem.SetData([.. data.Select(d => d[0])], [], []);
        double[] variables = new double[11];
        var minimiser = new BoundedLevenbergMarquardt(11);
        FitOutcome outcome = minimiser.Minimize(
            problem,
            variables,
            Filled(11, double.NegativeInfinity),
            Filled(11, double.PositiveInfinity),
            new FitLimits(MaxIterations: 500, Offset: 1e-7)
        );
        double[] covariance = new double[121];
        Assert.True(minimiser.Covariance(problem, variables, covariance));
        double worst = Enumerable.Range(0, 11).Min(k => Digits(variables[k], certified[k][0]));
        double worstError = Enumerable
            .Range(0, 11)
            .Min(k => Digits(Math.Sqrt(covariance[12 * k] * outcome.ChiSquare / 71), certified[k][1]));
        TestContext.Current.TestOutputHelper?.WriteLine($"NIST Filip: {worst:F1} digits, errors {worstError:F1}, {outcome}");
        Assert.True(outcome.Converged, outcome.ToString());
        // Terms of 1e5 cancel to residuals of 3e-3: the rounding of the model itself (1e-11), times a condition of 1e10, leaves four digits of each
        // coefficient, a ten thousandth of its standard error. The standard errors need only J and keep six.
        Assert.True(worst >= 4 && worstError >= 6, $"{worst:F1} digits, errors {worstError:F1}");
    }

    // min |v - target|² over a box is the nearest corner, edge or face; χ² = Σ (v - target)².
    [Fact]
    public void Holds_variables_at_bounds_and_leaves_the_others_where_they_belong()
    {
        double[] target = [3, -2, 0.5, 7];
        var problem = new CurveProblem(
            (v, model, jacobian, stride) =>
            {
                jacobian.Clear();
                for (int k = 0; k < 4; k++)
                {
                    model[k] = v[k];
                    jacobian[k * stride + k] = 1;
                }
            },
            4,
            4
        );
        problem.SetData(target, [], []);
        double[] variables = [0.2, 0.2, 0.2, 1];
        var minimiser = new BoundedLevenbergMarquardt(4);
        FitOutcome outcome = minimiser.Minimize(problem, variables, [0, 0, 0, 1], [1, 1, 1, 1], new FitLimits(Offset: 1e-9));
        Assert.Equal([1, 0, 0.5, 1], variables, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(4 + 4 + 36, outcome.ChiSquare, 1e-9);
        Assert.Equal([VariableState.Held, VariableState.Held, VariableState.Free, VariableState.Held], minimiser.States.ToArray());
        double[] covariance = new double[16];
        Assert.True(minimiser.Covariance(problem, variables, covariance));
        Assert.Equal(
            [0, 0, 1, 0],
            (double[])[covariance[0], covariance[5], covariance[10], covariance[15]],
            (a, b) => Math.Abs(a - b) < 1e-14
        );
    }

    // Rosenbrock's valley from a start whose first steps run into a bound: the way to the minimum (1, 1) leaves the bound again.
    [Fact]
    public void Releases_a_variable_when_the_gradient_turns()
    {
        var problem = new CurveProblem(
            (v, model, jacobian, stride) =>
            {
                (model[0], model[1]) = (10 * (v[1] - v[0] * v[0]), v[0]);
                (jacobian[0], jacobian[stride]) = (-20 * v[0], 10);
                (jacobian[1], jacobian[stride + 1]) = (1, 0);
            },
            2,
            2
        );
        problem.SetData([0, 1], [], []);
        double[] variables = [-1.2, 1];
        FitOutcome outcome = new BoundedLevenbergMarquardt(2).Minimize(problem, variables, [-2, -0.1], [2, 2], new FitLimits());
        Assert.True(outcome.Converged, outcome.ToString());
        Assert.Equal([1, 1], variables, (a, b) => Math.Abs(a - b) < 1e-9);
        // With the minimum outside, the answer is on the bound: v1 ≥ 1.2 puts v0 at the root of 200 v0 (v0² - 1.2) + v0 - 1 = 0.
        variables = [0.5, 1.4];
        outcome = new BoundedLevenbergMarquardt(2).Minimize(problem, variables, [-2, 1.2], [2, 1.5], new FitLimits(Offset: 1e-9));
        Assert.Equal(1.2, variables[1]);
        Assert.Equal(0, 200 * variables[0] * (variables[0] * variables[0] - 1.2) + variables[0] - 1, 1e-7);
        Assert.True(outcome.Converged, outcome.ToString());
    }

    [Fact]
    public void Variables_that_depend_on_each_other_get_no_standard_error()
    {
        var problem = new CurveProblem(
            (v, model, jacobian, stride) =>
            {
                for (int i = 0; i < 5; i++)
                {
                    model[i] = (v[0] + v[1]) * i;
                    jacobian[i] = jacobian[stride + i] = i;
                }
            },
            2,
            5
        );
        problem.SetData([0, 1, 2.1, 2.9, 4], [], []);
        double[] variables = [1, 1];
        var minimiser = new BoundedLevenbergMarquardt(2);
        minimiser.Minimize(problem, variables, Filled(2, double.NegativeInfinity), Filled(2, double.PositiveInfinity), new FitLimits());
        double[] covariance = new double[4];
        Assert.False(minimiser.Covariance(problem, variables, covariance));
        Assert.True(double.IsNaN(covariance[0]) && double.IsNaN(covariance[3]));
        Assert.Equal(1, variables[0] + variables[1], 1e-3 + 0.01);
    }

    private static double[] Numbers(string[] words) =>
        [.. words.Where(w => w[0] != 'B').Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];

    private static double Digits(double value, double certified) =>
        Math.Min(11, -Math.Log10(Math.Abs(value - certified) / Math.Abs(certified)));

    private static double[] Filled(int count, double value)
    {
        double[] values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}
