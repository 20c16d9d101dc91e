using System.Text.Json;
using System.Text.RegularExpressions;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>docs/baselines.md: what it shows runs, what it says of pipelines/baselines.yaml is so.</summary>
public sealed class BaselinesPageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "baselines.md"));

    public static TheoryData<string> Examples => [.. Blocks("yaml")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_pipeline_of_the_page_runs_and_finds_the_band(string yaml)
    {
        using Workspace work = new();
        foreach (
            var (folder, shift, scale, header) in ((string, double, double, string)[])
                [("ir", 900, 1e-3, "wavenumber (cm-1),absorbance\n"), ("raman", 0, 1, Workspace.Header)]
        )
        {
            Directory.CreateDirectory(work[folder]);
            for (int f = 0; f < 4; f++)
                work.Write($"{folder}/{f}.csv", Workspace.Text(Workspace.Points160(f).Select(p => (p.X + shift, p.Y * scale)), header));
        }
        Outcome run = work.Run(yaml);
        Assert.True(run.Code == 0, run.Error);
        double center = yaml.Contains("raman", StringComparison.Ordinal) ? 1150 : 2050;
        var tracks = Spectra
            .Query(work["out"], "SELECT center FROM tracks")
            .EnumerateArray()
            .Select(t => t.GetProperty("center").GetDouble());
        Assert.Contains(tracks, found => Math.Abs(found - center) < 3);
    }

    [Fact]
    public void The_claim_of_the_example_pipeline_survives_its_other_baseline_only_by_the_total_error()
    {
        using Workspace work = new();
        Spectra.Good("run", Path.Combine(Corpus.Checkout, "pipelines", "baselines.yaml"), "--out", work["out"]);
        JsonElement[] rows = [.. Spectra.Query(work["out"], Assert.Single(Blocks("sql"))).EnumerateArray()];
        JsonElement[] carbonate = [.. rows.Where(r => Math.Abs(r.GetProperty("band").GetDouble() - 1410) < 1)];
        Assert.Equal(["auto", "single"], carbonate.Select(r => r.GetProperty("series").GetString()));
        double auto = carbonate[0].GetProperty("area").GetDouble(),
            total = carbonate[0].GetProperty("with_baseline").GetDouble(),
            alone = carbonate[0].GetProperty("fit_alone").GetDouble();
        double difference = Math.Abs(auto - carbonate[1].GetProperty("area").GetDouble());
        Assert.InRange(auto, -0.175, -0.165);
        Assert.InRange(total, 0.04, 0.05);
        Assert.InRange(difference, 3 * alone, total);
        string page = File.ReadAllText(Path.Combine(work["out"], "report.html"));
        Assert.Contains("Baseline of auto, baseline.auto: the mean of several joint fits", page, StringComparison.Ordinal);
        Assert.Contains("Single methods that come nearest to it: baseline.std-distribution", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_stage_and_file_that_the_page_names_exists()
    {
        string table = s_page[s_page.IndexOf("| kind |", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\n", StringComparison.Ordinal)];
        string[] known = [.. Spectra.Good("stages", "--json").Split('"')];
        IEnumerable<string> named = Regex
            .Matches(s_page, @"\b(?:baseline|shape|peaks)\.[a-z]+(?:-[a-z]+)*")
            .Select(m => m.Value)
            .Concat(
                Regex
                    .Matches(table, "`([a-z]+(?:-[a-z]+)*)`")
                    .Select(m => "baseline." + m.Groups[1].Value)
                    .Where(name => name is not "baseline.widest")
            );
        Assert.All(named.Distinct(), name => Assert.Contains(name, known));
        foreach (Match link in Regex.Matches(s_page, @"\]\(([^)]+)\)"))
            Assert.True(File.Exists(Path.Combine(Corpus.Checkout, "docs", link.Groups[1].Value)), link.Value);
    }

    /// <summary>Code blocks of a language, an indent taken off.</summary>
    private static string[] Blocks(string language) =>
        [
            .. Regex
                .Matches(s_page, $"^( *)```{language}\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)
                .Select(m => m.Groups[2].Value),
        ];
}
