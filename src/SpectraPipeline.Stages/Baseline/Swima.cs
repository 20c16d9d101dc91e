using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Small-window moving average: means over growing windows, each capped by the last, until they take more away again.</summary>
[Stage(
    "baseline.swima",
    "H. G. Schulze, R. B. Foist, K. Okuda, A. Ivanov, R. F. B. Turner, A small-window moving average-based fully automated baseline estimation method for Raman spectra, Appl. Spectrosc. 66 (2012) 757, doi:10.1366/11-06550",
    Summary = "Small-window moving average: means over growing windows, each capped by the last, until they take more away again.",
    Formula = "z ← min(z, mean of z over ±m),  m = 1, 2, …; stop at the minimum of the area that a pass takes away; else once more on a broad Gaussian",
    Fails = "Noise stops it early (smooth first, or raise min-half-window); a negative band pulls it down over the widest window.",
    BibTex = "@article{schulze2012small, author={Schulze, H. Georg and Foist, Rod B. and Okuda, Kadek and Ivanov, Andre and Turner, Robin F. B.}, title={A small-window moving average-based fully automated baseline estimation method for Raman spectra}, journal={Applied Spectroscopy}, volume={66}, number={7}, pages={757--764}, year={2012}, doi={10.1366/11-06550}}"
)]
public sealed record Swima : FrameStage
{
    /// <summary>Where the stop is first looked for.</summary>
    [Param("Half window, in points, from which on the stop is looked for.", Min = 0, Max = 100000)]
    public int MinHalfWindow { get; init; } = 3;

    /// <summary>Widest window.</summary>
    [Param("Half window at most, in points; half the spectrum when left out.", Min = 1, Max = 100000)]
    public int? MaxHalfWindow { get; init; }

    /// <summary>Smoothing of the spectrum.</summary>
    [Param(
        "Half window, in points, of the mean that smooths the spectrum first; a fiftieth of the points when left out, 0 for none.",
        Min = 0,
        Max = 100000
    )]
    public int? SmoothHalfWindow { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (input.Axis.Length < 5)
            throw new UserException($"baseline.swima needs five points or more; the axis has {input.Axis.Length}.");
        WindowRange.Check("baseline.swima", input.Axis.Length, MaxHalfWindow, SmoothHalfWindow);
        var options = new SwimaOptions(MinHalfWindow, MaxHalfWindow, SmoothHalfWindow);
        return new BaselineKernel(
            input,
            "baseline.swima",
            BandSigns.Positive,
            new Numerics.Baselines.Swima(input.Axis.Values, options).Fit,
            BaselineAdvice.InPoints with
            {
                NotSettled = o =>
                    FormattableString.Invariant(
                        $"no window of {o.Iterations} took less away than the ones beside it, so the widest was kept; raise max-half-window."
                    ),
            }
        );
    }
}
