namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Whether rounding ate a penalised fit: Σ wᵢ rᵢ = 0 holds for every exact solution, because no penalty of differences knows constants.</summary>
/// <remarks>
/// Σ w r / Σ w is how far the fit lies beside the data it was told to follow, so it bounds from below what rounding did; digits lost to large λ go into constants first,
/// and into straight lines, which the penalty of order 2 does not hold either. Cost: one pass over the points.
/// </remarks>
internal static class ResidualBalance
{
    // What a fit may lie beside its data, in parts of its largest residual. Less would throw away order 3 at λ 1e8 and 3000 points, which the peers offer and where
    // they are 1.5e-5 off; lanes and plain form, which round differently, agree to a few times this wherever neither is called singular.
    private const double Tolerance = 1e-4;

    // Residuals are differences of values as large as y: what a handful of roundings there make.
    private const double Rounding = 1e-12;

    // An entry of λD′D is up to 4ᵈλ, its rounding 1.1e-16 of it; over n points √n of them add up, and beside at least one point of weight 1 the balance then
    // errs by 1.1e-16 · 4ᵈ λ √n. Below the limit that is a tenth of the tolerance, so that usual stiffness (d 2, 1000 points: λ up to 2e8) needs no test.
    private const double Harmless = 1e11;

    /// <summary>Whether a fit of this stiffness can lose its digits at all.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="order">d.</param>
    /// <param name="points">Points of a spectrum.</param>
    public static bool IsDoubtful(double lambda, int order, int points) => !(Math.Pow(4, order) * lambda * Math.Sqrt(points) <= Harmless);

    /// <summary>The same for the options of a baseline; divided differences on an uneven axis have no such limit.</summary>
    public static bool IsDoubtful(WhittakerBaselineOptions options, int points) =>
        !options.Axis.IsEmpty || IsDoubtful(options.Lambda, options.Order, points);

    /// <summary>Whether a solution can be trusted.</summary>
    /// <param name="weighted">Σ w r.</param>
    /// <param name="weights">Σ w.</param>
    /// <param name="largest">max |r|.</param>
    /// <param name="level">max |y|.</param>
    /// <returns>False too where a number is infinite or NaN.</returns>
    public static bool Holds(double weighted, double weights, double largest, double level) =>
        double.IsFinite(largest) && Math.Abs(weighted) <= weights * (Tolerance * largest + Rounding * level);

    /// <summary>Whether <paramref name="z"/> can be the solution for these weights.</summary>
    public static bool Holds(ReadOnlySpan<double> weights, ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        double weighted = 0,
            sum = 0,
            largest = 0,
            level = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double residual = y[i] - z[i];
            weighted += weights[i] * residual;
            sum += weights[i];
            largest = Math.Max(largest, Math.Abs(residual));
            level = Math.Max(level, Math.Abs(y[i]));
        }
        return Holds(weighted, sum, largest, level);
    }

    /// <summary>max |y|.</summary>
    public static double Level(ReadOnlySpan<double> y)
    {
        double level = 0;
        foreach (double value in y)
            level = Math.Max(level, Math.Abs(value));
        return level;
    }
}
