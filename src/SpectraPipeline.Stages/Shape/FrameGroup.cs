using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Which frames go together: <c>all</c>, so many in a row, or <c>potential</c> (frames in a row at one potential).</summary>
/// <param name="Every">Frames in a group; 0 = all, −1 = by potential.</param>
public sealed record FrameGroup(int Every) : IParam<FrameGroup>
{
    /// <summary>All frames of the series.</summary>
    public static FrameGroup All { get; } = new(0);

    /// <summary>Frames in a row at one potential.</summary>
    public static FrameGroup Potential { get; } = new(-1);

    /// <inheritdoc />
    public static string Syntax => "all, a number of frames (10), or potential";

    /// <inheritdoc />
    public static FrameGroup? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text })
            switch (text.Trim())
            {
                case "all":
                    return All;
                case "potential":
                    return Potential;
                case var number when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int every) && every > 0:
                    return new(every);
            }
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() =>
        Every switch
        {
            0 => "all",
            -1 => "potential",
            _ => Every.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>The groups in order: first frame and count.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="tolerance">Potentials of one group differ by no more from its first.</param>
    public IReadOnlyList<(int First, int Count)> Of(IReadOnlyList<FrameInfo> frames, double tolerance)
    {
        var groups = new List<(int, int)>();
        for (int first = 0, next; first < frames.Count; first = next)
        {
            next = Every switch
            {
                0 => frames.Count,
                > 0 => Math.Min(frames.Count, first + Every),
                _ => first + 1,
            };
            while (Every < 0 && next < frames.Count && IsSame(frames[first].PotentialV, frames[next].PotentialV, tolerance))
                next++;
            groups.Add((first, next - first));
        }
        return groups;
    }

    private static bool IsSame(double a, double b, double tolerance) =>
        Math.Abs(a - b) <= tolerance || (double.IsNaN(a) && double.IsNaN(b));
}
