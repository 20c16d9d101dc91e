using SpectraPipeline.Cli.Commands;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class BrokenRunTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void What_cannot_be_read_at_the_start_is_named_and_the_result_folder_is_not_blamed()
    {
        foreach (string input in (string[])[_work["frame-0.csv"], _work["out-of-last-week/x.csv"]])
        {
            string said = BrokenRun.NotBegun(_work["out"], new UnauthorizedAccessException($"Access to the path '{input}' is denied."));
            Assert.Contains(input, said, StringComparison.Ordinal);
            Assert.DoesNotContain("result folder", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/.parts/lock")]
    public void What_lies_in_the_result_folder_is_its_fault(string below) =>
        Assert.Contains(
            "The result folder '",
            BrokenRun.NotBegun(_work["out"], new UnauthorizedAccessException($"Access to the path '{_work["out"]}{below}' is denied.")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_run_whose_manifest_is_there_is_finished_and_not_broken_off()
    {
        Directory.CreateDirectory(_work["out"]);
        var left = new IOException("Directory not empty");
        Assert.StartsWith("Broken off", BrokenRun.BrokenOff(_work["out"], left, 1, 2), StringComparison.Ordinal);
        File.WriteAllText(_work["out/manifest.json"], "{}");
        string said = BrokenRun.BrokenOff(_work["out"], left, 2, 2);
        Assert.Contains("finished; what was left in .parts could not be removed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Broken off", said, StringComparison.Ordinal);
    }
}
