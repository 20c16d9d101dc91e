using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Absorption edges, maxima of the transform and of the wavelet maps.</summary>
internal static class XasTables
{
    public static TableBlock Edges(ReportSource source) =>
        new(
            "edges",
            "Absorption edges",
            [
                Words("series"),
                Number("frame"),
                Number("*E*_{0} / eV"),
                Number("half step / eV"),
                Number("edge step"),
                Number("oxidation state"),
                Words("message"),
            ],
            [
                .. source
                    .Edges.Take(TableBlock.MostRows)
                    .Select(e => new TableRow(
                        RowIds.Of(e),
                        [T(e.Series), V(e.Frame), V(e.E0), V(e.E0HalfStep), V(e.EdgeStep), V(e.OxidationState), T(e.Message)]
                    )),
            ]
        )
        {
            Total = source.Edges.Count,
        };

    public static TableBlock Peaks(ReportSource source) =>
        new(
            "fourier_peaks",
            RichText.Markup("Maxima of |*χ*(*R*)|; *R* is not corrected for phase unless said"),
            [Words("series"), Number("frame"), Number("*R* / Å"), Number("magnitude"), Number("S/N"), Words("phase corrected")],
            [
                .. source
                    .FourierPeaks.Take(TableBlock.MostRows)
                    .Select(
                        (p, i) =>
                            new TableRow(
                                RowIds.Of(p, i),
                                [T(p.Series), V(p.Frame), V(p.R), V(p.Magnitude), V(p.Snr), T(p.PhaseCorrected ? "yes" : "no")]
                            )
                    ),
            ]
        )
        {
            Total = source.FourierPeaks.Count,
        };

    public static TableBlock Lobes(ReportSource source) =>
        new(
            "wavelet_lobes",
            "Maxima of the wavelet maps",
            [
                Words("series"),
                Number("frame"),
                Number("lobe"),
                Number("*k* / Å^{-1}"),
                Number("low / Å^{-1}"),
                Number("high / Å^{-1}"),
                Number("*R* / Å"),
                Number("amplitude"),
                Number("S/N"),
                Number("resolution / Å^{-1}"),
                Words("kernel"),
            ],
            [
                .. source
                    .WaveletLobes.Take(TableBlock.MostRows)
                    .Select(l => new TableRow(
                        RowIds.Of(l),
                        [
                            T(l.Series),
                            V(l.Frame),
                            V(l.Lobe),
                            V(l.KMax),
                            V(l.KMaxLow),
                            V(l.KMaxHigh),
                            V(l.RMax),
                            V(l.Amplitude),
                            V(l.Snr),
                            V(l.KResolution),
                            T(l.Kernel),
                        ]
                    )),
            ]
        )
        {
            Total = source.WaveletLobes.Count,
        };
}
