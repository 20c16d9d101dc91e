using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>The fitted range of a series.</summary>
internal sealed class SeriesRange
{
    private readonly SpectralSeries _input;

    public SeriesRange(SpectralSeries input, double? from, double? to)
    {
        _input = input;
        First = from is { } low ? input.Axis.IndexAtOrAbove(low) : 0;
        int end = to is { } high ? input.Axis.IndexAtOrAbove(Math.BitIncrement(high)) : input.Axis.Length;
        Points = Math.Max(0, end - First);
        Axis =
            Points == input.Axis.Length || Points < 2
                ? input.Axis
                : new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[First..end]);
    }

    /// <summary>First point on the axis of the input.</summary>
    public int First { get; }

    public int Points { get; }

    public Axis Axis { get; }

    public ReadOnlySpan<double> Values(int frame) => _input.Primary[frame].Slice(First, Axis.Length);

    public ReadOnlySpan<double> Sigma(int frame) =>
        _input.Primary.Sigma is { } s ? s.AsSpan((frame * _input.Points) + First, Axis.Length) : [];

    public ReadOnlySpan<bool> Use(int frame) => _input.Primary.Mask is { } m ? m.AsSpan((frame * _input.Points) + First, Axis.Length) : [];

    /// <summary>All points that count hold one value: the reference of a difference.</summary>
    public bool IsConstant(int frame)
    {
        ReadOnlySpan<double> y = Values(frame);
        ReadOnlySpan<bool> use = Use(frame);
        int first = use.IsEmpty ? 0 : Math.Max(0, use.IndexOf(true));
        for (int i = first; i < y.Length; i++)
            if ((use.IsEmpty || use[i]) && y[i] != y[first])
                return false;
        return true;
    }

    /// <summary>Bands that stand out in a sample of the frames.</summary>
    public IReadOnlyList<StartBand> Find(FitSeries stage)
    {
        int[] healthy = [.. Enumerable.Range(0, _input.Frames).Where(f => _input.Faults[f] is null && Finite.FirstNot(Values(f)) < 0)];
        if (healthy.Length == 0)
            return [];
        int[] sample = [.. (FrameSelection.All with { AtMost = StartBands.SampledFrames }).In(healthy.Length).Select(i => healthy[i])];
        Channel channel = _input.Primary;
        var seen = new Channel(
            channel.Name,
            channel.Signal,
            sample.Length,
            channel.Points,
            [.. sample.SelectMany(f => channel[f].ToArray())],
            null,
            channel.Mask is null ? null : [.. sample.SelectMany(f => channel.Mask.AsSpan(f * channel.Points, channel.Points).ToArray())]
        );
        int sign = channel.Signal.IsSigned || channel.Signal.Kind == SignalKind.ReflectanceRatio ? 0 : channel.Signal.FormedSign;
        return StartBands.Find(
            new SpectralSeries(_input.Id, _input.Axis, [seen], [.. sample.Select(f => _input.Info[f])]),
            channel.Name,
            Axis,
            First,
            new(stage.BackgroundDegree.Degree, sign, stage.MinSnr, stage.MinWidth ?? 0, stage.MaxBands, stage.AsFit().SearchedWith)
        );
    }
}
