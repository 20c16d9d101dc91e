namespace SpectraPipeline.Numerics.Wavelets;

/// <summary>A local maximum of a map; row and column between the points, by a parabola along each.</summary>
/// <param name="Row">Row, with fraction.</param>
/// <param name="Column">Column, with fraction.</param>
/// <param name="Height">Height at the top of the parabolas.</param>
public readonly record struct MapMaximum(double Row, double Column, double Height);

/// <summary>Rectangle of a map; both ends included.</summary>
/// <param name="FirstRow">First row.</param>
/// <param name="LastRow">Last row.</param>
/// <param name="FirstColumn">First column.</param>
/// <param name="LastColumn">Last column.</param>
public readonly record struct MapRegion(int FirstRow, int LastRow, int FirstColumn, int LastColumn);

/// <summary>Local maxima of a map or, with one row, of a curve.</summary>
public static class MapMaxima
{
    /// <summary>Finds the highest maxima inside a region; a point of the region's border is none, for it may be a slope.</summary>
    /// <param name="map">Row-major.</param>
    /// <param name="columns">Points of a row.</param>
    /// <param name="region">Where to look.</param>
    /// <param name="found">Receives the highest, falling.</param>
    /// <returns>How many were found, at most as many as fit.</returns>
    /// <exception cref="ArgumentException">The region does not lie in the map.</exception>
    public static int Find(ReadOnlySpan<double> map, int columns, MapRegion region, Span<MapMaximum> found)
    {
        int rows = map.Length / columns;
        if (region.FirstRow < 0 || region.LastRow >= rows || region.FirstColumn < 0 || region.LastColumn >= columns)
            throw new ArgumentException($"{region} leaves a map of {rows} x {columns}.", nameof(region));
        bool curve = rows == 1;
        int count = 0;
        for (int row = region.FirstRow + (curve ? 0 : 1); row <= region.LastRow - (curve ? 0 : 1); row++)
        for (int column = region.FirstColumn + 1; column < region.LastColumn; column++)
        {
            if (!IsMaximum(map, columns, row, column, curve))
                continue;
            MapMaximum maximum = Refine(map, columns, row, column, curve);
            count = Insert(found, count, maximum);
        }
        return count;
    }

    // Strictly above the neighbours passed already, not below those to come: a plateau counts once.
    private static bool IsMaximum(ReadOnlySpan<double> map, int columns, int row, int column, bool curve)
    {
        int at = row * columns + column;
        double height = map[at];
        if (!(height > map[at - 1]) || height < map[at + 1])
            return false;
        if (curve)
            return true;
        for (int step = -1; step <= 1; step++)
            if (!(height > map[at - columns + step]) || height < map[at + columns + step])
                return false;
        return true;
    }

    private static MapMaximum Refine(ReadOnlySpan<double> map, int columns, int row, int column, bool curve)
    {
        int at = row * columns + column;
        (double along, double rise) = Vertex(map[at - 1], map[at], map[at + 1]);
        (double across, double lift) = curve ? (0, 0) : Vertex(map[at - columns], map[at], map[at + columns]);
        return new MapMaximum(row + across, column + along, map[at] + rise + lift);
    }

    // Place and extra height of the parabola through three neighbours.
    private static (double Offset, double Rise) Vertex(double left, double middle, double right)
    {
        double bend = left - 2 * middle + right;
        if (!(bend < 0))
            return (0, 0);
        double offset = 0.5 * (left - right) / bend;
        return (offset, -0.25 * (left - right) * offset);
    }

    private static int Insert(Span<MapMaximum> found, int count, MapMaximum maximum)
    {
        int at = count;
        while (at > 0 && found[at - 1].Height < maximum.Height)
            at--;
        if (at == found.Length)
            return count;
        int kept = Math.Min(count, found.Length - 1);
        found[at..kept].CopyTo(found[(at + 1)..]);
        found[at] = maximum;
        return kept + 1;
    }
}
