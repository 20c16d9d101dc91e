using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>A map as an image whose pixels are even steps of the axes, as they run on the page.</summary>
public sealed class HeatmapImage
{
    private const byte Empty = 255;
    private const int Most = 1400;

    private HeatmapImage(int width, int height, byte[] pixels, Colour[] palette) =>
        (Width, Height, Pixels, Palette) = (width, height, pixels, palette);

    public int Width { get; }
    public int Height { get; }

    /// <summary>Indices into the palette, first row at the top; 255 is empty.</summary>
    public IReadOnlyList<byte> Pixels { get; }
    private Colour[] Palette { get; }

    /// <param name="flipX">The first column lies at the right.</param>
    /// <param name="flipY">The first row lies at the top.</param>
    /// <remarks>Several pixels a cell, so that viewers that smooth keep borders sharp; where cells outnumber pixels, a pixel is the mean of its cells.</remarks>
    public static HeatmapImage Of(HeatmapLayer map, bool flipX, bool flipY)
    {
        double[] edgesX = CellEdges.Of(map.X);
        double[] edgesY = CellEdges.Of(map.Y);
        int width = Pixel(edgesX);
        int height = Pixel(edgesY);
        int[] columnFrom = CellEdges.Sample(edgesX, width);
        int[] rowFrom = CellEdges.Sample(edgesY, height);
        Colour[] palette = [.. Enumerable.Range(0, 255).Select(i => map.Scale.AtFraction(i / 254.0)), new Colour(255, 255, 255)];
        byte[] pixels = new byte[width * height];
        for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++)
        {
            double value = Mean(map, columnFrom, column, rowFrom, row);
            int at = ((flipY ? row : height - 1 - row) * width) + (flipX ? width - 1 - column : column);
            pixels[at] = double.IsNaN(value) ? Empty : (byte)Math.Round(Math.Clamp(map.Scale.Fraction(value), 0, 1) * 254);
        }
        return new(width, height, pixels, palette);
    }

    public byte[] ToPng() => PngEncoder.Encode(Width, Height, [.. Pixels], Palette, Empty);

    /// <summary>Enough pixels for the narrowest cell, as whole multiples of the cells when they are even.</summary>
    private static int Pixel(double[] edges)
    {
        int cells = edges.Length - 1;
        double narrowest = double.MaxValue;
        for (int i = 1; i < edges.Length; i++)
            narrowest = Math.Min(narrowest, Math.Abs(edges[i] - edges[i - 1]));
        double even = Math.Round(Math.Abs(edges[^1] - edges[0]) / narrowest);
        int needed = (int)Math.Min(even, Most);
        int multiple = Math.Max(1, 600 / Math.Max(1, needed));
        return Math.Min(Most, Math.Max(needed, cells <= Most ? cells : 0) * multiple);
    }

    private static double Mean(HeatmapLayer map, int[] columns, int column, int[] rows, int row)
    {
        int columnEnd = column + 1 < columns.Length ? Math.Max(columns[column + 1], columns[column] + 1) : map.X.Length;
        int rowEnd = row + 1 < rows.Length ? Math.Max(rows[row + 1], rows[row] + 1) : map.Y.Length;
        double sum = 0;
        int count = 0;
        for (int r = rows[row]; r < rowEnd; r++)
        for (int c = columns[column]; c < columnEnd; c++)
        {
            double z = map.Z[((long)r * map.X.Length) + c];
            if (double.IsNaN(z))
                continue;
            sum += z;
            count++;
        }
        return count == 0 ? double.NaN : sum / count;
    }
}
