using System.Globalization;
using System.Text;

namespace SpectraPipeline.PeakStudy;

/// <summary>docs/peak-coverage.md: the last study.</summary>
internal static class CoveragePage
{
    public static string Of(string command, CoverageResult coverage, IReadOnlyList<DetectionResult> limits, double seconds)
    {
        string day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = new StringBuilder("# Do the errors of peaks.fit cover the truth?\n\n");
        void Say(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        Say(
            $"`{command}`, {day}. {coverage.Fits} generated spectra of 400 points through the stage, {seconds:0} s of CPU time with the detection limits below."
        );
        text.Append(
            """

            Gaussian, Lorentzian and pseudo-Voigt bands 12 to 30 points wide on a straight line, fitted with the same shape and a line. The fit is told what a user would list: positions
            off by up to 0.15 of the width (of the distance, when two bands are nearer), widths off by up to a third; everything else is the stage's own. *SNR* is the height of the weakest band over
            the noise of a point. 95 % is promised for each of center, fwhm, height and area:

            - *regular*: no interval is stated; the truth lies within 1.96 `_se_total`. Should be 93 to 97 %.
            - *interval*: the stage did not trust the standard error and stated a likelihood interval, by refits or, where a bound alone is near, from the matrix of the fit. Should be 93 % at least.
            - *flagged*: the frame says `interval-unreliable`. *Absent*: the band says `not-detected`. *Failed*: not converged.
            - *missed unflagged*: share of all answers that are stated without a flag and miss the truth. Should be 7 % at most, and is what a reader who heeds the flags is exposed to.
            - *total*: share of all fits whose statement holds the truth, with flagged, absent and failed ones as misses.

            Two weak bands within 0.7 widths are nearly always flagged; the few that are not were not by luck, and hold the truth less often than they say. Look at the share of intervals beside their
            cover there. A frame whose bands need refits costs many times what a regular one does (`intervals: standard` makes none).

            ![Map of coverage](peak-coverage.svg)


            """
        );
        Table(text, "Two bands, by distance over mean width (lower edge)", coverage.Pairs, "distance");
        Table(text, "One band, and bands at a bound", coverage.Singles, "case");
        Table(text, "Correlated noise, one band", coverage.Noises, "noise");
        Quantities(text, coverage);
        Say($"## Bootstrap on request\n");
        Say(
            $"One band or two at 1.2 widths, SNR 5 to 30, white or zero-filled noise, 200 resamples: percentile intervals hold the truth in {Percent(coverage.Bootstrap.Coverage(Statement.Interval))} of {coverage.Bootstrap.Count(Statement.Interval)} (profile is the better choice).\n"
        );
        Say($"## Detection limits\n");
        text.Append(
            "A Gaussian 24 points wide. *False alarms*: blanks whose height lies above the decision limit, half the limit of detection. *Misses*: bands as high as the limit that stay below it. Both should be 5 ± 1 %\n"
                + "where position and width are given, as the definition has it; a band that may be looked for anywhere finds a maximum of the noise, and the last row shows how often.\n\n"
        );
        Say($"| noise | spectra | limit, σ of a point | false alarms | misses |\n|---|---|---|---|---|");
        foreach (DetectionResult r in limits)
            Say($"| {r.Words} | 2 x {r.Count} | {r.Limit:0.00} | {Percent(r.FalseAlarms)} | {Percent(r.Misses)} |");
        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, TallyGrid grid, string first)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {first} | SNR | answers | regular | cover | interval | cover | flagged | absent | failed | missed unflagged | total |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
        );
        for (int row = 0; row < grid.Rows.Length; row++)
        for (int column = 0; column < grid.Cells[row].Length; column++)
        {
            Tally t = grid.Cells[row][column];
            double snr = CoverageStudy.Edge(column, CoverageStudy.SnrCells, CoverageStudy.LowestSnr, CoverageStudy.HighestSnr);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {grid.Rows[row]} | {snr:0.0} | {t.All()} | {Percent(t.Share(Statement.Regular))} | {Percent(t.Coverage(Statement.Regular))} | {Percent(t.Share(Statement.Interval))} | {Percent(t.Coverage(Statement.Interval))} | {Percent(t.Share(Statement.Flagged))} | {Percent(t.Share(Statement.NotDetected))} | {Percent(t.Share(Statement.Failed))} | {Percent(t.Share(Statement.Regular) + t.Share(Statement.Interval) - t.Total())} | {Percent(t.Total())} |\n"
            );
        }
        text.Append('\n');
    }

    private static void Quantities(StringBuilder text, CoverageResult coverage)
    {
        text.Append(
            "## By quantity\n\n| spectra | quantity | regular | cover | interval | cover | flagged | absent | failed | total |\n|---|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (
            var (words, grid) in ((string, TallyGrid)[])
                [("two bands", coverage.Pairs), ("one band, bounds", coverage.Singles), ("correlated noise", coverage.Noises)]
        )
            for (int q = 0; q < FitStudy.Quantities; q++)
            {
                Tally all = Tally.Sum(grid.Cells.SelectMany(r => r));
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {words} | {FitStudy.Names[q]} | {Percent(all.Share(Statement.Regular, q))} | {Percent(all.Coverage(Statement.Regular, q))} | {Percent(all.Share(Statement.Interval, q))} | {Percent(all.Coverage(Statement.Interval, q))} | {Percent(all.Share(Statement.Flagged, q))} | {Percent(all.Share(Statement.NotDetected, q))} | {Percent(all.Share(Statement.Failed, q))} | {Percent(all.Total(q))} |\n"
                );
            }
        text.Append('\n');
    }

    private static string Percent(double share) =>
        double.IsNaN(share) ? "" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
