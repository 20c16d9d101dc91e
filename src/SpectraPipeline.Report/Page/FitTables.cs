using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>What stands behind bands and tracks: further parameters of shapes, trends over frames, merged stretches, clocks.</summary>
internal static class FitTables
{
    public static TableBlock Clocks(ReportSource source) =>
        new(
            "clocks",
            "Clocks: spectrometer time = log time × (1 + rate) + offset",
            [Words("series"), Words("log"), Number("offset / s"), Number("rate / ppm"), Number("steps"), Words("method")],
            [
                .. source.Clocks.Select(c => new TableRow(
                    RowIds.Of(c),
                    [T(c.Series), T(c.Log), E(c.OffsetS, c.OffsetSSe), E(1e6 * c.Rate, 1e6 * c.RateSe), V(c.Steps), T(c.Method)]
                )),
            ]
        );

    public static TableBlock Parameters(ReportSource source) =>
        new(
            "band_parameters",
            "Further parameters of the line shapes",
            [Words("series"), Number("frame"), Number("band"), Words("parameter"), Number("value")],
            [
                .. source
                    .BandParameters.First(TableBlock.MostRows)
                    .Select(p => new TableRow(RowIds.Of(p), [T(p.Series), V(p.Frame), V(p.Band), T(p.Name), E(p.Value, p.Se)])),
            ]
        )
        {
            Total = source.BandParameters.Count,
        };

    public static TableBlock Trends(ReportSource source) =>
        new(
            "band_trends",
            "Parameters tied over the frames, and whether the data agree: ΔBIC above 10 speaks decidedly for the alternative",
            [
                Words("series"),
                Number("band"),
                Words("parameter"),
                Words("assumed"),
                Words("against"),
                Number("value"),
                Number("slope"),
                Number("at"),
                Words("verdict"),
                Words("alternative"),
                Number("*F*"),
                Number("*p*"),
                Number("ΔBIC"),
                Number("frames"),
            ],
            [
                .. source
                    .Trends.First(TableBlock.MostRows)
                    .Select(t => new TableRow(
                        RowIds.Of(t),
                        [
                            T(t.Series),
                            V(t.Band),
                            T(t.Parameter),
                            T(t.Kind),
                            T(t.Against),
                            E(t.Value, t.ValueSe),
                            E(t.Slope, t.SlopeSe),
                            V(t.Reference),
                            T(t.Verdict),
                            T(t.Alternative),
                            V(t.F),
                            V(t.PValue),
                            V(t.BicDifference),
                            V(t.Frames),
                        ]
                    )),
            ]
        )
        {
            Total = source.Trends.Count,
        };

    public static TableBlock Stretches(ReportSource source) =>
        new(
            "track_stretches",
            "Stretches in which a track is no band of its own",
            [
                Words("series"),
                Number("track"),
                Number("first frame"),
                Number("last frame"),
                Words("kind"),
                Number("with track"),
                Number("probability that it goes on as itself"),
            ],
            [
                .. source
                    .Stretches.First(TableBlock.MostRows)
                    .Select(s => new TableRow(
                        RowIds.Of(s),
                        [
                            T(s.Series),
                            V(s.Track),
                            V(s.FirstFrame),
                            V(s.LastFrame),
                            T(s.Kind),
                            V(s.WithTrack ?? double.NaN),
                            V(s.Probability),
                        ]
                    )),
            ]
        )
        {
            Total = source.Stretches.Count,
        };
}
