using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>The tables that a referee reads.</summary>
internal static class Tables
{
    public static IReadOnlyList<Block> Blocks(ReportSource source) =>
        [
            .. new[]
            {
                RunCard(source),
                Recipe(source),
                Tracks(source),
                Assignments(source),
                Stark(source),
                Bands(source),
                Fits(source),
                DetectionLimits(source),
                Edges(source),
                Peaks(source),
                Lobes(source),
                LibraryRows(source),
                Ledger(source),
                Files(source),
                Faults(source),
                Claims(source),
            }.Where(table => table.Rows.Count > 0),
        ];

    private static TableColumn Words(string header) => new(RichText.Markup(header), false);

    private static TableColumn Number(string header) => new(RichText.Markup(header), true);

    private static TableCell T(string? text) => TableCell.Of(text);

    private static TableCell V(double value) => TableCell.Of(double.IsNaN(value) ? null : value);

    private static TableCell E(double value, double error) => TableCell.Of(double.IsNaN(value) ? null : value, error);

    private static TableBlock RunCard(ReportSource source)
    {
        ManifestView m = source.Manifest;
        List<TableRow> rows = [];
        Add("program", $"{m.Text("program")} {m.Text("version")}".Trim());
        Add("runtime", m.Text("runtime"));
        Add("pipeline", m.Text("pipeline", "file"));
        Add("pipeline sha256", m.Text("pipeline", "sha256"));
        Add("changed by --set", m.Text("pipeline", "set"));
        Add("started", m.Text("started"));
        Add("ended", m.Text("ended"));
        Add("seed", m.Text("seed"));
        foreach (
            string name in (string[])
                ["elements", "electrolyte", "ph", "species", "products", "electrode", "solvent", "isotopes", "reference-electrode"]
        )
            Add("context: " + name, m.Text("context", name));
        foreach (SeriesCardView series in m.Series)
            Add("series " + series.Id, string.Join("; ", series.Facts.Select(f => $"{f.Name} {f.Value}")));
        return new("run-card", "Run card", [Words("what"), Words("value")], rows);

        void Add(string name, string value)
        {
            if (value.Length > 0)
                rows.Add(new TableRow("manifest:" + name.Replace(' ', '-'), [T(name), T(value)]));
        }
    }

    private static TableBlock Recipe(ReportSource source) =>
        new(
            "recipe",
            "Recipe: every step with every parameter",
            [Words("series"), Words("step"), Words("stage"), Words("reads"), Words("parameters"), Words("source")],
            [
                .. source
                    .Manifest.Series.SelectMany(s => s.Steps)
                    .Select(step => new TableRow(
                        $"manifest:{step.Series}/{step.Id}",
                        [
                            T(step.Series),
                            T(step.Id),
                            T(step.Stage),
                            T(step.Input),
                            T(string.Join(", ", step.Parameters.Select(p => $"{p.Name} {(p.Value.Length > 0 ? p.Value : "automatic")}"))),
                            T(step.Source),
                        ]
                    )),
            ]
        );

