namespace SpectraPipeline.Report.Layout;

/// <summary>Borders of a map's cells from their centres.</summary>
public static class CellEdges
{
    /// <summary>Half way between neighbours; the outer cells reach as far out as in. One more value than centres.</summary>
    /// <exception cref="ArgumentException">Centres do not rise or fall strictly.</exception>
    public static double[] Of(double[] centres)
    {
        if (centres.Length == 0)
            return [];
        if (centres.Length == 1)
            return [centres[0] - 0.5, centres[0] + 0.5];
        double[] edges = new double[centres.Length + 1];
        bool rising = centres[1] > centres[0];
        for (int i = 1; i < centres.Length; i++)
        {
            if (!double.IsFinite(centres[i]) || centres[i] == centres[i - 1] || (centres[i] > centres[i - 1]) != rising)
                throw new ArgumentException($"A map needs centres that rise or fall strictly; number {i} does not.", nameof(centres));
            edges[i] = (centres[i - 1] + centres[i]) / 2;
        }
        edges[0] = centres[0] - (edges[1] - centres[0]);
        edges[^1] = centres[^1] + (centres[^1] - edges[^2]);
        return edges;
    }

    /// <summary>For each of <paramref name="count"/> even steps from first to last edge the cell under its middle, or, where cells outnumber steps, the
    /// first cell that begins in it.</summary>
    public static int[] Sample(double[] edges, int count)
    {
        int[] cells = new int[count];
        double direction = edges[^1] >= edges[0] ? 1 : -1;
        double within = count >= edges.Length - 1 ? 0.5 : 1e-6;
        int cell = 0;
        for (int i = 0; i < count; i++)
        {
            double at = edges[0] + ((edges[^1] - edges[0]) * (i + within) / count);
            while (cell < edges.Length - 2 && (at - edges[cell + 1]) * direction >= 0)
                cell++;
            cells[i] = cell;
        }
        return cells;
    }
}
