using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Sources;

/// <summary>How the report names a row of the store: the table and its key, such as 'bands:ir/12/3'.</summary>
public static class RowIds
{
    public static string Of(in BandRow row) => $"bands:{row.Series}/{N(row.Frame)}/{N(row.Band)}";

    public static string Of(in FitRow row) => $"fits:{row.Series}/{N(row.Frame)}";

    public static string Of(in BandParameterRow row) => $"band_parameters:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Band)}/{row.Name}";

    public static string Of(in BandTrendRow row) => $"band_trends:{row.Series}/{row.Step}/{N(row.Band)}/{row.Parameter}";

    public static string Of(in TrackStretchRow row) => $"track_stretches:{row.Series}/{N(row.Track)}/{N(row.FirstFrame)}";

    public static string Of(in OnsetRow row) => $"onsets:{row.Series}/{N(row.Track)}/{row.Against}/{row.Method}";

    public static string Of(in KineticModelRow row) => $"kinetic_models:{row.Series}/{N(row.Track)}/{row.Model}";

    public static string Of(in BandRatioRow row) =>
        $"band_ratios:{row.Series}/{row.Group}/{N(row.Numerator)}/{N(row.Denominator)}/{row.Quantity}";

    public static string Of(in HysteresisRow row) => $"hysteresis:{row.Series}/{N(row.Track)}/{row.Quantity}";

    public static string Of(in ReplicateRow row) =>
        $"replicates:{row.Series}/{row.Group}/{row.Position.ToString("0.#", CultureInfo.InvariantCulture)}/{row.Quantity}";

    public static string Of(in ClockRow row) => $"clocks:{row.Series}/{row.Log}";

    public static string Of(in BaselineRow row) => $"baselines:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Rank)}";

    public static string Of(in TrackRow row) => Track(row.Series, row.Track);

    public static string Of(in AssignmentRow row) => $"assignments:{row.Series}/{N(row.Track)}/{N(row.Rank)}";

    public static string Of(in DetectionLimitRow row) =>
        $"detection_limits:{row.Series}/{N(row.Frame)}/{row.Center.ToString("0.#", CultureInfo.InvariantCulture)}";

    public static string Of(in EdgeRow row) => $"edges:{row.Series}/{row.Step}/{N(row.Frame)}";

    public static string Of(in EdgePositionRow row) =>
        $"edge_positions:{row.Series}/{row.Step}/{N(row.Frame)}/{row.Channel}/{row.Definition}";

    public static string Of(in PreEdgePeakRow row) => $"pre_edge_peaks:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Peak)}";

    public static string Of(in DifferenceAreaRow row) => $"difference_areas:{row.Series}/{row.Step}/{N(row.Frame)}";

    public static string Of(in CalibrationRow row) => $"calibrations:{row.Series}/{row.Step}";

    public static string Of(in AlignmentRow row) => $"alignments:{row.Series}/{row.Step}/{N(row.Frame)}";

    public static string Of(in ScanQualityRow row) => $"scan_quality:{row.Series}/{row.Step}/{N(row.Frame)}";

    public static string Of(in ScanNoiseRow row) => $"scan_noise:{row.Series}/{row.Step}/{N(row.Scans)}";

    public static string Of(in DoseTrendRow row) => $"dose_trends:{row.Series}/{row.Step}/{row.Quantity}";

    public static string Of(in ComponentRow row) => $"components:{row.Series}/{row.Step}/{N(row.Frame)}/{row.Component}";

    public static string Of(in ModelQualityRow row) =>
        $"model_quality:{row.Series}/{row.Step}/{(row.Frame < 0 ? "" : N(row.Frame))}/{row.Criterion}/{N(row.Rank)}/{row.Model}";

    public static string Of(in ExafsFitRow row) => $"exafs_fits:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Fit)}";

    public static string Of(in ExafsPathRow row) => $"exafs_paths:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Fit)}/{row.Path}";

    public static string Of(in ExafsParameterRow row) => $"exafs_parameters:{row.Series}/{row.Step}/{N(row.Frame)}/{N(row.Fit)}/{row.Name}";

    public static string Of(in ExafsComparisonRow row) =>
        $"exafs_comparisons:{row.Series}/{row.Step}/{N(row.Frame)}/{row.Other}/{row.Path}/{row.Quantity}";

    public static string Of(in WaveletLimitRow row) =>
        $"wavelet_limits:{row.Series}/{row.Step}/{N(row.Frame)}/{row.K.ToString("0.##", CultureInfo.InvariantCulture)}/{row.R.ToString("0.##", CultureInfo.InvariantCulture)}";

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
