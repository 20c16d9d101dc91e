using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>A constant spectrum is its own baseline, whatever the method: nothing of it but rounding could be weighed, and methods would iterate on that.</summary>
internal static class ConstantSpectrum
{
    private const double Rounding = 1e-12; // of the first |y|: how far values may differ and count as one

    /// <summary>True, and the baseline is the spectrum, where all values are the same; ends at the first point that is not.</summary>
    public static bool TryFit(ReadOnlySpan<double> y, Span<double> baseline, ref BaselineOutcome outcome)
    {
        double rounding = Rounding * Math.Abs(y[0]);
        foreach (double value in y)
            if (!(Math.Abs(value - y[0]) <= rounding))
                return false;
        y.CopyTo(baseline);
        outcome = BaselineOutcome.Direct;
        return true;
    }
}
