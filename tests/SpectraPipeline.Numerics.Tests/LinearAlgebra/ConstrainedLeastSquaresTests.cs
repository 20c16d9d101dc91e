using SpectraPipeline.Numerics.LinearAlgebra;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.LinearAlgebra;

public sealed class ConstrainedLeastSquaresTests
{
    private const int Rows = 60;

    public static TheoryData<int, bool, bool> Problems
    {
        get
        {
            var all = new TheoryData<int, bool, bool>();
            for (int columns = 1; columns <= 8; columns++)
                foreach (bool summed in (bool[])[true, false])
                foreach (bool nonNegative in (bool[])[true, false])
                    all.Add(columns, summed, nonNegative);
            return all;
        }
    }

    [Theory, MemberData(nameof(Problems))]
    public void Finds_the_least_of_all_supports(int columns, bool isSummed, bool nonNegative)
    {
        double sum = isSummed ? 1 : double.NaN;
        for (int seed = 0; seed < 40; seed++)
        {
            (double[] a, double[] y) = Problem(columns, seed);
            var fit = new ConstrainedLeastSquares(Rows, columns);
            fit.SetColumns(a);
            fit.SetTarget(y);
            double[] weights = new double[columns];
            double squares = fit.Solve(fit.All, nonNegative, sum, weights);
            Assert.Equal(SumOfSquares(a, y, weights), squares, 1e-13 * (squares + Products.Dot(y, y)));
            (double least, double[] best) = Exhaustive(a, y, columns, isSummed, nonNegative);
            // Two different orders of rounding in columns that overlap to 0.9.
            Assert.InRange(squares, least * (1 - 1e-11), least * (1 + 1e-11));
            for (int j = 0; j < columns; j++)
                Assert.Equal(best[j], weights[j], 1e-9);
        }
    }

    [Theory, MemberData(nameof(Problems))]
    public void Meets_the_conditions_of_Karush_Kuhn_and_Tucker(int columns, bool isSummed, bool nonNegative)
    {
        for (int seed = 100; seed < 140; seed++)
        {
            (double[] a, double[] y) = Problem(columns, seed);
            var fit = new ConstrainedLeastSquares(Rows, columns);
            fit.SetColumns(a);
            fit.SetTarget(y);
            double[] w = new double[columns];
            fit.Solve(fit.All, nonNegative, isSummed ? 1 : double.NaN, w);
            if (isSummed)
                Assert.Equal(1, w.Sum(), 1e-14 * columns * w.Max(Math.Abs));
            double[] slopes = [.. Enumerable.Range(0, columns).Select(j => Slope(a, y, w, j))];
            double level = isSummed ? slopes.Where((_, j) => w[j] != 0).Average() : 0,
                scale = 1e-12 * Products.Dot(y, y);
            for (int j = 0; j < columns; j++)
                if (w[j] != 0)
                    Assert.Equal(level, slopes[j], scale);
                else
                    Assert.True(slopes[j] <= level + scale, $"column {j} would lower the sum of squares: {slopes[j]} > {level}");
            if (nonNegative)
                Assert.All(w, v => Assert.True(v >= 0));
        }
    }

    [Fact]
    public void Is_not_beaten_by_any_point_of_a_fine_grid()
    {
        (double[] a, double[] y) = Problem(3, 7);
        var fit = new ConstrainedLeastSquares(Rows, 3);
        fit.SetColumns(a);
        fit.SetTarget(y);
        double least = fit.Solve(fit.All, true, 1, new double[3]),
            grid = double.PositiveInfinity;
        for (int i = 0; i <= 400; i++)
        for (int j = 0; j <= 400 - i; j++)
            grid = Math.Min(grid, SumOfSquares(a, y, [i / 400.0, j / 400.0, (400 - i - j) / 400.0]));
        Assert.InRange(least, 0, grid);
        Assert.InRange(grid / least, 1, 1.01);
    }

