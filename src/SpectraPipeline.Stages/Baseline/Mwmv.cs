using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Moving-window minimum, smoothed by a moving mean.</summary>
[Stage(
    "baseline.mwmv",
    "P. Yaroshchyk, J. E. Eberhardt, Automatic correction of continuum background in laser-induced breakdown spectroscopy using a model-free algorithm, Spectrochim. Acta B 99 (2014) 138",
    Summary = "Moving-window minimum, smoothed by a moving mean.",
    Formula = "z = mean over ±smooth-half-window of min over ±half-window of y",
    Fails = "Lies too low by the slope times half-window wherever the baseline slopes, and below the noise; follows negative bands.",
    BibTex = "@article{yaroshchyk2014automatic, author={Yaroshchyk, P. and Eberhardt, J. E.}, title={Automatic correction of continuum background in laser-induced breakdown spectroscopy using a model-free algorithm}, journal={Spectrochimica Acta Part B}, volume={99}, pages={138--149}, year={2014}}"
)]
public sealed record Mwmv : FrameStage
{
    /// <summary>Half window of the minimum.</summary>
    [Param(
        "Half window of the minimum in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Half window of the moving mean.</summary>
    [Param("Half window of the moving mean in points; half-window when left out, 0 for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.mwmv", points, HalfWindow, SmoothHalfWindow);
        return new BaselineKernel(
            input,
            "baseline.mwmv",
            BandSigns.Positive,
            new Numerics.Baselines.Mwmv(points, HalfWindow, SmoothHalfWindow).Fit,
            BaselineAdvice.InPoints
        );
    }
}
