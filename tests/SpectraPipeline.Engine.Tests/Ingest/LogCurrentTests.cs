using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Testing.Generators.Clocks;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>Columns, currents, joints of files and statements that a log leaves without effect: each is said.</summary>
public sealed class LogCurrentTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public LogCurrentTests() => _folder.With(new SteppedSeries(40, 10, 100, seed: 5));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void With_a_resistance_rhe_comes_from_corrected_potentials_alone()
    {
        File.WriteAllText(_folder["echem.csv"], "time_s,potential_v,current_a\n0,0.1,-0.01\n200,0.1,-0.01\n200.1,0.3,\n500,0.3,\n");
        _folder.Run(LogFolder.Yaml("{ file: echem.csv, clock-offset: 0, resistance: 2 }"));
        Assert.Equal(0.12 + 0.210 + (0.05916 * 14), _folder.Number("select potential_rhe_v from frames where frame = 3"), 9);
        Assert.Equal(0.3, _folder.Number("select potential_v from frames where frame = 30"), 9);
        Assert.Equal("", _folder.Row("select potential_rhe_v from frames where frame = 30")[0]);
    }

    [Theory]
    [InlineData("{ file: nc.csv, clock-offset: 0, resistance: 2 }", "{ ph: 7, reference-electrode: SCE }", "has no current (A)")]
    [InlineData("{ file: nc.csv, clock-offset: 0 }", "{ reference-electrode: SCE }", "is named, but no ph")]
    [InlineData("{ file: echem.txt, clock-offset: 0, resistance: 2 }", "{ ph: 7 }", "current-sign: cathodic-positive")]
    public void What_has_no_effect_is_said_once(string log, string context, string message)
    {
        File.WriteAllText(_folder["nc.csv"], "time_s,potential_v\n0,0.1\n200,0.1\n500,0.3\n");
        RunOutcome outcome = _folder.Run(LogFolder.Yaml(log, context: context));
        Assert.Single(outcome.Warnings.Concat(outcome.Notes ?? []), w => w.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_warning_on_the_log_stands_at_its_line()
    {
        File.WriteAllText(_folder["nc.csv"], "time_s,potential_v\n0,0.1\n200,0.1\n500,0.3\n");
        PipelineIssue issue = Assert.Single(
            _folder.Check(LogFolder.Yaml("{ file: nc.csv, clock-offset: 0, resistance: 2 }")),
            i => i.Message.Contains("no current", StringComparison.Ordinal)
        );
        Assert.True(issue.IsWarning);
        Assert.Equal(8, issue.Line);
    }

    [Fact]
    public void Cathodic_positive_currents_are_turned_round()
    {
        _folder.Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 0, resistance: 20, current-sign: cathodic-positive }"));
        Assert.Equal(0, _folder.Number("select count(*) from frames where abs(current_a + 1e-3 * potential_v) > 1e-9"));
        Assert.Equal(0, _folder.Number("select count(*) from frames where abs(potential_ir_v - potential_v * 1.02) > 1e-9"));
    }

    [Fact]
    public void A_current_density_is_no_current_and_a_column_taken_by_its_unit_is_named()
    {
        File.WriteAllBytes(
            _folder["d.txt"],
            PotentiostatText.Chi(
                "Time/sec, Aux/V, j/mA/cm2",
                Enumerable.Range(0, 500).Select(t => (string[])[PotentiostatText.Point(t), "0.25", "3"])
            )
        );
        RunOutcome outcome = _folder.Run(LogFolder.Yaml("{ file: d.txt, clock-offset: 0 }"));
        Assert.Equal(0, _folder.Number("select count(*) from frames where current_a is not null"));
        Assert.Contains(outcome.Warnings, w => w.Contains("'Aux' is taken", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_follows_at_once_may_overlap_by_the_resolution_of_its_date()
    {
        Pair(200, "10:23:49.500");
        _folder.Run(LogFolder.Yaml("{ file: [a.mpt, b.mpt], clock-offset: 0 }"));
        Assert.Equal(40, _folder.Number("select count(*) from frames where potential_v is not null"));
    }

    [Theory]
    [InlineData(200, "11:23:55.000", "begins 3605 s after", true)]
    [InlineData(4000, "10:27:12.000", "overlap by 3598 s", false)]
    public void An_hour_between_files_is_said_to_be_daylight_saving(double first, string second, string words, bool isWarning)
    {
        Pair(first, second);
        PipelineIssue issue = Assert.Single(
            _folder.Check(LogFolder.Yaml("{ file: [a.mpt, b.mpt], clock-offset: 0 }")),
            i => i.Message.Contains("daylight saving", StringComparison.Ordinal)
        );
        Assert.Equal(isWarning, issue.IsWarning);
        Assert.Equal(8, issue.Line);
        Assert.Contains(words, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hg/HgO 1.0 M NaOH", 0.108)]
    [InlineData("Hg/HgO (0.10 M KOH)", 0.164)]
    [InlineData("Hg/HgO 10 M KOH", double.NaN)]
    [InlineData("Ag/AgCl (3 mol/L KCl)", 0.210)]
    [InlineData("Ag/AgCl 3.5M KCl", 0.205)]
    [InlineData("Ag/AgCl 35 M KCl", double.NaN)]
    [InlineData("Ag/AgCl (3,0 M KCl)", 0.210)]
    [InlineData("Hg/Hg2SO4 0.5 M H2SO4", 0.68)]
    public void The_molarity_of_a_filling_is_a_number(string electrode, double volt)
    {
        RunOutcome outcome = _folder.Run(
            LogFolder.Yaml("{ file: echem.txt, clock-offset: 0 }", context: $"{{ ph: 0, reference-electrode: \"{electrode}\" }}")
        );
        if (double.IsNaN(volt))
            Assert.Contains(outcome.Warnings, w => w.Contains("is not known", StringComparison.Ordinal));
        else
            Assert.Equal(volt, _folder.Number("select max(potential_rhe_v - potential_v) from frames"), 9);
    }

    [Theory]
    [InlineData("{ temperature: 298 }", "298 K is 25")]
    [InlineData("{ ph: 29 }", "context.ph")]
    public void A_temperature_in_kelvin_and_an_impossible_ph_are_complained_about(string context, string message)
    {
        PipelineIssue issue = Assert.Single(_folder.Check(LogFolder.Yaml(null, context: context)), i => !i.IsWarning);
        Assert.Equal(2, issue.Line);
        Assert.Contains(message, issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_without_a_fit_is_complained_about() =>
        Assert.Contains(
            "without clock-offset: fit",
            Assert.Single(_folder.Check(LogFolder.Yaml("{ file: echem.txt, search: 30 }")), i => !i.IsWarning).Message,
            StringComparison.Ordinal
        );

    /// <summary>A log from 0 s of 10:20:30 on, and another that was started later and begins with its own 0.</summary>
    private void Pair(double first, string second)
    {
        var series = new SteppedSeries(40, 10, 100, seed: 5) { LogSample = 1 };
        File.WriteAllBytes(_folder["a.mpt"], SteppedSeriesFiles.Log(series, LogFormat.EcLab, 0, first));
        File.WriteAllBytes(_folder["b.mpt"], SteppedSeriesFiles.Log(series, LogFormat.EcLab, 0, 300, $"03/15/2026 {second}"));
    }
}
