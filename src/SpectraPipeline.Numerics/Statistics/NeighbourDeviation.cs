namespace SpectraPipeline.Numerics.Statistics;

/// <summary>How far each value of a series lies from those before it and those after it, whichever are nearer: a lasting change is no deviation, one odd value is.</summary>
/// <remarks>
/// dᵢ = vᵢ − m, m the median of up to six values before or of up to six after, the nearer one; at an end of the series there is one side. Scale: 1.4826·median |d|. Values that
/// are NaN are passed over. Cost: O(n).
/// </remarks>
public sealed class NeighbourDeviation
{
    private const int Reach = 6,
        FewestOnSide = 2;
    private readonly double[] _side = new double[Reach];

    /// <summary>Deviation of every value; NaN where there are no neighbours.</summary>
    public double[] Deviations { get; }

    /// <summary>Whether the sides of a value agree with each other better than with it: what deviates there comes back.</summary>
    public bool[] ComesBack { get; }

    /// <summary>1.4826·median |deviation|.</summary>
    public double Scale { get; }

    /// <summary>Looks at a series.</summary>
    public NeighbourDeviation(IReadOnlyList<double> values)
    {
        Deviations = new double[values.Count];
        ComesBack = new bool[values.Count];
        for (int i = 0; i < values.Count; i++)
        {
            double before = Of(values, i, -1),
                after = Of(values, i, 1),
                fromBefore = values[i] - before,
                fromAfter = values[i] - after;
            Deviations[i] =
                double.IsNaN(before) ? fromAfter
                : double.IsNaN(after) || Math.Abs(fromBefore) < Math.Abs(fromAfter) ? fromBefore
                : fromAfter;
            ComesBack[i] = Math.Abs(before - after) < Math.Abs(Deviations[i]) / 2;
        }
        double[] sizes = [.. Deviations.Where(double.IsFinite).Select(Math.Abs)];
        Scale = sizes.Length == 0 ? double.NaN : Median.MadToDeviation * Median.InPlace(sizes);
    }

    /// <summary>The value is more than so many scales and more than so much off.</summary>
    public bool IsOff(int index, double threshold, double least) => Math.Abs(Deviations[index]) > Math.Max(threshold * Scale, least);

    private double Of(IReadOnlyList<double> values, int from, int direction)
    {
        int count = 0;
        for (int i = from + direction; i >= 0 && i < values.Count && count < Reach; i += direction)
            if (double.IsFinite(values[i]))
                _side[count++] = values[i];
        return count < FewestOnSide ? double.NaN : Median.InPlace(_side.AsSpan(0, count));
    }
}
