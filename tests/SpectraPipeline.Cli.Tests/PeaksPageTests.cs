using System.Text.Json;
using System.Text.RegularExpressions;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>docs/peaks.md: every pipeline and query of it runs, and what it says that they show is so.</summary>
public sealed class PeaksPageTests : IClassFixture<PeaksPageTests.Runs>
{
    private const string First = "peaks";
    private static readonly string s_page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "peaks.md"));
    private readonly Runs _runs;

    public PeaksPageTests(Runs runs) => _runs = runs;

    /// <summary>Name of a pipeline, and words of a query that is asked of its results; the page puts a query below its pipeline.</summary>
    public static TheoryData<string, string> Queries => [.. Asked().Select(q => (q.Pipeline, q.Sql))];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Every_query_of_the_page_has_an_answer(string pipeline, string sql) => Assert.NotEmpty(Ask(pipeline, sql));

    [Fact]
    public void The_total_error_is_several_times_that_of_the_fit_and_the_weak_partner_is_at_its_bound()
    {
        JsonElement[] rows = Ask(First, "median(height_se)");
        Assert.Equal([1, 2, 3, 4], rows.Select(r => (int)Number(r, "band")));
        Assert.All(rows, r => Assert.InRange(Number(r, "total") / Number(r, "fit_alone"), 2.5, 7));
        Assert.Equal(
            (21, 17, 4),
            ((int)Number(rows[1], "at_bound"), (int)Number(rows[1], "not_detected"), (int)Number(rows[1], "with_interval"))
        );
        JsonElement limit = Assert.Single(Ask(First, "lod_without_baseline"));
        Assert.InRange(Number(limit, "lod_mod"), 0.35, 0.42); // the partner is 0.25 high
    }

    [Fact]
    public void Only_shared_shapes_give_the_true_times_and_order()
    {
        Assert.All(Ask(First, "FROM band_trends"), r => Assert.StartsWith("holds", Text(r, "verdict"), StringComparison.Ordinal));
        JsonElement[] rows = Ask(First, "FROM kinetic_models");
        (string, string) Preferred(string series, double band)
        {
            JsonElement row = rows.Single(r =>
                Text(r, "series") == series && Number(r, "band") == band && Text(r, "verdict") == "preferred"
            );
            double truth = band == 1414 ? 45 : 60;
            return (Text(row, "model"), Number(row, "low") <= truth && truth <= Number(row, "high") ? "holds" : "misses");
        }
        Assert.Equal(("first-order", "misses"), Preferred("each", 1414));
        Assert.Equal("second-order", Preferred("each", 1661).Item1);
        Assert.Equal(("first-order", "holds"), Preferred("together", 1414));
        Assert.Equal(("first-order", "holds"), Preferred("together", 1661));
        JsonElement free = rows.First(r => Text(r, "series") == "each" && Text(r, "verdict") == "preferred");
        Assert.Equal((29, 43), ((int)Number(free, "low"), (int)Number(free, "high")));
        JsonElement[] fractions =
        [
            .. Spectra
                .Query(_runs[First], "SELECT fraction FROM bands WHERE series = 'each' AND band = 1 AND frame IN (2, 4) ORDER BY frame")
                .EnumerateArray(),
        ];
        Assert.Equal([0.94, 0.02], fractions.Select(r => Math.Round(Number(r, "fraction"), 2)));
        JsonElement[] onsets = Ask(First, "FROM onsets");
        Assert.Equal(6, onsets.Length);
        Assert.All(onsets, r => Assert.True(!(Number(r, "low") > 0) && !(Number(r, "high") < 0), r.ToString()));
    }

    [Fact]
    public void The_data_find_the_four_bands_of_a_carbon()
    {
        JsonElement[] rows = Ask("How many bands has a carbon", "min_separation");
        Assert.All(rows, r => Assert.StartsWith("4 pseudo-voigt", Text(r, "model"), StringComparison.Ordinal));
        JsonElement[] bands =
        [
            .. Spectra
                .Query(_runs["How many bands has a carbon"], "SELECT avg(center) AS c FROM bands GROUP BY band ORDER BY c")
                .EnumerateArray(),
        ];
        double[] truth = [1190, 1348, 1510, 1592];
        Assert.All(truth.Zip(bands), pair => Assert.InRange(Number(pair.Second, "c"), pair.First - 25, pair.First + 25));
    }

    [Fact]
    public void The_ratio_of_a_powder_is_equivalent_with_four_bands_and_undecided_with_two()
    {
        JsonElement[] rows = Ask("D over G, two models of one powder", "FROM band_ratios");
        Assert.Equal(["equivalent", "undecided"], rows.Select(r => Text(r, "verdict")));
        Assert.Equal((1.06, 1.09), (Math.Round(Number(rows[0], "low"), 2), Math.Round(Number(rows[0], "high"), 2)));
    }

    [Fact]
    public void The_staircase_has_the_slope_and_clock_of_its_truth_and_is_no_sweep()
    {
        const string sweep = "CO on copper, a staircase of potential";
        Assert.All(Ask(sweep, "FROM clocks"), r => Assert.InRange(Math.Abs(Number(r, "offset_s") - 5.5), 0, 2 * Number(r, "se")));
        JsonElement[] slopes = Ask(sweep, "stark_verdict");
        Assert.All(slopes, r => Assert.StartsWith("linear:", Text(r, "stark_verdict"), StringComparison.Ordinal));
        Assert.All(slopes, r => Assert.InRange(Math.Abs(Number(r, "slope") - 38.05), 0, 2 * Number(r, "se")));
        Assert.Equal((38.1, 0.07), (Number(slopes[0], "slope"), Number(slopes[0], "se")));
        JsonElement[] loops = Ask(sweep, "FROM hysteresis");
        Assert.Equal(["not determined", "not determined"], loops.Select(r => Text(r, "verdict")));
        Assert.All(loops, r => Assert.StartsWith("no sweep", Text(r, "note"), StringComparison.Ordinal));
        JsonElement[] onsets = Ask(sweep, "FROM onsets");
        Assert.All(onsets.Where(r => Text(r, "method") == "change-point"), r => Assert.True(Number(r, "low") <= -0.54, r.ToString()));
    }

    [Fact]
    public void A_smooth_height_does_not_hold_where_there_is_a_loop_and_the_line_holds_without_it()
    {
        const string sweep = "CO on copper, a staircase of potential";
        JsonElement height = Ask(sweep, "series = 'line'").Single(r => Text(r, "parameter") == "height" && Number(r, "band") == 1);
        Assert.StartsWith("does not hold", Text(height, "verdict"), StringComparison.Ordinal);
        Assert.InRange(Number(height, "bic_difference"), 5000, 20000);
        using Workspace work = new();
        Outcome run = work.Run(InPlace(Yaml(sweep).Replace("height: smooth", "height: free", StringComparison.Ordinal)));
        Assert.True(run.Code == 0, run.Error);
        JsonElement line = Spectra
            .Query(work["out"], "FROM band_trends WHERE series = 'line' AND parameter = 'center' ORDER BY band")
            .EnumerateArray()
            .First();
        Assert.StartsWith("holds", Text(line, "verdict"), StringComparison.Ordinal);
        Assert.Equal((38.1, 0.07), (Math.Round(Number(line, "slope"), 2), Math.Round(Number(line, "slope_se"), 2)));
    }

    [Fact]
    public void Three_electrodes_differ_in_slope_by_more_than_their_errors_and_not_in_ratio()
    {
        JsonElement[] rows = Ask("Three electrodes", "FROM replicates");
        Assert.All(rows, r => Assert.Equal(3, Number(r, "n")));
        foreach (JsonElement row in rows)
            if (Text(row, "quantity") == "stark-slope")
                Assert.True(Number(row, "between") > 5 * Number(row, "within"), row.ToString());
            else
                Assert.True(Number(row, "between") < Number(row, "within"), row.ToString());
        Assert.Equal(3, rows.Length);
    }

    [Fact]
    public void Every_stage_and_file_that_the_page_names_exists()
    {
        string[] known = [.. Spectra.Good("stages", "--json").Split('"')];
        foreach (string name in Regex.Matches(s_page, @"\b(?:peaks|bands)\.(?!yaml|md)[a-z]+(?:-[a-z]+)*").Select(m => m.Value).Distinct())
            Assert.Contains(name, known);
        foreach (Match link in Regex.Matches(s_page, @"\]\(([^)]+)\)"))
            Assert.True(File.Exists(Path.Combine(Corpus.Checkout, "docs", link.Groups[1].Value)), link.Value);
    }

    private JsonElement[] Ask(string pipeline, string words)
    {
        string sql = Asked().Single(q => q.Pipeline == pipeline && q.Sql.Contains(words, StringComparison.Ordinal)).Sql;
        return [.. Spectra.Query(_runs[pipeline], sql).EnumerateArray()];
    }

    /// <summary>NaN where there is none.</summary>
    private static double Number(JsonElement row, string column) =>
        row.GetProperty(column) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    private static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    /// <summary>Queries of the page, each with the name of the pipeline above it; those before any belong to pipelines/peaks.yaml.</summary>
    private static IEnumerable<(string Pipeline, string Sql)> Asked()
    {
        string pipeline = First;
        foreach (Match block in Regex.Matches(s_page, "^```(yaml|sql)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline))
            if (block.Groups[1].Value == "yaml")
                pipeline = block.Groups[2].Value.Split('\n')[0]["name: ".Length..];
            else
                yield return (pipeline, block.Groups[2].Value);
    }

    private static string Yaml(string name) =>
        Regex
            .Match(s_page, $"^```yaml\n(name: {Regex.Escape(name)}\n.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Groups[1]
            .Value;

    /// <summary>The page's pipelines are written as files of pipelines/.</summary>
    private static string InPlace(string yaml) =>
        yaml.Replace("../data-samples/", Path.Combine(Corpus.Checkout, "data-samples").Replace('\\', '/') + "/", StringComparison.Ordinal);

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
                        Spectra.Good("run", Path.Combine(Corpus.Checkout, "pipelines", "peaks.yaml"), "--out", work["out"]);
                    else if (work.Run(InPlace(Yaml(name))) is { Code: not 0 } bad)
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
