namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Half bandwidth of a matrix as a type, so that a kernel is compiled for each without a test inside its loops.</summary>
internal interface IHalfBandwidth
{
    /// <summary>Bands on each side of the diagonal.</summary>
    static abstract int Value { get; }
}

internal readonly struct OneBand : IHalfBandwidth
{
    public static int Value => 1;
}

internal readonly struct TwoBands : IHalfBandwidth
{
    public static int Value => 2;
}

internal readonly struct ThreeBands : IHalfBandwidth
{
    public static int Value => 3;
}

/// <summary>Rows of λ·Dᵈ′Dᵈ and μ·D¹′D¹ as an elimination that goes row by row reads them.</summary>
/// <remarks>
/// A row is (diagonal, one below, one above, two below, two above, ...): 2d + 1 values of the penalty, which a method may scale row by row; then, when the first
/// differences stay <c>apart</c> from that scaling, (diagonal, below, above) of μ·D¹′D¹. Not apart, both are added up.
/// </remarks>
internal static class PenaltyRows
{
    /// <summary>Values of μ·D¹′D¹ at the end of a row.</summary>
    public const int FirstDifferenceValues = 3;

    /// <summary>Values of a row.</summary>
    public static int Width(int order, bool apart) => 2 * order + 1 + (apart ? FirstDifferenceValues : 0);

    /// <summary>Writes the rows one after the other.</summary>
    /// <param name="points">Number of rows, more than the order.</param>
    /// <param name="order">d, 1 to 3.</param>
    /// <param name="lambda">Weight of the d-th differences.</param>
    /// <param name="first">Weight μ of the first differences; 0 for none.</param>
    /// <param name="apart">Whether the first differences keep columns of their own.</param>
    /// <returns>points × <see cref="Width"/> values, pinned.</returns>
    public static double[] Build(int points, int order, double lambda, double first, bool apart)
    {
        int width = Width(order, apart);
        double[] rows = GC.AllocateArray<double>(points * width, pinned: true);
        Add(rows, points, width, 0, order, lambda);
        if (first != 0)
            Add(rows, points, width, apart ? 2 * order + 1 : 0, 1, first);
        return rows;
    }

    private static void Add(double[] rows, int points, int width, int column, int order, double factor)
    {
        double[] bands = new double[points * (order + 1)];
        DifferencePenalty.Fill(points, order, bands);
        for (int i = 0; i < points; i++)
        {
            int start = i * width + column;
            rows[start] += factor * bands[i * (order + 1)];
            for (int m = 1; m <= order; m++)
            {
                rows[start + 2 * m - 1] += factor * bands[i * (order + 1) + m];
                rows[start + 2 * m] += i + m < points ? factor * bands[(i + m) * (order + 1) + m] : 0;
            }
        }
    }
}
