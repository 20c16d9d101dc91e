namespace SpectraPipeline.Numerics.Fitting;

/// <summary>J'J, J'r and χ² of all frames at one point; the frames are weighed by 1/variance.</summary>
internal sealed class SeriesFitPoint(SeriesFitLayout layout)
{
    public double[] Unknowns { get; } = new double[layout.Unknowns];

    /// <summary>Frame by frame, row-major, lower triangle.</summary>
    public double[] Gram { get; } = new double[layout.Frames * layout.Variables * layout.Variables];

    public double[] Gradient { get; } = new double[layout.Frames * layout.Variables];

    /// <summary>χ² of each frame.</summary>
    public double[] ChiSquare { get; } = new double[layout.Frames];

    public double Total { get; set; }
}
