using MathNet.Numerics;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>The reweighted baselines as the papers write them: dense matrices, elimination with exchanges, one weight after the other.</summary>
internal static class ReweightedTwin
{
    public const double Asymmetry = 0.02;
    public const double SlopeLambda = 0.3;
    public const double Eta = 0.5;
    public const double Steepness = 0.5;
    public const int HalfWindow = 3;
    public const int Smooths = 2;

    /// <summary>The baseline after a number of repetitions: as many weight updates, one solution more. BrPLS: one round.</summary>
    public static double[] Fit(string method, double[] x, double[] y, double lambda, int order, int iterations)
    {
        int n = y.Length;
        double[] w = method == "iasls" ? AsymmetricSquares(y, Parabola(x, y)) : [.. y.Select(_ => 1.0)],
            alpha = [.. y.Select(_ => 1.0)],
            screen = method == "derpsalsa" ? Screen(y) : [];
        double[,] penalty = DifferenceSquare(n, order),
            first = DifferenceSquare(n, 1);
        double[] z = [];
        for (int t = 1; t <= iterations + 1; t++)
        {
            double[,] a = new double[n, n];
            double[] b = [.. y.Select((v, i) => w[i] * v)];
            for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double mu = method switch
                {
                    "iasls" => SlopeLambda,
                    "drpls" => 1,
                    _ => 0,
                };
                double scale = method switch
                {
                    "drpls" => 1 - Eta * w[i],
                    "aspls" => alpha[i],
                    _ => 1,
                };
                a[i, j] = (i == j ? w[i] : 0) + mu * first[i, j] + lambda * scale * penalty[i, j];
                if (method == "iasls")
                    b[i] += mu * first[i, j] * y[j];
            }
            z = Solve(a, b);
            double[] r = [.. y.Zip(z, (u, v) => u - v)];
            w = Weights(method, r, t, y, z, screen);
            double largest = r.Max(Math.Abs);
            alpha = [.. r.Select(v => Math.Abs(v) / largest)];
        }
        return z;
    }

    private static double[] Weights(string method, double[] r, int t, double[] y, double[] z, double[] screen)
    {
        double[] below = [.. r.Where(v => v < 0)],
            above = [.. r.Where(v => v > 0)];
        double mean = below.Average(),
            s = Math.Sqrt(below.Sum(v => (v - mean) * (v - mean)) / (below.Length - 1)),
            sigma = Math.Sqrt(below.Sum(v => v * v) / below.Length),
            mu = above.Average(),
            average = y.Average(),
            k = Math.Sqrt(y.Sum(v => (v - average) * (v - average)) / y.Length) / 10;
        return method switch
        {
            "iasls" => AsymmetricSquares(y, z),
            "drpls" => [.. r.Select(v => SoftStep(Math.Exp(t) * (v - (2 * s - mean)) / s))],
            "lsrpls" => [.. r.Select(v => SoftStep(Math.Pow(10, t) * (v - (2 * s - mean)) / s))],
            "aspls" => [.. r.Select(v => 1 / (1 + Math.Exp(Steepness * (v - s) / s)))],
            "derpsalsa" => [.. r.Select((v, i) => screen[i] * (v > 0 ? Asymmetry * Math.Exp(-Math.Pow(v / k, 2) / 2) : 1 - Asymmetry))],
            _ =>
            [
                .. r.Select(v =>
                {
                    double q = (v / sigma - sigma / mu) / Math.Sqrt(2);
                    // β is ½ in the first round. 1 + erf q = erfc(−q), which keeps its digits for q < 0.
                    return 1 / (1 + Math.Sqrt(Math.PI / 2) * sigma / mu * SpecialFunctions.Erfc(-q) * Math.Exp(q * q));
                }),
            ],
        };
    }

    private static double SoftStep(double u) => 0.5 * (1 - u / (1 + Math.Abs(u)));

    private static double[] AsymmetricSquares(double[] y, double[] z) =>
        [.. y.Zip(z, (u, v) => u > v ? Asymmetry * Asymmetry : (1 - Asymmetry) * (1 - Asymmetry))];

    private static double[] Parabola(double[] x, double[] y)
    {
        double[] c = MathNet.Numerics.Fit.Polynomial([.. x.Select(v => v - x[0])], y, 2);
        return [.. x.Select(v => c[0] + c[1] * (v - x[0]) + c[2] * (v - x[0]) * (v - x[0]))];
    }

    /// <summary>Slope and curvature weights: lines beyond the ends, mirrored beyond those, mollified.</summary>
    private static double[] Screen(double[] y)
    {
        int n = y.Length;
        double[] extended = [.. Line(y[..HalfWindow], -HalfWindow), .. y, .. Line(y[^HalfWindow..], HalfWindow)];
        double[] kernel =
        [
            .. Enumerable.Range(-HalfWindow + 1, 2 * HalfWindow - 1).Select(i => Math.Exp(-1 / (1 - Math.Pow((double)i / HalfWindow, 2)))),
        ];
        double area = kernel.Sum();
        for (int pass = 0; pass < Smooths; pass++)
        {
            double[] before = extended;
            extended =
            [
                .. before.Select(
                    (_, i) => kernel.Select((c, k) => c / area * before[Mirrored(i + k - HalfWindow + 1, before.Length - 1)]).Sum()
                ),
            ];
        }
        double[] slope = Gradient(extended[HalfWindow..(HalfWindow + n)]),
            bend = Gradient(slope);
        double a = Math.Sqrt(slope.Average(v => v * v)),
            b = Math.Sqrt(bend.Average(v => v * v));
        return [.. slope.Zip(bend, (u, v) => Math.Exp(-Math.Pow(u / a, 2) / 2) * Math.Exp(-Math.Pow(v / b, 2) / 2))];
    }

    private static int Mirrored(int i, int last) =>
        i < 0 ? -i
        : i > last ? 2 * last - i
        : i;

    private static IEnumerable<double> Line(double[] end, int shift)
    {
        (double intercept, double slope) = MathNet.Numerics.Fit.Line([.. Enumerable.Range(0, end.Length).Select(i => (double)i)], end);
        return end.Select((_, i) => intercept + slope * (i + shift));
    }

    private static double[] Gradient(double[] y) =>
        [y[1] - y[0], .. Enumerable.Range(1, y.Length - 2).Select(i => (y[i + 1] - y[i - 1]) / 2), y[^1] - y[^2]];

    private static double[,] DifferenceSquare(int n, int order)
    {
        double[] row = order switch
        {
            1 => [-1, 1],
            2 => [1, -2, 1],
            _ => [-1, 3, -3, 1],
        };
        double[,] square = new double[n, n];
        for (int start = 0; start + order < n; start++)
        for (int i = 0; i <= order; i++)
        for (int j = 0; j <= order; j++)
            square[start + i, start + j] += row[i] * row[j];
        return square;
    }

    /// <summary>Gaussian elimination with row exchanges.</summary>
    private static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            int best = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (int j = 0; j < n; j++)
                (a[k, j], a[best, j]) = (a[best, j], a[k, j]);
            (b[k], b[best]) = (b[best], b[k]);
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++)
                    a[i, j] -= factor * a[k, j];
                b[i] -= factor * b[k];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
                b[i] -= a[i, j] * b[j];
            b[i] /= a[i, i];
        }
        return b;
    }
}
