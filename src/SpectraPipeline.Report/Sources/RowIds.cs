using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Sources;

/// <summary>How the report names a row of the store: the table and its key, such as 'bands:ir/12/3'.</summary>
public static class RowIds
{
    public static string Of(in BandRow row) => $"bands:{row.Series}/{N(row.Frame)}/{N(row.Band)}";

    public static string Of(in FitRow row) => $"fits:{row.Series}/{N(row.Frame)}";

    public static string Of(in BaselineRow row) => $"baselines:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Rank)}";

    public static string Of(in TrackRow row) => Track(row.Series, row.Track);

    public static string Of(in AssignmentRow row) => $"assignments:{row.Series}/{N(row.Track)}/{N(row.Rank)}";

    public static string Of(in DetectionLimitRow row) =>
        $"detection_limits:{row.Series}/{N(row.Frame)}/{row.Center.ToString("0.#", CultureInfo.InvariantCulture)}";

    public static string Of(in EdgeRow row) => $"edges:{row.Series}/{N(row.Frame)}";

    public static string Of(in WaveletLobeRow row) => $"wavelet_lobes:{row.Series}/{N(row.Frame)}/{N(row.Lobe)}";

    /// <param name="index">Place of the row in its table, which has no key beyond the frame.</param>
    public static string Of(in FourierPeakRow row, int index) => $"fourier_peaks:{row.Series}/{N(row.Frame)}/{N(index)}";

    public static string Of(in ClaimRow row) => "claims:" + row.Id;

    public static string Track(string series, int track) => $"tracks:{series}/{N(track)}";

    /// <summary>Rows as a claim lists them: 'tracks ir/2; assignments ir/2/1; library B0196'.</summary>
    public static IEnumerable<string> Listed(string? rows)
    {
        foreach (string part in (rows ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int blank = part.IndexOf(' ', StringComparison.Ordinal);
            yield return blank < 0 ? part : part[..blank] + ":" + part[(blank + 1)..];
        }
    }

    public static string Frame(string series, int frame) => $"frames:{series}/{N(frame)}";

    public static string Spectrum(string series, string step, int frame) => $"spectra:{series}/{step}/{N(frame)}";

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);
}
