using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>Correct digits of one run, or of the worst of a set's certified numbers: -log₁₀ of the relative difference, at most the certified number of digits.</summary>
/// <param name="Set">Name of the set.</param>
/// <param name="Way">Start, or the code that solved it.</param>
/// <param name="Values">Digits of parameters, coefficients, or the mean.</param>
/// <param name="Errors">Digits of their standard deviations, NaN where none is certified.</param>
/// <param name="Rest">Digits of the residual sum of squares or standard deviation.</param>
/// <param name="Outcome">How the iteration ended; default for direct solutions.</param>
internal sealed record NistDigits(string Set, string Way, double Values, double Errors, double Rest, FitOutcome Outcome = default);

/// <summary>Solves NIST's reference sets with the product's kernels and counts digits.</summary>
internal static class NistAccuracy
{
    public static readonly string[] Nonlinear =
    [
        .. (
            "Misra1a Misra1b Misra1c Misra1d Chwirut1 Chwirut2 DanWood Lanczos1 Lanczos2 Lanczos3 Gauss1 Gauss2 Gauss3 Kirby2 Hahn1 Thurber Nelson "
            + "MGH17 Roszman1 ENSO MGH09 Rat42 Rat43 MGH10 Eckerle4 Bennett5 BoxBOD"
        ).Split(' '),
    ];

    /// <summary>Sets of linear regression with the degree of the polynomial: 0 for a line through the origin, -1 for several columns.</summary>
    public static readonly (string Name, int Degree)[] Regression =
    [
        ("Norris", 1),
        ("Pontius", 2),
        ("NoInt1", 0),
        ("NoInt2", 0),
        ("Filip", 10),
        ("Longley", -1),
        ("Wampler1", 5),
        ("Wampler2", 5),
        ("Wampler3", 5),
        ("Wampler4", 5),
        ("Wampler5", 5),
    ];

    public static readonly string[] Univariate = [.. "Lew Lottery Mavro Michelso NumAcc1 NumAcc2 NumAcc3 NumAcc4".Split(' ')];

    public static readonly string[] Variance =
    [
        .. "SiRstvt AtmWtAgt SmLs01t SmLs02t SmLs03t SmLs04t SmLs05t SmLs06t SmLs07t SmLs08t SmLs09t".Split(' '),
    ];

    private static string File(string set)
    {
        string? path = Corpus.Path($"reference/nist/{set}.dat");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/nist");
        return path!;
    }

    public static NistDigits Fit(string set, int start)
    {
        NistProblem nist = NistProblem.Read(File(set));
        double[] variables = [.. start == 1 ? nist.Start1 : nist.Start2];
        int count = variables.Length;
        CurveProblem problem = nist.ToProblem();
        var minimiser = new BoundedLevenbergMarquardt(count);
        double[] free = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
        FitOutcome outcome = minimiser.Minimize(
            problem,
            variables,
            [.. free.Select(f => -f)],
            free,
            new FitLimits(MaxIterations: 2000, Offset: 1e-9)
        );
        double[] covariance = new double[count * count];
        Assert.True(minimiser.Covariance(problem, variables, covariance));
        double variance = outcome.ChiSquare / (nist.Y.Length - count);
        return new(
            set,
            $"start {start}",
            Enumerable.Range(0, count).Min(k => Digits(variables[k], nist.Certified[k], 11)),
            Enumerable.Range(0, count).Min(k => Digits(Math.Sqrt(variance * covariance[k * count + k]), nist.CertifiedError[k], 11)),
            Digits(outcome.ChiSquare, nist.ResidualSumOfSquares, 11),
            outcome
        );
    }

    /// <summary>Coefficients by reflections on columns of unit length, once more on the residuals that are left.</summary>
    public static NistDigits Solve(string set, int degree)
    {
        NistLinearProblem nist = NistLinearProblem.Read(File(set));
        int rows = nist.Data.Length;
        double[] y = [.. nist.Data.Select(d => d[0])];
        double[][] columns = degree switch
        {
            0 =>
            [
                [.. nist.Data.Select(d => d[1])],
            ],
            < 0 =>
            [
                [.. y.Select(_ => 1.0)],
                .. Enumerable.Range(1, nist.Data[0].Length - 1).Select(k => nist.Data.Select(d => d[k]).ToArray()),
            ],
            _ => [.. Enumerable.Range(0, degree + 1).Select(k => nist.Data.Select(d => Math.Pow(d[1], k)).ToArray())],
        };
        int count = columns.Length;
        Assert.Equal(nist.Coefficients.Length, count);
        double[] length = [.. columns.Select(c => Math.Sqrt(c.Sum(v => v * v)))];
        double[] solution = new double[count];
        double[] rest = [.. y];
        double[] matrix = [];
        for (int pass = 0; pass < 2; pass++)
        {
            matrix = [.. columns.SelectMany((c, k) => c.Select(v => v / length[k]))];
            double[] right = [.. rest];
            Assert.True(OrthogonalLeastSquares.Reduce(matrix, rows, count, right) > 0);
            OrthogonalLeastSquares.SolveUpper(matrix, rows, count, right);
            for (int k = 0; k < count; k++)
                solution[k] += right[k] / length[k];
            for (int i = 0; i < rows; i++)
                rest[i] = y[i] - Enumerable.Range(0, count).Sum(k => columns[k][i] * solution[k]);
        }
        double deviation = Math.Sqrt(rest.Sum(r => r * r) / (rows - count));
        double Error(int k)
        {
            double[] unit = new double[count];
            unit[k] = 1;
            OrthogonalLeastSquares.SolveUpperTransposed(matrix, rows, count, unit);
            return deviation * Math.Sqrt(unit.Sum(u => u * u)) / length[k];
        }
        return new(
            set,
            "OrthogonalLeastSquares",
            Enumerable.Range(0, count).Min(k => Digits(solution[k], nist.Coefficients[k].Value, 15)),
            Enumerable.Range(0, count).Min(k => Digits(Error(k), nist.Coefficients[k].Error, 15)),
            Digits(deviation, nist.Deviation, 15)
        );
    }

