namespace SpectraPipeline.Report;

/// <summary>Widths that journals print.</summary>
public enum FigureWidth
{
    /// <summary>85 mm.</summary>
    OneColumn = 85,

    /// <summary>175 mm.</summary>
    TwoColumns = 175,
}

public enum LegendPlace
{
    None,

    /// <summary>In rows over the panel, where no data can lie under it.</summary>
    Above,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

/// <summary>A figure as data: the SVG file and the interactive figure are both drawn from it.</summary>
/// <remarks>No title: the caption says what is seen. Panels lie on a grid whose rows and columns share out the room by weight.</remarks>
public sealed record Figure
{
    /// <summary>File name without ending: letters, digits, hyphens.</summary>
    public required string Name { get; init; }
    public FigureWidth Width { get; init; } = FigureWidth.OneColumn;
    public double HeightMillimetres { get; init; } = 65;
    public IReadOnlyList<double> RowWeights { get; init; } = [1];
    public IReadOnlyList<double> ColumnWeights { get; init; } = [1];
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Said under the figure and in the SVG's description; says sign conventions and what bars and bands mean.</summary>
    public RichText Caption { get; init; } = RichText.Empty;
}

/// <summary>One pair of axes with what is drawn on them, first layer lowest.</summary>
public sealed record Panel
{
    public int Row { get; init; }
    public int Column { get; init; }
    public int RowSpan { get; init; } = 1;
    public int ColumnSpan { get; init; } = 1;

    /// <summary>The bold a, b, c at the upper left; empty for a lone panel.</summary>
    public string Letter { get; init; } = "";

    /// <summary>What tells this panel from its neighbours, beside the letter; not a title.</summary>
    public RichText Heading { get; init; } = RichText.Empty;

    /// <summary>Words at the right of each category of y: the verdict of a bar.</summary>
    public IReadOnlyList<RichText> RightLabels { get; init; } = [];
    public required FigureAxis X { get; init; }
    public required FigureAxis Y { get; init; }
    public required IReadOnlyList<Layer> Layers { get; init; }
    public LegendPlace Legend { get; init; } = LegendPlace.Above;
    public ColourBar? Bar { get; init; }
}

/// <summary>The bar at the right that says what the colours of a panel mean.</summary>
public sealed record ColourBar(ColourScale Scale, FigureAxis Axis);
