namespace SpectraPipeline.Numerics.Interpolation;

/// <summary>Brings a spectrum to another grid so that areas stay: each new point is the mean of the old over its cell.</summary>
/// <remarks>
/// A point's cell ends midway to its neighbours; the end cells are as wide outwards as inwards. yⱼ = Σᵢ yᵢ |cellᵢ ∩ cellⱼ| / Σᵢ |cellᵢ ∩ cellⱼ|.
/// For grids that cover the same range Σ y·width is the same before and after. The right way to a coarser grid, where interpolation would skip points;
/// on a finer grid it makes steps. New cells outside the old range give NaN. Cost: O(n + m).
/// </remarks>
public static class AreaRebinning
{
    /// <summary>Rebins one spectrum.</summary>
    /// <param name="x">Old grid, strictly ascending or descending; at least 2 points.</param>
    /// <param name="y">Values on it.</param>
    /// <param name="grid">New grid, strictly monotonic in the same direction; at least 2 points.</param>
    /// <param name="result">Receives the values on <paramref name="grid"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree, fewer than 2 points, or the grids run in opposite directions.</exception>
    public static void Rebin(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> grid, Span<double> result)
    {
        if (x.Length < 2 || grid.Length < 2 || x.Length != y.Length || grid.Length != result.Length)
            throw new ArgumentException(
                $"x and y, grid and result must be of one length above 1, not {x.Length} and {y.Length}, {grid.Length} and {result.Length}"
            );
        double sign = Math.Sign(x[^1] - x[0]);
        if (sign != Math.Sign(grid[^1] - grid[0]))
            throw new ArgumentException("the grids run in opposite directions", nameof(grid));
        int from = 0;
        for (int j = 0; j < grid.Length; j++)
        {
            double low = sign * Edge(grid, j),
                high = sign * Edge(grid, j + 1);
            while (from < x.Length && sign * Edge(x, from + 1) <= low)
                from++;
            double sum = 0,
                width = 0;
            for (int i = from; i < x.Length && sign * Edge(x, i) < high; i++)
            {
                double overlap = Math.Min(high, sign * Edge(x, i + 1)) - Math.Max(low, sign * Edge(x, i));
                sum += y[i] * overlap;
                width += overlap;
            }
            result[j] = width > 0 ? sum / width : double.NaN;
        }
    }

    /// <summary>Lower edge of cell i, i = 0..n.</summary>
    internal static double Edge(ReadOnlySpan<double> x, int i) =>
        i == 0 ? x[0] - (x[1] - x[0]) / 2
        : i == x.Length ? x[^1] + (x[^1] - x[^2]) / 2
        : (x[i - 1] + x[i]) / 2;
}
