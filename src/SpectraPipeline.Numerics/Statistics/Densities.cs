namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Probability densities in closed form.</summary>
public static class Densities
{
    /// <summary>Student's t with 4 degrees of freedom: f = (3/8)(1 + z²/4)^(−5/2)/scale. Tails fall as z⁻⁵, so a surprise costs a factor, not the answer.</summary>
    /// <param name="distance">x − centre.</param>
    /// <param name="scale">Scale, positive.</param>
    public static double StudentT4(double distance, double scale)
    {
        double z = distance / scale;
        return 0.375 * Math.Pow(1 + (z * z / 4), -2.5) / scale;
    }

    /// <summary>Normal density of ln x about ln median: f = exp(−u²/2)/(√(2π) sd), u = ln(x/median)/sd (per unit of ln x).</summary>
    /// <param name="x">Value, positive.</param>
    /// <param name="median">Median, positive.</param>
    /// <param name="sd">Standard deviation of ln x.</param>
    public static double LogNormalPerLog(double x, double median, double sd)
    {
        double u = Math.Log(x / median) / sd;
        return Math.Exp(-0.5 * u * u) / (Math.Sqrt(2 * Math.PI) * sd);
    }

    /// <summary>Cumulative normal distribution, absolute error below 1e-7 (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions 1964, 26.2.17).</summary>
    /// <param name="z">Standard deviations from the mean.</param>
    public static double NormalCumulative(double z)
    {
        if (z < 0)
            return 1 - NormalCumulative(-z);
        double t = 1 / (1 + (0.2316419 * z));
        double tail = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return 1 - (Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * tail);
    }
}
