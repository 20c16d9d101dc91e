using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>A second run into the folder of the first.</summary>
public sealed class ChangedStepTests
{
    [Fact]
    public void A_step_that_was_replaced_leaves_no_spectra_behind_that_the_report_stumbles_over()
    {
        using Workspace work = new Workspace().WithFrames(4);
        string before = Workspace
            .Yaml()
            .Replace("baseline.arpls: { lambda: 1e4 }", "baseline.std-distribution: {}", StringComparison.Ordinal)
            .Replace("peaks.find: { min-snr: 8 }", "shape.crop: { from: 1010, to: 1100 }", StringComparison.Ordinal)
            .Replace("      - bands.track: {}", "", StringComparison.Ordinal);
        Assert.Equal(0, work.Run(before).Code);
        Assert.True(File.Exists(work["out/spectra/s/baseline.std-distribution.parquet"]));
        Outcome second = work.Run(before.Replace("std-distribution", "rubberband", StringComparison.Ordinal));
        Assert.Equal(
            (0, ""),
            (second.Code, string.Concat(second.Error.Split('\n').Where(l => l.Contains("internal", StringComparison.Ordinal))))
        );
        Assert.False(File.Exists(work["out/spectra/s/baseline.std-distribution.parquet"]));
        Assert.True(File.Exists(work["out/report.html"]));
    }
}
