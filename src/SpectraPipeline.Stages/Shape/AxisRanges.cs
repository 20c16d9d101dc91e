using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Ranges of an axis, ends included: <c>1580..1700</c>, several in brackets; an open end reaches to the end of the axis.</summary>
/// <param name="All">Lower and upper end of each; infinite where open.</param>
public sealed record AxisRanges(IReadOnlyList<(double From, double To)> All) : IParam<AxisRanges>
{
    /// <inheritdoc />
    public static string Syntax => "a range as in 1580..1700, or a list of them; an open end (..900) reaches to the end of the axis";

    /// <inheritdoc />
    public static AxisRanges? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        var ranges = new List<(double, double)>();
        bool isFine = true;
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (item is ScalarNode { Text: var text } && TryParse(text, out (double, double) range))
                ranges.Add(range);
            else
            {
                complain(item, $"expected {Syntax}.");
                isFine = false;
            }
        return isFine ? new(ranges) : null;
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", All.Select(r => Text(r.From) + ".." + Text(r.To))) + "]";

    /// <summary>True for every point of the axis that lies in a range.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <exception cref="UserException">A range holds no point.</exception>
    public bool[] Marks(Axis axis, string stage)
    {
        bool[] marks = new bool[axis.Length];
        foreach ((double from, double to) in All)
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
    public bool Equals(AxisRanges? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override int GetHashCode() => All.Count == 0 ? 0 : All[0].GetHashCode();

    private static bool TryParse(string text, out (double From, double To) range)
    {
        range = default;
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return false;
        string low = text[..dots].Trim(),
            high = text[(dots + 2)..].Trim();
        double from = double.NegativeInfinity,
            to = double.PositiveInfinity;
        if ((low.Length > 0 && !Number(low, out from)) || (high.Length > 0 && !Number(high, out to)) || low.Length + high.Length == 0)
            return false;
        range = (from, to);
        return from <= to;
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Text(double v) => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
