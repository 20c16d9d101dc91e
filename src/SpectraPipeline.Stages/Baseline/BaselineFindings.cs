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

/// <summary>What every baseline stage says about a doubtful result, in the same words; nothing is allocated for a frame that is not flagged.</summary>
/// <param name="stage">Name of the stage.</param>
/// <param name="bands">Which bands the method leaves alone.</param>
/// <param name="input">What it was given.</param>
/// <param name="advice">What is particular to the method.</param>
internal sealed class BaselineFindings(string stage, BandSigns bands, StageInput input, BaselineAdvice? advice = null)
{
    private readonly BaselineAdvice _advice = advice ?? BaselineAdvice.OnAxis;
    private readonly string? _wrongSign =
        bands == BandSigns.Positive && input.Signal.IsSigned
            ? $"{stage} expects bands of one sign and follows negative bands of a signed spectrum downwards; use baseline.std-distribution."
            : null;
    private readonly string? _uneven =
        advice is { CountsPoints: true } && AxisSpacing.IsUneven(input.Axis)
            ? $"{stage} counts points, and the steps of the axis differ by more than a tenth: where points lie close the baseline bends more easily; {advice.Uneven}."
            : null;

    private const double Rounding = 1e-9; // of the range: what is left of a spectrum that the baseline has taken whole

    /// <summary>Says it.</summary>
    /// <param name="outcome">How the method ended.</param>
    /// <param name="y">The spectrum that it was given.</param>
    /// <param name="baseline">What it gave.</param>
    /// <param name="findings">Receives it.</param>
    public void Say(BaselineOutcome outcome, ReadOnlySpan<double> y, ReadOnlySpan<double> baseline, Findings findings)
    {
        if (_wrongSign is not null)
            findings.Warn("asymmetric-on-difference", _wrongSign);
        if (_uneven is not null)
            findings.Warn("uneven-axis", _uneven);
        if (outcome.Stop is BaselineStop.Converged or BaselineStop.Direct)
            return;
        if (outcome.Stop != BaselineStop.NothingBelow || LeavesMoreThanRounding(y, baseline))
            Flag(outcome, findings);
    }

    private void Flag(BaselineOutcome outcome, Findings findings)
    {
        (string code, string text) = outcome.Stop switch
        {
            BaselineStop.MaxIterations => ("baseline-not-converged", $": {_advice.NotSettled(outcome)}"),
            BaselineStop.Singular => (
                "baseline-singular",
                ": rounding ate the system because lambda is too large beside the weights; lower lambda."
            ),
            BaselineStop.NothingBelow => (
                "baseline-nothing-below",
                " ended before it settled because fewer than two points lay below the baseline, so that no noise could be measured; change lambda or raise tolerance."
            ),
            BaselineStop.NoBaselinePoints => (
                "no-baseline-points",
                $" took every point for a band{(_advice.NoPoints is { } what ? $"; {what}" : "")}."
            ),
            BaselineStop.Premature => (
                "baseline-premature",
                ": it stopped while it still moved, because its tolerance is a part of the level, which is far above what the spectrum varies by; take the level off before (baseline.linear), or lower tolerance."
            ),
            _ => (
                "baseline-below-scale",
                ": the range of the spectrum is below a lambda or a thousand eps-0, so that nothing of it counts as band; multiply it (shape.normalize), or lower eps-0, lambda-0, lambda-1 and lambda-2."
            ),
        };
        findings.Flag(code, stage + text);
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
