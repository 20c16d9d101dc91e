using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class CalibrateTests
{
    private static readonly double[] s_polystyrene = [620.9, 795.8, 1001.4, 1031.8, 1155.3, 1450.5, 1583.1, 1602.3];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Puts_back_an_axis_that_was_shifted_stretched_and_bent(int degree)
    {
        double[] x = FrameStageRun.Grid(500, 1, 1201);
        double Seen(double truth) =>
            truth + 2.3 + (degree > 0 ? 1.5e-3 * (truth - 1000) : 0) + (degree > 1 ? 2e-6 * Math.Pow(truth - 1000, 2) : 0);
        SpectralSeries series = Shifts(x, Lines(x, Seen, 0));
        var stage = new Calibrate { Standard = CalibrationStandard.PolystyreneRaman, Degree = degree };
        FrameStageRun run = FrameStageRun.Of(series, null, stage);
        foreach (double truth in s_polystyrene)
        {
            // Where the instrument showed the line, the new axis says its true place.
            double at = Seen(truth) - x[0];
            int i = (int)at;
            double corrected = run.Output.Axis[i] + (at - i) * (run.Output.Axis[i + 1] - run.Output.Axis[i]);
            Assert.Equal(truth, corrected, 0.02); // 1583 and 1602 lean on each other; the inverse of the bend is no parabola
        }
        Assert.Equal(series.Primary[0].ToArray(), run.Output.Primary[0].ToArray());
        Assert.Contains("8 lines", Assert.Single(run.Findings.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_line_of_silicon_shifts_the_axis_by_what_noise_leaves()
    {
        double[] x = FrameStageRun.Grid(400, 0.7, 400),
            noise = FrameStageRun.Noise(3, 400, 1);
        double[] y = [.. x.Select((v, i) => 50 + 0.1 * v + 100 / (1 + Math.Pow((v - 522.37) / 2.5, 2)) + noise[i])];
        var lamp = new Dictionary<string, SpectralSeries> { ["si"] = Shifts(x, y) };
        SpectralSeries frames = Shifts(x, [.. x.Select(_ => 1.0)]);
        var stage = new Calibrate { Standard = CalibrationStandard.Silicon, Reference = new FrameSelection(0, -1, "si") };
        Assert.Equal(["si"], stage.OtherSeries);
        Axis axis = FrameStageRun.Of(frames, null, lamp, stage).Output.Axis;
        // σ of the centre: noise/height · √(step·width) ≈ 0.01·√(0.7·2.5) = 0.013.
        Assert.Equal(-1.87, axis[0] - x[0], 0.05);
        Assert.Equal(axis[0] - x[0], axis[399] - x[399], 1e-9);
    }

    [Fact]
    public void Dips_of_a_transmittance_are_lines_as_well()
    {
        double[] x = FrameStageRun.Grid(900, 1, 2300);
        double[] film = [1028.3, 1154.5, 1583.0, 1601.2, 1942.9, 2849.5, 3060.0];
        double[] y = [.. x.Select(v => 0.9 - film.Sum(l => 0.1 * Math.Exp(-Math.Pow((v - l - 3) / 4, 2))))];
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Transmittance, y);
        Axis axis = FrameStageRun.Of(series, null, new Calibrate { Standard = CalibrationStandard.PolystyreneFilm }).Output.Axis;
        Assert.Equal(-3, axis[1000] - x[1000], 0.01);
    }

    [Fact]
    public void Shift_and_scale_are_taken_as_they_are()
    {
        SpectralSeries series = Shifts([100, 200, 300], [1.0, 2, 3]);
        Axis axis = FrameStageRun.Of(series, null, new Calibrate { Scale = 1.01, Shift = -2 }).Output.Axis;
        Assert.Equal([99, 200, 301], axis.Values.ToArray().Select(v => Math.Round(v, 9)));
        Assert.NotEmpty(new Calibrate { Shift = 1, Lines = [520.5] }.Check());
        Assert.NotEmpty(new Calibrate { Standard = CalibrationStandard.Neon, Lines = [520.5] }.Check());
    }

    [Theory]
    [InlineData(700, "not found")] // nothing but noise there
    [InlineData(5000, "runs from")]
    public void A_line_that_is_not_there_stops_the_run(double line, string says)
    {
        double[] x = FrameStageRun.Grid(500, 1, 1201);
        SpectralSeries series = Shifts(x, Lines(x, v => v, 1));
        string message = Assert
            .ThrowsAny<UserException>(() => FrameStageRun.Of(series, null, new Calibrate { Lines = [1001.4, line] }))
            .Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_axis_of_another_quantity_is_refused()
    {
        SpectralSeries series = Shifts(FrameStageRun.Grid(500, 1, 200), FrameStageRun.Noise(1, 200, 1));
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(series, null, new Calibrate { Standard = CalibrationStandard.Neon }));
    }

    private static double[] Lines(double[] x, Func<double, double> seen, double noise)
    {
        double[] spread = FrameStageRun.Noise(7, x.Length, noise);
        return [.. x.Select((v, i) => 20 + 0.01 * v + s_polystyrene.Sum(l => 100 * Math.Exp(-Math.Pow((v - seen(l)) / 3, 2))) + spread[i])];
    }

    private static SpectralSeries Shifts(double[] x, double[] y)
    {
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Counts, y);
        return new("s", new Axis("raman_shift", Unit.RamanShift, x), series.Channels, series.Info);
    }

    [Fact]
    public void What_is_masked_in_the_reference_is_no_line()
    {
        double[] x = FrameStageRun.Grid(400, 1, 300),
            noise = FrameStageRun.Noise(5, 300, 0.1);
        double[] y =
        [
            .. x.Select((v, i) => 50 + (100 / (1 + Math.Pow((v - 522) / 2.5, 2))) + (v is >= 531 and <= 533 ? 1e4 : 0) + noise[i]),
        ];
        SpectralSeries series = FrameStageRun.Masked(Shifts(x, y), (_, i) => x[i] is < 531 or > 533);
        Axis axis = FrameStageRun.Of(series, null, new Calibrate { Lines = [520.5], Window = 15 }).Output.Axis;
        Assert.Equal(-1.5, axis[0] - x[0], 0.1);
        var hidden = new Calibrate { Lines = [520.5, 532], Window = 15 };
        Assert.Contains(
            "masked",
            Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(series, null, hidden)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parameters_that_would_do_nothing_are_named()
    {
        FrameStageRun nothing = FrameStageRun.Of(Shifts([100, 200, 300], [1.0, 2, 3]), null, new Calibrate());
        Assert.Equal("nothing-calibrated", Assert.Single(nothing.Findings.Notes).Code);
        Assert.NotEmpty(new Calibrate { Shift = 1, Window = 3 }.Check());
        Assert.NotEmpty(new Calibrate { Shift = 1, MinSnr = 9 }.Check());
        Assert.NotEmpty(new Calibrate { Shift = 1, Degree = 2 }.Check());
        Assert.NotEmpty(new Calibrate { Shift = 1, Reference = new FrameSelection(0, 0) }.Check());
        Assert.Empty(new Calibrate { Shift = 1 }.Check());
        Assert.Empty(
            new Calibrate
            {
                Lines = [520.5],
                Window = 3,
                MinSnr = 9,
            }.Check()
        );
    }
}
