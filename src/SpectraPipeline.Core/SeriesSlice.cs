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

    /// <summary>Frames of several blocks of one series, one after the other; each keeps its own number in <see cref="FrameInfo"/>.</summary>
    public static SpectralSeries Join(IReadOnlyList<SpectralSeries> blocks)
    {
        SpectralSeries first = blocks[0];
        if (blocks.Count == 1)
            return first;
        int frames = blocks.Sum(b => b.Frames);
        var channels = first
            .Channels.Select(c => new Channel(
                c.Name,
                c.Signal,
                frames,
                c.Points,
                [.. blocks.SelectMany(b => b[c.Name].Values)],
                c.Sigma is null ? null : [.. blocks.SelectMany(b => b[c.Name].Sigma!)],
                JoinedMask(blocks, c.Name)
            ))
            .ToList();
        var joined = new SpectralSeries(
            first.Id,
            first.Axis,
            channels,
            [.. blocks.SelectMany(b => b.Info)],
            [.. blocks.SelectMany(b => b.Faults)],
            first.FirstFrame,
            first.Axis2
        );
        foreach (string name in first.Scalars.Keys)
            blocks.SelectMany(b => b.Scalars[name]).ToArray().CopyTo(joined.AddScalar(name), 0);
        return joined;
    }

    /// <summary>Null when every point of every block counts.</summary>
    private static bool[]? JoinedMask(IReadOnlyList<SpectralSeries> blocks, string channel) =>
        blocks.All(b => b[channel].Mask is null)
            ? null
            : [.. blocks.SelectMany(b => b[channel].Mask ?? Enumerable.Repeat(true, b[channel].Values.Length))];
}
