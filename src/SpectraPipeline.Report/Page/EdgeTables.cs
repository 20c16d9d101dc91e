using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Where edges lie by each definition, what stands before them, how spectra differ.</summary>
internal static class EdgeTables
{
    public static TableBlock Positions(ReportSource source) =>
        new(
            "edge_positions",
            "Edge positions by definition; errors are those of the noise for the normalisation as it is",
            [
                Words("series"),
                Number("frame"),
                Words("channel"),
                Words("definition"),
                Number("energy / eV"),
                Number("from foil / eV"),
                Number("height"),
                Number("oxidation state"),
                Number("noise"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Positions.First(TableBlock.MostRows)
                    .Select(p => new TableRow(
                        RowIds.Of(p),
                        [
                            T(p.Series),
                            V(p.Frame),
                            T(p.Channel),
                            T(p.Definition),
                            E(p.Energy, p.EnergySe),
                            E(p.ShiftFromFoil, p.ShiftFromFoilSe),
                            E(p.Height, p.HeightSe),
                            B(p.OxidationState, p.OxidationStateLow, p.OxidationStateHigh),
                            V(p.Noise),
                            T(p.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Positions.Count,
        };

    public static TableBlock PreEdge(ReportSource source) =>
        new(
            "pre_edge_peaks",
            "Pre-edge peaks; peak 0 is all together, straight from the points",
            [
                Words("series"),
                Number("frame"),
                Number("peak"),
                Number("position / eV"),
                Number("height"),
                Number("FWHM / eV"),
                Number("area / eV"),
                Words("shape"),
                Words("baseline"),
                Words("at a bound"),
                Words("converged"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.PreEdgePeaks.First(TableBlock.MostRows)
                    .Select(p => new TableRow(
                        RowIds.Of(p),
                        [
                            T(p.Series),
                            V(p.Frame),
                            V(p.Peak),
                            E(p.Center, p.CenterSe),
                            E(p.Height, p.HeightSe),
                            E(p.Fwhm, p.FwhmSe),
                            E(p.Area, p.AreaSe),
                            T(p.Shape),
                            T(p.Baseline),
                            T(p.AtBound ? "yes" : ""),
                            T(p.Converged ? "yes" : "no"),
                            T(p.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.PreEdgePeaks.Count,
        };

    public static TableBlock Differences(ReportSource source) =>
        new(
            "difference_areas",
            "Differences from a reference spectrum; positive: more absorption than the reference",
            [
                Words("series"),
                Number("frame"),
                Words("reference"),
                Words("verdict"),
                Number("from / eV"),
                Number("to / eV"),
                Number("area / eV"),
                Number("area of its size / eV"),
                Number("largest"),
                Number("at / eV"),
                Number("noise"),
                Number("*p*"),
            ],
            [
                .. source
                    .Xas.Differences.First(TableBlock.MostRows)
                    .Select(d => new TableRow(
                        RowIds.Of(d),
                        [
                            T(d.Series),
                            V(d.Frame),
                            T(d.Reference),
                            T(d.Verdict),
                            V(d.From),
                            V(d.To),
                            E(d.Area, d.AreaSe),
                            V(d.AbsoluteArea),
                            V(d.Largest),
                            V(d.LargestEnergy),
                            V(d.Noise),
                            V(d.PValue),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Differences.Count,
        };
}
