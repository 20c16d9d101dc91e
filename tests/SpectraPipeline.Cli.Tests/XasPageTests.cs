using System.Text.Json;
using System.Text.RegularExpressions;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>docs/xas.md: every pipeline and query of it runs, what it says that they show is so, and the tests that it names exist.</summary>
public sealed class XasPageTests : IClassFixture<XasPageTests.Runs>
{
    private const string First = "xas";
    private const string Before = "The steps before chi, and what else an edge tells";
    private static readonly string s_page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "xas.md"));
    private readonly Runs _runs;

    public XasPageTests(Runs runs) => _runs = runs;

    /// <summary>Name of a pipeline, and a query that is asked of its results.</summary>
    public static TheoryData<string, string> Queries => [.. Asked().Select(q => (q.Pipeline, q.Sql))];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Every_query_of_the_page_has_an_answer(string pipeline, string sql) => Assert.NotEmpty(Ask(pipeline, sql));

    [Fact]
    public void Foil_and_samples_stand_on_one_scale_and_the_state_is_hardly_known()
    {
        JsonElement[] scale = Ask(Before, "FROM calibrations");
        Assert.All(scale, r => Assert.Equal(9660.76, Number(r, "edge_energy")));
        JsonElement edge = Assert.Single(Ask(Before, "FROM edges"));
        Assert.Equal((1.57, -0.6, 4.1), (Number(edge, "shift"), Number(edge, "low"), Number(edge, "high")));
        Assert.True(edge.GetProperty("extrapolated").GetBoolean());
    }

    [Fact]
    public void A_mixture_without_the_true_standard_is_a_misfit()
    {
        JsonElement[] rows = Ask(Before, "criterion IN ('r-factor'");
        Assert.Equal("misfit", Text(rows.Single(r => Text(r, "criterion") == "r-factor"), "verdict"));
        Assert.Equal(0.29, Math.Round(One(Before, "weight", "components WHERE component = 'Zn foil'"), 2));
    }

    [Fact]
    public void Peaks_and_lobes_lie_where_the_page_says()
    {
        JsonElement[] peaks = Ask(First, "FROM fourier_peaks");
        Assert.Contains(peaks, r => Text(r, "series") == "zn-n3" && Number(r, "r") == 1.49);
        Assert.Contains(peaks, r => Text(r, "series") == "zn-n4" && Number(r, "r") == 1.58);
        Assert.Contains(
            peaks,
            r => Text(r, "series") == "zn-foil" && Number(r, "r") == 2.57 && r.GetProperty("phase_corrected").GetBoolean()
        );
        JsonElement[] lobes = Ask(First, "FROM wavelet_lobes");
        Assert.Equal([7.5, 4.2, 4.8], lobes.Select(r => Math.Round(Number(r, "k_max"), 1)));
        Assert.Equal([false, true, true], lobes.Select(r => r.GetProperty("edge_effect").GetBoolean()));
        Assert.Single(lobes.Select(r => Text(r, "comparable")).Distinct());
        JsonElement[] limits = Ask(First, "FROM wavelet_limits");
        Assert.Equal(["lobe", "none-above-limit", "none-above-limit"], limits.Select(r => Text(r, "verdict")));
        Assert.Equal([14, 16], limits.Skip(1).Select(r => Number(r, "limit_percent")));
    }

    [Fact]
    public void All_shells_of_the_foil_give_the_true_amplitude()
    {
        JsonElement[] shells = Ask(First, "AS s02_se");
        Assert.Equal(5, shells.Length);
        Assert.All(shells, r => Assert.Equal((0.941, 0.017), (Number(r, "s02"), Number(r, "s02_se"))));
        double[] truth = [2.665, 2.913, 3.9481, 4.6159, 4.7634];
        Assert.All(truth.Zip(shells), pair => Assert.InRange(Number(pair.Second, "r"), pair.First - 0.02, pair.First + 0.02));
    }

    [Fact]
    public void Three_and_four_neighbours_are_not_told_apart_and_metal_is_limited()
    {
        JsonElement[] models = Ask(First, "FROM exafs_fits WHERE");
        Assert.Equal(["tied", "tied", "tied", "rejected", "tied", "tied"], models.Select(r => Text(r, "verdict")));
        JsonElement[] shells = Ask(First, "p.n_upper");
        (double Low, double High) Range(string series)
        {
            JsonElement[] of = [.. shells.Where(r => Text(r, "series") == series && Text(r, "path") == "Zn-N")];
            return (Math.Round(of.Min(r => Number(r, "low")), 1), Math.Round(of.Max(r => Number(r, "high")), 1));
        }
        Assert.Equal(((3.0, 4.6), (3.0, 7.2)), (Range("zn-n3"), Range("zn-n4")));
        double Limit(string series) =>
            shells
                .Where(r => Text(r, "series") == series && Text(r, "path") == "Zn-Zn")
                .Max(r => Math.Round(Number(r, "upper"), 1) is var u && double.IsFinite(u) ? u : 0);
        Assert.Equal((0.7, 1.9), (Limit("zn-n3"), Limit("zn-n4")));
        // Without the shell of C the number of N is a third lower.
        Assert.Equal(2.95, Math.Round(One(First, "n", "exafs_paths WHERE series = 'zn-n4' AND fit = 1 AND path = 'Zn-N'"), 2));
        JsonElement[] compared = Ask(First, "FROM exafs_comparisons");
        Assert.All(compared, r => Assert.Equal("not-separated", Text(r, "verdict")));
        JsonElement n = compared.Single(r => Text(r, "quantity") == "n");
        Assert.Equal((1.15, 0.78, 1.6), (Number(n, "ratio"), Number(n, "low"), Number(n, "high")));
        Assert.Contains(
            "\"ss\": 0.8",
            Text(Assert.Single(Ask(First, "SELECT series, name, correlations")), "correlations"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_run_found_and_was_told_is_recorded()
    {
        Assert.Contains(
            "post 25.0..",
            Text(Query(First, "SELECT message FROM edges WHERE step = 'xas.normalize'")[0], "message"),
            StringComparison.Ordinal
        );
        string manifest = File.ReadAllText(Path.Combine(_runs[First], "manifest.json"));
        foreach (string parameter in (string[])["clamp-high", "post-degree", "rbkg", "k-weights"])
            Assert.Contains($"\"{parameter}\"", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Gold_goes_from_chloride_to_metal_on_a_scale_that_is_not_calibrated()
    {
        const string gold = "Gold reduced by cyanobacteria";
        NeedsCorpus();
        JsonElement[] lines = Query(gold, "SELECT height FROM edge_positions WHERE definition = 'white-line' ORDER BY frame");
        Assert.Equal([1.012, 0.968, 0.937, 0.915, 0.9, 0.889, 0.877, 0.831], lines.Select(r => Math.Round(Number(r, "height"), 3)));
        JsonElement trend = Assert.Single(Query(gold, "FROM dose_trends WHERE quantity = 'white-line'"));
        Assert.Equal(
            (-0.0225, 0.002, "damage"),
            (Math.Round(Number(trend, "slope"), 4), Math.Round(Number(trend, "slope_se"), 4), Text(trend, "verdict"))
        );
        Assert.Equal(
            [0.15, 0.25, 0.31, 0.36, 0.39, 0.37, 0.55, 0.51],
            Query(gold, "SELECT weight FROM components WHERE component = 'Au foil' AND method = 'lcf' ORDER BY frame")
                .Select(r => Math.Round(Number(r, "weight"), 2))
        );
        Assert.Equal(
            [0.28, 0.32, 0.32, 0.31, 0.32, -0.07, 0.17, -0.07],
            Query(gold, "SELECT value FROM model_quality WHERE criterion = 'energy-shift' ORDER BY frame")
                .Select(r => Math.Round(Number(r, "value"), 2))
        );
        Assert.All(
            Query(gold, "SELECT verdict FROM model_quality WHERE criterion = 'r-factor'"),
            r => Assert.Equal("misfit", Text(r, "verdict"))
        );
    }

    [Fact]
    public void Pixels_palladium_and_copper_have_the_numbers_of_the_page()
    {
        NeedsCorpus();
        JsonElement pixels = Assert.Single(Query("Pd/ZnO in reduction", "FROM calibrations"));
        Assert.Equal((24348.67, 0.13), (Math.Round(Number(pixels, "c0"), 2), Math.Round(Number(pixels, "c0_se"), 2)));
        Assert.Equal((-0.955, 0.0036), (Math.Round(Number(pixels, "c1"), 4), Math.Round(Number(pixels, "c1_se"), 4)));
        double shift = One(
            "Pd/ZnO in reduction",
            "avg(measured_ev) FILTER (frame >= 196) - avg(measured_ev) FILTER (frame < 8)",
            "alignments"
        );
        Assert.Equal(1.99, Math.Round(shift, 2));
        JsonElement copper = Assert.Single(Query("Copper foil", "FROM exafs_paths"));
        Assert.Equal((0.928, 0.036), (Math.Round(Number(copper, "s02"), 3), Math.Round(Number(copper, "s02_se"), 3)));
        Assert.Equal((2.538, 2.547), (Math.Round(Number(copper, "r_low"), 3), Math.Round(Number(copper, "r_high"), 3)));
        Assert.Equal([4967.66, 4967.52, 4967.25], Ask("Pre-edge of PbTiO3", "pre_edge_peaks").Select(r => Number(r, "centroid")));
    }

    [Fact]
    public void Every_stage_file_and_test_that_the_page_names_exists()
    {
        string[] known = [.. Spectra.Good("stages", "--json").Split('"')];
        foreach (
            string name in Regex.Matches(s_page, @"\b(?:xas|series|shape)\.(?!yaml|md)[a-z]+(?:-[a-z]+)*").Select(m => m.Value).Distinct()
        )
            Assert.Contains(name, known);
        foreach (Match link in Regex.Matches(s_page, @"\]\(([^)]+)\)"))
            Assert.True(File.Exists(Path.Combine(Corpus.Checkout, "docs", link.Groups[1].Value)), link.Value);
        ILookup<string, string> sources = Directory
            .GetFiles(Path.Combine(Corpus.Checkout, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        string type = "";
        foreach (Match test in Regex.Matches(s_page, @"`(\w+Tests|…)\.(\w+)`"))
        {
            type = test.Groups[1].Value is "…" ? type : test.Groups[1].Value;
            Assert.True(sources[type].Any(text => text.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)), test.Value);
        }
    }

    private static void NeedsCorpus() =>
        Assert.SkipWhen(Corpus.Path("corpus/xas/larch/prj/cyanobacteria.prj") is null, "needs the shared corpus: corpus/xas");

    private JsonElement[] Ask(string pipeline, string words)
    {
        if (Measured(pipeline))
            NeedsCorpus();
        return Query(pipeline, Asked().Single(q => q.Pipeline == pipeline && q.Sql.Contains(words, StringComparison.Ordinal)).Sql);
    }

    private JsonElement[] Query(string pipeline, string sql) => [.. Spectra.Query(_runs[pipeline], sql).EnumerateArray()];

    private double One(string pipeline, string what, string from) =>
        Number(Assert.Single(Query(pipeline, $"SELECT {what} AS v FROM {from}")), "v");

    /// <summary>NaN where there is none.</summary>
    private static double Number(JsonElement row, string column) =>
        row.GetProperty(column) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    private static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    /// <summary>Queries of the page, each with the name of the pipeline above it; where the page goes back to pipelines/xas.yaml they belong to that.</summary>
    private static IEnumerable<(string Pipeline, string Sql)> Asked()
    {
        string pipeline = First;
        const string parts = @"^```(ya?ml|sql)\n(.*?)^```|^Back to \[pipelines/xas\.yaml\]";
        foreach (Match block in Regex.Matches(s_page, parts, RegexOptions.Multiline | RegexOptions.Singleline))
            if (block.Groups[1].Value == "sql")
                yield return (pipeline, block.Groups[2].Value);
            else
                pipeline = block.Groups[2].Success ? block.Groups[2].Value.Split('\n')[0]["name: ".Length..] : First;
    }

    private static Match Block(string name) =>
        Regex.Match(s_page, $"^```(ya?ml)\n(name: {Regex.Escape(name)}\n.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);

    /// <summary>Pipelines on measured files, which need the shared corpus, stand in blocks of yml.</summary>
    private static bool Measured(string name) => Block(name).Groups[1].Value == "yml";

    /// <summary>The page's pipelines are written as files of pipelines/, those on measured files as files beside the corpus.</summary>
    private static string InPlace(string yaml) =>
        yaml.Replace("../data-samples/", Path.Combine(Corpus.Checkout, "data-samples").Replace('\\', '/') + "/", StringComparison.Ordinal)
            .Replace("corpus/xas/", Corpus.Path("corpus/xas") + "/", StringComparison.Ordinal);

    /// <summary>Results of each pipeline, made once.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly Dictionary<string, Workspace> _done = [];

        /// <summary>Result folder of a pipeline.</summary>
        public string this[string name]
        {
            get
            {
                if (!_done.TryGetValue(name, out Workspace? work))
                {
                    work = _done[name] = new Workspace();
                    if (name == First)
                        Spectra.Good("run", Path.Combine(Corpus.Checkout, "pipelines", "xas.yaml"), "--out", work["out"]);
                    else if (work.Run(InPlace(Block(name).Groups[2].Value)) is { Code: not 0 } bad)
                        Assert.Fail(bad.Error);
                }
                return work["out"];
            }
        }

        public void Dispose()
        {
            foreach (Workspace work in _done.Values)
                work.Dispose();
        }
    }
}
