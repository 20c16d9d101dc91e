namespace SpectraPipeline.Numerics.Statistics;

/// <summary>A level that begins to rise (or fall) at one point.</summary>
/// <param name="At">Where the change begins.</param>
/// <param name="Low">95 % interval by the profile of the squares, low.</param>
/// <param name="High">95 % interval, high.</param>
/// <param name="Slope">Slope after the change.</param>
public readonly record struct Hinge(double At, double Low, double High, double Slope)
{
    private const int MaxSteps = 10_000;

    /// <summary>Least squares of y = a + b·max(0, x − x₀), x₀ searched on a grid of a fiftieth of the mean step, of at most 10 000 steps.</summary>
    /// <remarks>
    /// Broken-line regression: D. V. Hinkley, Biometrika 1969, 56, 495, doi 10.1093/biomet/56.3.495; the interval holds every x₀ with
    /// S(x₀) ≤ S_min (1 + F/(n − 3)), F = 3.84 (χ², one parameter). O(n) a step of the grid.
    /// </remarks>
    /// <param name="x">Abscissas, ascending.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ².</param>
    /// <returns>Null for fewer than 5 points.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static Hinge? Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weight)
    {
        if (x.Length != y.Length || x.Length != weight.Length)
            throw new ArgumentException("x, y and weight must have one length.", nameof(x));
        int n = x.Length;
        if (n < 5 || !(x[^1] > x[0]))
            return null;
        // The change needs a point after it, else b has nothing to stand on.
        int steps = Math.Min(50 * (n - 1), MaxSteps);
        double step = (x[n - 2] - x[0]) / steps;
        double[] squares = new double[steps + 1],
            scratch = new double[n];
        int best = 0;
        double slope = 0;
        for (int i = 0; i <= steps; i++)
        {
            WeightedLine line = Line(x, y, weight, x[0] + (i * step), scratch);
            squares[i] = line.Squares;
            if (i == 0 || squares[i] < squares[best])
                (best, slope) = (i, line.Slope);
        }
        double limit = squares[best] * (1 + (3.841458820694124 / (n - 3)));
        int low = best,
            high = best;
        while (low > 0 && squares[low - 1] <= limit)
            low--;
        while (high < steps && squares[high + 1] <= limit)
            high++;
        return new(x[0] + (best * step), x[0] + (low * step), x[0] + (high * step), slope);
    }

    /// <summary>The line through y over max(0, x − at).</summary>
    private static WeightedLine Line(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        double at,
        Span<double> scratch
    )
    {
        for (int i = 0; i < x.Length; i++)
            scratch[i] = Math.Max(0, x[i] - at);
        return WeightedLine.Of(scratch, y, weight);
    }
}
