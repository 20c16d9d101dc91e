using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Ranges of the axis: <c>[1000..1100, 1700..1800]</c>, in its unit.</summary>
/// <param name="Ranges">Lower and upper end of each, both included.</param>
public sealed record AxisRegions(IReadOnlyList<(double From, double To)> Ranges) : IParam<AxisRegions>
{
    /// <inheritdoc />
    public static string Syntax => "ranges of the axis in its unit: [1000..1100, 1700..1800]";

    /// <inheritdoc />
    public static AxisRegions? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        var ranges = new List<(double, double)>();
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (item is ScalarNode { Text: var text } && TryRange(text, out (double From, double To) range))
                ranges.Add(range);
            else
                complain(item, $"expected {Syntax}.");
        return ranges.Count > 0 ? new AxisRegions(ranges) : null;
    }

    /// <summary>True for every point of the axis that lies in a range.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <exception cref="UserException">A range holds no point.</exception>
    public bool[] Marks(Axis axis, string stage)
    {
        bool[] marks = new bool[axis.Length];
        foreach ((double from, double to) in Ranges)
        {
            int first = axis.IndexAtOrAbove(from),
                end = first;
            while (end < axis.Length && axis[end] <= to)
                marks[end++] = true;
            if (end == first)
                throw new UserException(
                    $"{stage}: no point lies in {Text(from)}..{Text(to)}; the axis goes from {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}."
                );
        }
        return marks;
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Ranges.Select(r => $"{Text(r.From)}..{Text(r.To)}")) + "]";

    /// <inheritdoc />
    public bool Equals(AxisRegions? other) => other is not null && Ranges.SequenceEqual(other.Ranges);

    /// <inheritdoc />
    public override int GetHashCode() => Ranges.Aggregate(0, (hash, r) => HashCode.Combine(hash, r));

    private static bool TryRange(string text, out (double From, double To) range)
    {
        range = default;
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots <= 0 || !TryNumber(text[..dots], out double from) || !TryNumber(text[(dots + 2)..], out double to) || !(from <= to))
            return false;
        range = (from, to);
        return true;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
