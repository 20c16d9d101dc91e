using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>Edges, white lines and standards of measured series through whole runs.</summary>
public sealed class XasEdgeTests
{
    [Fact]
    public void Gold_that_bacteria_reduce_loses_its_white_line_and_the_trend_says_so_with_errors()
    {
        // Au L3, 0.12 to 720 h: gold chloride becomes metal; frame 5 ends early and is left out.
        const string file = "corpus/xas/larch/prj/cyanobacteria.prj";
        string? path = Corpus.Path(file);
        Assert.SkipWhen(path is null, $"needs the shared corpus: {file}");
        using var work = new Workspace();
        Spectra.Run(
            "run",
            work.Pipeline(
                Series(
                    "gold",
                    path!,
                    "Au L3",
                    "",
                    "[ xas.normalize: {}, xas.edge-position: {}, xas.damage: { dose: frame, frames: 0..7 } ]"
                )
            ),
            "--out",
            work["out"]
        );
        JsonElement[] lines = Rows(
            work["out"],
            "select frame, height, height_se from edge_positions where definition = 'white-line' and frame < 8 order by frame"
        );
        Assert.Equal(7, lines.Length);
        for (int i = 1; i < lines.Length; i++)
            Assert.InRange(
                Number(lines[i - 1], "height") - Number(lines[i], "height"),
                3 * Math.Max(Number(lines[i - 1], "height_se"), Number(lines[i], "height_se")),
                0.1
            );
        JsonElement trend = Assert.Single(Rows(work["out"], "from dose_trends where quantity = 'white-line'"));
        Assert.Equal("damage", trend.GetProperty("verdict").GetString());
        Assert.InRange(Number(trend, "slope_high"), -0.1, -0.01);
    }

    [Fact]
    public void Standards_are_found_by_their_labels_and_a_sulphide_shows_why_a_state_is_formal()
    {
        string? foil = Corpus.Path("reference/xas/inputs/zn_foil.csv"),
            oxide = Corpus.Path("reference/xas/inputs/zno.csv"),
            sulphide = Corpus.Path("reference/xas/inputs/zns.csv");
        Assert.SkipWhen(foil is null || oxide is null || sulphide is null, "needs the shared corpus: reference/xas/inputs");
        using var work = new Workspace();
        const string normalize = "[ xas.normalize: {} ]";
        string yaml =
            Series("foil", foil!, "Zn K", "role: foil, labels: { standard: Zn foil, oxidation-state: 0 }", normalize)
            + Body("zno", oxide!, "Zn K", "labels: { standard: ZnO, oxidation-state: 2 }", normalize)
            + Body("zns", sulphide!, "Zn K", "", "[ xas.normalize: {}, xas.edge-position: {}, xas.difference: { reference: zno } ]");
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        JsonElement edge = Assert.Single(Rows(work["out"], "from edges where series = 'zns' and step = 'xas.edge-position'"));
        Assert.Contains("Zn foil (0) and ZnO (+2)", edge.GetProperty("message").GetString(), StringComparison.Ordinal);
        // Zn(II): the half step lies below that of the metal, which no honest number can hide.
        Assert.InRange(Number(edge, "oxidation_state"), -1.5, 0);
        Assert.True(edge.GetProperty("extrapolated").GetBoolean());
        Assert.Contains(
            Rows(work["out"], "from faults where series = 'zns'"),
            f => f.GetProperty("code").GetString() == "ligand-covalency"
        );
        Assert.Equal("differs", Assert.Single(Rows(work["out"], "from difference_areas")).GetProperty("verdict").GetString());
    }

    private static string Series(string id, string file, string edge, string more, string steps) =>
        "name: edges\nseries:\n" + Body(id, file, edge, more, steps);

    private static string Body(string id, string file, string edge, string more, string steps) =>
        $"  - {{ id: {id}, files: '{file}', technique: xas, quantity: mu, edge: {edge}, {more}{(more.Length > 0 ? ", " : "")}steps: {steps} }}\n";

    private static JsonElement[] Rows(string folder, string sql) => [.. Spectra.Query(folder, sql).EnumerateArray()];

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();
}
