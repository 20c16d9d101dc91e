using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>One spectrum out of the frames that a stage refers to: their mean.</summary>
/// <param name="Axis">Its axis.</param>
/// <param name="Values">Mean of the frames in which a point counts; a straight line where it counts in none. Finite.</param>
/// <param name="Use">True where a point counts in some frame; null when all do.</param>
internal sealed record ReferenceSpectrum(Axis Axis, double[] Values, bool[]? Use)
{
    /// <summary>The mean of the frames that a selection means, on the axis of the input.</summary>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <param name="input">What the stage was given.</param>
    /// <param name="wanted">The selection that it asked for.</param>
    /// <exception cref="UserException">They are not there, have another axis, or all are faulted.</exception>
    public static ReferenceSpectrum Of(string stage, StageInput input, FrameSelection wanted)
    {
        SpectralSeries source = Source(stage, input, wanted);
        return source.Axis.SameAs(input.Axis)
            ? Mean(stage, input, source)
            : throw new UserException(
                $"{stage}: the reference has another axis ({source.Axis.Length} points) than the series ({input.Axis.Length}); put shape.resample before."
            );
    }

    /// <summary>Another finished series, or the frames of this one that the engine handed over.</summary>
    /// <exception cref="UserException">They are not there.</exception>
    public static SpectralSeries Source(string stage, StageInput input, FrameSelection wanted)
    {
        SpectralSeries? source = input.Reference;
        if (wanted.Series is { } id && !input.Others.TryGetValue(id, out source))
            throw new UserException($"{stage}: the reference series '{id}' is not there or gave no spectra.");
        return source ?? throw new UserException($"{stage}: the reference frames were not handed over.");
    }

    /// <summary>Mean of the frames that are neither faulted nor hold a number that is none; in each of them of the points that count.</summary>
    /// <exception cref="UserException">There is no such frame, or no such point.</exception>
    public static ReferenceSpectrum Mean(string stage, StageInput input, SpectralSeries source)
    {
        Channel channel = source.Find(input.Channel) ?? source.Primary;
        double[] mean = new double[channel.Points];
        int[] counts = new int[channel.Points];
        int frames = 0;
        for (int frame = 0; frame < source.Frames; frame++)
        {
            if (source.Faults[frame] is not null || Finite.FirstNot(channel[frame]) >= 0)
                continue;
            frames++;
            ReadOnlySpan<bool> use = channel.Mask is { } mask ? mask.AsSpan(frame * channel.Points, channel.Points) : [];
            for (int i = 0; i < mean.Length; i++)
                if (use.IsEmpty || use[i])
                    (mean[i], counts[i]) = (mean[i] + channel[frame][i], counts[i] + 1);
        }
        if (frames == 0)
            throw new UserException(
                $"{stage}: every frame of the reference (series '{source.Id}') is faulted or holds a number that is none; choose another."
            );
        if (Array.TrueForAll(counts, c => c == 0))
            throw new UserException(
                $"{stage}: every point of the reference (series '{source.Id}') is masked; mask less, or choose another."
            );
        for (int i = 0; i < mean.Length; i++)
            mean[i] /= Math.Max(1, counts[i]);
        if (!counts.Contains(0))
            return new(source.Axis, mean, null);
        bool[] used = [.. counts.Select(c => c > 0)];
        double[] bridged = new double[mean.Length];
        MaskBridge.Fill(source.Axis.Values, mean, used, bridged);
        return new(source.Axis, bridged, used);
    }

    /// <summary>The points that count, alone.</summary>
    public (double[] X, double[] Y) Used()
    {
        double[] x = Axis.Values.ToArray();
        return Use is null ? (x, Values) : ([.. x.Where((_, i) => Use[i])], [.. Values.Where((_, i) => Use[i])]);
    }

    /// <summary>Stretches of points that count: x of the first and of the last.</summary>
    public IReadOnlyList<(double From, double To)> Stretches()
    {
        var stretches = new List<(double, double)>();
        for (int i = 0, first; i < Values.Length; i++)
        {
            if (Use?[i] == false)
                continue;
            first = i;
            while (i + 1 < Values.Length && Use?[i + 1] != false)
                i++;
            stretches.Add((Axis[first], Axis[i]));
        }
        return stretches;
    }
}
