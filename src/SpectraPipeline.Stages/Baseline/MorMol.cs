using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Morphological and mollified baseline: smooth, from the moving minimum of what is left, added up until nothing is left.</summary>
[Stage(
    "baseline.mormol",
    "M. Koch, C. Suhr, B. Roth, M. Meinhardt-Wollweber, Iterative morphological and mollifier-based baseline correction for Raman spectra, J. Raman Spectrosc. 48 (2017) 336, doi:10.1002/jrs.5010",
    Summary = "Morphological and mollified baseline: smooth, from the moving minimum of what is left, added up until nothing is left.",
    Formula = "z ← z + k_w ∗ min over ±half-window of (k_s ∗ (y − z)),  k_w ∝ exp(−1/(1 − (j/w)²)),  w = 2 · half-window + 1,  s = smooth-half-window",
    Fails = "Runs along the lower edge of the noise unless smooth-half-window smooths first; a negative band pulls it down over its whole window.",
    BibTex = "@article{koch2017iterative, author={Koch, Max and Suhr, Christian and Roth, Bernhard and Meinhardt-Wollweber, Merve}, title={Iterative morphological and mollifier-based baseline correction for Raman spectra}, journal={Journal of Raman Spectroscopy}, volume={48}, number={2}, pages={336--342}, year={2017}, doi={10.1002/jrs.5010}}"
)]
public sealed record MorMol : FrameStage
{
    /// <summary>Half window of the minimum and of the bell.</summary>
    [Param(
        "Half window of the minimum and of the bell in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>When the baseline counts as settled.</summary>
    [Param("Stops when the baseline changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <summary>Smoothing before the minimum.</summary>
    [Param(
        "Half width, in points, of the bell that smooths what is left before its minimum is taken; 0 or 1: no smoothing.",
        Min = 0,
        Max = 100000
    )]
    public int SmoothHalfWindow { get; init; } = 1;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.mormol", points, HalfWindow, SmoothHalfWindow);
        var options = new IteratedWindowOptions(HalfWindow, Tolerance, MaxIterations);
        return new BaselineKernel(
            input,
            "baseline.mormol",
            BandSigns.Positive,
            new Numerics.Baselines.MorMol(points, options, SmoothHalfWindow).Fit,
            BaselineAdvice.InPoints
        );
    }
}
