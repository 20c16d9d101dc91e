using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace House.Tests.Generators;

public sealed class DataSamplesTests
{
    private static readonly string _folder = Path.Combine(Corpus.Checkout, "data-samples");

    [Fact]
    public void Regenerating_gives_the_committed_bytes()
    {
        foreach ((string path, byte[] content) in DataSamples.Files(_folder))
        {
            string file = Path.Combine(_folder, path);
            Assert.True(File.Exists(file), $"{path} is generated but not there: run -- data-samples");
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(file)), $"{path} differs from what the generator writes");
        }
    }

    [Fact]
    public void Every_file_has_an_origin()
    {
        HashSet<string> generated = [.. DataSamples.Files(_folder).Select(static file => file.Path)];
        foreach (string file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(_folder, file).Replace('\\', '/');
            bool byFeff = path.Contains("/feff/", StringComparison.Ordinal) && path.EndsWith(".dat", StringComparison.Ordinal);
            bool byHand = path.EndsWith(".md", StringComparison.Ordinal) || path.EndsWith("/make.sh", StringComparison.Ordinal);
            Assert.True(generated.Contains(path) || byFeff || byHand, $"{path} is neither generated, made by make.sh nor a text");
        }
    }

    [Fact]
    public void The_folder_stays_below_1500_kB()
    {
        long size = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length);
        Assert.InRange(size, 1, 1_500_000);
    }
}
