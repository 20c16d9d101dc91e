namespace SpectraPipeline.Core;

/// <summary>Cuts frames out of a series.</summary>
public static class SeriesSlice
{
    /// <summary>A copy of some rows (indices within this series or block).</summary>
    public static SpectralSeries Rows(SpectralSeries series, int first, int count)
    {
        if (first == 0 && count == series.Frames)
            return series;
        var channels = series
            .Channels.Select(c => new Channel(
                c.Name,
                c.Signal,
                count,
                c.Points,
                c.Values.AsSpan(first * c.Points, count * c.Points).ToArray(),
                c.Sigma?.AsSpan(first * c.Points, count * c.Points).ToArray(),
                c.Mask?.AsSpan(first * c.Points, count * c.Points).ToArray()
            ))
            .ToList();
        var slice = new SpectralSeries(
            series.Id,
            series.Axis,
            channels,
            [.. series.Info.Skip(first).Take(count)],
            series.Faults.AsSpan(first, count).ToArray(),
            series.FirstFrame + first,
            series.Axis2
        );
        foreach (var (name, values) in series.Scalars)
            values.AsSpan(first, count).CopyTo(slice.AddScalar(name));
        return slice;
    }
}
