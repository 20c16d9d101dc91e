using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Trends of a series and what they mean together: an edge that moves with its reference is a drift.</summary>
internal sealed class DoseVerdicts(Damage stage, DoseScans scans, string series, string step)
{
    private const double Level = 0.05,
        StepBetter = 2;

    /// <summary>One quantity over the scans.</summary>
    private sealed record Followed(string Quantity, string Unit, double[] Values, double Matters)
    {
        public double[] Dose { get; init; } = [];
        public int[] Frames { get; init; } = [];
        public RobustTrend? Trend { get; init; }

        /// <summary>Scans of the series, with those that do not have the quantity.</summary>
        public int Scans { get; init; }

        /// <summary>Probability below which it counts as a finding, its share of what is tested together.</summary>
        public double Level { get; init; }

        public bool IsStep => Trend is { } t && t.StepBic > StepBetter && t.StepProbability < Level;

        /// <summary>Of a dose unit: what one scan adds.</summary>
        public double PerScan => Frames.Length > 1 ? (Dose[^1] - Dose[0]) / (Frames.Length - 1) : double.NaN;

        public double Probability => Trend is { } t ? Math.Min(t.Probability, t.StepProbability) : double.NaN;

        public double Limit => Trend is { } t ? (Math.Abs(t.Slope) + (Student.Half95(t.Freedom) * t.SlopeError)) * PerScan : double.NaN;
    }

    /// <summary>All rows.</summary>
    public IEnumerable<DoseTrendRow> Rows()
    {
        Followed edge = Follow("edge", "eV", scans.Edge, stage.EdgeMatters),
            line = Follow("white-line", "edge steps", scans.WhiteLine, stage.HeightMatters),
            size = Follow("edge-step", "mu", scans.EdgeStep, stage.HeightMatters * Median(scans.EdgeStep));
        Followed? reference = scans.HasReference ? Follow("reference-edge", "eV", scans.Reference, stage.EdgeMatters) : null,
            difference = scans.HasReference
                ? Follow("edge-minus-reference", "eV", [.. scans.Edge.Zip(scans.Reference, (e, r) => e - r)], stage.EdgeMatters)
                : null;
        // What is tested for damage shares the 5 %: the edge (or its distance from the reference), the white line, the step; each by line and by step.
        int tested = new[] { difference ?? edge, line, size }.Count(f => f.Trend is not null);
        double level = Level / (2 * Math.Max(1, tested));
        (edge, line, size, difference) = (
            edge with
            {
                Level = level,
            },
            line with
            {
                Level = level,
            },
            size with
            {
                Level = level,
            },
            difference is null ? null : difference with { Level = level }
        );
        string verdict = Verdict(difference ?? edge, "damage");
        if (reference is not null)
        {
            reference = reference with { Level = Level / 2 };
            string drift = Verdict(reference, "drift");
            if (verdict is "none-seen" or "undecided" && edge.Probability < Level / 2 && drift is "drift" or "step")
                verdict = "drift";
            yield return RowOf(edge, verdict, EdgeWords(verdict, edge, difference!));
            yield return RowOf(reference, drift, ReferenceWords(drift, reference));
            yield return RowOf(difference!, Verdict(difference!, "damage"), Words(difference!));
        }
        else
            yield return RowOf(
                edge,
                verdict,
                verdict is "damage" or "step"
                    ? Words(edge) + "; no reference channel: a drift of the monochromator would look the same"
                    : Words(edge)
            );
        yield return RowOf(line, Verdict(line, "damage"), Words(line));
        string amount = Verdict(size, "changes");
        yield return RowOf(
            size,
            amount,
            amount == "changes" ? Words(size) + "; the amount in the beam changes, which alone is no damage" : Words(size)
        );
    }

    private Followed Follow(string quantity, string unit, double[] values, double matters)
    {
        int[] counted = [.. Enumerable.Range(0, values.Length).Where(i => double.IsFinite(values[i]))];
        double[] dose = [.. counted.Select(i => scans.Dose[i])],
            y = [.. counted.Select(i => values[i])];
        return new(quantity, unit, y, matters)
        {
            Dose = dose,
            Frames = [.. counted.Select(i => scans.Frames[i])],
            Scans = values.Length,
            Trend = counted.Length >= RobustTrend.FewestValues && dose[^1] > dose[0] ? RobustTrend.Fit(dose, y) : null,
        };
    }

