namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>How far one weight of a constrained combination can go before the others cannot make up for it: its profile interval, inside the bounds.</summary>
/// <remarks>
/// [low, high] = {t : min over the other weights of |A w − y|² with wⱼ = t ≤ ceiling}, the other weights under the same constraints, so that bounds which become
/// active on the way count (S. S. Wilks, Ann. Math. Stat. 9 (1938) 60; for a weight at a bound: S. G. Self, K.-Y. Liang, J. Am. Stat. Assoc. 82 (1987) 605). The
/// profile is convex; its root grows almost linearly, which a guarded secant uses: 5 to 10 solutions a side.
/// </remarks>
public static class WeightLimits
{
    private const int Doublings = 60,
        Steps = 60;

    /// <summary>Both ends; infinite where nothing limits the weight.</summary>
    /// <param name="fit">Columns and target.</param>
    /// <param name="column">Whose weight.</param>
    /// <param name="weights">The optimum; changed.</param>
    /// <param name="allowed">Columns that take part.</param>
    /// <param name="nonNegative">No weight below 0.</param>
    /// <param name="sum">Sum of the weights; NaN = any.</param>
    /// <param name="least">Sum of squares at the optimum.</param>
    /// <param name="ceiling">Largest sum of squares that still agrees with the data.</param>
    public static (double Low, double High) Of(
        ConstrainedLeastSquares fit,
        int column,
        Span<double> weights,
        ulong allowed,
        bool nonNegative,
        double sum,
        double least,
        double ceiling
    )
    {
        ArgumentNullException.ThrowIfNull(fit);
        double best = weights[column];
        var profile = new Profile(fit, column, allowed, nonNegative, sum, least, Math.Sqrt(Math.Max(0, ceiling - least)));
        double low = nonNegative ? 0 : double.NegativeInfinity,
            high = nonNegative && !double.IsNaN(sum) ? sum : double.PositiveInfinity;
        return (profile.End(best, low, weights), profile.End(best, high, weights));
    }

    private readonly record struct Profile(
        ConstrainedLeastSquares Fit,
        int Column,
        ulong Allowed,
        bool NonNegative,
        double Sum,
        double Least,
        double Reach
    )
    {
        public double End(double best, double bound, Span<double> scratch)
        {
            double outside = double.IsFinite(bound) ? bound : Beyond(best, Math.Sign(bound), scratch);
            if (!double.IsFinite(outside))
                return outside;
            double above = Excess(outside, scratch);
            if (above <= 0)
                return outside;
            double inside = best,
                below = -Reach;
            if (below == 0)
                return best;
            // Illinois: the end that stays twice has its value halved.
            int side = 0;
            for (int i = 0; i < Steps && Math.Abs(outside - inside) > 1e-12 * (Math.Abs(best) + Math.Abs(outside)); i++)
            {
                double t = double.IsFinite(above) ? (inside * above - outside * below) / (above - below) : 0.5 * (inside + outside);
                double value = Excess(t, scratch);
                if (value > 0)
                {
                    (outside, above) = (t, value);
                    below *= side == 1 ? 0.5 : 1;
                    side = 1;
                }
                else
                {
                    (inside, below) = (t, value);
                    above *= side == -1 ? 0.5 : 1;
                    side = -1;
                }
                if (value == 0)
                    return t;
            }
            return 0.5 * (inside + outside);
        }

        private double Beyond(double best, int sign, Span<double> scratch)
        {
            double step = 0.1 * Math.Max(Math.Abs(best), 0.01);
            for (int i = 0; i < Doublings; i++, step *= 2)
                if (Excess(best + sign * step, scratch) > 0)
                    return best + sign * step;
            return sign * double.PositiveInfinity;
        }

        private double Excess(double t, Span<double> scratch) =>
            Math.Sqrt(Math.Max(0, Fit.Pinned(Column, t, Allowed, NonNegative, Sum, scratch) - Least)) - Reach;
    }
}
