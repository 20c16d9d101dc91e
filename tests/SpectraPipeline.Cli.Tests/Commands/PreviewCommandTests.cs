using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class PreviewCommandTests
{
    [Fact]
    public void Writes_one_page_says_where_and_writes_nothing_else()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string path = work.Pipeline(Workspace.Yaml());
        string[] before = Directory.GetFileSystemEntries(work.Root, "*", SearchOption.AllDirectories);
        Outcome outcome = Spectra.Run("preview", path, "--frame", "1", "-o", work["page.html"]);
        Assert.Equal((0, work["page.html"] + "\n", ""), (outcome.Code, outcome.Out, outcome.Error));
        Assert.Equal(
            before.Append(work["page.html"]).Order(),
            Directory.GetFileSystemEntries(work.Root, "*", SearchOption.AllDirectories).Order()
        );
        string page = File.ReadAllText(work["page.html"]);
        Assert.Contains("Preview: frame 1 of s", page, StringComparison.Ordinal);
        Assert.Contains("<h2>1  baseline.arpls</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<h2>2  peaks.find</h2>", page, StringComparison.Ordinal);
        Assert.Contains("bands.track: works on the whole series: not in a preview", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_a_result_folder_as_it_was()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        var before = Contents(work["out"]);
        Spectra.Good("preview", work["p.yaml"], "--frame", "frame-2.csv", "-o", work["page.html"]);
        Assert.Equal(before, Contents(work["out"]));

        static List<(string, DateTime, string)> Contents(string folder) =>
            [
                .. Directory
                    .GetFiles(folder, "*", SearchOption.AllDirectories)
                    .Order()
                    .Select(f => (f, File.GetLastWriteTimeUtc(f), Convert.ToHexString(File.ReadAllBytes(f)))),
            ];
    }

    [Fact]
    public void A_file_of_the_user_beside_the_page_is_left_alone()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string path = work.Pipeline(Workspace.Yaml()),
            own = work.Write("page.html.tmp", "mine");
        Spectra.Good("preview", path, "--frame", "1", "-o", work["page.html"]);
        Assert.Equal("mine", File.ReadAllText(own));
    }

    [Fact]
    public void The_whole_name_of_a_file_wins_over_the_same_name_in_other_folders()
    {
        using Workspace work = new Workspace().WithFrames(2);
        Directory.CreateDirectory(work["more"]);
        File.Copy(work["frame-1.csv"], work["more/frame-1.csv"]);
        string path = work.Pipeline(Workspace.Yaml("\"**/frame-*.csv\""));
        Spectra.Good("preview", path, "--frame", "frame-1.csv", "-o", work["page.html"]);
        Assert.Contains("frame-1.csv", File.ReadAllText(work["page.html"]), StringComparison.Ordinal);
        Assert.DoesNotContain("more/frame-1.csv", File.ReadAllText(work["page.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--frame 3", "--frame 3: series 's' has 3 frame(s), numbered 0 to 2.")]
    [InlineData("--frame frame-7.csv", "series 's' has no file of that name (its first is frame-0.csv)")]
    [InlineData("--frame 1 --series t", "--series t: the pipeline has no series 't'. Did you mean 's'?")]
    [InlineData("--series s", "Option '--frame' is required.")]
    [InlineData("--frame 1 --set s.baseline.arpls.lambda=-1", "-1 lies outside [")]
    [InlineData("--frame 1 --vary s.baseline.arpl.lambda=1,2", "series 's' has no step 'baseline.arpl'. Did you mean 'baseline.arpls'?")]
    [InlineData("--frame 1 --vary baseline.arpls.lamda=1,2", "baseline.arpls has no parameter 'lamda'. Did you mean 'lambda'?")]
    [InlineData("--frame 1 --vary baseline.arpls.lambda=1e3,-1", "-1 lies outside [")]
    [InlineData("--frame 1 --vary baseline.arpls.lambda", "expected STEP.PARAM=V1,V2,...")]
    [InlineData("--frame 1 --vary bands.track.max-gap=1,2", "bands.track works on the whole series; a preview cannot show it.")]
    [InlineData("--frame 1 --set s.baseline.arpls.order=99", "order")]
    public void A_mistake_is_said_and_no_page_is_made(string line, string message)
    {
        using Workspace work = new Workspace().WithFrames(3);
        Outcome outcome = Spectra.Run(["preview", work.Pipeline(Workspace.Yaml()), "-o", work["page.html"], .. line.Split(' ')]);
        Assert.Equal(Program.BadArguments, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
        Assert.False(File.Exists(work["page.html"]));
    }

    [Fact]
    public void A_step_that_cannot_work_is_said_with_its_place()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string path = work.Pipeline(
            Workspace.Yaml().Replace("baseline.arpls: { lambda: 1e4 }", "shape.crop: { from: 5000 }", StringComparison.Ordinal)
        );
        Outcome outcome = Spectra.Run("preview", path, "--frame", "1", "-o", work["page.html"]);
        Assert.Equal(Program.BadArguments, outcome.Code);
        Assert.StartsWith($"{path}(8,9): shape.crop leaves 0 points", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_series_one_has_to_be_named()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string yaml = Workspace.Yaml();
        string path = work.Pipeline(
            yaml + yaml[yaml.IndexOf("  - id: s", StringComparison.Ordinal)..].Replace("id: s", "id: second", StringComparison.Ordinal)
        );
        Outcome outcome = Spectra.Run("preview", path, "--frame", "1", "-o", work["page.html"]);
        Assert.Equal(Program.BadArguments, outcome.Code);
        Assert.Contains("has 2 series; say which: --series s | second.", outcome.Error, StringComparison.Ordinal);
        Spectra.Good("preview", path, "--frame", "1", "--series", "second", "-o", work["page.html"]);
        Assert.Contains("Preview: frame 1 of second", File.ReadAllText(work["page.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulted_frame_gives_its_page_and_ends_with_2()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Write("frame-1.csv", File.ReadAllText(work["frame-1.csv"]).Replace("1100,", "1100,NaN\n#", StringComparison.Ordinal));
        Outcome outcome = Spectra.Run("preview", work.Pipeline(Workspace.Yaml()), "--frame", "1", "-o", work["page.html"]);
        Assert.Equal(Program.DoneWithFaults, outcome.Code);
        Assert.Contains("baseline.arpls: Point", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("<b>Fault:</b> Point", File.ReadAllText(work["page.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_an_earlier_preview_is_written_over()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string path = work.Pipeline(Workspace.Yaml());
        string notes = work.Write("notes.html", "<!DOCTYPE html> my own notes");
        foreach (string target in (string[])[notes, path, work["frame-0.csv"], work.Root, work["none/page.html"]])
        {
            string? before = File.Exists(target) ? File.ReadAllText(target) : null;
            Outcome outcome = Spectra.Run("preview", path, "--frame", "1", "-o", target);
            Assert.Equal(Program.BadArguments, outcome.Code);
            Assert.Contains(target, outcome.Error, StringComparison.Ordinal);
            Assert.Equal(before, File.Exists(target) ? File.ReadAllText(target) : null);
        }
        Spectra.Good("preview", path, "--frame", "1", "-o", work["page.html"]);
        Spectra.Good("preview", path, "--frame", "2", "-o", work["page.html"]);
        Assert.Contains("Preview: frame 2", File.ReadAllText(work["page.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Varying_a_parameter_draws_each_value()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string path = work.Pipeline(Workspace.Yaml());
        Spectra.Good("preview", path, "--frame", "1", "--vary", "s.baseline.arpls.lambda=1e3,1e4,1e7", "-o", work["long.html"]);
        Spectra.Good("preview", path, "--frame", "1", "--vary", "baseline.arpls.lambda=1e3,1e4,1e7", "-o", work["short.html"]);
        string page = File.ReadAllText(work["long.html"]);
        foreach (string value in (string[])["1e3", "1e4", "1e7"])
            Assert.Contains($">lambda {value}<", page, StringComparison.Ordinal);
        Assert.Contains(">lambda 1e7<", File.ReadAllText(work["short.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_is_shown_as_changed()
    {
        using Workspace work = new Workspace().WithFrames(3);
        Spectra.Good(
            "preview",
            work.Pipeline(Workspace.Yaml()),
            "--frame",
            "1",
            "--set",
            "s.baseline.arpls.order=3",
            "-o",
            work["page.html"]
        );
        Assert.Matches("class=\"changed\"[^>]*><dt>order</dt><dd>3</dd>", File.ReadAllText(work["page.html"]));
    }
}
