using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

/// <summary>stages, schema, report and library: short commands that read what is there.</summary>
public sealed class OtherCommandTests
{
    [Fact]
    public void Stages_lists_all_and_describes_one()
    {
        JsonElement all = Spectra.Run("stages", "--json").Json;
        string[] names = [.. all.EnumerateArray().Select(s => s.GetProperty("name").GetString()!)];
        string[] ofTheIssue =
        [
            "shape.crop",
            "shape.smooth",
            "shape.despike",
            "shape.difference",
            "baseline.arpls",
            "baseline.asls",
            "baseline.std-distribution",
            "peaks.find",
            "peaks.fit",
            "bands.track",
            "bands.stark",
            "bands.onset",
            "assign.bands",
            "xas.normalize",
            "xas.autobk",
            "xas.fourier",
            "xas.back-fourier",
            "xas.wavelet",
        ];
        Assert.Empty(ofTheIssue.Except(names));
        JsonElement one = Spectra.Run("stages", "baseline.arpls", "--json").Json;
        JsonElement lambda = one.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "lambda");
        Assert.True(lambda.GetProperty("min").GetDouble() > 0);
        string text = Spectra.Good("stages", "baseline.arpls");
        foreach (string word in (string[])["formula", "source", "lambda", "default"])
            Assert.Contains(word, text, StringComparison.Ordinal);
        Outcome wrong = Spectra.Run("stages", "baseline.arpsl");
        Assert.Equal(Program.BadArguments, wrong.Code);
        Assert.Contains("Did you mean 'baseline.arpls'?", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_is_one_json_document_to_screen_or_file()
    {
        using var work = new Workspace();
        string text = Spectra.Good("schema");
        Assert.Contains("baseline.arpls", JsonDocument.Parse(text).RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(Spectra.Good("schema", "-o", work["schema.json"]));
        Assert.Equal(text, File.ReadAllText(work["schema.json"]));
        Outcome nowhere = Spectra.Run("schema", "-o", work["gone/schema.json"]);
        Assert.Equal(Program.BadArguments, nowhere.Code);
        Assert.DoesNotContain("--resume", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_draws_again_from_the_store_alone()
    {
        using Workspace work = new Workspace().WithFrames(4);
        work.Run(Workspace.Yaml());
        string report = Path.Combine(work["out"], "report.html");
        string first = File.ReadAllText(report);
        File.Delete(report);
        Directory.Delete(work["out/figures"], recursive: true);
        foreach (string frame in Directory.GetFiles(work.Root, "frame-*.csv"))
            File.Delete(frame);
        Assert.Equal(report, Spectra.Good("report", work["out"]).TrimEnd());
        Assert.Equal(first, File.ReadAllText(report));
        Assert.NotEmpty(Directory.GetFiles(work["out/figures"], "*.svg"));
        Outcome gone = Spectra.Run("report", work["gone"]);
        Assert.Equal(Program.BadArguments, gone.Code);
        Assert.Contains("there is no such folder", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_lists_species_and_shows_what_a_row_rests_on()
    {
        JsonElement list = Spectra.Run("library", "list", "--json").Json;
        string[] species = [.. list.EnumerateArray().Select(s => s.GetProperty("species").GetString()!)];
        foreach (string expected in (string[])["*CH2O", "*NO2-", "*NH2OH", "*CO on Au"])
            Assert.Contains(expected, species);
        JsonElement rows = Spectra.Run("library", "show", "*CH2O", "--json").Json;
        Assert.All(rows.EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("support").GetString()!));
        Assert.Contains("rests on", Spectra.Good("library", "show", "*CH2O"), StringComparison.Ordinal);
        Outcome wrong = Spectra.Run("library", "show", "unobtainium");
        Assert.Equal(Program.BadArguments, wrong.Code);
        Assert.StartsWith("The library has no species 'unobtainium'.", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_check_says_every_mistake_with_its_line()
    {
        using var work = new Workspace();
        Outcome check = Spectra.Run("library", "check", work.Write("own.csv", "row_id,species\nX1,*CO\n"));
        Assert.Equal(Program.BadArguments, check.Code);
        Assert.Contains("problem(s)", check.Out, StringComparison.Ordinal);
        Assert.Equal(Program.BadArguments, Spectra.Run("library", "check", work["gone.csv"]).Code);
    }
}
