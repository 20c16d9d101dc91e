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
        List<Block> blocks = [.. series.Take(Most).Select(s => Measured(source, s))];
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
        List<EdgeRow> edges = [.. source.Edges.Where(e => e.Series == series.Id)];
        HashSet<int> faulted = [.. series.Frames.Where(f => f.Status == "faulted").Select(f => f.Frame)];
        EdgeRow edge = edges.FirstOrDefault(e => !faulted.Contains(e.Frame));
        if (edge.Series is null)
            edge = edges[0];
        string which = edges.Count > 1 ? Which(series, edge.Frame, edges.Count) : "";
        RichText sentence =
            RichText.Plain($"{series.Id}{which}: ")
            + RichText.Markup("*E*_{0}")
            + RichText.Plain($" = {UncertainNumber.Format(edge.E0)} eV, edge step {UncertainNumber.Significant(edge.EdgeStep, 3)}");
        List<string> rows = [RowIds.Of(edge)];
        sentence += Shell(source, edge, rows) + Lobe(source, edge, rows) + RichText.Plain(".");
        return new Finding(sentence, "measured", "", RichText.Empty, rows);
    }

    /// <summary>The file it is from, where files tell the frames apart, else its number.</summary>
    private static string Which(SeriesSource series, int frame, int count)
    {
        string[] files = [.. series.Frames.Select(f => f.File).Distinct()];
        string name =
            files.Length == series.Frames.Count
                ? Path.GetFileNameWithoutExtension(series.Frames.First(f => f.Frame == frame).File)
                : "frame " + frame.ToString(CultureInfo.InvariantCulture);
        return $", {name} (of {count.ToString(CultureInfo.InvariantCulture)} frames)";
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
