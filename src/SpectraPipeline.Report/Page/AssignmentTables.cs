using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>What bands are taken for: candidates, library rows and claims.</summary>
internal static class AssignmentTables
{
    public static TableBlock Assignments(ReportSource source) =>
        new(
            "assignments",
            "Assignments: every candidate of every band",
            [
                Words("series"),
                Number("track"),
                Words("species"),
                Number("probability"),
                Number("flat prior"),
                Words("verdict"),
                Words("grade"),
                Number("rank"),
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
                        new TableCell(ChemicalText.Of(a.Species), null, null),
                        V(Round(a.Probability)),
                        V(Round(a.ProbabilityFlatPrior)),
                        T(a.Verdict),
                        T(a.Grade),
                        V(a.Rank),
                        T(a.Evidence),
                        T(a.NextExperiment),
                        T(a.LibraryRow),
                    ]
                )),
            ]
        );

    /// <summary>A probability to a thousandth: more digits would pretend.</summary>
    private static double Round(double probability) => Math.Round(probability, 3);

    public static TableBlock LibraryRows(ReportSource source) =>
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

    public static TableBlock Claims(ReportSource source) =>
        new(
            "claims",
            "Claims",
            [
                Words("statement"),
                Words("verdict"),
                Words("grade"),
                Words("id"),
                Words("supports"),
                Words("contradicts"),
                Words("rivals"),
                Words("would decide"),
            ],
            [
                .. source.Claims.Select(c => new TableRow(
                    RowIds.Of(c),
                    [T(c.Statement), T(c.Verdict), T(c.Grade), T(c.Id), T(c.Supports), T(c.Contradicts), T(c.Rivals), T(c.NextExperiment)]
                )),
            ]
        );
}
