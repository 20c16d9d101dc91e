namespace SpectraPipeline.Report.Plotly;

/// <summary>Makes a map small enough for a page.</summary>
internal static class HeatmapReduction
{
    /// <summary>More cells than these make a page slow; neighbours along x are averaged, and the notice says so.</summary>
    internal const int MostCells = 120_000;

    /// <summary>How many neighbours along x one shown cell is the mean of.</summary>
    internal static int Averaged(HeatmapLayer map) => (int)Math.Max(1, Math.Ceiling((double)map.X.Length * map.Y.Length / MostCells));

    /// <summary>The map with at most <see cref="MostCells"/> cells; the same object when it is small enough.</summary>
    internal static HeatmapLayer Of(HeatmapLayer map)
    {
        int factor = Averaged(map);
        if (factor == 1)
            return map;
        int columns = map.X.Length / factor;
        double[] x = new double[columns];
        double[] z = new double[columns * map.Y.Length];
        for (int column = 0; column < columns; column++)
        {
            for (int i = 0; i < factor; i++)
                x[column] += map.X[(column * factor) + i] / factor;
            for (int row = 0; row < map.Y.Length; row++)
            for (int i = 0; i < factor; i++)
                z[(row * columns) + column] += map.Z[(row * map.X.Length) + (column * factor) + i] / factor;
        }
        return map with { X = x, Z = z };
    }
}
