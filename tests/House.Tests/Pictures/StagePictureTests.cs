using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Testing;
using Xunit;

namespace House.Tests.Pictures;

/// <summary>docs/stages/NAME.svg shows what each stage does today. SPECTRA_REGENERATE_GOLDEN=1 writes them anew.</summary>
public sealed partial class StagePictureTests
{
    // Millimetres on paper are about 2.8 of these: what no eye can see may differ between processors.
    private const double Invisible = 0.15;

    private static readonly StageCatalog s_stages = StageCatalog.From(Assembly.Load("SpectraPipeline.Stages"));

    public static TheoryData<string> Stages => [.. s_stages.All.Where(StageDocs.HasPicture).Select(s => s.Name)];

    [Theory, MemberData(nameof(Stages))]
    public void The_picture_shows_what_the_stage_does(string name)
    {
        string path = Path.Combine(Corpus.Checkout, "docs", "stages", name + ".svg");
        string svg = new StagePicture(s_stages).Svg(name);
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
            File.WriteAllText(path, svg);
        Assert.True(
            File.Exists(path) && LooksLike(File.ReadAllText(path), svg),
            $"docs/stages/{name}.svg is stale: run the tests once with SPECTRA_REGENERATE_GOLDEN=1 and look at it."
        );
    }

    [Fact]
    public void No_picture_is_left_of_a_stage_that_is_gone()
    {
        string folder = Path.Combine(Corpus.Checkout, "docs", "stages");
        Assert.Equal(
            [],
            Directory.EnumerateFiles(folder, "*.svg").Select(Path.GetFileNameWithoutExtension).Except(Stages.Select(s => s.Data))
        );
    }

    private static bool LooksLike(string a, string b)
    {
        if (Number().Replace(a, "#") != Number().Replace(b, "#"))
            return false;
        return Number()
            .Matches(a)
            .Zip(Number().Matches(b))
            .All(pair => Math.Abs(Parse(pair.First.Value) - Parse(pair.Second.Value)) <= Invisible);

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"-?[0-9]+(\.[0-9]+)?")]
    private static partial Regex Number();
}
