namespace SpectraPipeline.Report.Layout;

/// <summary>Smallest and largest finite value met.</summary>
public readonly record struct Extent(double Low, double High)
{
    public static Extent Nothing { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public Extent Include(double value) => double.IsFinite(value) ? new(Math.Min(Low, value), Math.Max(High, value)) : this;

    public Extent Include(Extent other) => other.IsEmpty ? this : Include(other.Low).Include(other.High);

    public Extent Include(ReadOnlySpan<double> values)
    {
        Extent extent = this;
        foreach (double value in values)
            extent = extent.Include(value);
        return extent;
    }

    /// <summary>What a layer covers along x.</summary>
    public static Extent X(Layer layer) =>
        layer switch
        {
            LineLayer line => Nothing.Include(line.X),
            PointsLayer points => Nothing.Include(points.X),
            BandLayer band => Nothing.Include(band.X),
            MarksLayer marks when marks.From is not null => Nothing.Include(marks.X),
            HeatmapLayer map => Nothing.Include(CellEdges.Of(map.X)),
            BarsLayer => new(0, 1),
            NoteLayer note => Nothing.Include(note.X),
            EllipseLayer ellipse => new(ellipse.CentreX - ellipse.HalfWidth, ellipse.CentreX + ellipse.HalfWidth),
            _ => Nothing,
        };

    /// <summary>What a layer covers along y, error bars and offsets included; of curves the part between two ends of x.</summary>
    public static Extent Y(Layer layer, double low = double.NegativeInfinity, double high = double.PositiveInfinity) =>
        layer switch
        {
            LineLayer line => Shift(Inside(line.X, line.Y, low, high), line.Offset),
            PointsLayer points => PointsY(points),
            BandLayer band => Nothing.Include(band.Low).Include(band.High),
            MarksLayer marks => Nothing.Include(marks.From).Include(marks.To),
            HorizontalLineLayer line => Nothing.Include(line.Y),
            HeatmapLayer map => Nothing.Include(CellEdges.Of(map.Y)),
            NoteLayer note => Nothing.Include(note.Y),
            EllipseLayer ellipse => new(ellipse.CentreY - ellipse.HalfHeight, ellipse.CentreY + ellipse.HalfHeight),
            _ => Nothing,
        };

    private static Extent Inside(double[] x, double[] y, double low, double high)
    {
        Extent extent = Nothing;
        for (int i = 0; i < y.Length; i++)
            if (x[i] >= low && x[i] <= high)
                extent = extent.Include(y[i]);
        return extent;
    }

    private static Extent Shift(Extent extent, double by) => extent.IsEmpty ? extent : new(extent.Low + by, extent.High + by);

    private static Extent PointsY(PointsLayer points)
    {
        Extent extent = Nothing.Include(points.Y);
        for (int i = 0; i < points.Y.Length; i++)
        {
            if (points.ErrorBelow is not null)
                extent = extent.Include(points.Y[i] - points.ErrorBelow[i]);
            if (points.ErrorAbove is not null)
                extent = extent.Include(points.Y[i] + points.ErrorAbove[i]);
        }
        return extent;
    }
}
