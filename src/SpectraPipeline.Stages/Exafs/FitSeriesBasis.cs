using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>What a course makes of few numbers at many positions: rows of positions, columns of numbers.</summary>
/// <remarks>The numbers are values of the variable itself at nodes (ends and middle of a parabola, knots of a spline), so that its bounds and start mean for them what they mean for it.</remarks>
internal static class FitSeriesBasis
{
    /// <summary>The course that so many positions can tell: a line through one would be anything.</summary>
    public static CourseChoice Possible(CourseChoice wanted, int distinct) =>
        wanted.Kind switch
        {
            VariableCourse.Smooth when distinct < 4 => Possible(new(VariableCourse.Quadratic), distinct),
            VariableCourse.Smooth => wanted with { Knots = Math.Min(wanted.Knots, distinct) },
            VariableCourse.Quadratic when distinct < 3 => Possible(new(VariableCourse.Linear), distinct),
            VariableCourse.Linear or VariableCourse.Arrhenius when distinct < 2 => new(VariableCourse.Shared),
            _ => wanted,
        };

    /// <summary>Weights of the numbers at each position, row-major; free is the identity.</summary>
    /// <param name="course">Not arrhenius; knots of a smooth one are stated.</param>
    /// <param name="positions">Of each data set.</param>
    public static double[] Of(CourseChoice course, ReadOnlySpan<double> positions)
    {
        double[] distinct = [.. positions.ToArray().Distinct().Order()];
        double[] nodes = course.Kind switch
        {
            VariableCourse.Shared => [0],
            VariableCourse.Linear => [distinct[0], distinct[^1]],
            VariableCourse.Quadratic => Parabola(distinct),
            VariableCourse.Smooth => Knots(distinct, course.Knots),
            _ => [],
        };
        int columns = nodes.Length == 0 ? positions.Length : nodes.Length;
        double[] weights = new double[positions.Length * columns];
        for (int column = 0; column < columns; column++)
        for (int row = 0; row < positions.Length; row++)
            weights[(row * columns) + column] = course.Kind switch
            {
                VariableCourse.Shared => 1,
                VariableCourse.Free => row == column ? 1 : 0,
                _ => nodes.Length < 4 ? Lagrange(nodes, column, positions[row]) : 0,
            };
        if (nodes.Length >= 4)
            Spline(nodes, positions, weights);
        return weights;
    }

    /// <summary>Weights of the numbers of a line or parabola through these positions at another.</summary>
    public static double[] At(CourseChoice course, ReadOnlySpan<double> positions, double x)
    {
        double[] distinct = [.. positions.ToArray().Distinct().Order()];
        double[] nodes = course.Kind == VariableCourse.Linear ? [distinct[0], distinct[^1]] : Parabola(distinct);
        return [.. nodes.Select((_, node) => Lagrange(nodes, node, x))];
    }

    /// <summary>The numbers that come nearest to values at the positions, by weighted least squares.</summary>
    /// <param name="basis">As of <see cref="Of"/>.</param>
    /// <param name="columns">Numbers.</param>
    /// <param name="values">One per position.</param>
    /// <param name="weights">Of their squares, 0 for none; null for equal ones.</param>
    /// <returns>Null when the values do not tell them.</returns>
    public static double[]? Nearest(double[] basis, int columns, ReadOnlySpan<double> values, double[]? weights)
    {
        int rows = values.Length;
        if (columns == rows && weights is null)
            weights = [.. Enumerable.Repeat(1.0, rows)];
        double[] weighed = new double[rows * columns];
        double[] target = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            double root = Math.Sqrt(weights?[row] ?? 1);
            target[row] = root > 0 ? root * values[row] : 0;
            for (int c = 0; c < columns; c++)
                weighed[(row * columns) + c] = root * basis[(row * columns) + c];
        }
        var qr = new HouseholderQr(weighed, rows, columns);
        if (!(qr.DiagonalRatio > 1e-10))
            return null;
        double[] found = new double[columns];
        for (int c = 0; c < columns; c++)
            found[c] = Products.Dot(qr.Q.Slice(c * rows, rows), target);
        qr.SolveUpper(found);
        return Array.TrueForAll(found, double.IsFinite) ? found : null;
    }

    // The middle node is a position that is there, the nearest to the middle.
    private static double[] Parabola(double[] distinct)
    {
        double middle = (distinct[0] + distinct[^1]) / 2;
        return [distinct[0], distinct[1..^1].MinBy(x => Math.Abs(x - middle)), distinct[^1]];
    }

    // At quantiles of the positions, so that between two knots there is as much to tell everywhere.
    private static double[] Knots(double[] distinct, int count) =>
        [
            .. Enumerable
                .Range(0, Math.Max(3, count))
                .Select(i => distinct[(int)Math.Round(i * (distinct.Length - 1.0) / (Math.Max(3, count) - 1))]),
        ];

    private static double Lagrange(double[] nodes, int node, double x)
    {
        double product = 1;
        for (int i = 0; i < nodes.Length; i++)
            if (i != node)
                product *= (x - nodes[i]) / (nodes[node] - nodes[i]);
        return product;
    }

    private static void Spline(double[] nodes, ReadOnlySpan<double> positions, double[] weights)
    {
        double[] at = positions.ToArray();
        int[] order = [.. Enumerable.Range(0, at.Length)];
        Array.Sort(at, order);
        var spline = new NotAKnotSpline(nodes);
        double[] one = new double[nodes.Length];
        double[] values = new double[at.Length];
        for (int column = 0; column < nodes.Length; column++)
        {
            one.AsSpan().Clear();
            one[column] = 1;
            spline.Fit(one);
            spline.Evaluate(at, values);
            for (int i = 0; i < at.Length; i++)
                weights[(order[i] * nodes.Length) + column] = values[i];
        }
    }
}
