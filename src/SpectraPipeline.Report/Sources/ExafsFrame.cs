using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Sources;

/// <summary>What the newest fit of scattering paths says of one frame.</summary>
public sealed record ExafsFrame(SeriesSource Series, int Frame, string Step, List<ExafsFitRow> Fits, List<ExafsPathRow> Paths)
{
    /// <summary>The first frame of a series that was not faulted and has fits; null where none has.</summary>
    public static ExafsFrame? First(ReportSource source, SeriesSource series)
    {
        HashSet<int> healthy = [.. series.Frames.Where(f => f.Status != "faulted").Select(f => f.Frame)];
        List<int> fitted =
        [
            .. source
                .Xas.Fits.Ask($"SELECT DISTINCT frame FROM exafs_fits WHERE series = {ResultStore.Text(series.Id)} ORDER BY frame")
                .Select(row => Answer.Whole(row[0])),
        ];
        return fitted.Count == 0 ? null : Of(source, series, fitted.Find(healthy.Contains) is var f && healthy.Contains(f) ? f : fitted[0]);
    }

    /// <summary>A frame; null where it has no fits.</summary>
    public static ExafsFrame? Of(ReportSource source, SeriesSource series, int frame)
    {
        List<ExafsFitRow> fits = XasSource.Newest(series, source.Xas.Fits.Of(series.Id, [frame]), f => f.Step);
        if (fits.Count == 0)
            return null;
        string step = fits[0].Step;
        return new(series, frame, step, fits, source.Xas.Paths.Of(series.Id, [frame]).FindAll(p => p.Step == step));
    }

    /// <summary>Models that the data do not reject, the least criterion first.</summary>
    public List<ExafsFitRow> Standing => [.. Fits.Where(f => f.Verdict is "preferred" or "tied").OrderBy(f => f.BicDifference)];

    /// <summary>The preferred model; of tied ones the simplest. Null where none stands.</summary>
    public ExafsFitRow? Chosen => Standing.OrderBy(f => f.NVar).ThenBy(f => f.BicDifference).Cast<ExafsFitRow?>().FirstOrDefault();

    /// <summary>Paths that a model holds, by distance.</summary>
    public List<ExafsPathRow> Shells(ExafsFitRow fit) =>
        [.. Paths.Where(p => p.Fit == fit.Fit && double.IsFinite(p.N) && double.IsFinite(p.R)).OrderBy(p => p.R)];

    /// <summary>From the lowest to the highest end of the intervals over all models that stand and have the path; NaN where one is open.</summary>
    public (double Low, double High, int Models) OverAll(string path, Func<ExafsPathRow, double> low, Func<ExafsPathRow, double> high)
    {
        List<ExafsFitRow> standing = Standing;
        // A model that holds the value at a number has no interval and says nothing about it.
        List<ExafsPathRow> rows = Paths.FindAll(p =>
            p.Path == path && standing.Exists(f => f.Fit == p.Fit) && (double.IsFinite(low(p)) || double.IsFinite(high(p)))
        );
        return rows.Count == 0
            ? (double.NaN, double.NaN, 0)
            : (rows.Min(low), rows.Exists(p => double.IsNaN(high(p))) ? double.NaN : rows.Max(high), rows.Count);
    }

    /// <summary>Shells that the models which stand leave out or hold together with none: a row each, the largest limit.</summary>
    public List<ExafsPathRow> Limits =>
        [
            .. Paths
                .Where(p => (double.IsFinite(p.NUpper) || double.IsNaN(p.N)) && Standing.Exists(f => f.Fit == p.Fit))
                .GroupBy(p => p.Path)
                .Select(g => g.OrderBy(p => double.IsFinite(p.NUpper) ? p.NUpper : double.PositiveInfinity).Last()),
        ];
}
