using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Range-independent subtraction: means cut off the bands until artificial bands of known area at the ends are gone.</summary>
[Stage(
    "baseline.ria",
    "H. Krishna, S. K. Majumder, P. K. Gupta, Range-independent background subtraction algorithm for recovery of Raman spectra of biological tissue, J. Raman Spectrosc. 43 (2012) 1884",
    Summary = "Range-independent subtraction: means cut off the bands until artificial bands of known area at the ends are gone.",
    Formula = "z ← min(y, mean of z over ±half-window), until the area cut off the artificial bands is within tolerance of theirs",
    Fails = "Bands wider than the artificial ones are not cut off; negative bands pull the baseline down; a tall offset makes the artificial bands tall and narrow.",
    BibTex = "@article{krishna2012range, author={Krishna, Hemant and Majumder, Shovan K. and Gupta, Pradeep K.}, title={Range-independent background subtraction algorithm for recovery of Raman spectra of biological tissue}, journal={Journal of Raman Spectroscopy}, volume={43}, number={12}, pages={1884--1894}, year={2012}}"
)]
public sealed record Ria : FrameStage
{
    /// <summary>Half window of the mean.</summary>
    [Param(
        "Half window of the mean in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>How much of the artificial bands may be left.</summary>
    [Param("Stops when the area cut off the artificial bands is theirs within this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-2;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 500;

    /// <summary>Where artificial bands are put.</summary>
    [Param("Ends of the spectrum that get an artificial band.")]
    public ExtendedSide Side { get; init; } = ExtendedSide.Both;

    /// <summary>Length of what is added.</summary>
    [Param("Points added to an end, in parts of the points of the spectrum.", Min = 1e-3, Max = 1)]
    public double WidthScale { get; init; } = 0.1;

    /// <summary>Height of the artificial bands.</summary>
    [Param("Height of an artificial band, in parts of the highest value of the frame.", Min = 1e-6, Max = 1e6)]
    public double HeightScale { get; init; } = 1;

    /// <summary>Width of the artificial bands.</summary>
    [Param("Standard deviation of an artificial band, in parts of what is added.", Min = 1e-3, Max = 10)]
    public double SigmaScale { get; init; } = 1.0 / 12;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis axis = input.Axis;
        WindowRange.Check("baseline.ria", axis.Length, HalfWindow);
        if ((int)(axis.Length * WidthScale) < 2)
            throw new UserException(
                $"baseline.ria: a width-scale of {WidthScale} adds less than two points to the {axis.Length} of the axis; raise width-scale."
            );
        var options = new RiaOptions(HalfWindow, Tolerance, MaxIterations, Side, WidthScale, HeightScale, SigmaScale);
        return new BaselineKernel(
            input,
            "baseline.ria",
            BandSigns.Positive,
            new Numerics.Baselines.Ria(axis.Values, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
