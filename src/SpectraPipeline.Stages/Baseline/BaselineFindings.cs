using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Which bands a baseline method leaves alone.</summary>
internal enum BandSigns
{
    /// <summary>Bands that point upwards; negative ones pull the baseline down.</summary>
    Positive,

    /// <summary>Bands of either sign.</summary>
    Both,
}

/// <summary>What every baseline stage says about a doubtful result, in the same words.</summary>
/// <param name="stage">Name of the stage.</param>
/// <param name="bands">Which bands the method leaves alone.</param>
/// <param name="signal">What it was given.</param>
internal sealed class BaselineFindings(string stage, BandSigns bands, Signal signal)
{
    private readonly bool _wrongSign = bands == BandSigns.Positive && signal.IsSigned;

    private const double Rounding = 1e-9; // of the range: what is left of a spectrum that the baseline has taken whole

    /// <summary>Says it.</summary>
    /// <param name="outcome">How the method ended.</param>
    /// <param name="y">The spectrum that it was given.</param>
    /// <param name="baseline">What it gave.</param>
    /// <param name="findings">Receives it.</param>
    public void Say(BaselineOutcome outcome, ReadOnlySpan<double> y, ReadOnlySpan<double> baseline, Findings findings)
    {
        if (_wrongSign)
            findings.Warn(
                "asymmetric-on-difference",
                $"{stage} expects bands of one sign and follows negative bands of a signed spectrum downwards; use baseline.std-distribution."
            );
        if (outcome.Stop == BaselineStop.MaxIterations)
            findings.Flag(
                "baseline-not-converged",
                $"{stage}: it still changed by {outcome.Change:g3} after {outcome.Iterations} iterations; the baseline may depend on max-iterations."
            );
        if (outcome.Stop == BaselineStop.Singular)
            findings.Flag(
                "baseline-singular",
                $"{stage}: rounding ate the system because lambda is too large beside the weights; lower lambda."
            );
        if (outcome.Stop == BaselineStop.NothingBelow && LeavesMoreThanRounding(y, baseline))
            findings.Flag(
                "baseline-nothing-below",
                $"{stage} ended before it settled because fewer than two points lay below the baseline, so that no noise could be measured; change lambda or raise tolerance."
            );
        if (outcome.Stop == BaselineStop.NoBaselinePoints)
            findings.Flag("no-baseline-points", $"{stage} took every point for a band; widen half-window or raise num-std.");
    }

    private static bool LeavesMoreThanRounding(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline)
    {
        double low = y[0],
            high = y[0],
            left = 0;
        for (int i = 0; i < y.Length; i++)
        {
            (low, high) = (Math.Min(low, y[i]), Math.Max(high, y[i]));
            left = Math.Max(left, Math.Abs(y[i] - baseline[i]));
        }
        return !(left <= Rounding * (high - low));
    }
}
