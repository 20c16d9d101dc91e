using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Sources;

/// <summary>The errors that a reader is shown: with the spread of the baseline where that is known, else of the fit alone.</summary>
internal static class BandErrors
{
    /// <summary>What stands behind the word 'standard error' for these bands.</summary>
    public static string Words(IEnumerable<BandRow> bands) =>
        bands.Any(b => double.IsFinite(b.AreaSeTotal))
            ? "standard error with the spread of the baseline"
            : "standard error of the fit alone";

    public static double Center(in BandRow band) => Best(band.CenterSeTotal, band.CenterSe);

    public static double Fwhm(in BandRow band) => Best(band.FwhmSeTotal, band.FwhmSe);

    public static double Height(in BandRow band) => Best(band.HeightSeTotal, band.HeightSe);

    public static double Area(in BandRow band) => Best(band.AreaSeTotal, band.AreaSe);

    private static double Best(double total, double fit) => double.IsFinite(total) ? total : fit;
}
