namespace SpectraPipeline.Core;

/// <summary>One named quantity of a series: frames x points, row-major in one array, with optional sigma and mask.</summary>
public sealed class Channel
{
    /// <summary>Wraps the arrays; frame i is [i*points .. (i+1)*points).</summary>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public Channel(string name, Signal signal, int frames, int points, double[] values, double[]? sigma = null, bool[]? mask = null)
    {
        long expected = (long)frames * points;
        if (values.Length != expected || (sigma is not null && sigma.Length != expected) || (mask is not null && mask.Length != expected))
            throw new ArgumentException($"Channel '{name}' needs {frames} x {points} values.", nameof(values));
        (Name, Signal, Points, Values, Sigma, Mask) = (name, signal, points, values, sigma, mask);
    }

    /// <summary>Name: mu, i0, corrected, baseline, re ...</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public Signal Signal { get; }

    /// <summary>Points a frame.</summary>
    public int Points { get; }

    /// <summary>All values.</summary>
    public double[] Values { get; }

    /// <summary>Standard deviation of each value, or null when none is known.</summary>
    public double[]? Sigma { get; }

    /// <summary>True = use the point; null = all are used.</summary>
    public bool[]? Mask { get; }

    /// <summary>Values of a frame (index within this series or block).</summary>
    public ReadOnlySpan<double> this[int frame] => Values.AsSpan(frame * Points, Points);

    /// <summary>Writable values of a frame; for the engine and for kernels filling their own output.</summary>
    public Span<double> Row(int frame) => Values.AsSpan(frame * Points, Points);
}

/// <summary>Named channels of frames x points on one axis; scalars, faults and information a frame. A block of a longer series is a
/// series too: <see cref="FirstFrame"/> says where it begins.</summary>
public sealed class SpectralSeries
{
    private readonly Channel[] _channels;
    private readonly Dictionary<string, double[]> _scalars = new(StringComparer.Ordinal);

    /// <summary>Wraps channels that share an axis.</summary>
    /// <exception cref="ArgumentException">No channel, or a length that disagrees.</exception>
    public SpectralSeries(
        string id,
        Axis axis,
        IReadOnlyList<Channel> channels,
        IReadOnlyList<FrameInfo> info,
        Fault?[]? faults = null,
        int firstFrame = 0,
        Axis? axis2 = null
    )
    {
        int points = axis.Length * (axis2?.Length ?? 1);
        if (channels.Count == 0)
            throw new ArgumentException("A series needs at least one channel.", nameof(channels));
        foreach (Channel c in channels)
            if (c.Points != points || c.Values.Length != (long)info.Count * points)
                throw new ArgumentException($"Channel '{c.Name}' does not fit {info.Count} frames on {points} points.", nameof(channels));
        (Id, Axis, Axis2, _channels, Info, FirstFrame) = (id, axis, axis2, [.. channels], info, firstFrame);
        Faults = faults ?? new Fault?[info.Count];
    }

    /// <summary>Id of the series in the pipeline.</summary>
    public string Id { get; }

    /// <summary>The axis that all channels share.</summary>
    public Axis Axis { get; }

    /// <summary>Second axis of a map (row i of the map = i-th value of this axis, running over <see cref="Axis"/>); null for spectra.</summary>
    public Axis? Axis2 { get; }

    /// <summary>What the primary channel is.</summary>
    public Signal Signal => _channels[0].Signal;

    /// <summary>Frame number of row 0 in the whole series.</summary>
    public int FirstFrame { get; }

    /// <summary>Frames in this series or block.</summary>
    public int Frames => Info.Count;

    /// <summary>Points a frame (of a map: all of them).</summary>
    public int Points => _channels[0].Points;

    /// <summary>The channels; the first is the primary one, which generic stages read.</summary>
    public IReadOnlyList<Channel> Channels => _channels;

    /// <summary>The primary channel.</summary>
    public Channel Primary => _channels[0];

    /// <summary>A channel by name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Channel this[string name] =>
        Find(name)
        ?? throw new KeyNotFoundException(
            $"Series '{Id}' has no channel '{name}'; it has {string.Join(", ", _channels.Select(c => c.Name))}."
        );

    /// <summary>null = healthy; a faulted row is NaN.</summary>
    public Fault?[] Faults { get; }

    /// <summary>Source, time and potential of each frame.</summary>
    public IReadOnlyList<FrameInfo> Info { get; }

    /// <summary>Scalars a frame by name (e0, edge_step); NaN = not determined.</summary>
    public IReadOnlyDictionary<string, double[]> Scalars => _scalars;

    /// <summary>A channel by name, or null.</summary>
    public Channel? Find(string name) => Array.Find(_channels, c => c.Name == name);

    /// <summary>The first channel of a kind, or null.</summary>
    public Channel? Find(SignalKind kind) => Array.Find(_channels, c => c.Signal.Kind == kind);

    /// <summary>Adds a scalar a frame, filled with NaN, and returns its array.</summary>
    public double[] AddScalar(string name)
    {
        double[] values = new double[Frames];
        Array.Fill(values, double.NaN);
        _scalars[name] = values;
        return values;
    }
}
