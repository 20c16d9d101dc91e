using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Testing.Generators.Clocks;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>A potentiostat's log from its own text to potentials of frames.</summary>
public sealed class LogTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LogFormat.Chi, -5, 1)]
    [InlineData(LogFormat.EcLab, 12, 2)]
    [InlineData(LogFormat.Chi, 7.3, 10)]
    [InlineData(LogFormat.EcLab, 0, 30)]
    public void A_fitted_offset_lies_within_its_error_and_gives_the_frames_their_potentials(LogFormat format, double offset, double frame)
    {
        var series = new SteppedSeries(300, frame, 16 * frame, seed: 7)
        {
            Offset = offset,
            Tau = 0.3 * frame,
            LogSample = 0.1,
        };
        _folder.With(series, format).Run(LogFolder.Yaml($"{{ file: {LogFolder.NameOf(format)}, clock-offset: fit }}"));
        double se = _folder.Number("select offset_s_se from clocks");
        Assert.InRange(_folder.Number("select offset_s from clocks"), offset - (3 * se), offset + (3 * se));
        Assert.InRange(se, 0, frame / 4);
        Assert.StartsWith("steps", _folder.Row("select method from clocks")[0], StringComparison.Ordinal);
        // A frame that lies two errors inside a level has the potential of that level, its current, and no spread.
        string[] frames = _folder
            .Query("select time_s, potential_v, potential_sd_v, current_a from frames order by frame")
            .Trim()
            .Split('\n')[1..];
        int inside = 0;
        foreach (string row in frames)
        {
            string[] cells = row.Trim().Split(',');
            double middle = Parse(cells[0]) - offset,
                before = series.Potential(middle - (frame / 2) - (3 * se) - 0.2),
                after = series.Potential(middle + (frame / 2) + (3 * se) + 0.2);
            if (before != after)
                continue;
            inside++;
            Assert.Equal(before, Parse(cells[1]), 9);
            Assert.Equal(0, Parse(cells[2]), 6);
            Assert.Equal(SteppedSeriesFiles.Current(before), Parse(cells[3]), 9);
        }
        Assert.InRange(inside, 200, 300);
    }

    [Fact]
    public void Fifty_ppm_over_six_hours_lie_within_their_error()
    {
        var series = new SteppedSeries(3600, 6, 240, seed: 3)
        {
            Offset = 4.2,
            Rate = 50e-6,
            Tau = 1,
            LogSample = 0.5,
        };
        _folder.With(series, counts: 20_000).Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: fit, rate: fit }"));
        double rate = _folder.Number("select rate from clocks"),
            se = _folder.Number("select rate_se from clocks");
        Assert.InRange(rate, 50e-6 - (3 * se), 50e-6 + (3 * se));
        Assert.InRange(se, 1e-7, 15e-6);
    }

    [Fact]
    public void A_stated_offset_links_frames_corrects_for_resistance_and_converts_to_rhe()
    {
        var series = new SteppedSeries(40, 10, 100, seed: 5) { Offset = 3 };
        _folder.With(series).Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 3 s, resistance: 20 ohm, compensation: 0.85 }"));
        Assert.Equal(
            ["s", "echem.txt", "3", "", "0", "stated"],
            _folder.Row("select series, log, offset_s, offset_s_se, rate, method from clocks")
        );
        Assert.Equal(0, _folder.Number("select count(*) from frames where abs(potential_ir_v - (potential_v - current_a * 3)) > 1e-12"));
        Assert.Equal(
            0,
            _folder.Number(
                "select count(*) from frames where abs(potential_rhe_v - (potential_ir_v + 0.210 + 0.05916 * 14)) > 1e-12 or potential_rhe_v is null"
            )
        );
        Assert.Equal(["echem.txt", "64"], _folder.Row("select file, length(sha256) from files where file = 'echem.txt'"));
    }

    [Fact]
    public void Frames_outside_the_log_are_kept_without_potential_and_marked()
    {
        var series = new SteppedSeries(40, 10, 100, seed: 5);
        _folder.With(series);
        File.WriteAllBytes(_folder["echem.txt"], SteppedSeriesFiles.Log(series, LogFormat.Chi, from: 100, to: 300));
        _folder.Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 0 }"));
        Assert.Equal(40, _folder.Number("select count(*) from frames"));
        Assert.Equal(20, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Equal(
            20,
            _folder.Number("select count(*) from frames where potential_v is null and message like '%outside the potentiostat%'")
        );
    }

    [Fact]
    public void Cells_of_the_table_of_frames_win_over_the_log_and_both_are_said()
    {
        var series = new SteppedSeries(40, 10, 100, seed: 5);
        _folder.With(series);
        File.WriteAllText(
            _folder["frames.csv"],
            "index,time_s,potential_v\n"
                + string.Concat(
                    Enumerable.Range(0, 40).Select(f => FormattableString.Invariant($"{f},{(f + 0.5) * 10},{(f == 7 ? "1.5" : "")}\n"))
                )
        );
        RunOutcome outcome = _folder.Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 0 }", "    frames: frames.csv\n"));
        Assert.Equal(1.5, _folder.Number("select potential_v from frames where frame = 7"));
        Assert.Equal(40, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Contains(outcome.Warnings, w => w.Contains("where the table has one it is taken", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_log_potentials_of_the_table_are_converted_too()
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        File.WriteAllText(
            _folder["frames.csv"],
            "index,potential_v\n" + string.Concat(Enumerable.Range(0, 40).Select(f => FormattableString.Invariant($"{f},{0.01 * f}\n")))
        );
        _folder.Run(LogFolder.Yaml(null, "    frames: frames.csv\n", "{ ph: 1, reference-electrode: SCE, temperature: 60 }"));
        Assert.Equal(0.07 + 0.2412 + (0.05916 * 333.15 / 298.15), _folder.Number("select potential_rhe_v from frames where frame = 7"), 12);
        Assert.Equal(0, _folder.Number("select count(*) from clocks"));
    }

    [Theory]
    [InlineData("Fc/Fc+", "belongs to a solvent without a pH")]
    [InlineData("Pt wire", "'Pt wire' is not known")]
    [InlineData("Ag/AgCl", "taken as Ag/AgCl sat. KCl")]
    public void A_reference_electrode_that_leaves_something_open_is_said(string electrode, string message)
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        RunOutcome outcome = _folder.Run(
            LogFolder.Yaml("{ file: echem.txt, clock-offset: 0 }", context: $"{{ ph: 7, reference-electrode: {electrode} }}")
        );
        Assert.Contains(outcome.Warnings.Concat(outcome.Notes ?? []), w => w.Contains(message, StringComparison.Ordinal));
        Assert.Equal(electrode == "Ag/AgCl" ? 40 : 0, _folder.Number("select count(*) from frames where potential_rhe_v is not null"));
    }

    [Fact]
    public void Regular_steps_are_said_to_be_ambiguous_and_the_nearest_offset_is_taken()
    {
        var regular = new SteppedSeries(400, 2, 40, seed: 5, regular: true) { Offset = 3, Answer = 1 };
        RunOutcome outcome = _folder.With(regular, skip: 100).Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: fit, search: 200 }"));
        Assert.InRange(_folder.Number("select offset_s from clocks"), 2, 4);
        Assert.Contains("ambiguous", _folder.Row("select method from clocks")[0], StringComparison.Ordinal);
        Assert.Contains(outcome.Warnings, w => w.Contains("regular steps look the same", StringComparison.Ordinal));
    }

    [Fact]
    public void Spectra_that_do_not_answer_leave_the_offset_open_and_the_frames_without_potential()
    {
        var silent = new SteppedSeries(300, 5, 80, seed: 5) { Answer = 0 };
        RunOutcome outcome = _folder.With(silent).Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: fit }"));
        Assert.Equal(0, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Equal("", _folder.Row("select offset_s from clocks")[0]);
        Assert.Contains(
            outcome.Warnings,
            w =>
                w.Contains("no answer to the steps", StringComparison.Ordinal)
                && w.Contains("clock-offset: SECONDS", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Another_log_or_offset_is_another_run()
    {
        var series = new SteppedSeries(40, 10, 100, seed: 5);
        string yaml = LogFolder.Yaml("{ file: echem.txt, clock-offset: 0 }");
        _folder.With(series).Run(yaml);
        double before = _folder.Number("select sum(potential_v) from frames");
        Assert.True(_folder.Run(yaml).Decisions!.All(d => d.IsReused));
        RunOutcome moved = _folder.Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 40 s }"));
        Assert.Contains(moved.Decisions!, d => !d.IsReused);
        Assert.NotEqual(before, _folder.Number("select sum(potential_v) from frames"));
        var other = new SteppedSeries(40, 10, 100, seed: 6);
        File.WriteAllBytes(_folder["echem.txt"], SteppedSeriesFiles.Log(other, LogFormat.Chi));
        Assert.Contains(_folder.Run(LogFolder.Yaml("{ file: echem.txt, clock-offset: 40 s }")).Decisions!, d => !d.IsReused);
        Assert.Throws<Core.UserException>(() => _folder.Run(yaml, resume: true));
    }

    [Fact]
    public void Several_logs_follow_each_other_by_their_dates_and_a_pause_is_no_potential()
    {
        var series = new SteppedSeries(60, 10, 100, seed: 5);
        _folder.With(series);
        File.WriteAllBytes(_folder["a.mpt"], SteppedSeriesFiles.Log(series, LogFormat.EcLab, 0, 200));
        File.WriteAllBytes(_folder["b.mpt"], SteppedSeriesFiles.Log(series, LogFormat.EcLab, 300, 600));
        _folder.Run(LogFolder.Yaml("{ file: [b.mpt, a.mpt], clock-offset: 0 }"));
        Assert.Equal(50, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Equal(0, _folder.Number("select count(*) from frames where potential_v is not null and time_s between 200 and 300"));
    }

    [Fact]
    public void A_log_that_the_glob_of_the_spectra_finds_is_no_spectrum_and_the_ledger_adds_up()
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        File.WriteAllText(_folder["echem.csv"], "time_s,potential_v,current_a\n0,0.1,1e-3\n200,0.1,1e-3\n200.1,0.3,1e-3\n500,0.3,1e-3\n");
        RunOutcome outcome = _folder.Run(
            LogFolder.Yaml("{ file: echem.csv, clock-offset: 0 }").Replace("spectra.csv", "'*.csv'", StringComparison.Ordinal)
        );
        Assert.Equal(40, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Equal(0.3, _folder.Number("select potential_v from frames where frame = 30"), 12);
        Assert.Equal((2, 2, 0), (outcome.Ledger.FilesFound, outcome.Ledger.FilesRead, outcome.Ledger.FilesRefused));
    }

    [Fact]
    public void A_sweep_of_a_chi_instrument_gets_its_times_from_the_scan_rate_and_is_not_fitted()
    {
        _folder.With(new SteppedSeries(40, 1, 10, seed: 5));
        // 50 mV/s from 0 to 1 V and back: 0.02 s a sample, 40 s.
        File.WriteAllBytes(
            _folder["cv.txt"],
            PotentiostatText.Chi(
                "Potential/V, Current/A",
                Enumerable
                    .Range(0, 2001)
                    .Select(i => (string[])[PotentiostatText.Point(Math.Round(i <= 1000 ? 1e-3 * i : 2 - (1e-3 * i), 6)), "1e-6"])
            )
        );
        _folder.Run(LogFolder.Yaml("{ file: cv.txt, clock-offset: 0 }"));
        Assert.Equal(0.05 * 10.5, _folder.Number("select potential_v from frames where frame = 10"), 6);
        Assert.Equal(0.05 / Math.Sqrt(12), _folder.Number("select potential_sd_v from frames where frame = 10"), 6);
        RunOutcome outcome = _folder.Run(LogFolder.Yaml("{ file: cv.txt, clock-offset: fit }"));
        Assert.Contains(outcome.Warnings, w => w.Contains("a sweep has none", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ file: none.txt }", "log:", "none.txt")]
    [InlineData("{ file: echem.txt, clock-ofset: fit }", "clock-ofset", "Did you mean 'clock-offset'")]
    [InlineData("{ file: echem.txt, clock-offset: soon }", "log.clock-offset", "'fit', or seconds")]
    [InlineData("{ file: echem.txt, rate: fit }", "log.rate", "needs clock-offset: fit")]
    [InlineData("{ file: echem.txt, compensation: 0.5 }", "log.compensation", "resistance")]
    [InlineData("{ clock-offset: fit }", "log: needs 'file:'", "echem.mpt")]
    public void Mistakes_in_log_are_said_at_their_place(string log, string what, string next)
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        PipelineIssue issue = Assert.Single(_folder.Check(LogFolder.Yaml(log)), i => !i.IsWarning);
        Assert.Equal(8, issue.Line);
        Assert.Contains(what, issue.Message, StringComparison.Ordinal);
        Assert.Contains(next, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty file")]
    [InlineData("this is no log\n", "no table of numbers")]
    [InlineData("time_s,current_a\n0,1e-3\n1,2e-3\n2,2e-3\n", "no column of potentials")]
    [InlineData("cycle,potential_v,current_a\n1,0.1,1\n2,0.2,1\n3,0.3,1\n", "no column of times")]
    [InlineData("time_s,potential_v\n0,0.1\n1,0.1\n2,0.2\n0,0.3\n1,0.3\n", "two techniques or two runs in one file")]
    public void A_log_that_is_none_is_refused_with_what_to_do(string text, string message)
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        File.WriteAllText(_folder["log.csv"], text);
        PipelineIssue issue = Assert.Single(_folder.Check(LogFolder.Yaml("{ file: log.csv }")), i => !i.IsWarning);
        Assert.Contains(message, issue.Message, StringComparison.Ordinal);
        Assert.Contains("log.csv", issue.Message, StringComparison.Ordinal);
    }

    private static double Parse(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
