using System.Globalization;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>What a user sees for bad input: a sentence with the place, the exit code of the contract, never a stack trace, and a good frame
/// beside a bad one is not lost.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string, string> MistakesInTheFile =>
        new()
        {
            { "technique:", "tecnique:", "(5,5): A series has no key 'tecnique'. Did you mean 'technique'?" },
            { "baseline.arpls", "baseline.arpsl", "(8,9): No stage is called 'baseline.arpsl'. Did you mean 'baseline.arpls'?" },
            { "lambda", "lamda", "(8,27): baseline.arpls has no parameter 'lamda'. Did you mean 'lambda'?" },
            { "1e4", "stiff", "(8,35): baseline.arpls.lambda: 'stiff' is not a number." },
            { "1e4", "3 eV", "(8,35): baseline.arpls.lambda is a pure number; 'eV' cannot be its unit." },
            {
                "- bands.track",
                "- shape.crop: { from: 1050 eV }\n      - bands.track",
                "shape.crop.from is given in cm-1; '1050 eV' cannot be written in it."
            },
            { "raman", "ramen", "series.technique: 'ramen' is not one of" },
            { "counts", "cuonts", "Did you mean 'counts'?" },
            { "series:", "series: [", "This is not valid YAML" },
            { "frame-*.csv", "gone-*.csv", "No file matches 'gone-*.csv'" },
            { "frame-*.csv", "[frame-0.csv, gone.csv]", "No file matches 'gone.csv'" },
            { "technique:", "frames: gone.csv\n    technique:", "gone.csv' does not exist." },
            { "- baseline.arpls: { lambda: 1e4 }", "- xas.fourier: {}", "xas.fourier reads chi(k), but there is only counts." },
        };

    [Theory]
    [MemberData(nameof(MistakesInTheFile))]
    public void A_mistake_in_the_pipeline_is_said_before_anything_runs(string right, string wrong, string message)
    {
        using Workspace work = new Workspace().WithFrames(2);
        string yaml = Workspace.Yaml().Replace(right, wrong, StringComparison.Ordinal);
        Outcome run = work.Run(yaml);
        Assert.Equal(Program.BadArguments, run.Code);
        // 'check' adds the place where 'run' finds the mistake only on opening the files.
        Assert.Contains(message, Spectra.Run("check", work["p.yaml"]).Out, StringComparison.Ordinal);
        Assert.Contains(
            message[(message.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 && message[0] == '(' ? at : 0)..],
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(run.Out);
        Assert.False(Directory.Exists(work["out"]));
    }

    [Theory]
    [InlineData("s.baseline.arpsl.lambda=1", "there is no step 'baseline.arpsl' in a series 's'")]
    [InlineData("t.baseline.arpls.lambda=1", "there is no step 'baseline.arpls' in a series 't'")]
    [InlineData("s.baseline.arpls.lamda=1", "Did you mean 'lambda'?")]
    [InlineData("lambda=1", "expected SERIES.STEP.PARAM=VALUE")]
    public void A_wrong_override_is_refused(string set, string message)
    {
        using Workspace work = new Workspace().WithFrames(2);
        Outcome run = work.Run(Workspace.Yaml(), "--set", set);
        Assert.Equal(Program.BadArguments, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--out", "o")]
    [InlineData("check")]
    public void A_pipeline_file_that_is_not_there_is_said(string command, params string[] more)
    {
        Outcome outcome = Spectra.Run([command, "gone.yaml", .. more]);
        Assert.Equal(Program.BadArguments, outcome.Code);
        Assert.Contains("There is no pipeline file 'gone.yaml'.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_named()
    {
        using Workspace work = new Workspace().WithFrames(2);
        string file = work.Write("taken", "");
        Outcome onFile = Spectra.Run("run", work.Pipeline(Workspace.Yaml()), "--out", file);
        Assert.Equal(Program.BadArguments, onFile.Code);
        Assert.Contains($"--out {file}: this is a file", onFile.Error, StringComparison.Ordinal);
        Outcome below = Spectra.Run("run", work["p.yaml"], "--out", Path.Combine(file, "below"));
        Assert.Equal(Program.BadArguments, below.Code);
        Assert.Contains($"The result folder '{Path.Combine(file, "below")}' cannot be written", below.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--resume", below.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Measured_files_are_never_deleted_for_results()
    {
        // The README's own layout: spectra/ beside the pipeline. Results there would replace the folder of that name.
        using var work = new Workspace();
        Directory.CreateDirectory(work["spectra"]);
        for (int f = 0; f < 2; f++)
            work.Write($"spectra/frame-{f}.csv", Workspace.Text(Workspace.Points160(f)));
        string pipeline = work.Pipeline(Workspace.Yaml("spectra/*.csv"));
        Outcome onInputs = Spectra.Run("run", pipeline, "--out", work.Root);
        Assert.Equal(Program.BadArguments, onInputs.Code);
        Assert.Contains("lies where the results would be written", onInputs.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(work["spectra"]).Length);

        // Neither are files that are no input of this run.
        Directory.CreateDirectory(work["mine/tables"]);
        work.Write("mine/tables/gc.csv", "1,2");
        Outcome onOthers = Spectra.Run("run", pipeline, "--out", work["mine"]);
        Assert.Equal(Program.BadArguments, onOthers.Code);
        Assert.Contains("it holds 'tables' that no run", onOthers.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(work["mine/tables/gc.csv"]));

        // A folder that a run wrote is written anew.
        for (int i = 0; i < 2; i++)
            Spectra.Good("run", pipeline, "--out", work["results"]);
    }

    private static IEnumerable<(double X, double Y)> Healthy => Workspace.Points160();

    public static TheoryData<string, string> BadFiles =>
        new()
        {
            { Workspace.Text(Healthy.Select((p, i) => i == 20 ? (p.X, double.NaN) : p)), "Point 21 (1040 cm-1) of the frame is NaN." },
            { Cut(), "Point 160 (1318 cm-1) of the frame is NaN." },
            { Workspace.Text(Healthy.Take(50).Append((1098.0, 900.0)).Concat(Healthy.Skip(50))), "x = 1098 comes 2 times with y from" },
            { Workspace.Text(Healthy.Take(50).Concat(Healthy.Skip(40))), "x turns round at point 51 (1096, 1098, 1080)" },
            { Workspace.Text(Healthy, "# Wavelength (nm), counts\n"), "x is in nm (wavelength); the series is in cm-1" },
            { Workspace.Text(Healthy.Select(p => (p.X + 5000, p.Y))), "frame-4.csv" },
            { string.Concat(Enumerable.Range(0, 3000).Select(i => (char)(i * 7 % 256))), "found bytes that none of them knows" },
            { "", "found an empty file" },
            { "this is not a spectrum", "frame-4.csv" },
        };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_faults_its_frame_alone_and_says_why(string text, string message)
    {
        using Workspace work = new Workspace().WithFrames(4);
        work.Write("frame-4.csv", text);
        Outcome run = work.Run(Workspace.Yaml());
        Assert.Equal(Program.DoneWithFaults, run.Code);
        Assert.Contains("4 good, 1 faulted", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"from faults\"", run.Error, StringComparison.Ordinal);
        var faults = Spectra.Query(work["out"], "select file, message from faults where severity = 'faulted'");
        Assert.Equal("frame-4.csv", Assert.Single(faults.EnumerateArray()).GetProperty("file").GetString());
        Assert.Contains(
            message,
            faults[0].GetProperty("file").GetString() + ": " + faults[0].GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(4, Spectra.Number(work["out"], "select count(*) from frames where status = 'ok'"));
        Assert.Equal(4, Spectra.Number(work["out"], "select count(distinct frame) from bands"));
        Assert.Contains("frame-4.csv", File.ReadAllText(work["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Decimal_commas_descending_and_equal_duplicates_are_read_right()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string Comma(double v) => v.ToString("F4", CultureInfo.InvariantCulture).Replace('.', ',');
        work.Write("frame-1.csv", "Raman shift/cm-1;counts\n" + string.Concat(Healthy.Select(p => $"{Comma(p.X)};{Comma(p.Y)}\n")));
        work.Write("frame-2.csv", Workspace.Text(Healthy.Reverse()));
        work.Write(
            "frame-3.csv",
            Workspace.Text(Healthy.Take(50).Append((1098.0, Workspace.Points160()[49].Y + 0.2)).Concat(Healthy.Skip(50)))
        );
        Outcome run = work.Run(Workspace.Yaml().Replace("quantity: counts", "quantity: counts\n    keep: all", StringComparison.Ordinal));
        Assert.Equal(0, run.Code);
        var rows = Spectra.Query(
            work["out"],
            "select frame, y + baseline_y as y from (select frame, y[50] as y, 0 as baseline_y from spectra where step = 'baseline.arpls') order by frame"
        );
        Assert.Equal(rows[0].GetProperty("y").GetDouble(), rows[1].GetProperty("y").GetDouble(), 12);
        Assert.Equal(rows[0].GetProperty("y").GetDouble(), rows[2].GetProperty("y").GetDouble(), 12);
        // The mean of two values 0.2 apart lies 0.1 higher; the baseline takes up a part of it.
        Assert.InRange(rows[3].GetProperty("y").GetDouble() - rows[0].GetProperty("y").GetDouble(), 0.05, 0.1);
        var flagged = Spectra.Query(work["out"], "select frame, status, message from frames where status <> 'ok'");
        Assert.Equal(3, Assert.Single(flagged.EnumerateArray()).GetProperty("frame").GetInt32());
        Assert.Equal("1 duplicated x averaged", flagged[0].GetProperty("message").GetString());
    }

    [Fact]
    public void A_table_of_frames_that_names_a_file_which_is_not_there_faults_that_frame()
    {
        using Workspace work = new Workspace().WithFrames(2);
        work.Write("times.csv", "file,index,time_s,potential_v\nframe-0.csv,0,0,0.1\nframe-9.csv,0,10,0.2\nframe-1.csv,0,20,0.3\n");
        string yaml = Workspace.Yaml(more: "frames: times.csv");
        Outcome check = Spectra.Run("check", work.Pipeline(yaml));
        Assert.Equal(0, check.Code);
        Assert.Contains(
            "p.yaml(3,5): warning: times.csv(3): the file 'frame-9.csv' is not among the files of the series.",
            check.Out,
            StringComparison.Ordinal
        );
        Outcome run = work.Run(yaml);
        Assert.Equal(Program.DoneWithFaults, run.Code);
        var frames = Spectra.Query(work["out"], "select status, time_s, message from frames order by frame");
        Assert.Equal(["ok", "faulted", "ok"], frames.EnumerateArray().Select(f => f.GetProperty("status").GetString()!));
        Assert.Contains("times.csv(3)", frames[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(20, frames[2].GetProperty("time_s").GetDouble());
    }

    [Fact]
    public void A_series_without_one_readable_spectrum_does_not_run()
    {
        using var work = new Workspace();
        work.Write("frame-0.csv", "");
        Outcome run = work.Run(Workspace.Yaml());
        Assert.Equal(Program.BadArguments, run.Code);
        Assert.Contains("none of 1 spectra in 1 files can be read", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(work["out/manifest.json"]));
    }

    private static string Cut()
    {
        string whole = Workspace.Text(Healthy);
        return whole[..(whole.LastIndexOf(',') + 1)];
    }
}