    [Fact]
    public void Equal_columns_share_nothing_and_break_nothing()
    {
        (double[] a, double[] y) = Problem(3, 3);
        a.AsSpan(0, Rows).CopyTo(a.AsSpan(Rows));
        foreach (bool nonNegative in (bool[])[true, false])
        foreach (double sum in (double[])[1, double.NaN])
        {
            var fit = new ConstrainedLeastSquares(Rows, 3);
            fit.SetColumns(a);
            fit.SetTarget(y);
            double[] all = new double[3],
                two = new double[3];
            double squares = fit.Solve(fit.All, nonNegative, sum, all);
            Assert.Equal(fit.Solve(0b101, nonNegative, sum, two), squares, 1e-12 * squares);
            Assert.Equal(two[0], all[0] + all[1], 1e-10);
        }
    }

    [Fact]
    public void A_pinned_weight_stays_and_the_others_make_the_best_of_it()
    {
        (double[] a, double[] y) = Problem(4, 11);
        var fit = new ConstrainedLeastSquares(Rows, 4);
        fit.SetColumns(a);
        fit.SetTarget(y);
        double[] w = new double[4];
        double squares = fit.Pinned(1, 0.3, fit.All, true, 1, w);
        Assert.Equal(0.3, w[1]);
        Assert.Equal(1, w.Sum(), 1e-14);
        Assert.Equal(SumOfSquares(a, y, w), squares, 1e-13 * Products.Dot(y, y));
        Assert.True(squares >= fit.Solve(fit.All, true, 1, w));
        Assert.Equal(double.PositiveInfinity, fit.Pinned(1, 1.5, fit.All, true, 1, w));
    }

    [Fact]
    public void A_column_of_any_weight_drops_out_of_the_problem()
    {
        (double[] a, double[] y) = Problem(4, 5);
        double[] drift = [.. Enumerable.Range(0, Rows).Select(i => 1 + 0.01 * i)];
        var with = new ConstrainedLeastSquares(Rows, 3, 1);
        with.SetColumns(a.AsSpan(0, 3 * Rows), drift);
        with.SetTarget(y);
        double[] w = new double[3],
            all = new double[4];
        double squares = with.Solve(with.All, false, double.NaN, w);
        double[] together = [.. a[..(3 * Rows)], .. drift];
        var plain = new ConstrainedLeastSquares(Rows, 4);
        plain.SetColumns(together);
        plain.SetTarget(y);
        Assert.Equal(plain.Solve(plain.All, false, double.NaN, all), squares, 1e-12 * squares);
        for (int j = 0; j < 3; j++)
            Assert.Equal(all[j], w[j], 1e-11);
    }

    [Fact]
    public void Limits_of_two_weights_are_those_of_a_parabola_cut_by_the_bounds()
    {
        (double[] a, double[] y) = Problem(2, 1);
        var fit = new ConstrainedLeastSquares(Rows, 2);
        fit.SetColumns(a);
        fit.SetTarget(y);
        double[] w = new double[2],
            difference = [.. Enumerable.Range(0, Rows).Select(i => a[i] - a[Rows + i])];
        double least = fit.Solve(fit.All, false, 1, w),
            best = w[0];
        foreach (double rise in (double[])[1e-4, 0.01, 10])
        {
            // Σd² = least + (w − best)²|a₀ − a₁|².
            double half = Math.Sqrt(rise / Products.Dot(difference, difference));
            fit.Solve(fit.All, false, 1, w);
            (double low, double high) = WeightLimits.Of(fit, 0, w, fit.All, false, 1, least, least + rise);
            Assert.Equal(best - half, low, 1e-9 * half);
            Assert.Equal(best + half, high, 1e-9 * half);
            Assert.InRange(best, 0.05, 0.95);
            fit.Solve(fit.All, true, 1, w);
            (low, high) = WeightLimits.Of(fit, 0, w, fit.All, true, 1, least, least + rise);
            Assert.Equal(Math.Max(0, best - half), low, 1e-9);
            Assert.Equal(Math.Min(1, best + half), high, 1e-9);
        }
    }

