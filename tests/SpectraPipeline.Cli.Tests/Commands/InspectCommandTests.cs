using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class InspectCommandTests
{
    [Fact]
    public void Json_is_an_array_with_the_keys_of_the_contract()
    {
        using Workspace work = new Workspace().WithFrames(2);
        Outcome inspect = Spectra.Run("inspect", work["frame-0.csv"], work["frame-1.csv"], "--json");
        Assert.Equal(0, inspect.Code);
        Assert.Equal(2, inspect.Json.GetArrayLength());
        JsonElement first = inspect.Json[0];
        string[] keys =
        [
            "file",
            "format",
            "technique",
            "spectra",
            "points",
            "x_unit",
            "y_unit",
            "x_first",
            "x_last",
            "y_min",
            "y_max",
            "y_mean",
            "time_first",
            "time_last",
            "metadata",
        ];
        foreach (string key in keys)
            Assert.True(first.TryGetProperty(key, out _), key);
        double[] y = [.. Workspace.Points160().Select(p => p.Y)];
        Assert.Equal(
            (1, 160, 1000.0, 1318.0, y.Min(), y.Max()),
            (
                first.GetProperty("spectra").GetInt32(),
                first.GetProperty("points").GetInt32(),
                first.GetProperty("x_first").GetDouble(),
                first.GetProperty("x_last").GetDouble(),
                first.GetProperty("y_min").GetDouble(),
                first.GetProperty("y_max").GetDouble()
            )
        );
        Assert.Equal(y.Average(), first.GetProperty("y_mean").GetDouble(), 9);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_object_with_its_error_and_exit_code_2()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome inspect = Spectra.Run("inspect", work["frame-0.csv"], work.Write("empty.csv", ""), work["gone.csv"], "--json");
        Assert.Equal(Program.DoneWithFaults, inspect.Code);
        Assert.False(inspect.Json[0].TryGetProperty("error", out _));
        JsonElement empty = inspect.Json[1].GetProperty("error");
        Assert.Equal("bad-file", empty.GetProperty("code").GetString());
        Assert.Contains("empty file", empty.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, empty.GetProperty("offset").GetInt64());
        Assert.Equal("file-missing", inspect.Json[2].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public void A_folder_is_a_table_with_a_line_and_a_picture_a_file()
    {
        using Workspace work = new Workspace().WithFrames(2);
        work.Write("bad.csv", "");
        Directory.CreateDirectory(work["below"]);
        work.Write("below/deep.csv", "1,2\n2,3\n3,4\n");
        Outcome table = Spectra.Run("inspect", work["."]);
        Assert.Equal(Program.DoneWithFaults, table.Code);
        string[] lines = table.Out.TrimEnd().Split('\n');
        string frame = Assert.Single(lines, l => l.StartsWith("frame-0.csv", StringComparison.Ordinal));
        Assert.Contains("1 x 160", frame, StringComparison.Ordinal);
        Assert.Contains('█', frame);
        Assert.Contains(
            "cannot be read",
            Assert.Single(lines, l => l.StartsWith("bad.csv", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("deep.csv", table.Out, StringComparison.Ordinal);
        Assert.Contains("deep.csv", Spectra.Run("inspect", "--recursive", work["."]).Out, StringComparison.Ordinal);
    }
}
