using System.Xml.Linq;
using SpectraPipeline.Testing;
using Xunit;

namespace House.Tests;

/// <summary>Who may know whom (docs/adr/0001-the-house.md). Read from the project files, so that a forbidden reference fails here first.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Core"] = [],
        ["Numerics"] = [],
        ["IO"] = ["Core"],
        ["Stages"] = ["Core", "Numerics"],
        ["Engine"] = ["Core", "IO", "Numerics"],
        ["Report"] = ["Core", "IO", "Numerics"],
        ["Cli"] = ["Core", "IO", "Stages", "Engine", "Report"],
    };

    private static readonly Dictionary<string, string[]> s_packages = new()
    {
        ["Core"] = [],
        ["Numerics"] = ["MathNet.Numerics"],
        ["IO"] = [],
        ["Stages"] = [],
        ["Engine"] = ["YamlDotNet"],
        ["Report"] = [],
        ["Cli"] = ["System.CommandLine"],
    };

    public static TheoryData<string> Projects => [.. s_allowed.Keys];

    [Fact]
    public void Every_source_project_has_its_arrows_stated_here()
    {
        var folders = Directory.GetDirectories(Path.Combine(Corpus.Checkout, "src")).Select(Path.GetFileName);
        Assert.Equal(s_allowed.Keys.Select(k => "SpectraPipeline." + k).Order(), folders.Order());
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_project_knows_only_whom_it_may(string project)
    {
        var known = Load(project)
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(Include(r)).Replace("SpectraPipeline.", "", StringComparison.Ordinal));
        Assert.Empty(known.Except(s_allowed[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_project_uses_only_the_packages_that_an_ADR_names(string project)
    {
        var packages = Load(project).Descendants("PackageReference").Select(Include);
        Assert.Empty(packages.Except(s_packages[project]));
    }

    private static string Include(XElement e) => e.Attribute("Include")!.Value.Replace('\\', '/');

    private static XDocument Load(string project) =>
        XDocument.Load(Path.Combine(Corpus.Checkout, "src", "SpectraPipeline." + project, $"SpectraPipeline.{project}.csproj"));
}
