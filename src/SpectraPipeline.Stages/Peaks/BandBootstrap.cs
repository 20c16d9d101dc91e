using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A frame after its fit, in the fitted range.</summary>
internal readonly ref struct FittedFrame(
    ReadOnlySpan<double> fit,
    ReadOnlySpan<double> residual,
    ReadOnlySpan<double> sigma,
    ReadOnlySpan<bool> use
)
{
    public ReadOnlySpan<double> Fit { get; } = fit;

    public ReadOnlySpan<double> Residual { get; } = residual;

    public ReadOnlySpan<double> Sigma { get; } = sigma;

    public ReadOnlySpan<bool> Use { get; } = use;
}

/// <summary>Intervals by refitting the fitted curve with resampled residuals: what another measurement with the same noise would have found.</summary>
internal sealed class BandBootstrap(MultiPeakFit fitter, MultiPeakFit again, int points, int resamples, ulong seed, string series)
{
    private readonly ResidualBootstrap _bootstrap = new(fitter, again, points, resamples);

    /// <summary>Makes the intervals of a frame; the draws depend on the seed of the run, the series and the frame alone.</summary>
    /// <param name="bands">The bands; receive the intervals.</param>
    /// <param name="frame">The frame after its fit.</param>
    /// <param name="noisePoints">Points that share one piece of noise.</param>
    /// <param name="number">Number of the frame.</param>
    public void Make(BandErrors[] bands, in FittedFrame frame, double noisePoints, int number)
    {
        var random = new SeededNormal(seed, FormattableString.Invariant($"{series} bootstrap {number}"));
        _bootstrap.Draw(frame.Fit, frame.Residual, frame.Sigma, frame.Use, noisePoints, random);
        for (int k = 0; k < bands.Length; k++)
        {
            bands[k].Clear();
            bands[k].Method = "bootstrap";
            for (int q = 0; q < BandErrors.Quantities.Length; q++)
            {
                if (!BandErrors.HasInterval(fitter, k, q, bands[k]))
                    continue;
                (double low, double high) = _bootstrap.Interval(k, BandErrors.Quantities[q]);
                bands[k].Set(fitter, k, q, low, high);
            }
        }
    }
}
