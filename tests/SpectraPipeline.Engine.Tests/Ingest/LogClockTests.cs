using System.Globalization;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Testing.Generators.Clocks;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>Times of day, zones, rates and moments between a log and spectra.</summary>
public sealed class LogClockTests : IDisposable
{
    private const string Fit = "{ file: echem.mpt, clock-offset: fit, time-is: start }";
    private static readonly DateTime s_start = new(2026, 3, 15, 8, 20, 30, DateTimeKind.Utc);
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("10:20:30.000", 3)]
    [InlineData("03:20:30.000", -4)]
    [InlineData("13:50:30.000", 3)]
    public void Spectra_in_utc_and_a_local_log_are_fitted_whatever_the_zone(string local, double offset)
    {
        var series = new SteppedSeries(200, 10, 120, seed: 7) { Offset = offset };
        WithUtc(series, local);
        RunOutcome outcome = _folder.Run(Yaml(Fit));
        double se = _folder.Number("select offset_s_se from clocks");
        Assert.InRange(_folder.Number("select offset_s from clocks"), offset - (3 * se), offset + (3 * se));
        Assert.InRange(_folder.Number("select middle_s from clocks"), 0, 2000);
        Assert.Contains(outcome.Notes!, n => n.Contains("searched over all zones", StringComparison.Ordinal));
    }

    [Fact]
    public void A_programme_that_repeats_every_hour_is_ambiguous_where_the_zone_is_not_known()
    {
        var hourly = new SteppedSeries(480, 60, 1800, seed: 5, regular: true) { LogSample = 5 };
        WithUtc(hourly, "09:20:30.000", skip: 150);
        RunOutcome outcome = _folder.Run(Yaml(Fit));
        Assert.Contains("ambiguous", _folder.Row("select method from clocks")[0], StringComparison.Ordinal);
        Assert.Equal("", _folder.Row("select offset_s from clocks")[0]);
        Assert.Equal(0, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.Contains(outcome.Warnings, w => w.Contains("fit the spectra alike", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_fit_spectra_in_utc_and_a_local_log_are_refused_with_the_offset_to_write()
    {
        WithUtc(new SteppedSeries(12, 10, 60, seed: 7), "10:20:30.000");
        PipelineIssue issue = Assert.Single(_folder.Check(Yaml("echem.mpt")), i => !i.IsWarning);
        Assert.Equal(7, issue.Line);
        Assert.Contains("clock-offset: 7200 s", issue.Message, StringComparison.Ordinal);
        Assert.Contains("0 s in UTC+2", issue.Message, StringComparison.Ordinal);
        _folder.Run(Yaml("{ file: echem.mpt, clock-offset: 0 s }"));
        Assert.Equal(12, _folder.Number("select count(*) from frames where potential_v is not null"));
    }

    [Theory]
    [InlineData("start", 5)]
    [InlineData("middle", 0)]
    [InlineData("end", -5)]
    public void The_moment_that_a_time_means_moves_the_exposure(string moment, double moved)
    {
        Ramp();
        _folder.Run(LogFolder.Yaml($"{{ file: ramp.csv, clock-offset: 2 s, exposure: 10 s, time-is: {moment} }}"));
        Assert.Equal(75 + moved, _folder.Number("select time_s from frames where frame = 7"), 9);
        Assert.Equal(1e-3 * (75 + moved - 2), _folder.Number("select potential_v from frames where frame = 7"), 9);
    }

    [Theory]
    [InlineData("5e-3", 5e-3)]
    [InlineData("-200 ppm", -2e-4)]
    public void A_stated_rate_stretches_the_log(string rate, double value)
    {
        Ramp();
        _folder.Run(LogFolder.Yaml($"{{ file: ramp.csv, clock-offset: 2 s, rate: {rate} }}"));
        Assert.Equal(1e-3 * (375 - 2) / (1 + value), _folder.Number("select potential_v from frames where frame = 37"), 9);
        Assert.Equal(value, _folder.Number("select rate from clocks"), 12);
    }

    [Fact]
    public void A_frame_of_which_the_log_covers_half_has_the_mean_of_that_half()
    {
        Ramp(from: 10);
        _folder.Run(LogFolder.Yaml("{ file: ramp.csv, clock-offset: 5 s }"));
        // Frame 1 lies from 5 to 15 s of the log, which begins at 10 s; frame 0 is before it.
        Assert.Equal("", _folder.Row("select potential_v from frames where frame = 0")[0]);
        Assert.Equal(0.0125, _folder.Number("select potential_v from frames where frame = 1"), 9);
        Assert.Equal(1, _folder.Number("select count(*) from frames where message like '%only a part of the exposure%'"));
    }

    [Fact]
    public void Steps_outside_the_search_are_said_as_such()
    {
        var series = new SteppedSeries(100, 10, 600, seed: 7);
        _folder.With(series);
        RunOutcome outcome = _folder.Run(LogFolder.Yaml("{ file: far.csv, clock-offset: fit, search: 30 }", Far()));
        Assert.Contains(outcome.Warnings, w => w.Contains("no step of the log falls into the series", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_clock_that_was_fitted_is_not_fitted_again(bool broken)
    {
        string yaml = LogFolder.Yaml("{ file: echem.txt, clock-offset: fit }"),
            kept = "";
        _folder.With(new SteppedSeries(200, 10, 120, seed: 7) { Offset = 3 });
        _folder.Run(yaml, report: (folder, _) => kept = File.ReadAllText(Path.Combine(folder, ".parts", "clocks.json")));
        double offset = _folder.Number("select offset_s from clocks");
        if (broken)
        {
            Directory.Delete(_folder["out"], recursive: true);
            Directory.CreateDirectory(_folder["out/.parts"]);
            File.WriteAllText(_folder["out/.parts/run.json"], "of another run");
            File.WriteAllText(_folder["out/.parts/clocks.json"], kept);
        }
        // Other spectra under the same length and time of change: a fit would come to something else.
        string[] rows = File.ReadAllLines(_folder["spectra.csv"]);
        DateTime changed = File.GetLastWriteTimeUtc(_folder["spectra.csv"]);
        string Head(string row) => row[..row.IndexOf(',', StringComparison.Ordinal)];
        string Values(string row) => row[row.IndexOf(',', StringComparison.Ordinal)..];
        File.WriteAllText(
            _folder["spectra.csv"],
            rows[0] + "\n" + string.Concat(rows[1..].Zip(rows[1..].Reverse(), (a, b) => $"{Head(a)}{Values(b)}\n"))
        );
        File.SetLastWriteTimeUtc(_folder["spectra.csv"], changed);
        _folder.Run(yaml);
        Assert.Equal(offset, _folder.Number("select offset_s from clocks"));
        File.SetLastWriteTimeUtc(_folder["spectra.csv"], changed.AddSeconds(5));
        _folder.Run(yaml);
        Assert.NotEqual(offset.ToString(CultureInfo.InvariantCulture), _folder.Row("select offset_s from clocks")[0]);
    }

    /// <summary>A log whose only step lies behind the series.</summary>
    private string Far()
    {
        File.WriteAllText(
            _folder["far.csv"],
            "time_s,potential_v\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{i * 5},{(i < 300 ? "0.1" : "0.4")}\n"))
        );
        return "";
    }

    /// <summary>Frames of 10 s and a potential of 1 mV/s.</summary>
    private void Ramp(int from = -60)
    {
        _folder.With(new SteppedSeries(40, 10, 100, seed: 5));
        File.WriteAllText(
            _folder["ramp.csv"],
            "time_s,potential_v\n"
                + string.Concat(Enumerable.Range(from, 500 - from).Select(t => FormattableString.Invariant($"{t},{1e-3 * t}\n")))
        );
    }

    private static string Yaml(string log) =>
        $"name: t\nseries:\n  - id: s\n    files: '*.jdx'\n    technique: raman\n    quantity: counts\n    log: {log}\n    steps:\n      - shape.crop: {{ from: 900, to: 1700 }}\n";

    /// <summary>Spectra that state when they began in UTC, and the log with the time of its place.</summary>
    private void WithUtc(SteppedSeries series, string local, int skip = 0)
    {
        const int Points = 40;
        double[] x = SteppedSeries.Axis(Points);
        foreach ((int j, double[] y) in series.Spectra(Points).Index())
            if (j >= skip && j < series.Frames - skip)
                File.WriteAllText(_folder[$"{j:D4}.jdx"], Jcamp(x, y, s_start.AddSeconds((j - skip) * series.FrameSeconds)));
        File.WriteAllBytes(_folder["echem.mpt"], SteppedSeriesFiles.Log(series, LogFormat.EcLab, started: $"03/15/2026 {local}"));
    }

    private static string Jcamp(double[] x, double[] y, DateTime began) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"##TITLE=a\n##JCAMP-DX=5.01\n##DATA TYPE=RAMAN SPECTRUM\n##ORIGIN=x\n##OWNER=x\n##LONGDATE={began:yyyy'/'MM'/'dd HH':'mm':'ss} +0000\n##XUNITS=1/CM\n##YUNITS=ARBITRARY UNITS\n##FIRSTX={x[0]:F2}\n##LASTX={x[^1]:F2}\n##NPOINTS={x.Length}\n##XFACTOR=1\n##YFACTOR=1\n##XYPOINTS=(XY..XY)\n"
        )
        + string.Concat(x.Zip(y, (a, b) => FormattableString.Invariant($"{a:F2}, {b:F2}\n")))
        + "##END=\n";
}
