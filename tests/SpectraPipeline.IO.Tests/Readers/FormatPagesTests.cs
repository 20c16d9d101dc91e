using System.Globalization;
using System.Text;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>docs/formats: every reader has a page, and the index is made of the readers themselves.</summary>
public sealed class FormatPagesTests
{
    private static readonly string s_folder = Path.Combine(Corpus.Checkout, "docs", "formats");

    public static TheoryData<string> Formats => [.. ReaderCatalog.Default.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_has_a_page(string format) => Assert.NotNull(PageOf(format));

    [Fact]
    public void The_index_is_fresh()
    {
        string path = Path.Combine(s_folder, "README.md");
        string now = Index();
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
            File.WriteAllText(path, now);
        Assert.Equal(now, File.ReadAllText(path));
    }

    /// <summary>The page whose title names the format in backquotes.</summary>
    private static string? PageOf(string format) =>
        Directory
            .EnumerateFiles(s_folder, "*.md")
            .Order(StringComparer.Ordinal)
            .Select(p => (Name: Path.GetFileName(p), Title: File.ReadLines(p).FirstOrDefault() ?? ""))
            .FirstOrDefault(p => p.Title.Contains($"`{format}`", StringComparison.Ordinal))
            .Name;

    private static string Index()
    {
        var text = new StringBuilder("# Formats\n\n");
        text.Append(
            "Content decides which reader takes a file; an extension only breaks a tie, two equal claims are an error, and `--format NAME` (in a pipeline `format:`)\n"
                + "overrides. gzip is taken off before. How each compares with independent readers on real files: [corpus.md](corpus.md).\n\n"
        );
        text.Append("| format | what | usual extensions |\n|---|---|---|\n");
        foreach (var (about, _) in ReaderCatalog.Default.All)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [`{about.Format}`]({PageOf(about.Format)}) | {about.Summary.Replace("|", "\\|", StringComparison.Ordinal)} | {string.Join(' ', about.Extensions)} |\n"
            );
        text.Append("\n`spectra convert FILE --to FORMAT -o OUT` writes\n\n| format | what |\n|---|---|\n");
        foreach (var (about, _) in SpectrumWriter.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{about.Format}` | {about.Summary} |\n");
        return text.ToString();
    }
}
