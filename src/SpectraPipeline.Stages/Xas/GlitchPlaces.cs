using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Places on an energy axis: single energies (the point nearest to each) and ranges, ends included.</summary>
/// <param name="All">Lower and upper end of each; equal for a single energy.</param>
public sealed record GlitchPlaces(IReadOnlyList<(double From, double To)> All) : IParam<GlitchPlaces>
{
    /// <inheritdoc />
    public static string Syntax => "an energy as in 9852.3, a range as in 9850..9854, or a list of them";

    /// <inheritdoc />
    public static GlitchPlaces? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        var places = new List<(double, double)>();
        bool isFine = true;
        foreach (ParamNode item in node is ListNode list ? list.Items : [node])
            if (item is ScalarNode { Text: var text } && Parsed(text) is { } place)
                places.Add(place);
            else
            {
                complain(item, $"expected {Syntax}.");
                isFine = false;
            }
        return isFine ? new(places) : null;
    }

    /// <inheritdoc />
    public string ToText() =>
        "[" + string.Join(", ", All.Select(p => p.From == p.To ? Text(p.From) : $"{Text(p.From)}..{Text(p.To)}")) + "]";

    /// <summary>Stretches of a grid: first point and number of points.</summary>
    /// <param name="energies">eV, increasing.</param>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <exception cref="UserException">A place holds no point.</exception>
    public IReadOnlyList<(int First, int Count)> On(double[] energies, string stage)
    {
        var stretches = new List<(int, int)>();
        foreach ((double from, double to) in All)
        {
            if (to < energies[0] || from > energies[^1])
                throw new UserException(
                    $"{stage}: {Text(from)}{(from == to ? "" : $"..{Text(to)}")} lies outside the scan, {Text(energies[0])} to {Text(energies[^1])} eV."
                );
            int first = from == to ? Nearest(energies, from) : IndexAtOrAbove(energies, from),
                end = from == to ? first + 1 : IndexAtOrAbove(energies, Math.BitIncrement(to));
            if (end <= first)
                throw new UserException($"{stage}: no point lies in {Text(from)}..{Text(to)}.");
            stretches.Add((first, end - first));
        }
        return stretches;
    }

    /// <inheritdoc />
    public bool Equals(GlitchPlaces? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override int GetHashCode() => All.Count == 0 ? 0 : All[0].GetHashCode();

    private static (double, double)? Parsed(string text)
    {
        string[] ends = text.Split("..");
        if (ends.Length > 2 || !Number(ends[0], out double from))
            return null;
        if (ends.Length == 1)
            return (from, from);
        return Number(ends[1], out double to) && to > from ? (from, to) : null;
    }

    private static int IndexAtOrAbove(double[] energies, double value)
    {
        int i = Array.BinarySearch(energies, value);
        return i >= 0 ? i : ~i;
    }

    private static int Nearest(double[] energies, double value) => Numerics.Xas.EnergyGrid.Nearest(energies, value);

    private static bool Number(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}
