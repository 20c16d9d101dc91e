using SpectraPipeline.Core;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Mistakes in a joint fit are said where they are, with what to do.</summary>
public sealed class FitSeriesMistakesTests : IDisposable
{
    private const string Shell = """
        paths: [ { file: zn.dat, label: Zn-Zn, n: n, s02: 0.95, e0: e, delta-r: dr, sigma2: ss } ]
        variables: { n: 5, e: 0, dr: 0, ss: 0.008 }
        """;
    private readonly MadeFeff _feff = new();

    public void Dispose() => _feff.Dispose();

    [Theory]
    [InlineData("across: { sss: shared }", "across names sss", "ss")]
    [InlineData("across: { ss: sharde }", "ss: expected one of free, shared, linear", "shared")]
    [InlineData("across: { ss: smooth 2 }", "smooth with 3 to 30 knots", "")]
    [InlineData("with: [ nowhere ]", "needs a series 'nowhere'", "")]
    [InlineData("with: [ { series: foil, path: [ zn.dat ] } ]", "has no 'path'", "paths")]
    [InlineData("with: [ foil, foil ]", "'foil' is there twice", "")]
    [InlineData("with: [ { series: foil, paths: [ { file: zn.dat, sigma2: sz } ] } ]", "names sz, which is no variable", "ss")]
    [InlineData("k-min: 12\nk-max: 4", "k-min (12) must lie below k-max (4)", "")]
    public void Written_mistakes_are_found_before_anything_runs(string parameters, string expected, string also)
    {
        var (_, issues) = JointRun.Load(Shell + "\n" + parameters);
        string said = string.Join('\n', issues.Select(i => i.Message));
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.Contains(also, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        FitSeries stage = JointRun.Stage(
            Shell + "\nacross: { ss: shared, dr: smooth 5 }\nwith: [ cold, { series: foil, paths: [ zn.dat ] } ]\ntemperatures: [10, 20]"
        );
        FitSeries again = JointRun.Stage(
            Shell + $"\nacross: {stage.Across!.ToText()}\nwith: {stage.With!.ToText()}\ntemperatures: [10, 20]"
        );
        Assert.Equal((stage.Across, stage.With), (again.Across, again.With));
        Assert.Equal(["cold", "foil"], stage.OtherSeries);
        Assert.Equal(new CourseChoice(VariableCourse.Smooth, 5), stage.Across!.Of("dr"));
        Assert.Equal(VariableCourse.Free, stage.Across.Of("n").Kind);
    }

    [Fact]
    public void A_missing_temperature_is_asked_for()
    {
        string einstein = """
            paths: [ { file: zn.dat, label: Zn-Zn, e0: e, delta-r: dr, sigma2: "einstein(temperature, theta)" } ]
            variables: { e: 0, dr: 0, theta: 100..500 }
            """;
        string said = Refusal(einstein);
        Assert.Contains("needs the temperature of the sample", said, StringComparison.Ordinal);
        Assert.Contains("xas.fit-series", said, StringComparison.Ordinal);
        Assert.Contains("temperatures: [10, 150, 300]", said, StringComparison.Ordinal);
        Assert.DoesNotContain("xas.fit-paths", said, StringComparison.Ordinal);
        Assert.Contains("has no temperature", Refusal(Shell + "\nacross: { n: arrhenius }"), StringComparison.Ordinal);
        Assert.Contains(
            "temperatures has 3 values for 2 data sets",
            Refusal(Shell + "\ntemperatures: [1, 2, 3]"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_arrhenius_variable_must_start_above_zero() =>
        Assert.Contains(
            "e is arrhenius",
            Refusal(Shell + "\nacross: { e: arrhenius }\ntemperatures: [300, 310]"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_line_along_a_potential_that_no_frame_has_faults_the_frames_with_what_to_do()
    {
        _feff.Write("zn.dat", 30, 2.66, 6);
        JointRun run = JointRun.Of(Shell + "\nacross: { dr: linear }\nagainst: potential", _feff.Folder, [Chi(1), Chi(2)]);
        Assert.All(
            run.Output.Faults,
            f => Assert.Contains("has no potential, which dr should go along", f!.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_scan_that_was_broken_off_takes_no_part_and_says_why()
    {
        _feff.Write("zn.dat", 30, 2.66, 6);
        double[][] chi = [Chi(1), Chi(2), [.. Chi(3).Select((v, i) => i < 140 ? v : 0)]];
        JointRun cut = JointRun.WithLastCut(Shell + "\nk-max: 11\nacross: { ss: shared }", _feff.Folder, chi, measured: 140);
        Assert.Equal("k-range-short", cut.Output.Faults[2]!.Code);
        JointRun two = JointRun.Of(Shell + "\nk-max: 11\nacross: { ss: shared }", _feff.Folder, chi[..2]);
        Assert.Equal(two.Path("Zn-Zn", 1).N, cut.Path("Zn-Zn", 1).N, 9);
        Assert.Equal(two.Parameter("ss").Value, cut.Parameter("ss").Value, 12);
    }

    [Fact]
    public void More_variables_than_can_be_had_are_refused_with_advice()
    {
        string said = Refusal(Shell, frames: 260);
        Assert.Contains("1040 variables; 1000 are the most", said, StringComparison.Ordinal);
        Assert.Contains("share more variables", said, StringComparison.Ordinal);
    }

    private static double[] Chi(int seed) => MadeFeff.Chi(seed, 0.002);

    private string Refusal(string parameters, int frames = 2)
    {
        _feff.Write("zn.dat", 30, 2.66, 6);
        double[][] chi = [.. Enumerable.Range(0, frames).Select(Chi)];
        return Assert.Throws<UserException>(() => JointRun.Of(parameters, _feff.Folder, chi)).Message;
    }
}
