using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Position, width, height and area of a band: with the 95 % interval where one was made, else with the standard error.</summary>
internal static class BandCells
{
    public static TableCell Center(in BandRow band) => B(band.Center, band.CenterLow, band.CenterHigh, BandErrors.Center(band));

    public static TableCell Fwhm(in BandRow band) => B(band.Fwhm, band.FwhmLow, band.FwhmHigh, BandErrors.Fwhm(band));

    public static TableCell Height(in BandRow band) => B(band.Height, band.HeightLow, band.HeightHigh, BandErrors.Height(band));

    public static TableCell Area(in BandRow band) => B(band.Area, band.AreaLow, band.AreaHigh, BandErrors.Area(band));

    /// <summary>What the brackets hold.</summary>
    public static string Caption(string begin, string error, bool hasIntervals) =>
        $"{begin}; in round brackets the {error}"
        + (hasIntervals ? ", in square ones the 95 % interval where one was made (–: open to that side)" : "");
}
