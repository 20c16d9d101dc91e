using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class ConvertCommandTests
{
    [Fact]
    public void One_file_goes_to_csv_with_the_same_numbers()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome convert = Spectra.Run("convert", work["frame-0.csv"], "--to", "csv", "-o", work["out.csv"]);
        Assert.Equal(0, convert.Code);
        double[] y =
        [
            .. File.ReadLines(work["out.csv"])
                .Skip(1)
                .Select(l => double.Parse(l.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(Workspace.Points160().Select(p => p.Y), y);
        Assert.False(File.Exists(work["out.csv.part"]));
    }

    [Fact]
    public void The_extension_of_the_output_says_the_format()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Assert.Equal(0, Spectra.Run("convert", work["frame-0.csv"], "-o", work["out.parquet"]).Code);
        Assert.Equal("PAR1"u8.ToArray(), File.ReadAllBytes(work["out.parquet"])[..4]);
    }

    [Fact]
    public void Without_an_output_the_text_goes_to_standard_output()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome convert = Spectra.Run("convert", work["frame-0.csv"], "--to", "csv");
        Assert.Equal(161, convert.Out.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Mistakes_are_said_and_nothing_is_lost()
    {
        using Workspace work = new Workspace().WithFrames(2);
        Assert.Contains("csv", Spectra.Run("convert", work["frame-0.csv"], "--to", "xlsx").Error, StringComparison.Ordinal);
        Outcome itself = Spectra.Run("convert", work["frame-0.csv"], "--to", "csv", "-o", work["frame-0.csv"]);
        Assert.Equal((1, true), (itself.Code, itself.Error.Contains("input itself", StringComparison.Ordinal)));
        Outcome two = Spectra.Run("convert", work["frame-0.csv"], work["frame-1.csv"], "--to", "csv", "-o", work["out.csv"]);
        Assert.Equal((1, true), (two.Code, two.Error.Contains("existing folder", StringComparison.Ordinal)));
        Assert.Equal(1, Spectra.Run("convert", work["frame-0.csv"], "--to", "csv", "--spectrum", "4").Code);
    }

    [Fact]
    public void No_input_is_written_over_and_no_output_twice()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string text = work.Write("frame-0.txt", File.ReadAllText(work["frame-0.csv"]));
        byte[] before = File.ReadAllBytes(work["frame-0.csv"]);
        Outcome over = Spectra.Run("convert", work["frame-0.csv"], "--to", "csv", "-o", Path.GetDirectoryName(text)!);
        Assert.Equal((1, true), (over.Code, over.Error.Contains("input itself", StringComparison.Ordinal)));
        Assert.Equal(before, File.ReadAllBytes(work["frame-0.csv"]));
        Directory.CreateDirectory(work["out"]);
        Outcome twice = Spectra.Run("convert", text, text, "--to", "csv", "-o", work["out"]);
        Assert.Equal((1, true), (twice.Code, twice.Error.Contains("would both become", StringComparison.Ordinal)));
        Assert.Empty(Directory.EnumerateFiles(work["out"]));
        // Two files that share a name up to the extension, and OPUS files, whose extension counts, keep theirs.
        string opus = work.Write("run.1", File.ReadAllText(text));
        Assert.Equal(0, Spectra.Run("convert", text, work["frame-0.csv"], opus, "--to", "csv", "-o", work["out"]).Code);
        Assert.Equal(
            ["frame-0.csv.csv", "frame-0.txt.csv", "run.1.csv"],
            Directory.EnumerateFiles(work["out"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_is_not_text_needs_a_file()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome parquet = Spectra.Run("convert", work["frame-0.csv"], "--to", "parquet");
        Assert.Equal((1, ""), (parquet.Code, parquet.Out));
        Assert.Contains("-o", parquet.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_go_into_a_folder_and_a_bad_one_costs_itself_only()
    {
        using Workspace work = new Workspace().WithFrames(2);
        Directory.CreateDirectory(work["out"]);
        Outcome convert = Spectra.Run(
            "convert",
            work["frame-0.csv"],
            work.Write("bad.csv", ""),
            work["frame-1.csv"],
            "--to",
            "csv",
            "-o",
            work["out"]
        );
        Assert.Equal(2, convert.Code);
        Assert.Equal(["frame-0.csv", "frame-1.csv"], Directory.EnumerateFiles(work["out"]).Select(f => Path.GetFileName(f)).Order());
    }
}
