using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>A drift as a random walk that is seen through known errors.</summary>
/// <remarks>State xₜ = xₜ₋₁ + w, yₜ = xₜ + v with the errors of the shifts as known variances of v; the variance of w by maximum likelihood on a grid of a fifth of a
/// decade, states by Kalman filter and smoother (A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, Cambridge 1989,
/// chapter 4). Without drift it ends at the mean, with one far above the errors at the shifts themselves. Cost 60 passes over the frames.</remarks>
internal static class EnergyWalk
{
    /// <summary>Smoothed shifts and their errors for every frame, also those without one of their own.</summary>
    public static void Smooth(
        ReadOnlySpan<double> shifts,
        ReadOnlySpan<double> errors,
        List<int> believed,
        Span<double> followed,
        Span<double> followedErrors
    )
    {
        int n = shifts.Length;
        double[] y = new double[n];
        double[] noise = new double[n];
        Array.Fill(y, double.NaN);
        double[] variance = new double[believed.Count];
        for (int k = 0; k < variance.Length; k++)
            variance[k] = errors[believed[k]] * errors[believed[k]];
        // Of the middle: one frame that knows nothing must not blur what the others know.
        double typical = Median.InPlace(variance);
        foreach (int f in believed)
            (y[f], noise[f]) = (shifts[f], Math.Max(errors[f] * errors[f], (1e-6 * typical) + 1e-12));
        double[] states = new double[n];
        double[] variances = new double[n];
        double best = double.NegativeInfinity;
        double chosen = 0;
        for (int k = -1; k <= 60; k++)
        {
            // 0, then 1e-5 to 1e7 of the typical variance of a shift, a fifth of a decade apart.
            double walk = k < 0 ? 0 : (typical + 1e-12) * Math.Pow(10, -5 + (0.2 * k));
            double likelihood = Filter(y, noise, walk, states, variances);
            if (likelihood > best)
                (best, chosen) = (likelihood, walk);
        }
        Filter(y, noise, chosen, states, variances);
        (followed[n - 1], followedErrors[n - 1]) = (states[n - 1], variances[n - 1]);
        for (int t = n - 2; t >= 0; t--)
        {
            double gain = variances[t] / (variances[t] + chosen);
            followed[t] = states[t] + (gain * (followed[t + 1] - states[t]));
            followedErrors[t] = variances[t] + (gain * gain * (followedErrors[t + 1] - variances[t] - chosen));
        }
        for (int t = 0; t < n; t++)
            followedErrors[t] = Math.Sqrt(Math.Max(0, followedErrors[t]));
    }

    // Filtered states and variances; returns the log likelihood of all but the first value, which begins the walk.
    private static double Filter(double[] y, double[] noise, double walk, double[] states, double[] variances)
    {
        const double unknown = 1e6;
        (double state, double variance, double likelihood) = (0, unknown, 0);
        bool begun = false;
        for (int t = 0; t < y.Length; t++)
        {
            variance += t > 0 ? walk : 0;
            if (double.IsFinite(y[t]))
            {
                double total = variance + noise[t];
                double surprise = y[t] - state;
                if (begun)
                    likelihood -= 0.5 * (Math.Log(total) + (surprise * surprise / total));
                begun = true;
                double gain = variance / total;
                (state, variance) = (state + (gain * surprise), variance * noise[t] / total);
            }
            (states[t], variances[t]) = (state, variance);
        }
        return likelihood;
    }
}
