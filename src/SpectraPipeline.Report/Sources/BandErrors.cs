using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Sources;

/// <summary>The errors that a reader is shown: the total ones where there are any, else those of the fit alone.</summary>
internal static class BandErrors
{
    /// <summary>Of <see cref="BandRow.IntervalMethod"/>: too small to be seen, so that position and width mean nothing.</summary>
    public const string NotDetected = "not-detected";

    /// <summary>Standard errors to either side of a 95 % interval, where none was made.</summary>
    public const double Half95 = 1.96;

    /// <summary>What stands behind the word 'standard error' for these bands.</summary>
    /// <param name="bands">The bands.</param>
    /// <param name="limits">Detection limits of the same fits: they tell whether rival baselines entered.</param>
    public static string Words(IEnumerable<BandRow> bands, IEnumerable<DetectionLimitRow> limits) =>
        Words(bands.Any(HasTotal), limits.Any(HasBaseline));

    /// <summary>The same from what is known.</summary>
    public static string Words(bool isTotal, bool hasBaseline) => "standard error " + What(isTotal, hasBaseline);

    /// <summary>Such as 'with correlated noise'.</summary>
    public static string What(bool isTotal, bool hasBaseline) =>
        !isTotal ? "of the fit alone"
        : hasBaseline ? "with correlated noise and baseline"
        : "with correlated noise";

    /// <summary>The errors hold noise that neighbouring points share, and the baseline where that was in doubt.</summary>
    public static bool HasTotal(BandRow band) => double.IsFinite(band.HeightSeTotal) || double.IsFinite(band.CenterSeTotal);

    /// <summary>Rival baselines made the limit larger than the noise alone does.</summary>
    public static bool HasBaseline(DetectionLimitRow limit) => limit.LodHeight > limit.LodHeightFit * (1 + 1e-9);

    /// <summary>A 95 % interval of some quantity was made.</summary>
    public static bool HasInterval(in BandRow band) => band.IntervalMethod is not (null or "" or NotDetected);

    public static double Center(in BandRow band) => Best(band.CenterSeTotal, band.CenterSe);

    public static double Fwhm(in BandRow band) => Best(band.FwhmSeTotal, band.FwhmSe);

    public static double Height(in BandRow band) => Best(band.HeightSeTotal, band.HeightSe);

    public static double Area(in BandRow band) => Best(band.AreaSeTotal, band.AreaSe);

    /// <summary>Distances of the ends of the 95 % interval from a value; from the standard error where no interval was made. An open end is NaN.</summary>
    public static (double Below, double Above) Bars95(double value, double low, double high, double error) =>
        double.IsNaN(low) && double.IsNaN(high) ? (Half95 * error, Half95 * error) : (value - low, high - value);

    private static double Best(double total, double fit) => double.IsFinite(total) ? total : fit;
}
