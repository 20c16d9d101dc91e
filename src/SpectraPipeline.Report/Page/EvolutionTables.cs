using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>What happened to bands, when, and how alike samples are: onsets, kinetic models, ratios, hysteresis, replicates.</summary>
internal static class EvolutionTables
{
    public static TableBlock Onsets(ReportSource source) =>
        new(
            "onsets",
            "Onsets by method; in square brackets the 95 % interval (–: open to that side)",
            [
                Words("series"),
                Number("track"),
                Words("against"),
                Words("method"),
                Number("onset / s"),
                Number("onset / V"),
                Number("frames"),
                Words("note"),
            ],
            [
                .. source
                    .Onsets.First(TableBlock.MostRows)
                    .Select(o => new TableRow(
                        RowIds.Of(o),
                        [
                            T(o.Series),
                            V(o.Track),
                            T(o.Against),
                            T(o.Method),
                            o.Against == "potential" ? default : B(o.Onset, o.Low, o.High),
                            o.Against == "potential" ? B(o.Onset, o.Low, o.High) : default,
                            V(o.Frames),
                            T(o.Note),
                        ]
                    )),
            ]
        )
        {
            Total = source.Onsets.Count,
        };

    public static TableBlock Kinetics(ReportSource source) =>
        new(
            "kinetic_models",
            "Kinetic models tried; ΔAICc within 2 is a tie",
            [
                Words("series"),
                Number("track"),
                Words("model"),
                Words("verdict"),
                Number("ΔAICc"),
                Number("*τ* / s"),
                Number("*k*_{1} / s^{-1}"),
                Number("*k*_{2} / s^{-1}"),
                Number("plateau"),
                Number("frames"),
                Number("variables"),
                Words("note"),
            ],
            [
                .. source
                    .Kinetics.First(TableBlock.MostRows)
                    .Select(k => new TableRow(
                        RowIds.Of(k),
                        [
                            T(k.Series),
                            V(k.Track),
                            T(k.Model),
                            T(k.Verdict),
                            V(k.Delta),
                            B(k.TauS, k.TauSLow, k.TauSHigh, k.TauSSe),
                            E(k.K1, k.K1Se),
                            E(k.K2, k.K2Se),
                            V(k.Plateau),
                            V(k.Points),
                            V(k.Variables),
                            T(k.Note),
                        ]
                    )),
            ]
        )
        {
            Total = source.Kinetics.Count,
        };

    public static TableBlock Ratios(ReportSource source) =>
        new(
            "band_ratios",
            "Ratios of bands with their 95 % intervals (Fieller; –: open to that side)",
            [
                Words("series"),
                Words("group"),
                Number("numerator"),
                Number("denominator"),
                Words("of"),
                Number("ratio"),
                Number("frames"),
                Number("against"),
                Number("*p* of equivalence"),
                Words("verdict"),
                Words("note"),
                Words("sizes from"),
            ],
            [
                .. source
                    .Ratios.First(TableBlock.MostRows)
                    .Select(r => new TableRow(
                        RowIds.Of(r),
                        [
                            T(r.Series),
                            T(r.Group),
                            V(r.Numerator),
                            V(r.Denominator),
                            T(r.Quantity),
                            B(r.Ratio, r.RatioLow, r.RatioHigh),
                            V(r.Frames),
                            V(r.Against),
                            V(r.EquivalenceP),
                            T(r.Verdict),
                            T(r.Note),
                            T(r.Model),
                        ]
                    )),
            ]
        )
        {
            Total = source.Ratios.Count,
        };

    public static TableBlock Hysteresis(ReportSource source) =>
        new(
            "hysteresis",
            "Cathodic against anodic scan; the interval of the separation holds the error of the clock",
            [
                Words("series"),
                Number("track"),
                Words("of"),
                Words("verdict"),
                Number("separation / V"),
                Number("cathodic half / V"),
                Number("anodic half / V"),
                Number("loop area"),
                Number("clock error that explains it / s"),
                Number("scan rate / V s^{-1}"),
                Number("frames cathodic"),
                Number("frames anodic"),
                Words("note"),
            ],
            [
                .. source
                    .Hysteresis.First(TableBlock.MostRows)
                    .Select(h => new TableRow(
                        RowIds.Of(h),
                        [
                            T(h.Series),
                            V(h.Track),
                            T(h.Quantity),
                            T(h.Verdict),
                            B(h.SeparationV, h.SeparationVLow, h.SeparationVHigh, h.SeparationVSe),
                            V(h.CathodicHalfV),
                            V(h.AnodicHalfV),
                            E(h.LoopArea, h.LoopAreaSe),
                            V(h.OffsetThatExplainsS),
                            V(h.ScanRateVPerS),
                            V(h.FramesCathodic),
                            V(h.FramesAnodic),
                            T(h.Note),
                        ]
                    )),
            ]
        )
        {
            Total = source.Hysteresis.Count,
        };

    public static TableBlock Replicates(ReportSource source) =>
        new(
            "replicates",
            "Replicates: each sample counted once; the interval of the mean is that between samples",
            [
                Words("group"),
                Number("position", AxisUnit(source)),
                Words("quantity"),
                Number("*n*"),
                Number("mean"),
                Number("sd between samples"),
                Number("error within a sample"),
                Number("scatter beyond it"),
                Words("pooled"),
                Words("note"),
            ],
            [
                .. source
                    .Replicates.First(TableBlock.MostRows)
                    .Select(r => new TableRow(
                        RowIds.Of(r),
                        [
                            T(r.Group),
                            V(r.Position),
                            T(r.Quantity),
                            V(r.N),
                            B(r.Mean, r.Low, r.High, r.Se),
                            V(r.Sd),
                            V(r.WithinSe),
                            V(r.BetweenSd),
                            T(r.Pooled),
                            T(r.Note),
                        ]
                    )),
            ]
        )
        {
            Total = source.Replicates.Count,
        };
}
