using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Rolling ball with a flat ball: the morphological opening, smoothed by a moving mean.</summary>
[Stage(
    "baseline.rolling-ball",
    "M. A. Kneen, H. J. Annegarn, Algorithm for fitting XRF, SEM and PIXE X-ray spectra backgrounds, Nucl. Instrum. Methods B 109 (1996) 209, doi:10.1016/0168-583X(95)00908-6; with the smoothing of K. H. Liland, T. Almøy, B.-H. Mevik, Appl. Spectrosc. 64 (2010) 1007, doi:10.1366/000370210792434350",
    Summary = "Rolling ball with a flat ball: the morphological opening, smoothed by a moving mean.",
    Formula = "z = mean over ±smooth-half-window of γ,  γ = max of min of y over ±half-window",
    Fails = "Runs along the lower edge of the noise; bands wider than the window are taken for baseline, negative bands too, widened by the mean.",
    BibTex = "@article{kneen1996algorithm, author={Kneen, M. A. and Annegarn, H. J.}, title={Algorithm for fitting XRF, SEM and PIXE X-ray spectra backgrounds}, journal={Nuclear Instruments and Methods in Physics Research Section B}, volume={109--110}, pages={209--213}, year={1996}, doi={10.1016/0168-583X(95)00908-6}}"
)]
public sealed record RollingBall : FrameStage
{
    /// <summary>Half window of the opening.</summary>
    [Param(
        "Half window of the opening in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
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
        WindowRange.Check("baseline.rolling-ball", points, HalfWindow, SmoothHalfWindow);
        return new BaselineKernel(
            input,
            "baseline.rolling-ball",
            BandSigns.Positive,
            new Numerics.Baselines.RollingBall(points, HalfWindow, SmoothHalfWindow).Fit,
            BaselineAdvice.InPoints
        );
    }
}
