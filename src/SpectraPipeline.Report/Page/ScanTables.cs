using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>What the scans are worth: energies, quality, noise of their mean, what they do with dose.</summary>
internal static class ScanTables
{
    public static TableBlock Calibrations(ReportSource source) =>
        new(
            "calibrations",
            "Where the energies come from",
            [
                Words("series"),
                Number("frame"),
                Words("put right"),
                Words("shown by"),
                Words("convention of *E*_{0}"),
                Number("edge found / eV"),
                Number("put to / eV"),
                Words("energy from"),
                Number("shift / eV"),
                Number("eV per pixel"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Calibrations.First(TableBlock.MostRows)
                    .Select(c => new TableRow(
                        RowIds.Of(c),
                        [
                            T(c.Series),
                            V(c.Frame),
                            T(c.Method),
                            T(c.Foil),
                            T(c.Convention),
                            E(c.E0Found, c.E0Se),
                            V(c.EdgeEnergy),
                            T(c.EdgeSource),
                            V(c.ShiftEv),
                            E(c.C1, c.C1Se),
                            T(c.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Calibrations.Count,
        };

    public static TableBlock Alignments(ReportSource source) =>
        new(
            "alignments",
            "Shifts of frames against the others of their series",
            [
                Words("series"),
                Number("frame"),
                Words("channel"),
                Number("shift / eV"),
                Number("measured / eV"),
                Words("origin"),
                Number("*E*_{0} / eV"),
                Number("misfit"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Alignments.First(TableBlock.MostRows)
                    .Select(a => new TableRow(
                        RowIds.Of(a),
                        [
                            T(a.Series),
                            V(a.Frame),
                            T(a.Channel),
                            E(a.ShiftEv, a.ShiftSe),
                            E(a.MeasuredEv, a.MeasuredSe),
                            T(a.Origin),
                            V(a.E0),
                            V(a.Misfit),
                            T(a.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Alignments.Count,
        };

    public static TableBlock Quality(ReportSource source) =>
        new(
            "scan_quality",
            "Quality of the scans",
            [
                Words("series"),
                Number("frame"),
                Words("verdict"),
                Words("why"),
                Number("edge step"),
                Number("energies off / eV"),
                Number("noise of *μ*"),
                Number("noise of *χ*(*k*)"),
                Number("S/N"),
                Number("usable to *k* / Å^{-1}"),
                Number("scans needed"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Quality.First(TableBlock.MostRows)
                    .Select(q => new TableRow(
                        RowIds.Of(q),
                        [
                            T(q.Series),
                            V(q.Frame),
                            T(q.Verdict),
                            T(q.Why.Replace(",", ", ", StringComparison.Ordinal)),
                            V(q.EdgeStep),
                            V(q.EnergyShift),
                            V(q.NoiseMu),
                            V(q.NoiseChi),
                            V(q.Snr),
                            V(q.KMaxUsable),
                            V(q.ScansNeeded),
                            T(q.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Quality.Count,
        };

    public static TableBlock Noise(ReportSource source) =>
        new(
            "scan_noise",
            RichText.Markup("Noise of *χ*(*k*) of the mean of so many scans"),
            [
                Words("series"),
                Number("scans"),
                Number("means behind it"),
                Number("noise of *χ*(*k*)"),
                Number("by the model"),
                Number("floor"),
                Number("usable to *k* / Å^{-1}"),
            ],
            [
                .. source
                    .Xas.ScanNoise.First(TableBlock.MostRows)
                    .Select(n => new TableRow(
                        RowIds.Of(n),
                        [T(n.Series), V(n.Scans), V(n.Means), V(n.NoiseChi), V(n.NoiseChiFit), V(n.Floor), V(n.KMaxUsable)]
                    )),
            ]
        )
        {
            Total = source.Xas.ScanNoise.Count,
        };

    public static TableBlock Trends(ReportSource source) =>
        new(
            "dose_trends",
            "What the scans do with dose or time: slopes per scan with 95 % intervals",
            [
                Words("series"),
                Words("quantity"),
                Words("unit"),
                Words("against"),
                Number("scans"),
                Words("verdict"),
                Number("level"),
                Number("slope"),
                Number("*p*"),
                Number("not excluded per scan"),
                Number("step at frame"),
                Number("step"),
                Number("scans to average"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.DoseTrends.First(TableBlock.MostRows)
                    .Select(d => new TableRow(
                        RowIds.Of(d),
                        [
                            T(d.Series),
                            T(d.Quantity),
                            T(d.Unit),
                            T(d.Against),
                            V(d.Frames),
                            T(d.Verdict),
                            V(d.Level),
                            B(d.Slope, d.SlopeLow, d.SlopeHigh),
                            V(d.PValue),
                            V(d.LimitPerScan),
                            d.StepFrame is int at ? V(at) : default,
                            E(d.StepSize, d.StepSizeSe),
                            d.ScansToAverage is int scans ? V(scans) : default,
                            T(d.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.DoseTrends.Count,
        };
}
