using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class CheckCommandTests
{
    [Fact]
    public void Prints_the_chain_that_was_understood_and_writes_nothing()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string[] before = Directory.GetFileSystemEntries(work.Root);
        Outcome check = Spectra.Run("check", work.Pipeline(Workspace.Yaml()));
        Assert.Equal(0, check.Code);
        Assert.Equal("series s: 3 file(s), 3 frame(s) of 160 points, raman_shift 1000 to 1318 cm-1", check.Lines[0].Split(';')[0]);
        Assert.Matches("peaks.find +reads baseline.arpls:corrected", check.Out);
        Assert.EndsWith("p.yaml: ok\n", check.Out, StringComparison.Ordinal);
        Assert.Equal(before.Length + 1, Directory.GetFileSystemEntries(work.Root).Length);
    }

    [Fact]
    public void Says_every_mistake_at_once_with_its_place()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string path = work.Pipeline(
            Workspace
                .Yaml()
                .Replace("technique:", "tecnique:", StringComparison.Ordinal)
                .Replace("arpls", "arpsl", StringComparison.Ordinal)
                .Replace("min-snr", "min-snt", StringComparison.Ordinal)
        );
        Outcome check = Spectra.Run("check", path);
        Assert.Equal(Program.BadArguments, check.Code);
        Assert.Equal(
            [
                $"{path}(5,5): A series has no key 'tecnique'. Did you mean 'technique'?",
                $"{path}(8,9): No stage is called 'baseline.arpsl'. Did you mean 'baseline.arpls'?",
                $"{path}(9,23): peaks.find has no parameter 'min-snt'. Did you mean 'min-snr'?",
                $"{path}: 3 problem(s)",
            ],
            check.Lines
        );
    }

    [Fact]
    public void Json_is_one_document_for_good_and_for_bad()
    {
        using Workspace work = new Workspace().WithFrames(3);
        JsonElement good = Spectra.Run("check", work.Pipeline(Workspace.Yaml()), "--json").Json;
        Assert.True(good.GetProperty("ok").GetBoolean());
        Assert.Equal("baseline.arpls", good.GetProperty("series")[0].GetProperty("steps")[0].GetProperty("id").GetString());
        Outcome bad = Spectra.Run("check", work.Pipeline(Workspace.Yaml("gone-*.csv")), "--json");
        Assert.Equal(Program.BadArguments, bad.Code);
        Assert.False(bad.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(3, bad.Json.GetProperty("issues")[0].GetProperty("line").GetInt32());
    }
}
