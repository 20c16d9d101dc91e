using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Baseline by classification: quiet stretches are baseline, straight lines bridge the bands, whatever their sign.</summary>
[Stage(
    "baseline.std-distribution",
    "K.-C. Wang, S.-Y. Wang, C. Kuo, Y. J. Tseng, Distribution-based classification method for baseline correction of metabolomic 1D proton nuclear magnetic resonance spectra, Anal. Chem. 85 (2013) 1231; with the windows of pybaselines",
    Summary = "Classifies points by the standard deviation of their surroundings; the right family for signed difference spectra.",
    Formula = "band where s(y; ±half-window) > num-std · noise, noise = median of s below twice the median (repeated); lines between means of ±interp-half-window; moving mean",
    Fails = "When less than about a third of the points are baseline, or the noise differs across the spectrum.",
    BibTex = "@article{wang2013distribution, author={Wang, Kuo-Ching and Wang, San-Yuan and Kuo, Ching-hua and Tseng, Yufeng J.}, title={Distribution-based classification method for baseline correction of metabolomic 1D proton nuclear magnetic resonance spectra}, journal={Analytical Chemistry}, volume={85}, pages={1231--1239}, year={2013}}"
)]
public sealed record StdDistribution : FrameStage
{
    /// <summary>Half width of the window of the standard deviations.</summary>
    [Param(
        "Half width, in points, of the window in which standard deviations are taken; about half the narrowest band.",
        Min = 1,
        Max = 100000
    )]
    public int HalfWindow { get; init; } = 15;

    /// <summary>Limit in units of the noise.</summary>
    [Param("A point belongs to a band when its window deviates by more than this times the noise.", Min = 0.01, Max = 100)]
    public double NumStd { get; init; } = 1.1;

    /// <summary>Widening of the bands.</summary>
    [Param("Bands grow by this many points to each side.", Min = 0, Max = 100000)]
    public int FillHalfWindow { get; init; } = 3;

    /// <summary>Window of the means at a bridge's ends.</summary>
    [Param("A bridge ends at means over plus and minus this many points.", Min = 0, Max = 100000)]
    public int InterpHalfWindow { get; init; } = 5;

    /// <summary>Window of the final moving mean.</summary>
    [Param("Half width of the final moving mean in points; half-window when left out, 0 for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int widest = Math.Max(HalfWindow, SmoothHalfWindow ?? HalfWindow);
        if (widest >= input.Axis.Length)
            throw new UserException(
                $"baseline.std-distribution: a half window of {widest} points does not fit into {input.Axis.Length} points."
            );
        var options = new StdDistributionOptions(HalfWindow, NumStd, FillHalfWindow, InterpHalfWindow, SmoothHalfWindow);
        return new BaselineKernel(
            input,
            "baseline.std-distribution",
            BandSigns.Both,
            Method(input.Axis, options),
            BaselineAdvice.InPoints with
            {
                NoPoints = "widen half-window or raise num-std",
            }
        );
    }

    private static SpectrumFit Method(Axis axis, StdDistributionOptions options)
    {
        var one = new Numerics.Baselines.StdDistribution(axis.Length, options);
        return (y, baseline) =>
        {
            one.Fit(axis.Values, y, baseline);
            return one.IsBand.Contains(false) ? BaselineOutcome.Direct : new BaselineOutcome(0, BaselineStop.NoBaselinePoints, double.NaN);
        };
    }
}
