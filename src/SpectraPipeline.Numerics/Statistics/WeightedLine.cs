namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Weighted least-squares straight line y = MeanY + Slope (x − MeanX).</summary>
/// <param name="MeanX">Weighted mean of x.</param>
/// <param name="MeanY">Weighted mean of y.</param>
/// <param name="Slope">Slope; 0 when all x are one.</param>
/// <param name="Squares">Σ w r² about the line.</param>
public readonly record struct WeightedLine(double MeanX, double MeanY, double Slope, double Squares)
{
    /// <summary>Value at x = 0.</summary>
    public double Intercept => MeanY - (Slope * MeanX);

    /// <summary>Slope = Σ w dx dy/Σ w dx², about the weighted means so that large offsets do not cancel. O(n), no allocation.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ², not all zero.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static WeightedLine Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weight)
    {
        if (x.Length != y.Length || x.Length != weight.Length)
            throw new ArgumentException("x, y and weight must have one length.", nameof(x));
        double w = 0,
            mx = 0,
            my = 0;
        for (int i = 0; i < x.Length; i++)
            (w, mx, my) = (w + weight[i], mx + (weight[i] * x[i]), my + (weight[i] * y[i]));
        (mx, my) = (mx / w, my / w);
        double xx = 0,
            xy = 0,
            yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - mx,
                dy = y[i] - my;
            (xx, xy, yy) = (xx + (weight[i] * dx * dx), xy + (weight[i] * dx * dy), yy + (weight[i] * dy * dy));
        }
        double slope = xx > 0 ? xy / xx : 0;
        return new(mx, my, slope, Math.Max(0, yy - (slope * xy)));
    }
}
