using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class FileGlobsTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Patterns_reach_folders_and_count_naturally()
    {
        _folder.With("r/b10.txt", "").With("r/b9.txt", "").With("r/B2.txt", "").With("r/deep/er/c.txt", "").With("r/x.csv", "");
        Assert.Equal(["r/B2.txt", "r/b9.txt", "r/b10.txt"], Names("r/*.txt"));
        Assert.Equal(["r/deep/er/c.txt"], Names("r/deep/**/c.txt"));
        Assert.Equal(4, Names("**/*.txt").Length);
        Assert.Equal(["r/b9.txt", "r/x.csv"], Names("r/b?.txt", "r/x.csv").Where(n => n is not "r/B2.txt"));
    }

    [Theory]
    [InlineData("x10", "x9", 1)]
    [InlineData("x12", "x123", -1)]
    [InlineData("x129b", "x12", 1)]
    [InlineData("x12a", "x123b", -1)]
    [InlineData("x012", "x12", -1)]
    [InlineData("x1a10", "x1a9", 1)]
    [InlineData("run 12/a", "run 2/b", 1)]
    [InlineData("same", "Same", 1)]
    [InlineData("same", "same", 0)]
    public void A_number_in_which_names_part_counts_as_a_whole(string a, string b, int sign)
    {
        Assert.Equal(sign, Math.Sign(NaturalOrder.Compare(a, b)));
        Assert.Equal(-sign, Math.Sign(NaturalOrder.Compare(b, a)));
    }

    [Fact]
    public void Nothing_found_says_what_is_there()
    {
        _folder.With("r/a.txt", "").With("r/b.txt", "");
        string folder = Path.Combine(_folder.Path, "r");
        Assert.Equal(
            $"No file matches 'r/*.csv'; '{folder}' holds 2 files such as a.txt, b.txt.",
            Assert.ThrowsAny<UserException>(() => Names("r/*.csv")).Message
        );
        Assert.Equal(
            $"No file matches 'q/*.csv': there is no folder '{Path.Combine(_folder.Path, "q")}'.",
            Assert.ThrowsAny<UserException>(() => Names("q/*.csv")).Message
        );
    }

    private string[] Names(params string[] patterns) =>
        [.. FileGlobs.Expand(_folder.Path, patterns).Select(p => Path.GetRelativePath(_folder.Path, p).Replace('\\', '/'))];
}
