using System.Diagnostics;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>A run is killed as by the operating system, at several moments: nothing that lies there looks finished, and --resume gives what an
/// unbroken run gives.</summary>
public sealed class KilledRunTests
{
    private const int Frames = 3000;
    private static readonly string[] s_tables = ["frames", "bands", "tracks", "fits", "files", "faults", "axes"];

    [Fact]
    public async Task A_killed_run_looks_unfinished_and_resumes_to_the_same_rows()
    {
        using var work = new Workspace();
        BandSeriesFiles.Write(new BandSeries(Frames, 250), SeriesLayout.Files, work["series"]);
        string pipeline = work.Pipeline(
            Workspace.Yaml("series/*.csv").Replace("- peaks.find: { min-snr: 8 }", Fit, StringComparison.Ordinal)
        );
        string whole = work["whole"],
            broken = work["broken"],
            parts = Path.Combine(broken, ".parts", "s");
        // One worker and many frames: the blocks take about a second, so that the moments below are met.
        (string Name, Func<bool> Reached)[] moments =
        [
            ("first block", () => Blocks(parts) >= 1),
            ("half of the blocks", () => Blocks(parts) >= 3),
            ("storing", () => Directory.Exists(Path.Combine(broken, "tables"))),
            (
                "spectra stored",
                () =>
                    Directory.Exists(Path.Combine(broken, "spectra"))
                    && Directory.GetFiles(Path.Combine(broken, "spectra"), "*", SearchOption.AllDirectories).Length > 0
            ),
            (
                "report",
                () => Directory.Exists(Path.Combine(broken, "figures")) && Directory.GetFiles(Path.Combine(broken, "figures")).Length > 0
            ),
        ];
        var killed = new List<string>();
        foreach (var (name, reached) in moments)
        {
            using Process run = Spectra.Start("run", pipeline, "--out", broken, "--workers", "1", "--resume");
            Task<string> output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            while (!reached() && !run.HasExited)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            await output;
            if (File.Exists(Path.Combine(broken, "manifest.json")))
            {
                // It was faster than the kill; then what lies there is whole, the page too. Rows are compared below.
                Assert.EndsWith(
                    "</html>",
                    (await File.ReadAllTextAsync(Path.Combine(broken, "report.html"), TestContext.Current.CancellationToken)).TrimEnd(),
                    StringComparison.Ordinal
                );
                break;
            }
            killed.Add(name);
            Outcome query = Spectra.Run("query", broken, "from bands");
            Assert.Equal(Program.BadArguments, query.Code);
            Assert.Contains("not finished", query.Error, StringComparison.Ordinal);
            Assert.Equal(Program.BadArguments, Spectra.Run("report", broken).Code);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"killed at: {string.Join(", ", killed)}");
        Assert.True(killed.Count >= 3, $"killed only at: {string.Join(", ", killed)}");

        Spectra.Good("run", pipeline, "--out", broken, "--resume");
        Spectra.Good("run", pipeline, "--out", whole);
        Assert.Equal(Frames, Spectra.Number(broken, "select count(*) from frames"));
        Assert.Equal(Frames, Spectra.Number(broken, "select count(distinct frame) from frames where status <> 'faulted'"));
        Assert.Equal(Frames, Spectra.Number(broken, "select count(distinct frame) from bands"));
        foreach (string table in s_tables)
            Assert.Equal(Csv(whole, $"from {table}"), Csv(broken, $"from {table}"));
        Assert.Equal(Csv(whole, Sums), Csv(broken, Sums));
        Assert.False(Directory.Exists(Path.Combine(broken, ".parts")));
    }

    private const string Sums = "select step, frame, status, list_sum(y) from spectra order by all";

    private const string Fit = """
        - peaks.fit:
                      shape: lorentzian
                      bands:
                        - { center: 1012, fwhm: 18 }
                        - { center: 1290, fwhm: 30 }
                        - { center: 1503, fwhm: 24 }
        """;

    private static string Csv(string folder, string sql) => Spectra.Good("query", folder, sql, "--format", "csv");

    private static int Blocks(string parts) =>
        Directory.Exists(parts) ? Directory.GetDirectories(parts).Count(d => !d.EndsWith(".tmp", StringComparison.Ordinal)) : 0;
}
