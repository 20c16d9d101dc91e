using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.XasWords;

namespace SpectraPipeline.Report.Page;

/// <summary>What the scans of a series are worth: where their energies come from, which are bad, what the beam did.</summary>
internal static class ScanFindings
{
    public static IEnumerable<Block> Of(ReportSource source, SeriesSource series)
    {
        foreach (CalibrationRow row in source.Xas.Calibrations.Of(series.Id))
            yield return Calibrated(source, series, row);
        List<ScanQualityRow> scans = XasSource.Newest(series, source.Xas.Quality.Of(series.Id), q => q.Step);
        if (scans.Count > 0)
            yield return Quality(source, series, scans);
        List<DoseTrendRow> trends = XasSource.Newest(series, source.Xas.DoseTrends.Of(series.Id), t => t.Step);
        if (trends.Count > 0)
            yield return Damage(series, trends);
    }

    /// <summary>The convention behind every energy of the series.</summary>
    private static Finding Calibrated(ReportSource source, SeriesSource series, CalibrationRow c)
    {
        string point = c.Convention == "half-step" ? "half step" : "inflection";
        string text = double.IsFinite(c.EdgeEnergy)
            ? $"energies: {point} of {(c.Foil is "reference" or null ? "the reference foil" : c.Foil)} found at {UncertainNumber.Format(c.E0Found, c.E0Se)} eV and put to {UncertainNumber.Significant(c.EdgeEnergy, 6)} eV"
                + (c.EdgeSource is null ? "" : $" ({c.EdgeSource})")
                + $", a shift of {UncertainNumber.Significant(c.ShiftEv, 2)} eV"
            : $"energies: {c.Message ?? c.Method}";
        List<AlignmentRow> aligned = XasSource.Newest(series, source.Xas.Alignments.Of(series.Id), a => a.Step);
        List<string> rows = [RowIds.Of(c)];
        if (aligned.Count > 1)
        {
            double[] shifts = [.. aligned.Select(a => a.ShiftEv).Where(double.IsFinite)];
            int followed = aligned.Count(a => a.Origin != "measured");
            if (shifts.Length > 1)
                text +=
                    $"; frames moved by {UncertainNumber.Significant(shifts.Min(), 2)} to {UncertainNumber.Significant(shifts.Max(), 2)} eV"
                    + (followed > 0 ? $", {N(followed)} of {N(aligned.Count)} by their neighbours" : "");
            rows.Add(RowIds.Of(aligned[0]));
        }
        return new Finding(
            RichText.Plain($"{series.Id}: {text}."),
            c.Method == "none" ? "as recorded" : "calibrated",
            "",
            c.Method == "none"
                ? RichText.Plain("An error of the monochromator is in every energy; differences within the series are not touched by it.")
                : RichText.Empty,
            rows
        );
    }

    private static Finding Quality(ReportSource source, SeriesSource series, List<ScanQualityRow> scans)
    {
        List<ScanQualityRow> bad = scans.FindAll(s => s.Verdict == "bad"),
            doubtful = scans.FindAll(s => s.Verdict == "doubtful");
        string text =
            bad.Count + doubtful.Count == 0
                ? $"all {Plural(scans.Count, "scan")} good"
                : $"{N(bad.Count)} of {Plural(scans.Count, "scan")} bad";
        if (bad.Count > 0)
            text += $": {Each(bad)}";
        if (doubtful.Count > 0)
            text += $"; {N(doubtful.Count)} doubtful: {Each(doubtful)}";
        double[] reach = [.. scans.Select(s => s.KMaxUsable).Where(double.IsFinite).Order()];
        RichText usable =
            reach.Length == 0
                ? RichText.Empty
                : RichText.Markup("; a scan is usable to *k* = ")
                    + RichText.Plain(UncertainNumber.Significant(reach[reach.Length / 2], 2))
                    + RichText.Markup(" Å^{-1} (median)");
        ScanNoiseRow mean = source.Xas.ScanNoise.Of(series.Id).OrderByDescending(n => n.Scans).FirstOrDefault();
        if (mean.Series is not null && double.IsFinite(mean.KMaxUsable) && mean.Scans > 1)
            usable +=
                RichText.Plain($", the mean of {N(mean.Scans)} to {UncertainNumber.Significant(mean.KMaxUsable, 3)}")
                + RichText.Markup(" Å^{-1}");
        return new Finding(
            RichText.Plain($"{series.Id}: {text}") + usable + RichText.Plain("."),
            bad.Count > 0 ? "bad scans"
                : doubtful.Count > 0 ? "doubts"
                : "good",
            "",
            RichText.Empty,
            [.. bad.Concat(doubtful).Take(6).Select(s => RowIds.Of(s))]
        );
    }

    private static string Each(List<ScanQualityRow> scans) =>
        List([.. scans.Select(s => $"frame {N(s.Frame)} ({s.Why.Replace(",", ", ", StringComparison.Ordinal)})")]);

    /// <summary>Trends of edge, white line and edge step; what moves with the reference is no damage.</summary>
    private static Finding Damage(SeriesSource series, List<DoseTrendRow> trends)
    {
        string[] order = ["edge", "white-line", "edge-step"];
        List<DoseTrendRow> told = [.. order.SelectMany(q => trends.Where(t => t.Quantity == q))];
        if (told.Count == 0)
            told = trends;
        string verdict =
            told.Exists(t => t.Verdict == "damage") ? "changes with dose"
            : told.Exists(t => t.Verdict is "step" or "changes") ? "changes"
            : told.Exists(t => t.Verdict == "drift") ? "drift"
            : told.TrueForAll(t => t.Verdict == "none-seen") ? "none seen"
            : "undecided";
        RichText text = RichText.Plain($"{series.Id}, over {Plural(told.Max(t => t.Frames), "scan")}: ");
        for (int i = 0; i < told.Count; i++)
            text += RichText.Plain((i == 0 ? "" : "; ") + Trend(told[i]));
        return new Finding(
            text + RichText.Plain("."),
            verdict,
            "",
            RichText.Plain(
                verdict is "changes with dose"
                    ? "A reaction in the cell changes the spectrum with time as the beam does: to tell them apart, move the spot or attenuate the beam."
                : verdict is "none seen" or "undecided" ? "What is not seen may still be there below the limits said."
                : ""
            ),
            [.. told.Select(t => RowIds.Of(t))]
        );
    }

    private static string Trend(DoseTrendRow t)
    {
        string name = t.Quantity.Replace('-', ' ');
        string unit = t.Unit == "mu" ? "" : " " + t.Unit;
        if (double.IsNaN(t.Slope))
            return $"{name} {t.Message ?? t.Verdict}";
        if (t.StepFrame is int frame)
            return $"{name} steps by {UncertainNumber.Format(t.StepSize, t.StepSizeSe)}{unit} at frame {N(frame)}";
        string slope = $"{UncertainNumber.Format(t.Slope, t.SlopeSe)}{unit} per scan (p {P(t.PValue)})";
        return t.Verdict switch
        {
            "none-seen" => $"{name} does not move: below {UncertainNumber.Significant(t.LimitPerScan, 2)}{unit} per scan at 95 %",
            "undecided" => $"{name} undecided, {slope}, not above {UncertainNumber.Significant(t.LimitPerScan, 2)}{unit} per scan",
            "drift" => $"{name} moves by {slope} together with the reference: drift of the monochromator, no damage",
            _ => $"{name} moves by {slope}",
        };
    }

    private static string P(double p) =>
        p < 1e-4 ? "below 0.0001" : p.ToString(p < 0.01 ? "0.0000" : "0.00", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
}
