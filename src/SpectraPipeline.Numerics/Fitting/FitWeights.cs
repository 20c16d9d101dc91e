using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Standard deviations and mask become weights 1/σ, 0 where a point does not count.</summary>
internal static class FitWeights
{
    /// <summary>χ² of residuals that are 16 units in the last place of the data.</summary>
    public static double RoundingFloor(ReadOnlySpan<double> data, ReadOnlySpan<double> weights)
    {
        const double Relative = 16 * 2.220446049250313e-16;
        double sum = 0;
        if (weights.Length == 0)
            sum = Products.Dot(data, data);
        else
            for (int i = 0; i < data.Length; i++)
                sum += data[i] * weights[i] * data[i] * weights[i];
        return Relative * Relative * sum;
    }

    /// <summary>Copies data (0 where masked, so that a NaN there does no harm) and weights; returns the number of points that count.</summary>
    public static int Fill(
        ReadOnlySpan<double> data,
        ReadOnlySpan<double> sigma,
        ReadOnlySpan<bool> use,
        Span<double> values,
        Span<double> weights
    )
    {
        if (data.Length > values.Length || data.Length > weights.Length)
            throw new ArgumentException($"{data.Length} data points for {values.Length} positions.", nameof(data));
        if (sigma.Length != 0 && sigma.Length != data.Length)
            throw new ArgumentException($"{sigma.Length} standard deviations for {data.Length} data points.", nameof(sigma));
        if (use.Length != 0 && use.Length != data.Length)
            throw new ArgumentException($"A mask of {use.Length} for {data.Length} data points.", nameof(use));
        int counted = 0;
        for (int i = 0; i < data.Length; i++)
        {
            if (use.Length != 0 && !use[i])
            {
                values[i] = weights[i] = 0;
                continue;
            }
            values[i] = data[i];
            weights[i] = sigma.Length == 0 ? 1 : 1 / sigma[i];
            if (!(weights[i] > 0) || double.IsInfinity(weights[i]))
                throw new ArgumentException($"The standard deviation at point {i} is {sigma[i]}.", nameof(sigma));
            counted++;
        }
        return counted;
    }
}