    private static TableBlock Tracks(ReportSource source) =>
        new(
            "tracks",
            "Tracks: bands followed through a series",
            [
                Words("series"),
                Number("track"),
                Number("centre / cm^{-1}"),
                Number("FWHM / cm^{-1}"),
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

    private static TableBlock Assignments(ReportSource source) =>
        new(
            "assignments",
            "Assignments: every candidate of every band",
            [
                Words("series"),
                Number("track"),
                Number("rank"),
                Words("species"),
                Number("probability"),
                Number("flat prior"),
                Words("grade"),
                Words("verdict"),
                Words("evidence"),
                Words("would decide"),
                Words("library row"),
            ],
            [
                .. source.Assignments.Select(a => new TableRow(
                    RowIds.Of(a),
                    [
                        T(a.Series),
                        V(a.Track),
                        V(a.Rank),
                        new TableCell(ChemicalText.Of(a.Species), null, null),
                        V(Round(a.Probability)),
                        V(Round(a.ProbabilityFlatPrior)),
                        T(a.Grade),
                        T(a.Verdict),
                        T(a.Evidence),
                        T(a.NextExperiment),
                        T(a.LibraryRow),
                    ]
                )),
            ]
        );

    /// <summary>A probability to a thousandth: more digits would pretend.</summary>
    private static double Round(double probability) => Math.Round(probability, 3);

    private static TableBlock Stark(ReportSource source) =>
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
                .. source.StarkWindows.Select(w => new TableRow(
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
        );

    private static TableBlock Bands(ReportSource source) =>
        new(
            "bands",
            "Bands: every fitted band of every frame",
            [
                Words("series"),
                Number("frame"),
                Number("band"),
                Number("track"),
                Number("centre / cm^{-1}"),
                Number("FWHM / cm^{-1}"),
                Number("height"),
                Number("area"),
                Number("S/N"),
                Words("shape"),
                Words("at bound"),
            ],
            [
                .. source.Bands.Select(b => new TableRow(
                    RowIds.Of(b),
                    [
                        T(b.Series),
                        V(b.Frame),
                        V(b.Band),
                        V(b.Track ?? double.NaN),
                        E(b.Center, b.CenterSe),
                        E(b.Fwhm, b.FwhmSe),
                        E(b.Height, b.HeightSe),
                        E(b.Area, b.AreaSe),
                        V(b.Snr),
                        T(b.Shape),
                        T(b.AtBound),
                    ]
                )),
            ]
        );

    private static TableBlock Fits(ReportSource source) =>
        new(
            "fits",
            "Fits",
            [
                Words("series"),
                Number("frame"),
                Words("model"),
                Number("bands"),
                Number("*χ*^{2}"),
                Number("reduced *χ*^{2}"),
                Number("points"),
                Number("variables"),
                Number("BIC"),
                Number("evaluations"),
                Words("converged"),
                Words("message"),
            ],
            [
                .. source.Fits.Select(f => new TableRow(
                    RowIds.Of(f),
                    [
                        T(f.Series),
                        V(f.Frame),
                        T(f.Model),
                        V(f.Bands),
                        V(f.ChiSquare),
                        V(f.ReducedChiSquare),
                        V(f.Points),
                        V(f.Variables),
                        V(f.Bic),
                        V(f.Evaluations),
                        T(f.Converged ? "yes" : "no"),
                        T(f.Message),
                    ]
                )),
            ]
        );

    private static TableBlock DetectionLimits(ReportSource source) =>
        new(
            "detection_limits",
            "Detection limits",
            [Words("series"), Number("frame"), Number("position / cm^{-1}"), Number("height"), Number("area")],
            [
                .. source.DetectionLimits.Select(l => new TableRow(
                    RowIds.Of(l),
                    [T(l.Series), V(l.Frame), V(l.Center), V(l.LodHeight), V(l.LodArea)]
                )),
            ]
        );

    private static TableBlock Edges(ReportSource source) =>
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
                .. source.Edges.Select(e => new TableRow(
                    RowIds.Of(e),
                    [T(e.Series), V(e.Frame), V(e.E0), V(e.E0HalfStep), V(e.EdgeStep), V(e.OxidationState), T(e.Message)]
                )),
            ]
        );

    private static TableBlock Peaks(ReportSource source) =>
        new(
            "fourier_peaks",
            RichText.Markup("Maxima of |*χ*(*R*)|; *R* is not corrected for phase unless said"),
            [Words("series"), Number("frame"), Number("*R* / Å"), Number("magnitude"), Number("S/N"), Words("phase corrected")],
            [
                .. source.FourierPeaks.Select(
                    (p, i) =>
                        new TableRow(
                            $"fourier_peaks:{p.Series}/{p.Frame}/{i}",
                            [T(p.Series), V(p.Frame), V(p.R), V(p.Magnitude), V(p.Snr), T(p.PhaseCorrected ? "yes" : "no")]
                        )
                ),
            ]
        );

    private static TableBlock Lobes(ReportSource source) =>
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
                .. source.WaveletLobes.Select(l => new TableRow(
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
        );

    private static TableBlock LibraryRows(ReportSource source) =>
        new(
            "library-rows",
            "Library rows that took part",
            [Words("library row"), Words("species"), Number("bands"), Number("largest probability")],
            [
                .. source
                    .Assignments.Where(a => !string.IsNullOrEmpty(a.LibraryRow))
                    .GroupBy(a => (a.LibraryRow, a.Species))
                    .OrderByDescending(g => g.Max(a => a.Probability))
                    .Select(g => new TableRow(
                        "library:" + g.Key.LibraryRow,
                        [
                            T(g.Key.LibraryRow),
                            new TableCell(ChemicalText.Of(g.Key.Species), null, null),
                            V(g.Count()),
                            V(Round(g.Max(a => a.Probability))),
                        ]
                    )),
            ]
        );

    private static TableBlock Ledger(ReportSource source) =>
        new(
            "ledger",
            "Ledger: frames into and out of each step",
            [Words("series"), Words("step"), Number("in"), Number("ok"), Number("flagged"), Number("faulted")],
            [
                .. source.Manifest.Ledger.Select(l => new TableRow(
                    $"manifest:ledger/{l.Series}/{l.Step}",
                    [T(l.Series), T(l.Step), V(l.In), V(l.Ok), V(l.Flagged), V(l.Faulted)]
                )),
            ]
        );

    private static TableBlock Files(ReportSource source) =>
        new(
            "files",
            "Files",
            [Words("series"), Words("file"), Words("format"), Words("status"), Words("message"), Words("sha256")],
            [
                .. source.Files.Select(f => new TableRow(
                    $"files:{f.Series}/{f.File}",
                    [T(f.Series), T(f.File), T(f.Format), T(f.Status), T(f.Message), T(f.Sha256)]
                )),
            ]
        );

    private static TableBlock Faults(ReportSource source) =>
        new(
            "faults",
            "Faults, flags and warnings",
            [Words("series"), Number("frame"), Words("step"), Words("severity"), Words("code"), Words("message"), Words("file")],
            [
                .. source.Faults.Select(
                    (f, i) =>
                        new TableRow(
                            $"faults:{f.Series}/{i}",
                            [
                                T(f.Series),
                                V(f.Frame < 0 ? double.NaN : f.Frame),
                                T(f.Step),
                                T(f.Severity),
                                T(f.Code),
                                T(f.Message),
                                T(f.File),
                            ]
                        )
                ),
            ]
        );

    private static TableBlock Claims(ReportSource source) =>
        new(
            "claims",
            "Claims",
            [
                Words("id"),
                Words("statement"),
                Words("verdict"),
                Words("grade"),
                Words("supports"),
                Words("contradicts"),
                Words("rivals"),
                Words("would decide"),
            ],
            [
                .. source.Claims.Select(c => new TableRow(
                    RowIds.Of(c),
                    [T(c.Id), T(c.Statement), T(c.Verdict), T(c.Grade), T(c.Supports), T(c.Contradicts), T(c.Rivals), T(c.NextExperiment)]
                )),
            ]
        );
}
