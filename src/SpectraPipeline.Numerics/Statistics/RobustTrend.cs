using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Statistics;

/// <summary>A slow change along a series against its scatter: a straight line that outliers do not turn, and a single step as its rival.</summary>
/// <param name="MeanX">Where the line has <see cref="Level"/>.</param>
/// <param name="Level">Value of the line there.</param>
/// <param name="Slope">Per unit of x.</param>
/// <param name="SlopeError">Standard error, neighbours' correlation in it.</param>
/// <param name="Freedom">Degrees of freedom of Student's t for it.</param>
/// <param name="Probability">Of so large a slope, either sign, without a trend.</param>
/// <param name="Scatter">Standard deviation of a value about the line.</param>
/// <param name="Correlation">Of neighbouring residuals, corrected for bias; 0 where it is negative.</param>
/// <param name="StepAt">First value after the step that fits best; −1 where there are too few values.</param>
/// <param name="StepSize">Mean after less mean before.</param>
/// <param name="StepError">Standard error, correlation in it.</param>
/// <param name="StepProbability">Of so large a step anywhere, without one.</param>
/// <param name="StepBic">BIC of the line less that of the step: above 2 the step is better.</param>
public readonly record struct RobustTrend(
    double MeanX,
    double Level,
    double Slope,
    double SlopeError,
    double Freedom,
    double Probability,
    double Scatter,
    double Correlation,
    int StepAt,
    double StepSize,
    double StepError,
    double StepProbability,
    double StepBic
)
{
    private const double Huber = 1.345,
        Trusted = 1e-12;
    private const int Iterations = 50,
        FewestBesideStep = 3,
        FewestForCorrelation = 10;

    /// <summary>Fewest values that have a trend.</summary>
    public const int FewestValues = 5;

    /// <summary>Fits line and step.</summary>
    /// <remarks>
    /// Line: Huber's M-estimate with k = 1.345 and the median deviation for scale, by reweighted least squares; Var b = κ²s²Σψ²/(n − 2)/(ψ̄′)²/Sxx, κ = 1 + 2(1 − ψ̄′)/(nψ̄′)
    /// (P. J. Huber, Robust Statistics, Wiley 1981, section 7.6). Their correlation r of neighbours is that of the residuals, ψ for the far ones,
    /// about a polynomial of degree p (2 below 20 values, else 3), so that a bent course counts as course and not as noise, corrected for what the fit takes from it by
    /// (n r + p + 1)/(n − p − 3) (p = 1: D. Tjøstheim, J. Paulsen, Biometrika 70 (1983) 389); it raises Var b by ΣΣ x_i x_j ρ^|i−j|/Σ x² and leaves n(1 − ρ)/(1 + ρ) values to count. Below ten values no correlation can be told from a course, and they count as independent. Step: the place with the least squares; its probability is that of Student's t times the places tried (Bonferroni).
    /// A random walk is not told from a trend. Values without any scatter have the probability 0 or 1 that they look like. O(n²) for the correlation's sum, O(n) else.
    /// </remarks>
    /// <param name="x">Dose, time or frame; ascending.</param>
    /// <param name="y">Values, finite.</param>
    /// <exception cref="ArgumentException">Fewer than five values, lengths that disagree, or one x for all.</exception>
    public static RobustTrend Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int n = x.Length;
        if (n < FewestValues || y.Length != n || !(x[^1] > x[0]))
            throw new ArgumentException($"{n} positions and {y.Length} values; a trend needs {FewestValues} over some range.", nameof(x));
        double[] centred = new double[n],
            residual = new double[n];
        double meanX = Mean(x);
        for (int i = 0; i < n; i++)
            centred[i] = x[i] - meanX;
        double largest = 0;
        foreach (double v in y)
            largest = Math.Max(largest, Math.Abs(v));
        (double level, double slope, double scale) = Line(centred, y, residual, Trusted * largest);
        (double variance, double squares) = Variance(centred, residual, scale);
        int degree = n < 20 ? 2 : 3;
        var bent = new OrthogonalPolynomialFit();
        bent.Fit(centred, residual, degree);
        for (int i = 0; i < n; i++)
            residual[i] -= bent.Evaluate(centred[i]);
        double correlation = n < FewestForCorrelation ? 0 : Correlated(residual, degree),
            counting = Math.Max(3, n * (1 - correlation) / (1 + correlation)),
            error = Math.Sqrt(variance * Inflation(centred, correlation)),
            freedom = Math.Max(1, counting - 2);
        var step = Step.Best(y, Trusted * largest);
        return new RobustTrend(
            meanX,
            level,
            slope,
            error,
            freedom,
            TwoSided(slope, error, freedom),
            Math.Sqrt(squares / (n - 2)),
            correlation,
            step.At,
            step.Size,
            step.Error,
            step.Probability,
            (
                counting
                * Math.Log(
                    Math.Max(squares, n * Math.Pow(Trusted * largest, 2)) / Math.Max(step.Squares, n * Math.Pow(Trusted * largest, 2))
                )
            ) - Math.Log(counting)
        );
    }

    private static double TwoSided(double value, double error, double freedom) =>
        error > 0 ? Math.Min(1, 2 * Student.Above(Math.Abs(value) / error, freedom))
        : value == 0 ? 1
        : 0;

    private static (double Level, double Slope, double Scale) Line(double[] x, ReadOnlySpan<double> y, double[] residual, double floor)
    {
        int n = x.Length;
        double[] weight = new double[n],
            scratch = new double[n];
        Array.Fill(weight, 1);
        double level = 0,
            slope = 0,
            scale = floor;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            var line = WeightedLine.Of(x, y, weight);
            bool settled = iteration > 0 && Math.Abs(line.Slope - slope) * (x[^1] - x[0]) <= 1e-10 * scale;
            (level, slope) = (line.Intercept, line.Slope);
            for (int i = 0; i < n; i++)
                scratch[i] = Math.Abs(residual[i] = y[i] - level - (slope * x[i]));
            // Two values lie on any line: the median of all would be too small by about n/(n − 2).
            scale = Math.Max(floor, Median.MadToDeviation * Median.InPlace(scratch) * Math.Sqrt(n / (n - 2.0)));
            for (int i = 0; i < n; i++)
                weight[i] = Math.Abs(residual[i]) <= Huber * scale ? 1 : Huber * scale / Math.Abs(residual[i]);
            if (settled)
                break;
        }
        return (level, slope, scale);
    }

    /// <summary>Variance of the slope for independent values, and the sum of squares of what the far residuals are taken for; those replace the residuals.</summary>
    private static (double Variance, double Squares) Variance(double[] x, double[] residual, double scale)
    {
        int n = x.Length,
            inside = 0;
        double spread = 0,
            psi = 0;
        for (int i = 0; i < n; i++)
        {
            inside += Math.Abs(residual[i]) <= Huber * scale ? 1 : 0;
            residual[i] = Math.Clamp(residual[i], -Huber * scale, Huber * scale);
            (spread, psi) = (spread + (x[i] * x[i]), psi + (residual[i] * residual[i]));
        }
        double share = (double)inside / n,
            kappa = 1 + (2 * (1 - share) / (n * share)),
            variance = kappa * kappa * psi / (n - 2) / (share * share) / spread;
        return (variance, variance * spread * (n - 2));
    }

    private static double Correlated(double[] residual, int degree)
    {
        int n = residual.Length;
        double products = 0,
            squares = 0;
        for (int i = 0; i < n; i++)
            (products, squares) = (products + (i > 0 ? residual[i] * residual[i - 1] : 0), squares + (residual[i] * residual[i]));
        double r = squares > 0 ? products / squares : 0;
        return Math.Clamp(((n * r) + degree + 1) / Math.Max(1, n - degree - 3), 0, 0.95);
    }

    private static double Inflation(double[] x, double correlation)
    {
        double squares = 0,
            cross = 0,
            later = 0;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            (squares, cross) = (squares + (x[i] * x[i]), cross + (x[i] * later));
            later = correlation * (x[i] + later);
        }
        return Math.Max(1, 1 + (2 * cross / squares));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v;
        return sum / values.Length;
    }

    private readonly record struct Step(int At, double Size, double Error, double Probability, double Squares)
    {
        public static Step Best(ReadOnlySpan<double> y, double floor)
        {
            int n = y.Length;
            double mean = Mean(y),
                total = 0,
                before = 0,
                most = -1;
            int at = -1;
            foreach (double v in y)
                total += (v - mean) * (v - mean);
            for (int i = 1; i <= n - FewestBesideStep; i++)
            {
                before += y[i - 1] - mean;
                // The two means explain before²·n/(i(n − i)) of the squares.
                double explained = before * before * n / ((double)i * (n - i));
                if (i >= FewestBesideStep && explained > most)
                    (at, most) = (i, explained);
            }
            if (at < 0)
                return new(-1, double.NaN, double.NaN, 1, total);
            double left = Mean(y[..at]),
                right = Mean(y[at..]);
            double[] residual = new double[n];
            for (int i = 0; i < n; i++)
                residual[i] = y[i] - (i < at ? left : right);
            double squares = Math.Max(0, total - most),
                correlation = n < FewestForCorrelation ? 0 : Correlated(residual, 1),
                counting = Math.Max(4, n * (1 - correlation) / (1 + correlation)),
                error = Math.Sqrt(Math.Max(squares, n * floor * floor) / (n - 3) * ((1.0 / at) + (1.0 / (n - at))) * n / counting);
            int places = n - (2 * FewestBesideStep) + 1;
            double probability = Math.Min(1, places * TwoSided(right - left, error, Math.Max(1, counting - 3)));
            return new(at, right - left, error, probability, squares);
        }
    }
}
