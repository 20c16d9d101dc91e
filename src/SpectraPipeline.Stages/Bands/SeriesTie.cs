using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A position that a fit of all frames tied: its values in the frames are one assumption, not independent measurements.</summary>
/// <remarks>A line through tied positions finds what was assumed, with an error that knows nothing of the spectra. The slope, its error, and whether the
/// spectra agree with the assumption stand in band_trends.</remarks>
internal static class SeriesTie
{
    private const double Sigmas = 3;

    /// <summary>What the fit assumed of the position of a track; null when its frames were fitted each by itself.</summary>
    public static BandTrendRow? Of(in RowGroup<BandRow> bands, IReadOnlyList<BandTrendRow> trends)
    {
        BandTrendRow[] centers = [.. trends.Where(t => t.Parameter == "center")];
        if (centers.Length == 0 || bands.Count == 0)
            return null;
        (string Step, int Band) most = bands.All.GroupBy(b => (b.Step, b.Band)).MaxBy(g => g.Count())!.Key;
        int at = Array.FindIndex(centers, t => (t.Step, t.Band) == most);
        return at < 0 ? null : centers[at];
    }

    /// <summary>The line of a tied position, from what the fit of all frames found.</summary>
    /// <param name="trend">What was assumed and found.</param>
    /// <param name="potentials">Potentials of the track's frames (V).</param>
    /// <param name="minSpan">Range of potential that a slope needs (V).</param>
    /// <param name="corrected">There are iR-corrected potentials, which the fit of all frames did not take.</param>
    public static StarkLine Line(in BandTrendRow trend, double[] potentials, double minSpan, bool corrected)
    {
        if (trend.Kind == "shared")
            return None(
                "the fit assumed one position for all frames (center: shared); fit with center: linear or free to see whether it moves"
            );
        if (trend.Kind == "smooth")
            return None(
                "the fit tied the positions of neighbouring frames (center: smooth), so they are no independent points of a line; fit with center: linear for a slope with its error, or free"
            );
        if (trend.Against != "potential")
            return None(
                Text($"the fit assumed a position that is {trend.Kind} in {trend.Against}, not in potential; fit with against: potential")
            );
        double low = potentials.Length > 0 ? potentials.Min() : double.NaN,
            high = potentials.Length > 0 ? potentials.Max() : double.NaN;
        if (!(high - low >= minSpan - 1e-9))
            return None(Text($"the potentials span {high - low:0.###} V, a slope needs {minSpan:0.###} V"));
        if (!double.IsFinite(trend.Slope) || !(trend.SlopeSe > 0))
            return None("the fit of all frames gives its slope no error; fit with center: free");
        string where =
            trend.Kind == "linear"
                ? ""
                : Text($" at {trend.Reference:0.000} V, curvature {Rounded.Pair(trend.Curvature, trend.CurvatureSe)} cm-1/V²");
        string said = Text(
            $"{Rounded.Pair(trend.Slope, trend.SlopeSe)} cm-1/V{where} over {low:0.000} to {high:0.000} V ({trend.Frames} frames); not from positions: fitted as one by {trend.Step} with center: {trend.Kind}, which {trend.Verdict} (band_trends); both directions got one line, so no loop could be seen{(corrected ? "; against the potentials as measured, not the iR-corrected" : "")}"
        );
        return new(trend.Slope, trend.SlopeSe, $"{Word(trend)}: {said}", [Selection(trend, low, high)]);
    }

    private static string Word(in BandTrendRow trend) =>
        Contradicted(trend)
            ? trend.Alternative is "quadratic" or "smooth"
                ? "curved"
                : "not-on-one-line"
            : trend.Kind == "quadratic" && Math.Abs(trend.Curvature) > Sigmas * trend.CurvatureSe
                ? "curved"
                : trend.Verdict.StartsWith("not tested", StringComparison.Ordinal)
                    ? "linear-assumed"
                    : "linear";

    private static bool Contradicted(in BandTrendRow trend) => trend.Verdict.StartsWith("does not hold", StringComparison.Ordinal);

    private static StarkSelection Selection(in BandTrendRow trend, double low, double high) =>
        new("all", low, high, trend.Slope, trend.SlopeSe, trend.Value - (trend.Slope * trend.Reference), trend.Frames);

    private static StarkLine None(string why) => new(double.NaN, double.NaN, "not-determined: " + why, []);
}
