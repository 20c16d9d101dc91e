using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Keeps the points from <see cref="From"/> to <see cref="To"/>, both included.</summary>
[Stage("shape.crop", "Selection of points; no method.", Summary = "Keeps a range of the axis.")]
public sealed record Crop : FrameStage
{
    /// <summary>Lower end.</summary>
    [Param("Lower end of the range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int first = From is { } from ? input.Axis.IndexAtOrAbove(from) : 0;
        int end = To is { } to ? input.Axis.IndexAtOrAbove(Math.BitIncrement(to)) : input.Axis.Length;
        if (end - first < 2)
            throw new UserException(
                $"shape.crop leaves {Math.Max(0, end - first)} points: the axis runs from {input.Axis[0]:g} to {input.Axis[input.Axis.Length - 1]:g} {input.Axis.Unit}, the range from {From:g} to {To:g}."
            );
        var axis = new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[first..end]);
        return new Kernel(axis, input, first);
    }

    private sealed class Kernel(Axis axis, StageInput input, int first) : SpectrumKernel(axis, input.Channel, input.Signal)
    {
        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings) =>
            y.Slice(first, result.Length).CopyTo(result);
    }
}
