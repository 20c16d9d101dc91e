using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Assign;

/// <summary>Smallest height that would have been found, by position.</summary>
internal sealed class DetectionLimits
{
    private const double Reach = 100; // cm-1: noise changes slowly along a spectrum, but not across it
    private readonly (double Center, double Limit)[] _limits;
    private readonly double _everywhere;

    /// <summary>The lowest limit of each position over the frames: the best frame decides whether a band could have been seen. Without rows
    /// 3.29 times the median noise of the tracks (Currie).</summary>
    public DetectionLimits(IReadOnlyList<DetectionLimitRow> rows, IReadOnlyList<BandFeatures> bands)
    {
        var lowest = new Dictionary<double, double>();
        foreach (DetectionLimitRow row in rows)
            if (row.LodHeight > 0 && double.IsFinite(row.LodHeight))
            {
                double center = Math.Round(row.Center);
                lowest[center] = Math.Min(row.LodHeight, lowest.GetValueOrDefault(center, double.PositiveInfinity));
            }
        _limits = [.. lowest.Select(l => (l.Key, l.Value)).OrderBy(l => l.Key)];
        double[] noise = [.. bands.Select(b => b.Noise).Where(n => n > 0 && double.IsFinite(n)).Order()];
        _everywhere = noise.Length > 0 ? 3.29 * noise[noise.Length / 2] : double.NaN;
    }

    /// <summary>Limit at a position; NaN when nothing is known.</summary>
    public double At(double center)
    {
        double nearest = Reach,
            limit = _everywhere;
        foreach ((double at, double value) in _limits)
            if (Math.Abs(at - center) <= nearest)
                (nearest, limit) = (Math.Abs(at - center), value);
        return limit;
    }
}
