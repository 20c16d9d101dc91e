using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Averaging morphological and mollified baseline: the middle of opening and closing, capped by the spectrum and smoothed, again and again.</summary>
[Stage(
    "baseline.amormol",
    "H. Chen and others, An adaptive and fully automated baseline correction method for Raman spectroscopy based on morphological operations and mollifications, Appl. Spectrosc. 73 (2019) 284, doi:10.1177/0003702818811688",
    Summary = "Averaging morphological and mollified baseline: the middle of opening and closing, capped by the spectrum and smoothed, again and again.",
    Formula = "z ← k_w ∗ min(y, (γ(z) + φ(z))/2),  γ, φ: opening and closing over ±half-window,  k_w ∝ exp(−1/(1 − (j/w)²)),  w = 2 · half-window + 1",
    Fails = "Sinks with every repetition where the baseline bends and often uses them all up; a negative band pulls it down over its whole window.",
    BibTex = "@article{chen2019adaptive, author={Chen, H. and others}, title={An adaptive and fully automated baseline correction method for Raman spectroscopy based on morphological operations and mollifications}, journal={Applied Spectroscopy}, volume={73}, number={3}, pages={284--293}, year={2019}, doi={10.1177/0003702818811688}}"
)]
public sealed record AMorMol : FrameStage
{
    /// <summary>Half window of opening, closing and bell.</summary>
    [Param(
        "Half window of opening, closing and bell in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>When the baseline counts as settled.</summary>
    [Param("Stops when the baseline changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 200;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.amormol", points, HalfWindow);
        var options = new IteratedWindowOptions(HalfWindow, Tolerance, MaxIterations);
        return new BaselineKernel(
            input,
            "baseline.amormol",
            BandSigns.Positive,
            new Numerics.Baselines.AMorMol(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
