using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Brings a spectrum with x-values of its own to the axis of the series.</summary>
internal static class AxisFit
{
    /// <summary>x-values that differ by less than this part of a step are the same point written with other digits.</summary>
    private const double SamePoint = 1e-6;

    /// <summary>True when the spectrum is on the axis already.</summary>
    public static bool IsSame(Axis axis, double[] x)
    {
        if (x.Length != axis.Length)
            return false;
        double tolerance = SamePoint * axis.MeanStep;
        ReadOnlySpan<double> a = axis.Values;
        for (int i = 0; i < x.Length; i++)
            if (Math.Abs(a[i] - x[i]) > tolerance)
                return false;
        return true;
    }

    /// <summary>True when a range covers the axis but for one step at each end.</summary>
    public static bool Covers(Axis axis, double[] x) => x[0] <= axis[0] + axis.MeanStep && x[^1] >= axis[axis.Length - 1] - axis.MeanStep;

    /// <summary>Refuses ranges that do not cover the axis but for one step at each end.</summary>
    /// <exception cref="FrameException">Not covered.</exception>
    public static void Check(Axis axis, double[] x, string axisFile)
    {
        if (Covers(axis, x))
            return;
        bool disjoint = x[^1] < axis[0] || x[0] > axis[axis.Length - 1];
        string own = $"{PreparedSpectrum.Text(x[0])} to {PreparedSpectrum.Text(x[^1])}";
        string wanted = $"{PreparedSpectrum.Text(axis[0])} to {PreparedSpectrum.Text(axis[axis.Length - 1])} {axis.Unit}";
        throw new FrameException(
            disjoint ? "axis-disjoint" : "axis-not-covered",
            $"x runs from {own}; the series runs from {wanted} (as {axisFile}). "
                + (
                    disjoint ? "The two have nothing in common; is the file of this series?"
                    : PartialScans.EndsEarly(axis, x)
                        ? "The scan ends early. partial: keep takes what it has, partial: cut cuts all frames to what they have in common."
                    : "The missing part cannot be made up; give such files a series of their own, or cut all to what they have in common (partial: cut)."
                )
        );
    }

    /// <summary>Straight lines between neighbours; beyond the ends (a step at most) the last line goes on.</summary>
    /// <param name="x">Ascending.</param>
    /// <param name="y">Values at x.</param>
    /// <param name="at">Ascending.</param>
    /// <param name="result">Values at <paramref name="at"/>.</param>
    public static void Interpolate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> at, Span<double> result)
    {
        int j = 0;
        for (int i = 0; i < at.Length; i++)
        {
            while (j + 2 < x.Length && x[j + 1] < at[i])
                j++;
            double t = (at[i] - x[j]) / (x[j + 1] - x[j]);
            // On a point itself the neighbour must not count: it may be NaN.
            result[i] =
                t == 0 ? y[j]
                : t == 1 ? y[j + 1]
                : y[j] + t * (y[j + 1] - y[j]);
        }
    }
}
