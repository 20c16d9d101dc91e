using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Moving median, smoothed by a Gaussian: through the middle of the noise, whatever the sign of the bands.</summary>
[Stage(
    "baseline.noise-median",
    "M. S. Friedrichs, A model-free algorithm for the removal of baseline artifacts, J. Biomol. NMR 5 (1995) 147, doi:10.1007/BF00208805",
    Summary = "Moving median, smoothed by a Gaussian: through the middle of the noise, whatever the sign of the bands.",
    Formula = "z = g_sigma ∗ median(y; ±half-window),  g_sigma cut off at ±smooth-half-window and normalised",
    Fails = "Where bands, of either sign, fill more than half of a window the median climbs into them; baselines that bend within a window are flattened.",
    BibTex = "@article{friedrichs1995model, author={Friedrichs, Mark S.}, title={A model-free algorithm for the removal of baseline artifacts}, journal={Journal of Biomolecular NMR}, volume={5}, pages={147--153}, year={1995}, doi={10.1007/BF00208805}}"
)]
public sealed record NoiseMedian : FrameStage
{
    /// <summary>Half window of the median.</summary>
    [Param(
        "Half window of the median in points; a window should hold twice as many points as its bands. Left out: twice the one found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Half window of the Gaussian.</summary>
    [Param("Half window of the Gaussian in points; half-window when left out, 0 for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Width of the Gaussian.</summary>
    [Param("Standard deviation of the Gaussian in points; a sixth of its window when left out.", Min = 0.01, Max = 100000)]
    public double? Sigma { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.noise-median", points, HalfWindow, SmoothHalfWindow);
        return new BaselineKernel(
            input,
            "baseline.noise-median",
            BandSigns.Both,
            new Numerics.Baselines.NoiseMedian(points, HalfWindow, SmoothHalfWindow, Sigma).Fit,
            BaselineAdvice.InPoints
        );
    }
}
