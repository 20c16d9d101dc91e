using System.Globalization;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

/// <summary>The columns that scripts rely on (CONTRACT section 1).</summary>
public sealed class ApplyCommandTests
{
    private static readonly string s_scan = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "xas", "zn-n3.xdi");

    [Fact]
    public void A_stage_that_keeps_the_axis_gives_x_and_y()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome apply = Spectra.Run("apply", "shape.smooth", work["frame-0.csv"], "-p", "window=9", "-p", "degree=2");
        Assert.Equal(0, apply.Code);
        Assert.Equal("x,y", apply.Lines[0]);
        Assert.Equal(Workspace.Points + 1, apply.Lines.Length);
        Assert.Empty(apply.Error);
    }

    [Fact]
    public void A_baseline_gives_x_y_baseline_corrected_that_add_up()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string[] lines = Spectra.Run("apply", "baseline.arpls", work["frame-0.csv"], "-p", "lambda=1e4").Lines;
        Assert.Equal("x,y,baseline,corrected", lines[0]);
        var points = Workspace.Points160();
        for (int i = 0; i < points.Length; i++)
        {
            double[] row = Row(lines[i + 1]);
            Assert.Equal((points[i].X, points[i].Y), (row[0], row[1]));
            Assert.Equal(row[1], row[2] + row[3], 9);
        }
    }

    [Fact]
    public void What_the_file_holds_stays_y_where_the_stage_works_on_the_absorbance_made_of_it()
    {
        using var work = new Workspace();
        string path = work.Write(
            "t.csv",
            "wavenumber (cm-1),%T\n"
                + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{1000 + i},{50 + i % 7}\n")))
        );
        Outcome baseline = Spectra.Run("apply", "baseline.arpls", path, "-p", "lambda=1e4");
        Assert.Equal("x,y,absorbance,baseline,corrected", baseline.Lines[0]);
        Assert.Contains("note: Read as I/I0 in per cent", baseline.Error, StringComparison.Ordinal);
        for (int i = 0; i < 60; i++)
        {
            double[] row = Row(baseline.Lines[i + 1]);
            Assert.Equal(50 + i % 7, row[1]);
            Assert.Equal(-Math.Log10(row[1] / 100), row[2], 12);
            Assert.Equal(row[2], row[3] + row[4], 9);
        }
        string[] smooth = Spectra.Run("apply", "shape.smooth", path).Lines;
        Assert.Equal("x,y,absorbance", smooth[0]);
        Assert.Equal([1000, 50], Row(smooth[1])[..2]);
        Assert.Equal("x,absorbance", Spectra.Run("apply", "shape.crop", path, "-p", "from=1010").Lines[0]);
        Assert.Equal("x,y", Spectra.Run("apply", "shape.convert", path, "-p", "to=transmittance").Lines[0]);
    }

    [Fact]
    public void A_stage_tried_on_a_file_that_does_not_say_takes_what_can_be_converted()
    {
        using var work = new Workspace();
        string path = work.Write("u.csv", "1000,0.1\n1001,0.01\n1002,0.1\n");
        Assert.Equal([1000, 1], Row(Spectra.Run("apply", "shape.convert", path).Lines[1]));
    }

    [Fact]
    public void An_answer_that_bears_the_name_of_the_input_is_not_left_out()
    {
        using var work = new Workspace();
        string path = work.Write(
            "a.csv",
            "wavenumber (cm-1),absorbance\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(i => FormattableString.Invariant($"{1000 + 4 * i},{0.05 * Math.Exp(-Math.Pow((i - 100) / 10.0, 2))}\n"))
                )
        );
        string[] atr =
        [
            "apply",
            "shape.convert",
            path,
            "-p",
            "atr-method=optical-constants",
            "-p",
            "atr-angle=45",
            "-p",
            "crystal=diamond",
        ];
        string[] lines = Spectra.Run(atr).Lines;
        Assert.Equal("x,y,corrected,n,k", lines[0]);
        double[] top = Row(lines[101]);
        Assert.Equal(0.05, top[1], 1e-9);
        Assert.NotEqual(top[1], top[2], 1e-3);
    }

    [Fact]
    public void Descending_input_keeps_its_order()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string falling = work.Write("falling.csv", Workspace.Text(Workspace.Points160().Reverse()));
        foreach (string stage in (string[])["baseline.arpls", "shape.smooth", "shape.crop"])
        {
            string[] up = Spectra.Run("apply", stage, work["frame-0.csv"]).Lines,
                down = Spectra.Run("apply", stage, falling).Lines;
            Assert.Equal(up.Skip(1), down.Skip(1).Reverse());
            Assert.StartsWith("1318,", down[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Several_spectra_have_a_leading_column()
    {
        using var work = new Workspace();
        var (a, b) = (Workspace.Points160(), Workspace.Points160(1));
        string wide = work.Write(
            "wide.csv",
            "Raman shift/cm-1,0 s,1 s\n"
                + string.Concat(a.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{p.X:R},{p.Y:R},{b[i].Y:R}\n")))
        );
        string[] lines = Spectra.Run("apply", "baseline.arpls", wide).Lines;
        Assert.Equal("spectrum,x,y,baseline,corrected", lines[0]);
        Assert.Equal(1 + (2 * Workspace.Points), lines.Length);
        Assert.Equal([0, 1000, a[0].Y], Row(lines[1])[..3]);
        Assert.Equal([1, 1000, b[0].Y], Row(lines[1 + Workspace.Points])[..3]);
    }

    [Theory]
    [InlineData("xas.autobk", "k,chi")]
    [InlineData("xas.fourier", "r,re,im,mag")]
    [InlineData("xas.back-fourier", "q,re")]
    [InlineData("xas.wavelet", "k,r,mag")]
    public void A_transform_gives_its_new_axis(string stage, string columns)
    {
        Outcome apply = Spectra.Run("apply", stage, s_scan);
        Assert.Equal(0, apply.Code);
        Assert.StartsWith(columns, apply.Lines[0], StringComparison.Ordinal);
        Assert.True(Row(apply.Lines[^1]).All(double.IsFinite));
    }

    [Fact]
    public void Rows_go_to_standard_output_where_a_stage_gives_nothing_else()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome apply = Spectra.Run("apply", "peaks.find", work["frame-0.csv"], "-p", "min-snr=8");
        Assert.Equal(2, apply.Lines.Length);
        int center = Array.IndexOf(apply.Lines[0].Split(','), "center");
        Assert.Equal(1150, double.Parse(apply.Lines[1].Split(',')[center], CultureInfo.InvariantCulture), 2.0);
    }

    [Fact]
    public void Output_goes_to_a_file_when_asked()
    {
        using Workspace work = new Workspace().WithFrames(1);
        string expected = Spectra.Good("apply", "shape.smooth", work["frame-0.csv"]);
        Assert.Empty(Spectra.Good("apply", "shape.smooth", work["frame-0.csv"], "-o", work["out.csv"]));
        Assert.Equal(expected, File.ReadAllText(work["out.csv"]));
    }

    [Theory]
    [InlineData("baseline.arpsl", "frame-0.csv", "", "Did you mean 'baseline.arpls'?")]
    [InlineData("baseline.arpls", "gone.csv", "", "There is no file")]
    [InlineData("baseline.arpls", "frame-0.csv", "lamda=3", "Did you mean 'lambda'?")]
    [InlineData("baseline.arpls", "frame-0.csv", "lambda", "expected name=value")]
    [InlineData("baseline.arpls", "frame-0.csv", "lambda=stiff", "'stiff' is not a number")]
    [InlineData("baseline.arpls", "frame-0.csv", "lambda=-3", "lies outside")]
    [InlineData("baseline.arpls", "empty.csv", "", "found an empty file")]
    [InlineData("baseline.arpls", "nan.csv", "", "Point 21 (1040 cm-1) of the frame is NaN.")]
    [InlineData("bands.track", "frame-0.csv", "", "put it into a pipeline")]
    [InlineData("shape.crop", "frame-0.csv", "from=5000", "leaves 0 points")]
    public void A_mistake_is_said_in_a_sentence(string stage, string file, string parameter, string message)
    {
        using Workspace work = new Workspace().WithFrames(1);
        work.Write("empty.csv", "");
        work.Write("nan.csv", Workspace.Text(Workspace.Points160().Select((p, i) => i == 20 ? (p.X, double.NaN) : p)));
        string[] more = parameter.Length == 0 ? [] : ["-p", parameter];
        Outcome apply = Spectra.Run(["apply", stage, work[file], .. more]);
        Assert.Equal(Program.BadArguments, apply.Code);
        Assert.Contains(message, apply.Error, StringComparison.Ordinal);
        Assert.Empty(apply.Out);
    }

    private static double[] Row(string line) => [.. line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
}
