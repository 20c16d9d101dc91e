using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Where the model of a spectrum is compared with the data.</summary>
public enum ExafsSpace
{
    /// <summary>Real and imaginary part of χ(R) within the R range.</summary>
    R,

    /// <summary>kʷχ(k) within the k range.</summary>
    K,

    /// <summary>Fourier-filtered kʷχ within the k range.</summary>
    Q,

    /// <summary>
    /// A Cauchy wavelet map within both ranges, on rows of a range of its own: its order is the number of steps π/(N·Δk) up to the end of the R range, as in feffit, so that it is
    /// another map than that of the step xas.wavelet.
    /// </summary>
    Wavelet,
}

/// <summary>Which part of χ(k) a fit describes: k range, R range, powers of k, and the space of the comparison.</summary>
/// <remarks>
/// Names and grids of Feffit (M. Newville, J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964) and Larch. In k space neither window counts: all points
/// of the k range weigh the same, because a window serves against what a transform leaks and there is no transform.
/// </remarks>
public sealed record ExafsTransform
{
    /// <summary>Space of the comparison.</summary>
    public ExafsSpace Space { get; init; } = ExafsSpace.R;

    /// <summary>Window over k, Å⁻¹; its limits are the k range.</summary>
    public FourierWindow KWindow { get; init; } = new(WindowShape.Hanning, 3, 12, 1, 1);

    /// <summary>Window over R, Å; its limits are the R range; its shape counts in q space only.</summary>
    public FourierWindow RWindow { get; init; } = new(WindowShape.Hanning, 1, 3, 0, 0);

    /// <summary>Powers of k; each gives residuals of its own, divided by its own noise.</summary>
    public IReadOnlyList<int> KWeights { get; init; } = [2];

    /// <summary>Step of the k grid, Å⁻¹.</summary>
    public double KStep { get; init; } = 0.05;

    /// <summary>Points of the zero-padded transform; a power of two.</summary>
    public int TransformLength { get; init; } = 2048;

    /// <summary>
    /// With a value, a spline of frequencies up to this R (Å; not less than the lower limit of the R range) is refined with the variables, and the R range begins at the first step of R.
    /// </summary>
    public double? RefineBackground { get; init; }

    /// <summary>Step of R, π/(N·Δk), Å.</summary>
    public double RStep => Math.PI / (KStep * TransformLength);

    /// <summary>First row of R that is compared.</summary>
    internal int FirstRow => RefineBackground is null ? (int)Math.Max(0, 0.01 + RWindow.From / RStep) : 1;

    /// <summary>Row of R behind the last that is compared.</summary>
    internal int EndRow => (int)Math.Min(TransformLength / 2, 0.01 + RWindow.To / RStep);

    /// <summary>First point of k that is compared where k or q is the axis.</summary>
    internal int FirstColumn => (int)Math.Max(0, 0.01 + KWindow.From / KStep);

    /// <summary>Point of k behind the last that is compared.</summary>
    internal int EndColumn => (int)Math.Min(TransformLength / 2, 0.01 + KWindow.To / KStep);

    /// <summary>Independent points of the ranges: 1 + 2ΔR·Δk/π (E. A. Stern, Phys. Rev. B 48 (1993) 9825, doi:10.1103/PhysRevB.48.9825, with 1 in the place of his 2).</summary>
    public double IndependentPoints =>
        1 + (2 * (RWindow.To - (RefineBackground is null ? RWindow.From : 0)) * (KWindow.To - KWindow.From) / Math.PI);

    /// <summary>Points of the k grid that data up to an end fill.</summary>
    internal int GridPoints(double end) => (int)(1.01 + (end / KStep));

    /// <summary>Says what is wrong.</summary>
    /// <exception cref="ArgumentException">An empty range, no power of k, or a transform that is no power of two.</exception>
    internal void Check()
    {
        if (!(KWindow.To > KWindow.From) || !(RWindow.To > RWindow.From) || KWindow.From < 0 || RWindow.From < 0)
            throw new ArgumentException(
                $"The k range {KWindow.From} to {KWindow.To} and the R range {RWindow.From} to {RWindow.To} must rise from 0 or above."
            );
        if (KWeights.Count == 0 || KWeights.Any(w => w < 0))
            throw new ArgumentException("At least one power of k, 0 or above, is needed.");
        if (!(KStep > 0) || TransformLength < 16 || (TransformLength & (TransformLength - 1)) != 0)
            throw new ArgumentException(
                $"A transform of {TransformLength} points in steps of {KStep}: a power of two and a step above 0 are needed."
            );
        if (EndRow <= FirstRow || EndColumn <= FirstColumn)
            throw new ArgumentException("The ranges hold no point of the grids.");
    }
}
