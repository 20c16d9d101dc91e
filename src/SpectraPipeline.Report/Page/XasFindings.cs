using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>What was measured on absorption edges: a line a series, numbers of the store alone, without a grade.</summary>
internal static class XasFindings
{
    private const int Most = 6;

    /// <summary>Below this distance a maximum of |chi(R)| is left of the background, no shell.</summary>
    private const double NearestShell = 1;

    public static IReadOnlyList<Block> Blocks(ReportSource source)
    {
        List<SeriesSource> series = [.. source.Series.Where(s => source.Edges.Any(e => e.Series == s.Id))];
        // What is measured to be compared with comes after what it is for.
        List<SeriesSource> shown =
        [
            .. series.OrderBy(s => s.Card.Role is "standard" or "foil" || s.Card.Facts.Any(f => f.Name == "standard") ? 1 : 0).Take(Most),
        ];
        List<Block> blocks = [];
        foreach (SeriesSource s in shown)
        {
            blocks.Add(Measured(source, s));
            blocks.AddRange(ScanFindings.Of(source, s));
            blocks.AddRange(ExafsFindings.Of(source, s));
            blocks.AddRange(MixtureFindings.Of(source, s));
        }
        blocks.AddRange(ExafsFindings.Limits(source));
        if (series.Count > Most)
            blocks.Add(
                new Words(
                    RichText.Plain($"{(series.Count - Most).ToString(CultureInfo.InvariantCulture)} more series are in the table of edges.")
                )
            );
        return blocks;
    }

    /// <summary>Its first frame that is not faulted speaks for a series.</summary>
    private static Finding Measured(ReportSource source, SeriesSource series)
    {
        List<EdgeRow> edges = XasSource.Newest(series, [.. source.Edges.Where(e => e.Series == series.Id)], e => e.Step);
        HashSet<int> faulted = [.. series.Frames.Where(f => f.Status == "faulted").Select(f => f.Frame)];
        EdgeRow edge = edges.FirstOrDefault(e => !faulted.Contains(e.Frame));
        if (edge.Series is null)
            edge = edges[0];
        RichText sentence =
            RichText.Plain($"{series.Id}{XasWords.Which(series, edge.Frame, edges.Count > 1 ? series.Frames.Count : 1)}: ")
            + RichText.Markup("*E*_{0}")
            + RichText.Plain($" = {UncertainNumber.Format(edge.E0)} eV, edge step {UncertainNumber.Significant(edge.EdgeStep, 3)}");
        List<string> rows = [RowIds.Of(edge)];
        sentence += Positions(edge) + Shell(source, edge, rows) + Lobe(source, edge, rows) + RichText.Plain(".");
        RichText detail = RichText.Empty;
        if (double.IsFinite(edge.OxidationState))
            detail = RichText.Plain(
                "The state is formal: it is read from where the edge lies among those of the standards, and ligands move edges as well. "
                    + (
                        edge.Message is { } words && words.IndexOf("; line of", StringComparison.Ordinal) is > 0 and var at
                            ? "L" + words[(at + 3)..].Replace(" -", " \u2212", StringComparison.Ordinal) + "."
                            : ""
                    )
            );
        return new Finding(sentence, edge.Extrapolated ? "extrapolated" : "measured", "", detail, rows);
    }

    /// <summary>What xas.edge-position found: how far the definitions of an edge differ, the shift from the foil, the formal state.</summary>
    private static RichText Positions(in EdgeRow edge)
    {
        string text = "";
        if (double.IsFinite(edge.E0Spread))
            text +=
                $" (half step {UncertainNumber.Format(edge.E0HalfStep, edge.E0HalfStepSe)}, inflection {UncertainNumber.Format(edge.E0Inflection, edge.E0InflectionSe)} eV: {UncertainNumber.Significant(edge.E0Spread, 2)} eV between definitions)";
        if (double.IsFinite(edge.ShiftFromFoil))
            text += $"; {UncertainNumber.Format(edge.ShiftFromFoil, edge.ShiftFromFoilSe)} eV from the foil";
        if (double.IsFinite(edge.OxidationState))
            text +=
                $"; formal oxidation state {XasWords.Between(edge.OxidationState, edge.OxidationStateLow, edge.OxidationStateHigh)}"
                + (double.IsNaN(edge.OxidationStateLow + edge.OxidationStateHigh) ? " without an interval" : "")
                + Where(edge.Message);
        return RichText.Plain(text);
    }

    /// <summary>Between which standards, and which are missing: said in the row behind the interval.</summary>
    private static string Where(string? message)
    {
        const string Begin = "), ";
        int from = message?.IndexOf("oxidation state ", StringComparison.Ordinal) ?? -1;
        if (from < 0)
            return "";
        int at = message!.IndexOf(Begin, from, StringComparison.Ordinal);
        if (at < 0)
            return "";
        int end = message.IndexOf(';', at);
        return ", " + (end < 0 ? message[(at + Begin.Length)..] : message[(at + Begin.Length)..end]);
    }

    /// <summary>The largest maximum of the transform beyond the background.</summary>
    private static RichText Shell(ReportSource source, EdgeRow edge, List<string> rows)
    {
        int best = -1;
        for (int i = 0; i < source.FourierPeaks.Count; i++)
        {
            FourierPeakRow peak = source.FourierPeaks[i];
            if (peak.Series == edge.Series && peak.Frame == edge.Frame && peak.R >= NearestShell)
                if (best < 0 || peak.Magnitude > source.FourierPeaks[best].Magnitude)
                    best = i;
        }
        if (best < 0)
            return RichText.Empty;
        FourierPeakRow found = source.FourierPeaks[best];
        rows.Add(RowIds.Of(found, best));
        string noise = double.IsFinite(found.Snr) ? $", S/N {UncertainNumber.Significant(found.Snr, 2)}" : "";
        return RichText.Plain("; largest maximum of |")
            + RichText.Markup("*χ*(*R*)| at *R*")
            + RichText.Plain(
                $" = {UncertainNumber.Significant(found.R, 3)} Å (phase {(found.PhaseCorrected ? "corrected" : "uncorrected")}{noise})"
            );
    }

    private static RichText Lobe(ReportSource source, EdgeRow edge, List<string> rows)
    {
        WaveletLobeRow lobe = source.WaveletLobes.FirstOrDefault(l => l.Series == edge.Series && l.Frame == edge.Frame && l.Lobe == 1);
        if (lobe.Series is null)
            return RichText.Empty;
        rows.Add(RowIds.Of(lobe));
        return RichText.Markup("; largest wavelet lobe at *k*")
            + RichText.Plain($" = {UncertainNumber.Significant(lobe.KMax, 2)} Å")
            + RichText.Markup("^{-1}, *R*")
            + RichText.Plain($" = {UncertainNumber.Significant(lobe.RMax, 3)} Å");
    }
}
