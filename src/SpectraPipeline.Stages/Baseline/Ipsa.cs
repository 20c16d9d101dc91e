using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Iterative polynomial smoothing: a parabola in a moving window, what lies above it cut off, again and again.</summary>
[Stage(
    "baseline.ipsa",
    "T. Wang, L. Dai, Background subtraction of Raman spectra based on iterative polynomial smoothing, Appl. Spectrosc. 71 (2017) 1169, doi:10.1177/0003702816670915",
    Summary = "Iterative polynomial smoothing: a parabola in a moving window, what lies above it cut off, again and again.",
    Formula = "z = Savitzky-Golay(degree 2, ±half-window) of y, y ← min(spectrum, z), until ‖Δz‖₂ / ‖z‖₂ < tolerance",
    Fails = "Broad bands take many repetitions and leave a hump; a negative band pulls the baseline down; the stop is relative to the baseline, offset and all, and comes early on a tall one.",
    BibTex = "@article{wang2017background, author={Wang, Tuo and Dai, Liankui}, title={Background subtraction of Raman spectra based on iterative polynomial smoothing}, journal={Applied Spectroscopy}, volume={71}, number={6}, pages={1169--1179}, year={2017}, doi={10.1177/0003702816670915}}"
)]
public sealed record Ipsa : FrameStage
{
    /// <summary>Half window of the parabola.</summary>
    [Param(
        "Half window of the parabola in points; about the width of the bands at half height. Left out: four times the one found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>When the baseline counts as settled.</summary>
    [Param("Stops when the baseline changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 500;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.ipsa", points, HalfWindow);
        var options = new IteratedWindowOptions(HalfWindow, Tolerance, MaxIterations);
        return new BaselineKernel(
            input,
            "baseline.ipsa",
            BandSigns.Positive,
            new Numerics.Baselines.Ipsa(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