    private static string Verdict(Followed followed, string moving)
    {
        if (followed.Trend is not { } trend)
            return "undecided";
        if (followed.IsStep)
            return "step";
        if (followed.Probability < followed.Level)
            return moving;
        // What most scans do not have was not followed.
        return 2 * followed.Frames.Length >= followed.Scans && followed.Limit * (followed.Frames.Length - 1) <= followed.Matters
            ? "none-seen"
            : "undecided";
    }

    private DoseTrendRow RowOf(Followed followed, string verdict, string message)
    {
        var row = new DoseTrendRow
        {
            Series = series,
            Step = step,
            Quantity = followed.Quantity,
            Unit = followed.Unit,
            Definition = followed.Unit == "eV" ? stage.Definition.Name() : null,
            Against = scans.Against,
            Frames = followed.Frames.Length,
            Verdict = verdict,
            Message = message,
        };
        if (followed.Trend is not { } trend)
            return row;
        double scan = followed.PerScan,
            slope = trend.Slope * scan,
            se = trend.SlopeError * scan,
            half = Student.Half95(trend.Freedom) * se;
        bool isStep = followed.IsStep;
        return row with
        {
            Level = trend.Level,
            Slope = slope,
            SlopeSe = se,
            SlopeLow = slope - half,
            SlopeHigh = slope + half,
            SlopePerDose = trend.Slope,
            PValue = trend.Probability,
            Scatter = trend.Scatter,
            Correlation = trend.Correlation,
            StepFrame = isStep ? followed.Frames[trend.StepAt] : null,
            StepSize = isStep ? trend.StepSize : double.NaN,
            StepSizeSe = isStep ? trend.StepError : double.NaN,
            StepPValue = trend.StepProbability,
            LimitPerScan = followed.Limit,
            ScansToAverage = ToAverage(
                verdict is "none-seen" or "undecided" ? followed.Limit : Math.Abs(slope),
                trend.Scatter,
                isStep ? Math.Max(trend.StepAt, followed.Frames.Length - trend.StepAt) : followed.Frames.Length
            ),
        };
    }

    /// <summary>Most scans over which the change stays below the noise of their mean: |b|(N − 1) ≤ σ/√N.</summary>
    private static int ToAverage(double perScan, double scatter, int most)
    {
        int scans = 1;
        while (scans < most && perScan * scans * Math.Sqrt(scans + 1) <= scatter)
            scans++;
        return scans;
    }

    private static string EdgeWords(string verdict, Followed edge, Followed difference) =>
        verdict == "drift"
            ? $"{Words(edge)}; the reference moves alike ({Slope(difference)} between them): drift of the monochromator, no damage"
        : verdict is "damage" or "step" ? $"{Words(edge)}; against the reference {Words(difference)}"
        : Words(difference);

    private static string ReferenceWords(string verdict, Followed reference) =>
        verdict is "drift" or "step"
            ? Words(reference) + "; the energy scale moves: align by xas.calibrate before averaging"
            : Words(reference);

    private static string Words(Followed followed)
    {
        if (followed.Trend is not { } trend)
            return $"{followed.Frames.Length} scans with this quantity, a trend needs {RobustTrend.FewestValues} at different doses";
        string unit = followed.Unit;
        if (followed.IsStep)
            return Text(
                $"a step of {trend.StepSize:g3} ± {trend.StepError:g2} {unit} at frame {followed.Frames[trend.StepAt]}, not a slow change"
            );
        string limit = Text(
            $"limit {followed.Limit:g2} {unit} per scan, {followed.Limit * (followed.Frames.Length - 1):g2} over the series"
        );
        string some =
            followed.Frames.Length < followed.Scans
                ? $"; {followed.Scans - followed.Frames.Length} of {followed.Scans} scans do not have it"
                : "";
        return Text($"{Slope(followed)} (p {trend.Probability:g2}), {limit}{some}");
    }

    private static string Slope(Followed followed) =>
        followed.Trend is { } t
            ? Text($"{t.Slope * followed.PerScan:g3} ± {t.SlopeError * followed.PerScan:g2} {followed.Unit} per scan")
            : "no trend";

    private static double Median(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? double.NaN : Numerics.Statistics.Median.InPlace(finite);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
