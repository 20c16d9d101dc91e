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
                        B(t.OnsetPotentialV, t.OnsetPotentialVLow, t.OnsetPotentialVHigh),
                        B(t.OnsetTimeS, t.OnsetTimeSLow, t.OnsetTimeSHigh),
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
            BandCaption(source),
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
                Words("95 % intervals"),
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
                            BandCells.Center(b),
                            BandCells.Fwhm(b),
                            BandCells.Height(b),
                            BandCells.Area(b),
                            V(b.Snr),
                            T(b.Shape),
                            T(b.AtBound),
                            T(b.IntervalMethod),
                        ]
                    )),
            ]
        )
        {
            Total = source.Bands.Count,
        };

    /// <summary>Where some series carry the baseline in their errors and others do not, which.</summary>
    private static string BandCaption(ReportSource source)
    {
        IReadOnlyList<BandRow> shown = source.Bands.First(TableBlock.MostRows);
        string[] all = [.. shown.Select(b => b.Series).Distinct()];
        string[] rivals = [.. source.Series.Where(s => s.HasRivalBaselines && all.Contains(s.Id)).Select(s => s.Id)];
        string words = BandErrors.Words(shown.Any(BandErrors.HasTotal), rivals.Length == all.Length && rivals.Length > 0);
        if (rivals.Length > 0 && rivals.Length < all.Length)
            words += $" (in {string.Join(", ", rivals)} and baseline)";
        return BandCells.Caption("Bands: every fitted band of every frame", words, shown.Any(b => BandErrors.HasInterval(b)));
    }

    public static TableBlock Fits(ReportSource source) =>
        new(
            "fits",
            "Fits; ΔBIC is that of the rival less that of the model: above 10 decided, below 2 a tie",
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
                Number("noise points"),
                Number("smallest separation", AxisUnit(source)),
                Words("model"),
                Words("best rival"),
                Number("ΔBIC of the rival"),
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
                            V(f.NoisePoints),
                            V(f.MinSeparation),
                            T(f.Model),
                            T(f.RivalModel),
                            V(f.RivalBicDifference),
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
            "Detection limits (Currie, 5 % false alarms, 5 % misses); a band counts as detected above half of its limit",
            [
                Words("series"),
                Number("frame"),
                Number("position", AxisUnit(source)),
                Number("height, noise and baseline"),
                Number("height, noise alone"),
                Number("area"),
            ],
            [
                .. source
                    .DetectionLimits.First(TableBlock.MostRows)
                    .Select(l => new TableRow(
                        RowIds.Of(l),
                        [T(l.Series), V(l.Frame), V(l.Center), V(l.LodHeight), V(l.LodHeightFit), V(l.LodArea)]
                    )),
            ]
        )
        {
            Total = source.DetectionLimits.Count,
        };
}
