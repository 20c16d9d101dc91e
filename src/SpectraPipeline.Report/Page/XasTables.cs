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
                Number("inflection / eV"),
                Number("integral / eV"),
                Number("from foil / eV"),
                Number("edge step"),
                Number("oxidation state"),
                Words("extrapolated"),
                Words("step"),
                Words("message"),
            ],
            [
                .. source
                    .Edges.Take(TableBlock.MostRows)
                    .Select(e => new TableRow(
                        RowIds.Of(e),
                        [
                            T(e.Series),
                            V(e.Frame),
                            V(e.E0),
                            E(e.E0HalfStep, e.E0HalfStepSe),
                            E(e.E0Inflection, e.E0InflectionSe),
                            E(e.E0Integral, e.E0IntegralSe),
                            E(e.ShiftFromFoil, e.ShiftFromFoilSe),
                            V(e.EdgeStep),
                            B(e.OxidationState, e.OxidationStateLow, e.OxidationStateHigh),
                            T(e.Extrapolated ? "yes" : ""),
                            T(e.Step),
                            T(e.Message),
                        ]
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
            [
                Words("series"),
                Number("frame"),
                Number("*R* / Å"),
                Number("magnitude"),
                Number("S/N"),
                Words("phase corrected"),
                Words("doubt"),
            ],
            [
                .. source
                    .FourierPeaks.Take(TableBlock.MostRows)
                    .Select(
                        (p, i) =>
                            new TableRow(
                                RowIds.Of(p, i),
                                [
                                    T(p.Series),
                                    V(p.Frame),
                                    E(p.R, p.RSe),
                                    V(p.Magnitude),
                                    V(p.Snr),
                                    T(p.PhaseCorrected ? p.Phase ?? "yes" : "no"),
                                    T(p.SideLobe ? "may be a side lobe of the window" : ""),
                                ]
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
            "Maxima of the wavelet maps; in square brackets 95 % intervals; at an edge place and amplitude are pulled",
            [
                Words("series"),
                Number("frame"),
                Number("lobe"),
                Number("*k* / Å^{-1}"),
                Number("*R* / Å"),
                Number("amplitude"),
                Number("S/N"),
                Number("resolution / Å^{-1}"),
                Number("resolution / Å"),
                Words("kernel"),
                Words("at an edge"),
                Words("message"),
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
                            B(l.KMax, l.KMaxLow, l.KMaxHigh),
                            B(l.RMax, l.RMaxLow, l.RMaxHigh),
                            V(l.Amplitude),
                            V(l.Snr),
                            V(l.KResolution),
                            V(l.RResolution),
                            T(l.Comparable ?? l.Kernel),
                            T(l.EdgeEffect ? "yes" : ""),
                            T(l.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.WaveletLobes.Count,
        };

    public static TableBlock WaveletLimits(ReportSource source) =>
        new(
            "wavelet_limits",
            "Places of the wavelet maps that were asked for",
            [
                Words("series"),
                Number("frame"),
                Number("*k* / Å^{-1}"),
                Number("*R* / Å"),
                Words("verdict"),
                Number("lobe"),
                Number("amplitude"),
                Number("below (95 %)"),
                Number("share of the largest"),
                Words("maps that compare"),
            ],
            [
                .. source
                    .Xas.WaveletLimits.First(TableBlock.MostRows)
                    .Select(l => new TableRow(
                        RowIds.Of(l),
                        [
                            T(l.Series),
                            V(l.Frame),
                            V(l.K),
                            V(l.R),
                            T(l.Verdict),
                            l.Lobe is int lobe ? V(lobe) : default,
                            E(l.Amplitude, l.Noise),
                            V(l.Limit),
                            V(l.LimitShare),
                            T(l.Comparable),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.WaveletLimits.Count,
        };
}
