using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Whether a difference of two spectra is more than noise about zero, and how much noise there is.</summary>
public static class ZeroLine
{
    /// <summary>Points that the test needs.</summary>
    public const int FewestPoints = 15;

    /// <summary>Probability of neighbours so much alike: z = Σ dᵢdᵢ₊₁/√(Σ dᵢ²dᵢ₊₁²), one-sided normal.</summary>
    /// <remarks>
    /// Products of neighbours have the mean zero when points are independent about zero, whatever their noise, even where it changes along the axis; their squares give the
    /// variance of the sum (the idea of H. White, Econometrica 48 (1980) 817). No noise has to be known. A difference wider than a step of the grid makes neighbours alike; so does an offset. A
    /// difference on a single point is not seen. Fails for spectra interpolated from another grid, whose noise neighbours share. O(n).
    /// </remarks>
    /// <param name="difference">Values along the axis.</param>
    /// <returns>NaN for fewer than <see cref="FewestPoints"/>, 1 when all are zero.</returns>
    public static double Probability(ReadOnlySpan<double> difference)
    {
        if (difference.Length < FewestPoints)
            return double.NaN;
        double sum = 0,
            squares = 0;
        for (int i = 1; i < difference.Length; i++)
        {
            double product = difference[i] * difference[i - 1];
            (sum, squares) = (sum + product, squares + (product * product));
        }
        return squares > 0 ? Student.Above(sum / Math.Sqrt(squares), double.PositiveInfinity) : 1;
    }
}
