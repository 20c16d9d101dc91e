using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Classifies points by the standard deviation of their surroundings and keeps the bridges below the data.</summary>
[Stage(
    "baseline.fastchrom",
    "L. G. Johnsen, T. Skov, U. Houlberg, R. Bro, An automated method for baseline correction, peak finding and peak grouping in chromatographic data, Analyst 138 (2013) 3502, doi:10.1039/C3AN36276K",
    Summary = "Classifies points by the standard deviation of their surroundings and keeps the bridges below the data.",
    Formula = "baseline where s(y; ±half-window) < threshold; lines between means of ±interp-half-window; where a line stays above y for more than min-fwhm points its lowest point becomes baseline; moving mean",
    Fails = "The default threshold makes 15 % of the points baseline whatever the noise; negative bands are taken for baseline on purpose: not for signed difference spectra.",
    BibTex = "@article{johnsen2013automated, author={Johnsen, Lea G. and Skov, Thomas and Houlberg, Ulf and Bro, Rasmus}, title={An automated method for baseline correction, peak finding and peak grouping in chromatographic data}, journal={Analyst}, volume={138}, pages={3502--3511}, year={2013}, doi={10.1039/C3AN36276K}}"
)]
public sealed record FastChrom : FrameStage
{
    /// <summary>Half window of the standard deviations.</summary>
    [Param(
        "Half window, in points, in which standard deviations are taken; about half the narrowest band. Left out: half of the one found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Limit of the standard deviation.</summary>
    [Param(
        "Standard deviation, in the unit of the signal, below which a point is baseline; the 15th percentile of the frame when left out.",
        Min = 0
    )]
    public double? Threshold { get; init; }

    /// <summary>Shortest stretch to pull down.</summary>
    [Param(
        "A bridge that runs above the data for more than this many points is pulled down; twice half-window when left out.",
        Min = 1,
        Max = 100000
    )]
    public int? MinFwhm { get; init; }

    /// <summary>Window of the means at a bridge's ends.</summary>
    [Param("A bridge ends at means over plus and minus this many points.", Min = 0, Max = 100000)]
    public int InterpHalfWindow { get; init; } = 5;

    /// <summary>Half window of the final moving mean.</summary>
    [Param("Half window of the final moving mean in points; half-window when left out, 0 for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Limit of rounds.</summary>
    [Param("Rounds of pulling bridges down, at most.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 100;

    /// <summary>Shortest stretch of baseline.</summary>
    [Param("Stretches of baseline shorter than this many points are taken for band.", Min = 1, Max = 100000)]
    public int MinLength { get; init; } = 2;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        WindowRange.Check("baseline.fastchrom", input.Axis.Length, HalfWindow, SmoothHalfWindow);
        var options = new FastChromOptions(HalfWindow, Threshold, MinFwhm, InterpHalfWindow, SmoothHalfWindow, MaxIterations, MinLength);
        var one = new Numerics.Baselines.FastChrom(input.Axis.Length, options);
        return new BaselineKernel(
            input,
            "baseline.fastchrom",
            BandSigns.Positive,
            (y, baseline) => one.Fit(input.Axis.Values, y, baseline),
            BaselineAdvice.InPoints with
            {
                NoPoints = "state a higher threshold, or lower min-length",
            }
        );
    }
}
