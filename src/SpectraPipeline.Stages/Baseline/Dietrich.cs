using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Classifies points by the power of the derivative and fits a polynomial; bands of either sign.</summary>
[Stage(
    "baseline.dietrich",
    "W. Dietrich, C. H. Rüdel, M. Neumann, Fast and precise automatic baseline correction of one- and two-dimensional NMR spectra, J. Magn. Reson. 91 (1991) 1, doi:10.1016/0022-2364(91)90402-F",
    Summary = "Classifies points by the power of the derivative and fits a polynomial; bands of either sign.",
    Formula = "band where (∇ mean(y; ±smooth-half-window))² ≥ mean + num-std · deviation of the rest, repeated; lines between means; polynomial of the degree, fitted again with the baseline points replaced by the last fit",
    Fails = "Where no polynomial of the degree follows the baseline; the flat tops of broad bands and slow bends between bands count as baseline. Often stops only at max-iterations: the result then depends on them.",
    BibTex = "@article{dietrich1991fast, author={Dietrich, Werner and Rüdel, Christian H. and Neumann, Markus}, title={Fast and precise automatic baseline correction of one- and two-dimensional NMR spectra}, journal={Journal of Magnetic Resonance}, volume={91}, pages={1--11}, year={1991}, doi={10.1016/0022-2364(91)90402-F}}"
)]
public sealed record Dietrich : FrameStage
{
    /// <summary>Smoothing before the derivative.</summary>
    [Param(
        "Half window, in points, of the mean that smooths before the derivative; a 256th of the points when left out, 0 for none.",
        Min = 0,
        Max = 100000
    )]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Limit in standard deviations.</summary>
    [Param(
        "A point belongs to a band when its power exceeds the mean of the rest by this many standard deviations.",
        Min = 0.01,
        Max = 1000
    )]
    public double NumStd { get; init; } = 3;

    /// <summary>Window of the means at a bridge's ends.</summary>
    [Param("A bridge ends at means over plus and minus this many points.", Min = 0, Max = 100000)]
    public int InterpHalfWindow { get; init; } = 5;

    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 5;

    /// <summary>Limit of repetitions.</summary>
    [Param(
        "Fits of the polynomial at most; 0: straight lines over the bands and the spectrum itself between them. A frame that needs more is flagged.",
        Min = 0,
        Max = 100000
    )]
    public int MaxIterations { get; init; } = 50;

    /// <summary>When the polynomial counts as settled.</summary>
    [Param("Stops when the coefficients change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Shortest stretch of baseline.</summary>
    [Param("Stretches of baseline shorter than this many points are taken for band.", Min = 1, Max = 100000)]
    public int MinLength { get; init; } = 2;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis axis = input.Axis;
        WindowRange.Check("baseline.dietrich", axis.Length, SmoothHalfWindow);
        if (Degree >= axis.Length)
            throw new UserException(
                $"baseline.dietrich: a polynomial of degree {Degree} needs {Degree + 1} points, the axis has {axis.Length}; lower degree."
            );
        var options = new DietrichOptions(SmoothHalfWindow, NumStd, InterpHalfWindow, Degree, MaxIterations, Tolerance, MinLength);
        return new BaselineKernel(
            input,
            "baseline.dietrich",
            BandSigns.Both,
            new Numerics.Baselines.Dietrich(axis.Values, options).Fit,
            BaselineAdvice.InPoints with
            {
                NoPoints = "raise num-std or lower min-length",
            }
        );
    }
}
