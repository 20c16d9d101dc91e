namespace SpectraPipeline.Numerics.Statistics;

/// <summary>First-order approach to a plateau, compared with a straight line on the same points.</summary>
/// <param name="Start">a: value at the first point's time.</param>
/// <param name="Amplitude">b: distance to the plateau.</param>
/// <param name="Tau">Time constant, unit of t.</param>
/// <param name="TauSe">Standard error of the time constant, scaled by the residuals.</param>
/// <param name="Aicc">Corrected Akaike criterion of the exponential.</param>
/// <param name="AiccLine">The same of the straight line.</param>
public readonly record struct ExponentialRise(double Start, double Amplitude, double Tau, double TauSe, double Aicc, double AiccLine)
{
    /// <summary>Least squares of y = a + b(1 − exp(−(t − t₀)/τ)), t₀ the first time; a and b are linear, so only τ is searched.</summary>
    /// <remarks>
    /// Separable least squares: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 1973, 10, 413, doi 10.1137/0710036. τ is searched between a third of
    /// the mean step and ten times the range: outside, the data hold no curvature. AICc = n ln(Σ w r²/n) + 2k + 2k(k + 1)/(n − k − 1), k with
    /// the variance: C. M. Hurvich, C.-L. Tsai, Biometrika 1989, 76, 297, doi 10.1093/biomet/76.2.297. O(150 n).
    /// </remarks>
    /// <param name="t">Times, ascending.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ², positive.</param>
    /// <returns>Null for fewer than 6 points or no range of time.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static ExponentialRise? Fit(ReadOnlySpan<double> t, ReadOnlySpan<double> y, ReadOnlySpan<double> weight)
    {
        if (t.Length != y.Length || t.Length != weight.Length)
            throw new ArgumentException("t, y and weight must have one length.", nameof(t));
        int n = t.Length;
        if (n < 6 || !(t[^1] > t[0]))
            return null;
        double range = t[^1] - t[0],
            low = Math.Log(range / (n - 1) / 3),
            high = Math.Log(10 * range);
        double[] scratch = new double[n];
        const int Grid = 80;
        int best = 0;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i <= Grid; i++)
        {
            double squares = Linear(t, y, weight, Math.Exp(low + ((high - low) * i / Grid)), scratch).Squares;
            if (squares < lowest)
                (lowest, best) = (squares, i);
        }
        double tau = Math.Exp(
            Golden(
                t,
                y,
                weight,
                low + ((high - low) * Math.Max(0, best - 1) / Grid),
                low + ((high - low) * Math.Min(Grid, best + 1) / Grid),
                scratch
            )
        );
        WeightedLine rise = Linear(t, y, weight, tau, scratch);
        double variance = rise.Squares / (n - 3);
        return new(
            rise.Intercept,
            rise.Slope,
            tau,
            TauError(t, weight, rise.Slope, tau, variance, scratch),
            AiccOf(rise.Squares, n, 4),
            AiccOf(WeightedLine.Of(t, y, weight).Squares, n, 3)
        );
    }

    private static double AiccOf(double squares, int n, int k) =>
        (n * Math.Log(Math.Max(squares / n, 1e-300))) + (2 * k) + (2.0 * k * (k + 1) / (n - k - 1));

    private static double Golden(
        ReadOnlySpan<double> t,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        double low,
        double high,
        Span<double> scratch
    )
    {
        const double Ratio = 0.6180339887498949;
        double a = high - (Ratio * (high - low)),
            b = low + (Ratio * (high - low));
        double fa = Linear(t, y, weight, Math.Exp(a), scratch).Squares,
            fb = Linear(t, y, weight, Math.Exp(b), scratch).Squares;
        for (int i = 0; i < 60; i++)
        {
            if (fa < fb)
            {
                (high, b, fb) = (b, a, fa);
                a = high - (Ratio * (high - low));
                fa = Linear(t, y, weight, Math.Exp(a), scratch).Squares;
            }
            else
            {
                (low, a, fa) = (a, b, fb);
                b = low + (Ratio * (high - low));
                fb = Linear(t, y, weight, Math.Exp(b), scratch).Squares;
            }
        }
        return (low + high) / 2;
    }

    /// <summary>The line through y over 1 − exp(−(t − t₀)/τ).</summary>
    private static WeightedLine Linear(
        ReadOnlySpan<double> t,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        double tau,
        Span<double> scratch
    )
    {
        for (int i = 0; i < t.Length; i++)
            scratch[i] = 1 - Math.Exp(-(t[i] - t[0]) / tau);
        return WeightedLine.Of(scratch, y, weight);
    }

    /// <summary>Error of τ: the derivative by τ freed of what a and b can imitate (Frisch-Waugh), then var = s²/Σ w d².</summary>
    private static double TauError(
        ReadOnlySpan<double> t,
        ReadOnlySpan<double> weight,
        double b,
        double tau,
        double variance,
        Span<double> scratch
    )
    {
        int n = t.Length;
        double[] derivative = new double[n];
        for (int i = 0; i < n; i++)
        {
            double s = (t[i] - t[0]) / tau;
            derivative[i] = -b * Math.Exp(-s) * s / tau;
        }
        double left = Linear(t, derivative, weight, tau, scratch).Squares;
        return left > 0 ? Math.Sqrt(variance / left) : double.NaN;
    }
}
