using System.Text.RegularExpressions;
using SpectraPipeline.Report.Svg;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Report.Tests.Svg;

/// <summary>Every figure's SVG is what was last looked at; SPECTRA_REGENERATE_GOLDEN=1 writes them anew, to be reviewed as a diff.</summary>
public sealed partial class SvgGoldenTests
{
    public static TheoryData<string> Names => [.. SyntheticFigures.All.Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_what_was_last_looked_at(string name)
    {
        string svg = WithoutImages(SvgRenderer.Render(SyntheticFigures.ByName(name)));
        string golden = Path.Combine(Corpus.Checkout, "tests", "SpectraPipeline.Report.Tests", "Golden", name + ".svg");
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, svg);
            if (Environment.GetEnvironmentVariable("SPECTRA_FIGURES") is { Length: > 0 } folder)
                File.WriteAllText(Path.Combine(folder, name + ".svg"), SvgRenderer.Render(SyntheticFigures.ByName(name)));
        }
        Assert.True(File.Exists(golden), $"{golden} is missing: set SPECTRA_REGENERATE_GOLDEN=1 and look at what it writes");
        Assert.Equal(File.ReadAllText(golden), svg);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_same_bytes_twice(string name) =>
        Assert.Equal(SvgRenderer.Render(SyntheticFigures.ByName(name)), SvgRenderer.Render(SyntheticFigures.ByName(name)));

    /// <summary>The bytes of a PNG depend on the zlib of the platform; its pixels have tests of their own.</summary>
    private static string WithoutImages(string svg) => Image().Replace(svg, "data:image/png;base64,...");

    [GeneratedRegex("data:image/png;base64,[A-Za-z0-9+/=]+")]
    private static partial Regex Image();
}