    /// <summary>Slope and intercept of Norris by the product's straight line.</summary>
    public static NistDigits Line()
    {
        NistLinearProblem nist = NistLinearProblem.Read(File("Norris"));
        double[] x = [.. nist.Data.Select(d => d[1])];
        WeightedLine line = WeightedLine.Of(x, [.. nist.Data.Select(d => d[0])], [.. x.Select(_ => 1.0)]);
        return new(
            "Norris",
            "WeightedLine",
            Math.Min(Digits(line.Intercept, nist.Coefficients[0].Value, 15), Digits(line.Slope, nist.Coefficients[1].Value, 15)),
            double.NaN,
            Digits(Math.Sqrt(line.Squares / (x.Length - 2)), nist.Deviation, 15)
        );
    }

    /// <summary>Residuals of a polynomial in the basis that is orthogonal over the points; it has no coefficients of powers.</summary>
    public static NistDigits Polynomial(string set, int degree)
    {
        NistLinearProblem nist = NistLinearProblem.Read(File(set));
        (_, double deviation) = Polynomial([.. nist.Data.Select(d => d[1])], [.. nist.Data.Select(d => d[0])], degree);
        return new(set, "OrthogonalPolynomialFit", double.NaN, double.NaN, Digits(deviation, nist.Deviation, 15));
    }

    /// <summary>Mean and standard deviation as a polynomial of degree 0.</summary>
    public static NistDigits Sample(string set)
    {
        NistLinearProblem nist = NistLinearProblem.Read(File(set));
        double[] y = [.. nist.Data.Select(d => d[0])];
        (double mean, double deviation) = Polynomial([.. Enumerable.Range(0, y.Length).Select(i => (double)i)], y, 0);
        return new(set, "OrthogonalPolynomialFit", Digits(mean, nist.Mean, 15), double.NaN, Digits(deviation, nist.Deviation, 15));
    }

    /// <summary>F between columns and the deviation within them, each column a polynomial of degree 0.</summary>
    public static NistDigits Between(string set)
    {
        NistLinearProblem nist = NistLinearProblem.Read(File(set));
        int groups = nist.Data[0].Length;
        int each = nist.Data.Length;
        double[] means = new double[groups];
        double within = 0;
        for (int g = 0; g < groups; g++)
        {
            double[] y = [.. nist.Data.Select(d => d[g])];
            (means[g], double deviation) = Polynomial([.. Enumerable.Range(0, each).Select(i => (double)i)], y, 0);
            within += deviation * deviation * (each - 1);
        }
        (_, double between) = Polynomial([.. Enumerable.Range(0, groups).Select(i => (double)i)], means, 0);
        double variance = within / (groups * (each - 1));
        return new(
            set,
            "OrthogonalPolynomialFit",
            Digits(each * between * between / variance, nist.F, 15),
            double.NaN,
            Digits(Math.Sqrt(variance), nist.Deviation, 15)
        );
    }

    private static (double First, double Deviation) Polynomial(double[] x, double[] y, int degree)
    {
        var fit = new OrthogonalPolynomialFit();
        fit.Fit(x, y, degree);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (y[i] - fit.Evaluate(x[i])) * (y[i] - fit.Evaluate(x[i]));
        return (fit.Evaluate(x[0]), Math.Sqrt(sum / (x.Length - degree - 1)));
    }

    // Where 0 is certified, digits behind the point.
    private static double Digits(double value, double certified, double most)
    {
        double difference = Math.Abs(value - certified);
        if (double.IsNaN(difference))
            return 0;
        return Math.Clamp(-Math.Log10(certified == 0 ? difference : difference / Math.Abs(certified)), 0, most);
    }
}
