namespace SpectraPipeline.Report;

public enum LineDash
{
    Solid,
    Dashed,
    Dotted,
    DashDot,
    LongDash,
}

public enum MarkerShape
{
    Circle,
    Square,
    TriangleUp,
    Diamond,
    TriangleDown,
}

/// <summary>Where text sits relative to its point.</summary>
public enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Something drawn in a panel, in data units. The name, where there is one, is its legend entry.</summary>
public abstract record Layer
{
    public RichText? Name { get; init; }

    /// <summary>Rows of the store that the points came from, one a point, or one for all; shown on hover.</summary>
    public IReadOnlyList<string> RowIds { get; init; } = [];

    /// <summary>The row of point i.</summary>
    public string RowId(int index) =>
        RowIds.Count == 0 ? ""
        : RowIds.Count == 1 ? RowIds[0]
        : index < RowIds.Count ? RowIds[index]
        : "";
}

/// <summary>A curve; a NaN breaks it. <paramref name="X"/> and <paramref name="Y"/> have one length.</summary>
public sealed record LineLayer(double[] X, double[] Y) : Layer
{
    public Colour Colour { get; init; } = Colour.Ink;
    public LineDash Dash { get; init; }

    /// <summary>Points (1/72 inch).</summary>
    public double Thickness { get; init; } = 0.9;

    /// <summary>Added to y when drawn, so that curves of a waterfall stand apart; hover shows y without it.</summary>
    public double Offset { get; init; }
}

/// <summary>Markers with uncertainties (distances, not positions) where they exist.</summary>
public sealed record PointsLayer(double[] X, double[] Y) : Layer
{
    public double[]? ErrorBelow { get; init; }
    public double[]? ErrorAbove { get; init; }
    public Colour Colour { get; init; } = Colour.Ink;
    public MarkerShape Marker { get; init; }

    /// <summary>Open markers, for points that count less: at a bound, below the limit of detection.</summary>
    public bool Hollow { get; init; }

    /// <summary>Diameter in points (1/72 inch).</summary>
    public double Size { get; init; } = 3.6;
}

/// <summary>The area between two curves: an interval, a detection limit's floor.</summary>
public sealed record BandLayer(double[] X, double[] Low, double[] High) : Layer
{
    public Colour Colour { get; init; } = Colour.Grey;
    public double Opacity { get; init; } = 0.25;
}

/// <summary>Vertical marks at x: over the whole height, or from <see cref="From"/> to <see cref="To"/>; shaded between Low and High where an interval exists.</summary>
public sealed record MarksLayer(double[] X) : Layer
{
    public double[]? From { get; init; }
    public double[]? To { get; init; }
    public double[]? Low { get; init; }
    public double[]? High { get; init; }

    /// <summary>Where set: not over the whole height but a bar over the interval with a tick, in this lane above the lower axis, counted from 0.</summary>
    public int? Lane { get; init; }

    /// <summary>A colour for each mark; empty: <see cref="Colour"/> for all.</summary>
    public IReadOnlyList<Colour> Colours { get; init; } = [];

    /// <summary>The colour of mark i.</summary>
    public Colour ColourOf(int index) => index < Colours.Count ? Colours[index] : Colour;

    /// <summary>Height of a lane's middle over the lower axis, in points.</summary>
    public static double LaneHeight(int lane) => 4 + (5 * lane);

    /// <summary>Half the height of a lane's tick, in points.</summary>
    public const double LaneTick = 2.2;

    /// <summary>Written upright over the panel, moved apart where they would touch.</summary>
    public IReadOnlyList<RichText> Labels { get; init; } = [];
    public Colour Colour { get; init; } = Colour.Grey;
    public LineDash Dash { get; init; } = LineDash.Dashed;
    public double Thickness { get; init; } = 0.6;
}

/// <summary>A hairline over the whole width at y.</summary>
public sealed record HorizontalLineLayer(double Y) : Layer
{
    public Colour Colour { get; init; } = Colour.Grey;
    public LineDash Dash { get; init; }
    public double Thickness { get; init; } = 0.5;
}

/// <summary>A map: z[row * X.Length + column] at centres X and Y, which rise or fall strictly. NaN stays empty.</summary>
public sealed record HeatmapLayer(double[] X, double[] Y, double[] Z, ColourScale Scale) : Layer;

/// <summary>One piece of a horizontal bar.</summary>
/// <param name="Category">Index on the categorical y axis.</param>
/// <param name="Length">Share, 0 to 1.</param>
public sealed record BarPiece(int Category, double Start, double Length, Colour Colour, RichText Text, string RowId)
{
    /// <summary>Slanted lines over the colour: for 'unassigned', which is no species.</summary>
    public bool Hatched { get; init; }
}

/// <summary>Stacked horizontal bars on a categorical y axis. Text that does not fit its piece is left out (hover has it).</summary>
public sealed record BarsLayer(IReadOnlyList<BarPiece> Pieces) : Layer
{
    /// <summary>Part of a category's room that a bar fills.</summary>
    public double Thickness { get; init; } = 0.72;
}

/// <summary>Text at a point in data units.</summary>
public sealed record NoteLayer(double X, double Y, RichText Text) : Layer
{
    public TextAnchor Anchor { get; init; }
    public Colour Colour { get; init; } = Colour.Ink;

    /// <summary>Up from the point, in points (1/72 inch).</summary>
    public double Lift { get; init; }
}

/// <summary>A vertical bar of a stated height beside an axis without ticks.</summary>
public sealed record ScaleBarLayer(double From, double To, RichText Text) : Layer;

/// <summary>An ellipse by centre and half axes in data units: the resolution cell of a wavelet.</summary>
public sealed record EllipseLayer(double CentreX, double CentreY, double HalfWidth, double HalfHeight) : Layer
{
    public Colour Colour { get; init; } = Colour.Ink;
    public double Thickness { get; init; } = 0.8;
}
