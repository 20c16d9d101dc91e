namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>The P-spline baselines as the papers write them: dense matrices, explicit knots, Gauss with pivots, lists of residuals.</summary>
internal static class PSplineTwin
{
    public static (double[] Baseline, int Iterations) Fit(
        string method,
        double[] x,
        double[] y,
        double lambda,
        int knots,
        int degree,
        int order,
        double tolerance,
        int maxIterations
    )
    {
        double[][] basis = Basis(x, knots, degree);
        int count = knots + degree - 1;
        double[][] penalty = Penalty(count, order, lambda);
        double[] w = [.. x.Select(_ => 1.0)],
            z = [];
        for (int t = 1; ; t++)
        {
            double[][] normal = [.. penalty.Select(r => r.ToArray())];
            double[] right = new double[count];
            for (int i = 0; i < x.Length; i++)
            for (int a = 0; a < count; a++)
            {
                right[a] += basis[i][a] * w[i] * y[i];
                for (int b = 0; b < count; b++)
                    normal[a][b] += basis[i][a] * w[i] * basis[i][b];
            }
            double[] c = Solve(normal, right);
            z = [.. basis.Select(row => row.Zip(c, (b, v) => b * v).Sum())];
            double[] residual = [.. y.Zip(z, (a, b) => a - b)],
                below = [.. residual.Where(r => r < 0)],
                next;
            if (method != "asls" && below.Length < 2)
                return (z, t - 1);
            double change;
            if (method == "airpls")
            {
                double total = -below.Sum();
                change = total / y.Sum(Math.Abs);
                next = [.. residual.Select(r => r < 0 ? Math.Exp(Math.Min(t, 50) * -r / total) : 0)];
            }
            else
            {
                double mean = method == "arpls" ? below.Average() : 0,
                    deviation = method == "arpls" ? Math.Sqrt(below.Sum(r => (r - mean) * (r - mean)) / (below.Length - 1)) : 0;
                next =
                [
                    .. residual.Select(r =>
                        method == "asls" ? (r > 0 ? 0.01 : 0.99) : 1 / (1 + Math.Exp(2 * (r - (2 * deviation - mean)) / deviation))
                    ),
                ];
                change = Math.Sqrt(next.Zip(w, (a, b) => (a - b) * (a - b)).Sum()) / Math.Sqrt(w.Sum(v => v * v));
            }
            if (change < tolerance || t > maxIterations)
                return (z, t);
            w = next;
        }
    }

    /// <summary>All functions at all points, by the recurrence in knots.</summary>
    private static double[][] Basis(double[] x, int knots, int degree)
    {
        double step = (x[^1] - x[0]) / (knots - 1);
        double Knot(int k) => x[0] + (k - degree) * step;
        double Value(double at, int k, int d)
        {
            if (d == 0)
                return at >= Knot(k) && at < Knot(k + 1) ? 1 : 0;
            return (at - Knot(k)) / (Knot(k + d) - Knot(k)) * Value(at, k, d - 1)
                + (Knot(k + d + 1) - at) / (Knot(k + d + 1) - Knot(k + 1)) * Value(at, k + 1, d - 1);
        }
        return [.. x.Select(v => Enumerable.Range(0, knots + degree - 1).Select(k => Value(v, k, degree)).ToArray())];
    }

    private static double[][] Penalty(int count, int order, double lambda)
    {
        double[][] d = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Select(j => i == j ? 1.0 : 0).ToArray())];
        for (int o = 0; o < order; o++)
            d = [.. d.Zip(d.Skip(1), (a, b) => a.Zip(b, (p, q) => q - p).ToArray())];
        return
        [
            .. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Select(j => lambda * d.Sum(r => r[i] * r[j])).ToArray()),
        ];
    }

    private static double[] Solve(double[][] m, double[] right)
    {
        int n = right.Length;
        for (int p = 0; p < n; p++)
        {
            int best = Enumerable.Range(p, n - p).MaxBy(i => Math.Abs(m[i][p]));
            (m[p], m[best]) = (m[best], m[p]);
            (right[p], right[best]) = (right[best], right[p]);
            for (int i = p + 1; i < n; i++)
            {
                double f = m[i][p] / m[p][p];
                right[i] -= f * right[p];
                for (int j = p; j < n; j++)
                    m[i][j] -= f * m[p][j];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
                right[i] -= m[i][j] * right[j];
            right[i] /= m[i][i];
        }
        return right;
    }
}
