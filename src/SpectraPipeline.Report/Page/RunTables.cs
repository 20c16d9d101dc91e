using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>The run: card, recipe, ledger, files and faults.</summary>
internal static class RunTables
{
    public static TableBlock RunCard(ReportSource source)
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
                rows.Add(
                    new TableRow(
                        "manifest:" + name.Replace(' ', '-'),
                        [T(name), name.EndsWith("sha256", StringComparison.Ordinal) ? Digest(value) : T(value)]
                    )
                );
        }
    }

    public static TableBlock Recipe(ReportSource source) =>
        new(
            "recipe",
            "Recipe: every step with every parameter",
            [Words("series"), Words("stage"), Words("parameters"), Words("source"), Words("step"), Words("reads")],
            [
                .. source
                    .Manifest.Series.SelectMany(s => s.Steps)
                    .Select(step => new TableRow(
                        $"manifest:{step.Series}/{step.Id}",
                        [
                            T(step.Series),
                            T(step.Stage),
                            T(string.Join(", ", step.Parameters.Select(p => $"{p.Name} {(p.Value.Length > 0 ? p.Value : "automatic")}"))),
                            T(step.Source),
                            T(step.Id),
                            T(step.Input),
                        ]
                    )),
            ]
        );

    public static TableBlock Ledger(ReportSource source) =>
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

    public static TableBlock Files(ReportSource source) =>
        new(
            "files",
            "Files",
            [Words("series"), Words("file"), Words("status"), Words("format"), Words("sha256"), Words("message")],
            [
                .. source
                    .Files.First(TableBlock.MostRows)
                    .Select(f => new TableRow(
                        $"files:{f.Series}/{f.File}",
                        [T(f.Series), T(f.File), T(f.Status), T(f.Format), Digest(f.Sha256), T(f.Message)]
                    )),
            ]
        )
        {
            Total = source.Files.Count,
        };

    public static TableBlock Faults(ReportSource source) =>
        new(
            "faults",
            "Faults, flags and warnings",
            [Words("series"), Number("frame"), Words("severity"), Words("code"), Words("message"), Words("step"), Words("file")],
            [
                .. source
                    .Faults.First(TableBlock.MostRows)
                    .Select(
                        (f, i) =>
                            new TableRow(
                                $"faults:{f.Series}/{i}",
                                [
                                    T(f.Series),
                                    V(f.Frame < 0 ? double.NaN : f.Frame),
                                    T(f.Severity),
                                    T(f.Code),
                                    T(f.Message),
                                    T(f.Step),
                                    T(f.File),
                                ]
                            )
                    ),
            ]
        )
        {
            Total = source.Faults.Count,
        };
}