    [Fact]
    public void Unit_errors_are_those_of_the_inverse_normal_matrix()
    {
        (double[] a, double[] y) = Problem(2, 4);
        var fit = new ConstrainedLeastSquares(Rows, 2);
        fit.SetColumns(a);
        fit.SetTarget(y);
        double[] errors = new double[2];
        double aa = Products.Dot(a.AsSpan(0, Rows), a.AsSpan(0, Rows)),
            bb = Products.Dot(a.AsSpan(Rows), a.AsSpan(Rows)),
            ab = Products.Dot(a.AsSpan(0, Rows), a.AsSpan(Rows)),
            determinant = aa * bb - ab * ab;
        fit.UnitErrors(fit.All, false, errors);
        Assert.Equal(Math.Sqrt(bb / determinant), errors[0], 1e-12);
        Assert.Equal(Math.Sqrt(aa / determinant), errors[1], 1e-12);
        fit.UnitErrors(fit.All, true, errors);
        Assert.Equal(1 / Math.Sqrt(aa + bb - 2 * ab), errors[0], 1e-12);
        Assert.Equal(1 / Math.Sqrt(aa + bb - 2 * ab), errors[1], 1e-12);
    }

    // Columns that are alike, as standards of one edge are, and a target outside their cone more often than not.
    private static (double[] Columns, double[] Target) Problem(int columns, int seed)
    {
        var random = new Random(seed);
        double[] common = [.. Enumerable.Range(0, Rows).Select(i => 1 / (1 + Math.Exp(-(i - 25) / 3.0)))],
            a = [.. Enumerable.Range(0, columns * Rows).Select(i => common[i % Rows] + 0.3 * (random.NextDouble() - 0.5))],
            truth = [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble() - 0.25)];
        double scale = truth.Sum() is var s && Math.Abs(s) > 0.2 ? s : 1;
        double[] y = new double[Rows];
        for (int j = 0; j < columns; j++)
            Products.AddScaled(y, truth[j] / scale, a.AsSpan(j * Rows, Rows));
        for (int i = 0; i < Rows; i++)
            y[i] += 0.05 * (random.NextDouble() - 0.5);
        return (a, y);
    }

    // All supports; on each the plain least-squares answer, which counts where its weights are allowed.
    private static (double Squares, double[] Weights) Exhaustive(double[] a, double[] y, int columns, bool isSummed, bool nonNegative)
    {
        (double Squares, double[] Weights) best = (isSummed ? double.PositiveInfinity : Products.Dot(y, y), new double[columns]);
        for (int set = nonNegative ? 1 : (1 << columns) - 1; set < 1 << columns; set++)
        {
            int[] members = [.. Enumerable.Range(0, columns).Where(j => (set >> j & 1) == 1)];
            double[] w = OnSupport(a, y, columns, members, isSummed);
            if (nonNegative && w.Any(v => v < 0))
                continue;
            double squares = SumOfSquares(a, y, w);
            if (squares < best.Squares)
                best = (squares, w);
        }
        return best;
    }

    private static double[] OnSupport(double[] a, double[] y, int columns, int[] members, bool isSummed)
    {
        int free = members.Length - (isSummed ? 1 : 0);
        double[] w = new double[columns],
            matrix = new double[Rows * free],
            right = (double[])y.Clone();
        if (isSummed)
            Products.AddScaled(right, -1, a.AsSpan(members[0] * Rows, Rows));
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < free; k++)
            matrix[i * free + k] = a[members[k + (isSummed ? 1 : 0)] * Rows + i] - (isSummed ? a[members[0] * Rows + i] : 0);
        if (free > 0)
        {
            var qr = new HouseholderQr(matrix, Rows, free);
            double[] b = [.. Enumerable.Range(0, free).Select(k => Products.Dot(qr.Q.Slice(k * Rows, Rows), right))];
            qr.SolveUpper(b);
            for (int k = 0; k < free; k++)
                w[members[k + (isSummed ? 1 : 0)]] = b[k];
        }
        if (isSummed)
            w[members[0]] = 1 - w.Sum();
        return w;
    }

    private static double SumOfSquares(double[] a, double[] y, double[] w)
    {
        double[] rest = Rest(a, y, w);
        return Products.Dot(rest, rest);
    }

    private static double Slope(double[] a, double[] y, double[] w, int column) =>
        Products.Dot(a.AsSpan(column * Rows, Rows), Rest(a, y, w));

    private static double[] Rest(double[] a, double[] y, double[] w)
    {
        double[] rest = (double[])y.Clone();
        for (int j = 0; j < w.Length; j++)
            Products.AddScaled(rest, -w[j], a.AsSpan(j * Rows, Rows));
        return rest;
    }
}
