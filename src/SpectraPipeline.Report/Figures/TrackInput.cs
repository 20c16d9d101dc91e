namespace SpectraPipeline.Report.Figures;

/// <summary>A quantity of a track, frame by frame; NaN where it was not determined.</summary>
/// <param name="Below">Lengths of the bars downwards, or empty.</param>
/// <param name="Above">Lengths of the bars upwards, or empty.</param>
public sealed record TrackedQuantity(double[] Value, double[] Below, double[] Above)
{
    /// <summary>With bars of one length either way.</summary>
    public TrackedQuantity(double[] value, double[] error)
        : this(value, error, error) { }
}

/// <summary>A stretch of frames, from one x to another, in which a track is merged with another.</summary>
public sealed record MergedStretch(double From, double To, string RowId);

/// <summary>One track against potential or time.</summary>
public sealed record TrackInput
{
    /// <summary>Such as '1662 cm-1, ν(C=N)?'.</summary>
    public required RichText Heading { get; init; }

    /// <summary>Potential or time of each frame.</summary>
    public required double[] X { get; init; }
    public required TrackedQuantity Height { get; init; }
    public required TrackedQuantity Center { get; init; }
    public required TrackedQuantity Fwhm { get; init; }

    /// <summary>Rows of the bands table, one a point.</summary>
    public required IReadOnlyList<string> RowIds { get; init; }

    /// <summary>Frames whose fit ended at a bound: open markers.</summary>
    public bool[] AtBound { get; init; } = [];

    /// <summary>Smallest height that would have been seen, frame by frame; empty where unknown.</summary>
    public double[] DetectionLimit { get; init; } = [];

    /// <summary>Frames whose band is below its detection limit: open and grey, without position and width.</summary>
    public bool[] Below { get; init; } = [];

    /// <summary>Between two frames drawn the potential did not turn, so that a line may join them.</summary>
    public bool IsJoined { get; init; } = true;

    /// <summary>Potential rose in frame i; empty where the frames drawn tell it themselves.</summary>
    public bool[] Rises { get; init; } = [];

    /// <summary>What the error bars are.</summary>
    public string Bars { get; init; } = "one standard error";

    /// <summary>Where it could not be told from another track.</summary>
    public IReadOnlyList<MergedStretch> Merged { get; init; } = [];

    /// <summary>Unit of position and width.</summary>
    public RichText AxisUnit { get; init; } = RichText.Markup("cm^{-1}");

    /// <summary>Whether frame i is below detection.</summary>
    public bool IsBelow(int index) => index < Below.Length && Below[index];

    /// <summary>Bands that point down have their floor below zero, those that change (0) to either side of it.</summary>
    public int Sign { get; init; } = 1;
    public (double At, double Low, double High, string RowId)? Onset { get; init; }
}

/// <summary>A quantity logged or measured on the same axis: current, a product.</summary>
public sealed record CompanionInput(
    FigureAxis Y,
    IReadOnlyList<(RichText Name, double[] X, double[] Y, double[] Error, string RowId)> Curves
);
