using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>The stretches at the ends of a range as the pipeline file states them.</summary>
internal static class StatedEnds
{
    /// <param name="axis">The axis.</param>
    /// <param name="from">Lower end; null: its start.</param>
    /// <param name="to">Upper end; null: its end.</param>
    /// <param name="width">Length of a stretch; null: five points.</param>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <exception cref="UserException">The range holds fewer than two points, or its stretches overlap.</exception>
    public static EndLevels Of(Axis axis, double? from, double? to, double? width, string stage)
    {
        if (axis.Length < 2)
            throw new UserException($"{stage} needs two points; the axis has {axis.Length}.");
        double low = from ?? axis[0],
            high = to ?? axis[axis.Length - 1];
        try
        {
            return new EndLevels(axis.Values, low, high, width);
        }
        catch (ArgumentException)
        {
            throw new UserException(
                $"{stage}: {low:g6} to {high:g6} with stretches of {(width is { } w ? $"{w:g6} {axis.Unit}" : "five points")} does not fit the axis ({axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}). Set from below to, both on the axis, and a narrower width."
            );
        }
    }
}
