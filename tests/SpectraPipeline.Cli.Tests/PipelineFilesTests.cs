using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Every pipeline of the repository is right and runs; the README's is too.</summary>
public sealed class PipelineFilesTests
{
    public static TheoryData<string> Pipelines =>
        [.. Directory.GetFiles(Path.Combine(Corpus.Checkout, "pipelines"), "*.yaml").Select(p => Path.GetFileName(p))];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Passes_check_runs_and_gives_the_same_rows_for_any_number_of_workers(string name)
    {
        using var work = new Workspace();
        string path = Path.Combine(Corpus.Checkout, "pipelines", name);
        Assert.EndsWith(": ok\n", Spectra.Good("check", path), StringComparison.Ordinal);
        foreach (string workers in (string[])["1", "2"])
        {
            Spectra.Good("run", path, "--out", work[workers], "--workers", workers);
            Assert.Contains("</html>", File.ReadAllText(Path.Combine(work[workers], "report.html")), StringComparison.Ordinal);
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(work[workers], "figures"), "*.svg"));
        }
        string[] tables = [.. Spectra.Query(work["1"], "show tables").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];
        Assert.Contains("assignments", tables);
        foreach (string table in tables)
            Assert.Equal(
                Spectra.Good("query", work["1"], $"from {table}", "--format", "csv"),
                Spectra.Good("query", work["2"], $"from {table}", "--format", "csv")
            );
        // The text of a claim is the same too, so the whole page is.
        Assert.Equal(
            Directory.GetFiles(Path.Combine(work["1"], "figures")).Order().Select(File.ReadAllText),
            Directory.GetFiles(Path.Combine(work["2"], "figures")).Order().Select(File.ReadAllText)
        );
    }

    [Fact]
    public void The_readme_example_is_understood_as_it_stands()
    {
        string readme = File.ReadAllText(Path.Combine(Corpus.Checkout, "README.md"));
        int start = readme.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        string yaml = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        using Workspace work = new();
        Directory.CreateDirectory(work["spectra"]);
        work.Write("frames.csv", "file,index,time_s,potential_v\nspectra/a.csv,0,0,0.1\nspectra/b.csv,0,1,0.2\n");
        for (int f = 0; f < 2; f++)
            File.WriteAllText(
                work[$"spectra/{"ab"[f]}.csv"],
                Workspace.Text(Workspace.Points160(f).Select(p => (p.X + 900, p.Y / 1000)), "wavenumber (cm-1),absorbance\n")
            );
        JsonElement check = JsonDocument.Parse(Spectra.Good("check", work.Pipeline(yaml), "--json")).RootElement;
        Assert.Empty(check.GetProperty("issues").EnumerateArray());
        Assert.Equal(5, check.GetProperty("series")[0].GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void Every_command_of_the_readme_table_exists()
    {
        string readme = File.ReadAllText(Path.Combine(Corpus.Checkout, "README.md"));
        var named = readme
            .Split('\n')
            .Where(l => l.StartsWith("| `spectra ", StringComparison.Ordinal))
            .Select(l => l[11..].Split(' ', '`')[0]);
        Assert.Equal(
            ["apply", "check", "convert", "diff", "doctor", "feff", "inspect", "library", "preview", "query", "report", "run", "stages"],
            named.Distinct().Order()
        );
        foreach (string command in named)
            Assert.Equal(0, Spectra.Run(command, "--help").Code);
    }
}
