using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;
using Convert = SpectraPipeline.Stages.Shape.Convert;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class ConvertTests
{
    [Fact]
    public void Absorbance_and_transmittance_are_each_others_inverse()
    {
        double[] absorbance = [0, 0.5, 1, 3];
        SpectralSeries series = FrameStageRun.Series([1, 2, 3, 4], SignalKind.Absorbance, absorbance);
        FrameStageRun run = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.Transmittance }, new Convert());
        Assert.Equal(0.1, run.Result.Outputs[0]!.Primary[0][2], 1e-16);
        for (int i = 0; i < 4; i++)
            Assert.Equal(absorbance[i], run.Output.Primary[0][i], 1e-15);
        Assert.Equal(SignalKind.Absorbance, run.Output.Signal.Kind);
    }

    [Fact]
    public void Per_cent_are_understood_and_darkness_is_a_fault()
    {
        SpectralSeries series = FrameStageRun.Series([1, 2], new Signal(SignalKind.Transmittance, "%"), [10.0, 100], [0.0, 100]);
        SpectralSeries output = FrameStageRun.Of(series, null, new Convert()).Output;
        Assert.Equal(1, output.Primary[0][0], 1e-15);
        Assert.Equal("transmittance-not-positive", output.Faults[1]?.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_masked_point_without_light_lies_on_the_bridge_and_does_not_cost_the_frame(bool isAtr)
    {
        double[] x = [.. Enumerable.Range(0, 21).Select(i => 1000.0 + i)],
            y = [.. x.Select(_ => 0.1)];
        (y[10], y[11]) = (-0.2, 0.5);
        Convert convert = isAtr ? new() { AtrAngle = 45, Crystal = new("diamond", 2.4) } : new();
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Transmittance, y);
        var mask = new Mask { Regions = new([(1009, 1012)]) };
        SpectralSeries output = FrameStageRun.Of(series, null, mask, convert).Output;
        Assert.Null(output.Faults[0]);
        y[10] = 0.1;
        double[] expected = FrameStageRun
            .Of(FrameStageRun.Series(x, SignalKind.Transmittance, y), null, convert)
            .Output.Primary[0]
            .ToArray();
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], output.Primary[0][i], 1e-12);
        Assert.Equal([9, 10, 11, 12], Enumerable.Range(0, x.Length).Where(i => !output.Primary.Mask![i]));
    }

    [Theory]
    [InlineData(ConvertTarget.Transmittance)]
    [InlineData(ConvertTarget.PercentTransmittance)]
    [InlineData(ConvertTarget.Reflectance)]
    [InlineData(ConvertTarget.RelativeDifference)]
    public void Every_quantity_leads_back_to_the_absorbance_and_its_sign(ConvertTarget to)
    {
        double[] absorbance = [-0.01, 0.01, -0.5, 2];
        SpectralSeries series = FrameStageRun.Series([1, 2, 3, 4], SignalKind.DifferenceAbsorbance, absorbance);
        SpectralSeries back = FrameStageRun.Of(series, null, new Convert { To = to }, new Convert()).Output;
        for (int i = 0; i < 4; i++)
            Assert.Equal(absorbance[i], back.Primary[0][i], 1e-12);
        Assert.Equal(SignalKind.DifferenceAbsorbance, back.Signal.Kind);
    }

    [Fact]
    public void The_Kubelka_Munk_function_leads_back_and_is_none_of_a_difference()
    {
        double[] absorbance = [0.001, 0.5, 1, 2];
        var to = new Convert { To = ConvertTarget.KubelkaMunk };
        SpectralSeries series = FrameStageRun.Series([1, 2, 3, 4], SignalKind.Absorbance, absorbance);
        SpectralSeries back = FrameStageRun.Of(series, null, to, new Convert()).Output;
        for (int i = 0; i < 4; i++)
            Assert.Equal(absorbance[i], back.Primary[0][i], 1e-12);
        foreach (
            SignalKind kind in (SignalKind[])[SignalKind.DifferenceAbsorbance, SignalKind.RelativeDifference, SignalKind.ReflectanceRatio]
        )
        {
            SpectralSeries difference = FrameStageRun.Series([1, 2], kind, [0.9, 1.1]);
            UserException refused = Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(difference, null, to));
            Assert.Contains("a difference of two states has none", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Masked_points_without_light_cost_no_frame()
    {
        double[] written = [0.1, 0.1, -0.2, 0.1, 0.1];
        bool[] mask = [true, true, false, true, true];
        var series = new SpectralSeries(
            "s",
            new Axis("wavenumber", Unit.PerCm, [1, 2, 3, 4, 5]),
            [new Channel("transmittance", new Signal(SignalKind.Transmittance), 1, 5, written, mask: mask)],
            [new FrameInfo { Frame = 0, File = "0.txt" }]
        );
        SpectralSeries output = FrameStageRun.Of(series, null, new Convert()).Output;
        Assert.Null(output.Faults[0]);
        Assert.All(output.Primary[0].ToArray(), a => Assert.Equal(1, a, 1e-12));
        Assert.Equal(mask, output.Primary.Mask);
    }

    [Fact]
    public void The_words_of_the_field_give_known_numbers()
    {
        double[] half = [0.5];
        double Of(SignalKind kind, string unit, double y, ConvertTarget to) =>
            FrameStageRun.Of(FrameStageRun.Series([1], new Signal(kind, unit), [y]), null, new Convert { To = to }).Output.Primary[0][0];
        Assert.Equal(0.25, Of(SignalKind.Transmittance, "", half[0], ConvertTarget.KubelkaMunk), 1e-15);
        Assert.Equal(-0.5, Of(SignalKind.ReflectanceRatio, "%", 50, ConvertTarget.RelativeDifference), 1e-15);
        Assert.Equal(-Math.Log10(0.99), Of(SignalKind.RelativeDifference, "%", -1, ConvertTarget.Absorbance), 1e-15);
        Assert.Equal(50, Of(SignalKind.RelativeDifference, "", -0.5, ConvertTarget.PercentTransmittance), 1e-13);
    }

    [Fact]
    public void Wavelengths_become_shifts_from_the_laser_line()
    {
        // 532 nm: silicon's 520.5 cm-1 lies at 547.146 nm.
        double[] wavelength = [532.0, 540, 1e7 / (1e7 / 532 - 520.5)];
        SpectralSeries series = Light("wavelength", Unit.Nanometre, wavelength, [1.0, 2, 3]);
        SpectralSeries shift = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.RamanShift, Laser = 532 }).Output;
        Assert.Equal(547.146, wavelength[2], 5e-3);
        Assert.Equal(Quantity.RamanShift, shift.Axis.Unit.Quantity);
        Assert.Equal(0, shift.Axis[0], 1e-9);
        Assert.Equal(520.5, shift.Axis[2], 1e-9);
        Assert.Equal([1.0, 2, 3], shift.Primary[0].ToArray());
        Assert.Equal(SignalKind.Counts, shift.Signal.Kind);
    }

    [Fact]
    public void Absolute_wavenumbers_are_turned_round_and_back()
    {
        SpectralSeries absolute = Light("wavenumber", Unit.PerCm, [17000, 18000, 18500], [1.0, 2, 3]);
        var toShift = new Convert { To = ConvertTarget.RamanShift, Laser = 532 };
        FrameStageRun run = FrameStageRun.Of(absolute, null, toShift, new Convert { To = ConvertTarget.Wavenumber, Laser = 532 });
        SpectralSeries shift = run.Result.Outputs[0]!;
        Assert.Equal(1e7 / 532 - 18500, shift.Axis[0], 1e-9);
        Assert.Equal([3.0, 2, 1], shift.Primary[0].ToArray());
        Assert.Equal([1.0, 2, 3], run.Output.Primary[0].ToArray());
        Assert.Equal(17000, run.Output.Axis[0], 1e-9);
    }

    [Fact]
    public void What_is_a_shift_already_stays_and_is_said()
    {
        SpectralSeries series = Light("wavenumber", Unit.PerCm, [200, 1000, 3500], [1.0, 2, 3]);
        FrameStageRun run = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.RamanShift, Laser = 785 });
        Assert.Equal([200, 1000, 3500], run.Output.Axis.Values.ToArray());
        Assert.Equal(Quantity.RamanShift, run.Output.Axis.Unit.Quantity);
        Assert.Contains(run.Findings.Notes, n => n.Code == "axis-is-shift");
    }

    [Fact]
    public void A_shift_under_a_plain_label_counts_from_the_laser_line_for_every_target()
    {
        SpectralSeries series = Light("wavenumber", Unit.PerCm, [200, 1000, 3500], [1.0, 2, 3]);
        FrameStageRun run = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.Wavelength, Laser = 785 });
        Assert.Contains("counted from it", Assert.Single(run.Findings.Notes).Message, StringComparison.Ordinal);
        SpectralSeries nm = run.Output,
            absolute = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.Wavenumber, Laser = 785 }).Output;
        Assert.Equal(1e7 / (1e7 / 785 - 200), nm.Axis[0], 1e-9);
        Assert.Equal(1e7 / 785 - 3500, absolute.Axis[0], 1e-9);
        // Without a laser there is nothing to count from: infrared stays infrared.
        SpectralSeries infrared = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.Wavelength }).Output;
        Assert.Equal(1e7 / 3500, infrared.Axis[0], 1e-9);
    }

    [Fact]
    public void Axes_and_lasers_that_cannot_be_are_refused()
    {
        Assert.Contains("laser", Assert.Single(new Convert { To = ConvertTarget.RamanShift }.Check()), StringComparison.Ordinal);
        SpectralSeries seconds = Light("time", Unit.Second, [1, 2], [1.0, 2]);
        var stage = new Convert { To = ConvertTarget.RamanShift, Laser = 532 };
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(seconds, null, stage));
        SpectralSeries negative = Light("wavelength", Unit.Nanometre, [-1, 2], [1.0, 2]);
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(negative, null, stage));
    }

    private static SpectralSeries Light(string name, Unit unit, double[] x, double[] y) =>
        new(
            "s",
            new Axis(name, unit, x),
            [new Channel("y", new Signal(SignalKind.Counts), 1, x.Length, y)],
            [new FrameInfo { Frame = 0, File = "0.txt" }]
        );
}
