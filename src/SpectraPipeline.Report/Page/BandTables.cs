using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Bands: tracks, Stark slopes, bands of frames, fits and detection limits.</summary>
internal static class BandTables
{
    public static TableBlock Tracks(ReportSource source) =>
        new(
            "tracks",
            "Tracks: bands followed through a series",
            [
                Words("series"),
                Number("track"),
                Number("centre", AxisUnit(source)),
                Number("FWHM", AxisUnit(source)),
                Number("sign"),
                Number("frames"),
                Number("largest height"),
                Number("S/N"),
                Number("onset / V"),
                Number("onset / s"),
                Number("Stark / cm^{-1} V^{-1}"),
                Words("Stark verdict"),
                Number("*τ* / s"),
            ],
            [
                .. source.Tracks.Select(t => new TableRow(
                    RowIds.Of(t),
                    [
                        T(t.Series),
                        V(t.Track),
                        E(t.Center, t.CenterSe),
                        V(t.Fwhm),
                        V(t.Sign),
                        V(t.Frames),
                        V(t.MaxHeight),
                        V(t.Snr),
                        V(t.OnsetPotentialV),
                        V(t.OnsetTimeS),
                        E(t.StarkCm1PerV, t.StarkCm1PerVSe),
                        T(t.StarkVerdict),
                        E(t.TauS, t.TauSSe),
                    ]
                )),
            ]
        );

    public static TableBlock Stark(ReportSource source) =>
        new(
            "stark_windows",
            "Stark slopes by window and scan direction",
            [
                Words("series"),
                Number("track"),
                Words("selection"),
                Number("from / V"),
                Number("to / V"),
                Number("slope / cm^{-1} V^{-1}"),
                Number("at 0 V / cm^{-1}"),
                Number("frames"),
            ],
            [
                .. source
                    .StarkWindows.Take(TableBlock.MostRows)
                    .Select(w => new TableRow(
                        $"stark_windows:{w.Series}/{w.Track}/{w.Selection}/{w.PotentialLowV:0.###}",
                        [
                            T(w.Series),
                            V(w.Track),
                            T(w.Selection),
                            V(w.PotentialLowV),
                            V(w.PotentialHighV),
                            E(w.SlopeCm1PerV, w.SlopeCm1PerVSe),
                            V(w.InterceptCm1),
                            V(w.Frames),
                        ]
                    )),
            ]
        )
        {
            Total = source.StarkWindows.Count,
        };

    public static TableBlock Bands(ReportSource source) =>
        new(
            "bands",
            $"Bands: every fitted band of every frame; in brackets the {BandErrors.Words(source.Bands.First(TableBlock.MostRows))}",
            [
                Words("series"),
                Number("frame"),
                Number("band"),
                Number("track"),
                Number("centre", AxisUnit(source)),
                Number("FWHM", AxisUnit(source)),
                Number("height"),
                Number("area"),
                Number("S/N"),
                Words("shape"),
                Words("at bound"),
            ],
            [
                .. source
                    .Bands.First(TableBlock.MostRows)
                    .Select(b => new TableRow(
                        RowIds.Of(b),
                        [
                            T(b.Series),
                            V(b.Frame),
                            V(b.Band),
                            V(b.Track ?? double.NaN),
                            E(b.Center, BandErrors.Center(b)),
                            E(b.Fwhm, BandErrors.Fwhm(b)),
                            E(b.Height, BandErrors.Height(b)),
                            E(b.Area, BandErrors.Area(b)),
                            V(b.Snr),
                            T(b.Shape),
                            T(b.AtBound),
                        ]
                    )),
            ]
        )
        {
            Total = source.Bands.Count,
        };

    public static TableBlock Fits(ReportSource source) =>
        new(
            "fits",
            "Fits",
            [
                Words("series"),
                Number("frame"),
                Number("bands"),
                Words("converged"),
                Number("reduced *χ*^{2}"),
                Number("*χ*^{2}"),
                Number("points"),
                Number("variables"),
                Number("BIC"),
                Words("model"),
                Words("message"),
                Number("evaluations"),
            ],
            [
                .. source
                    .Fits.First(TableBlock.MostRows)
                    .Select(f => new TableRow(
                        RowIds.Of(f),
                        [
                            T(f.Series),
                            V(f.Frame),
                            V(f.Bands),
                            T(f.Converged ? "yes" : "no"),
                            V(f.ReducedChiSquare),
                            V(f.ChiSquare),
                            V(f.Points),
                            V(f.Variables),
                            V(f.Bic),
                            T(f.Model),
                            T(f.Message),
                            V(f.Evaluations),
                        ]
                    )),
            ]
        )
        {
            Total = source.Fits.Count,
        };

    public static TableBlock DetectionLimits(ReportSource source) =>
        new(
            "detection_limits",
            "Detection limits",
            [Words("series"), Number("frame"), Number("position", AxisUnit(source)), Number("height"), Number("area")],
            [
                .. source
                    .DetectionLimits.First(TableBlock.MostRows)
                    .Select(l => new TableRow(RowIds.Of(l), [T(l.Series), V(l.Frame), V(l.Center), V(l.LodHeight), V(l.LodArea)])),
            ]
        )
        {
            Total = source.DetectionLimits.Count,
        };
}
