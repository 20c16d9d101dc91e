using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Writes listed bands into a fitter: starts, bounds, fixed values, ties, and defaults where nothing was said.</summary>
/// <remarks>
/// Defaults: width from a twentieth of the axis; center within a width of its start; width within a factor 4 of its start, above two points;
/// height free in sign, started by linear least squares; fraction 0 to 1 from 0.5.
/// </remarks>
internal sealed class BandSetup(MultiPeakFit fitter, Axis axis)
{
    public void Apply(IReadOnlyList<ListedBand> bands, Span<StartBand> starts)
    {
        for (int k = 0; k < bands.Count; k++)
            starts[k] = new(StartOf(bands, k, b => b.Center, double.NaN), StartOf(bands, k, b => b.Fwhm, DefaultWidth));
        for (int k = 0; k < bands.Count; k++)
        {
            (double center, double width) = (starts[k].Center, starts[k].Fwhm);
            if (center < axis[0] || center > axis[axis.Length - 1])
                throw new UserException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"peaks.fit: band {k + 1} at {center:g6} lies outside the fitted range {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}."
                    )
                );
            double least = 2 * axis.MeanStep;
            Set(k, PeakShape.Center, bands[k].Center, center, center - width, center + width);
            Set(k, PeakShape.FullWidth, bands[k].Fwhm, Math.Max(width, least), Math.Max(width / 4, least), Math.Max(4 * width, 2 * least));
            Set(k, PeakShape.Height, bands[k].Height, double.NaN, double.NegativeInfinity, double.PositiveInfinity);
            if (fitter.Shape.ParameterCount > PeakShape.Extra)
                Set(k, PeakShape.Extra, bands[k].Fraction, 0.5, 0, 1);
        }
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
