using SpectraPipeline.Testing;
using Xunit;

namespace House.Tests;

/// <summary>In .NET <c>\d</c> matches the digits of every script, which no number parser reads: files with such a digit broke readers (found by ./fuzz).</summary>
public sealed class RegexDigitsTests
{
    [Fact]
    public void Patterns_say_which_digits_they_mean()
    {
        string[] lines =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Corpus.Checkout, "src"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(p =>
                    File.ReadLines(p)
                        .Where(l => l.Contains("Regex(", StringComparison.Ordinal) && l.Contains(@"\d", StringComparison.Ordinal))
                        .Select(l => $"{Path.GetFileName(p)}: {l.Trim()}")
                ),
        ];
        Assert.Empty(lines);
    }
}
