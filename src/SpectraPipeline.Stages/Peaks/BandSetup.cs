using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Writes listed bands into a fitter: starts, bounds, fixed values, ties, and defaults where nothing was said.</summary>
/// <remarks>
/// Defaults: the center reaches to the middle between it and the neighbouring band, at least a quarter of its width, and to the end of the range where there is no
/// neighbour; width within a factor 5 of its start, above two points, below the range, started at a twentieth of it; height free in sign, started by linear least
/// squares; further parameters in the usual range of the shape from its usual start, or from the middle of bounds that do not hold that.
/// </remarks>
internal sealed class BandSetup(MultiPeakFit fitter, Axis axis)
{
    private const double WidthFactor = 5;

    /// <summary>Sets the fitter up.</summary>
    /// <param name="bands">The bands.</param>
    /// <param name="starts">Receives start position and width of each, and the range in which a frame's own start is looked for.</param>
    public void Apply(IReadOnlyList<ListedBand> bands, Span<StartBand> starts)
    {
        for (int k = 0; k < bands.Count; k++)
        {
            double center = StartOf(bands, k, b => b.Center, double.NaN);
            double own = StartOf(bands, k, b => b.Fwhm, DefaultWidth);
            starts[k] = new(center, own, center, center, SoughtFwhm: fitter.Shape.RecordedWidth(own));
            if (center < axis[0] || center > axis[axis.Length - 1])
                throw new UserException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"peaks.fit: band {k + 1} at {center:g6} lies outside the fitted range {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}."
                    )
                );
        }
        for (int k = 0; k < bands.Count; k++)
        {
            (double center, double width) = (starts[k].Center, starts[k].Fwhm);
            double least = 2 * axis.MeanStep;
            (double low, double high) = Reach(axis, starts, k);
            Set(k, PeakShape.Center, bands[k].Center, center, low, high);
            double widest = Math.Max(Math.Min(WidthFactor * width, axis[axis.Length - 1] - axis[0]), Math.Max(width, 2 * least));
            Set(k, PeakShape.FullWidth, bands[k].Fwhm, Math.Max(width, least), Math.Max(width / WidthFactor, least), widest);
            Set(k, PeakShape.Height, bands[k].Height, double.NaN, double.NegativeInfinity, double.PositiveInfinity);
            for (int p = PeakShape.Extra; p < fitter.Shape.ParameterCount; p++)
                SetExtra(k, p, bands[k].Extra(fitter.Shape.Parameters[p].Name));
            if (bands[k].Center.IsFree && IsAlone(starts, k))
                starts[k] = starts[k] with
                {
                    Low = Math.Max(low, center - starts[k].Sought),
                    High = Math.Min(high, center + starts[k].Sought),
                };
        }
    }

    /// <summary>How far the center may go when nobody said.</summary>
    public static (double Low, double High) Reach(Axis axis, ReadOnlySpan<StartBand> starts, int k)
    {
        (double center, double quarter) = (starts[k].Center, starts[k].Sought / 4);
        (double low, double high) = (axis[0], axis[axis.Length - 1]);
        for (int j = 0; j < starts.Length; j++)
        {
            double middle = (starts[j].Center + center) / 2;
            if (j == k)
                continue;
            if (middle <= center)
                low = Math.Max(low, Math.Min(middle, center - quarter));
            if (middle >= center)
                high = Math.Min(high, Math.Max(middle, center + quarter));
        }
        return (low, high);
    }

    /// <summary>No other band within the sum of the widths, whose flank could be taken for this one.</summary>
    private static bool IsAlone(ReadOnlySpan<StartBand> starts, int k)
    {
        for (int j = 0; j < starts.Length; j++)
            if (j != k && Math.Abs(starts[j].Center - starts[k].Center) < starts[j].Sought + starts[k].Sought)
                return false;
        return true;
    }

    private double DefaultWidth => Math.Max((axis[axis.Length - 1] - axis[0]) / 20, 4 * axis.MeanStep);

    private static double StartOf(IReadOnlyList<ListedBand> bands, int k, Func<ListedBand, BandValue> pick, double missing)
    {
        BandValue value = pick(bands[k]);
        if (value.SameAs > 0)
            return StartOf(bands, value.SameAs - 1, pick, missing) * value.Factor + value.Offset;
        if (!double.IsNaN(value.Start))
            return value.Start;
        if (double.IsFinite(value.Lower) && double.IsFinite(value.Upper))
            return (value.Lower + value.Upper) / 2;
        double start = double.IsNaN(missing) ? (double.IsFinite(value.Lower) ? value.Lower : value.Upper) : missing;
        return double.IsNaN(value.Lower) ? start : Math.Clamp(start, value.Lower, value.Upper);
    }

    private void SetExtra(int k, int parameter, BandValue value)
    {
        PeakParameter known = fitter.Shape.Parameters[parameter];
        double start = known.Start;
        if (value.HasBounds)
        {
            value = value with { Lower = Math.Max(value.Lower, known.Lower), Upper = Math.Min(value.Upper, known.Upper) };
            if (start < value.Lower || start > value.Upper)
                start = (value.Lower + value.Upper) / 2;
        }
        // A start beyond the usual range means the other side of it.
        (double lower, double upper) =
            value.Start < known.UsualLower ? (known.Lower, known.UsualLower)
            : value.Start > known.UsualUpper ? (known.UsualUpper, known.Upper)
            : (known.UsualLower, known.UsualUpper);
        Set(k, parameter, value, start, lower, upper);
    }

    private void Set(int k, int parameter, BandValue value, double start, double lower, double upper)
    {
        if (value.SameAs > 0)
        {
            fitter.Tie(k, parameter, value.SameAs - 1, value.Factor, value.Offset);
            return;
        }
        if (value.Fixed)
        {
            fitter.Fix(k, parameter, value.Start);
            return;
        }
        if (value.HasBounds)
            (lower, upper) = (value.Lower, value.Upper);
        if (parameter == PeakShape.FullWidth)
            lower = Math.Max(lower, 0.5 * axis.MeanStep);
        fitter.SetStart(k, parameter, double.IsNaN(value.Start) ? start : value.Start);
        fitter.SetBounds(k, parameter, lower, Math.Max(lower, upper));
    }
}
