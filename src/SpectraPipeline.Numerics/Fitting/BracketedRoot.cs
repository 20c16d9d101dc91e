namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A function of one variable with its slope.</summary>
internal interface ISlopedCurve
{
    (double Value, double Slope) At(double t);
}

/// <summary>Root of a smooth function between two points where it has different signs: Newton steps, halved intervals where these leave the bracket.</summary>
internal static class BracketedRoot
{
    /// <summary>The root to rounding; at most 100 evaluations, 4 to 6 as a rule.</summary>
    /// <param name="curve">The function.</param>
    /// <param name="negative">A point where it is below 0.</param>
    /// <param name="positive">A point where it is not.</param>
    /// <param name="start">First guess, between the two.</param>
    public static double Find<TCurve>(in TCurve curve, double negative, double positive, double start)
        where TCurve : struct, ISlopedCurve
    {
        double t = start;
        for (int i = 0; i < 100; i++)
        {
            (double value, double slope) = curve.At(t);
            if (value == 0)
                return t;
            if (value < 0)
                negative = t;
            else
                positive = t;
            double next = t - value / slope;
            // Also false for NaN. On the bracket itself rounding has been reached.
            if (!((next - negative) * (next - positive) <= 0))
                next = 0.5 * (negative + positive);
            if (Math.Abs(next - t) <= 2e-16 * Math.Max(Math.Abs(t), 0.1))
                return next;
            t = next;
        }
        return t;
    }
}
