using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Between what a Whittaker baseline takes differences.</summary>
public enum BaselineSpacing
{
    /// <summary>From point to point, wherever the points lie: as the papers and their programs do.</summary>
    Points,

    /// <summary>On the axis itself: divided differences, scaled so that lambda means the same on an even axis.</summary>
    Axis,
}

/// <summary>What the spacing asks of an axis.</summary>
internal static class AxisSpacing
{
    private const double Uneven = 0.1; // beyond the slight unevenness of spectrometers
    private const double DigitsLeft = 1e12; // beyond it a solution in doubles keeps too few

    /// <summary>Axis for divided differences; empty for differences between points.</summary>
    /// <exception cref="UserException">Points lie so close that the differences between them would drown all others.</exception>
    public static double[] Of(BaselineSpacing spacing, Axis axis, string stage, int order)
    {
        if (spacing == BaselineSpacing.Points)
            return [];
        int closest = 1;
        for (int i = 1; i < axis.Length; i++)
            if (Step(axis, i) < Step(axis, closest))
                closest = i;
        if (Math.Pow(axis.MeanStep / Step(axis, closest), 2 * order) > DigitsLeft)
            throw new UserException(
                $"{stage} with spacing: axis: points {closest} and {closest + 1} lie only {Step(axis, closest):g3} {axis.Unit} apart, {axis.MeanStep / Step(axis, closest):f0} times less than the mean; merge them with shape.resample, or use spacing: points."
            );
        return axis.Values.ToArray();
    }

    /// <summary>Whether neighbouring points lie at distances that differ by more than a tenth.</summary>
    public static bool IsUneven(Axis axis)
    {
        double least = double.PositiveInfinity,
            largest = 0;
        for (int i = 1; i < axis.Length; i++)
        {
            least = Math.Min(least, Step(axis, i));
            largest = Math.Max(largest, Step(axis, i));
        }
        return largest > (1 + Uneven) * least;
    }

    private static double Step(Axis axis, int i) => axis[i] - axis[i - 1];
}
