using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Iterated morphological baseline: the middle of the opening, taken again and again.</summary>
[Stage(
    "baseline.imor",
    "L. Dai, Y. Chen, An automated baseline correction method based on iterative morphological operations, Appl. Spectrosc. 72 (2018) 731, doi:10.1177/0003702817752371",
    Summary = "Iterated morphological baseline: the middle of the opening, taken again and again.",
    Formula = "z ← min(y, (δγ(z) + εγ(z))/2),  γ = δε; ε, δ: minimum and maximum over ±half-window",
    Fails = "Sinks with every repetition on sloping or curved backgrounds and often uses them all up; negative bands stay in the baseline.",
    BibTex = "@article{dai2018automated, author={Dai, Liankui and Chen, Yunliang}, title={An automated baseline correction method based on iterative morphological operations}, journal={Applied Spectroscopy}, volume={72}, number={5}, pages={731--739}, year={2018}, doi={10.1177/0003702817752371}}"
)]
public sealed record IMor : FrameStage
{
    /// <summary>Half window of the opening.</summary>
    [Param(
        "Half window of the opening in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
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
        WindowRange.Check("baseline.imor", points, HalfWindow);
        var options = new IteratedWindowOptions(HalfWindow, Tolerance, MaxIterations);
        return new BaselineKernel(
            input,
            "baseline.imor",
            BandSigns.Positive,
            new Numerics.Baselines.IMor(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
