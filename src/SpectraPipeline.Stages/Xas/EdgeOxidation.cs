using System.Globalization;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Oxidation state of one edge, and what has to be said with it.</summary>
/// <param name="State">NaN when it cannot be read.</param>
/// <param name="Low">95 % interval; NaN where it has no limit.</param>
/// <param name="High">95 % interval; NaN where it has no limit.</param>
/// <param name="Extrapolated">Not between two standards that are one state apart.</param>
/// <param name="Words">What is to be said.</param>
internal readonly record struct EdgeOxidation(double State, double Low, double High, bool Extrapolated, string Words)
{
    /// <summary>Reads an edge against the standards.</summary>
    public static EdgeOxidation Of(EdgeStandards standards, EdgeDefinition definition, EdgeEnergy edge)
    {
        EdgeStandard[] known = standards.Known(definition);
        if (standards.Line(definition) is not { } line)
            return Unknown(
                known.Length < 2
                    ? $"no oxidation state: {(known.Length == 0 ? "no standard" : "one standard")} with this edge position, two are needed"
                    : "no oxidation state: all standards have the same one"
            );
        if (double.IsNaN(edge.Energy))
            return Unknown($"no oxidation state: no edge by {definition.Words()}");
        (double state, double low, double high) = line.At(edge.Energy, edge.Error);
        (bool outside, string where) = Where(known, definition, edge.Energy, state, low, high);
        string interval =
            double.IsInfinity(low) || double.IsInfinity(high)
                ? "no interval: the edges of the standards hardly rise with their state"
                : Text($"95 % {low:F2} to {high:F2}");
        return new(
            state,
            double.IsInfinity(low) ? double.NaN : low,
            double.IsInfinity(high) ? double.NaN : high,
            outside,
            Text(
                $"oxidation state {state:+0.00;-0.00;0.00} by {definition.Words()} ({interval}), {where}; line of {known.Length} standards {line.Slope:F2} ± {line.SlopeError:F2} eV a unit, scatter {line.Scatter:F2} eV"
            )
        );
    }

    private static EdgeOxidation Unknown(string words) => new(double.NaN, double.NaN, double.NaN, false, words);

    /// <summary>Between which standards the edge lies, and which states within the interval have none.</summary>
    private static (bool Extrapolated, string Words) Where(
        EdgeStandard[] known,
        EdgeDefinition definition,
        double energy,
        double state,
        double low,
        double high
    )
    {
        EdgeStandard lowest = known[0],
            highest = known[^1];
        double[] edges = [.. known.Select(s => EdgeStandards.Energy(s.Edge, definition).Energy)];
        if (state < lowest.State || state > highest.State || energy < edges.Min() || energy > edges.Max())
            return (
                true,
                Text(
                    $"extrapolated beyond the standards {Name(lowest)} and {Name(highest)}, whose edges lie at {edges[0]:F2} and {edges[^1]:F2} eV"
                )
            );
        EdgeStandard below = known.Last(s => s.State <= state),
            above = known.First(s => s.State >= state);
        // What the interval cannot exclude counts, as far as the standards reach.
        double from = double.IsFinite(low) ? Math.Max(low, lowest.State) : lowest.State,
            to = double.IsFinite(high) ? Math.Min(high, highest.State) : highest.State;
        int[] missing =
        [
            .. Enumerable
                .Range((int)Math.Ceiling(lowest.State), Math.Max(0, (int)highest.State - (int)Math.Ceiling(lowest.State) + 1))
                .Where(n =>
                    n >= Math.Min(from, below.State) && n <= Math.Max(to, above.State) && !known.Any(s => Math.Abs(s.State - n) < 0.5)
                ),
        ];
        string between = below.State == above.State ? $"at {Name(below)}" : $"between {Name(below)} and {Name(above)}";
        return missing.Length == 0
            ? (false, between)
            : (
                true,
                $"{between}, extrapolated from these: no {string.Join(", ", missing.Select(n => Text($"{n:+0;-0;0}")))} standard is present"
            );
    }

    private static string Name(EdgeStandard standard) => Text($"{standard.Name} ({standard.State:+0.##;-0.##;0})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
