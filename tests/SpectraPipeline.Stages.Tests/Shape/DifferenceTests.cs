using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class DifferenceTests
{
    private static readonly double[] s_axis = [1000, 1001, 1002];

    [Fact]
    public void Single_beams_give_minus_the_decadic_logarithm_of_their_ratio()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.SingleBeam, [10.0, 20, 40], [1.0, 20, 80]);
        SeriesCard card = new() { Id = "s", Reference = new FrameSelection(0, 0) };
        FrameStageRun run = FrameStageRun.Of(series, card, new Difference());
        Assert.Equal(SignalKind.DifferenceAbsorbance, run.Output.Signal.Kind);
        Assert.Equal([0, 0, 0], run.Output.Primary[0].ToArray().Select(Math.Abs));
        Assert.Equal(1, run.Output.Primary[1][0], 1e-15); // a tenth of the light: ΔA = 1
        Assert.Equal(-Math.Log10(2), run.Output.Primary[1][2], 1e-15);
        Assert.Empty(run.Findings.Notes);
        FrameStageRun relative = FrameStageRun.Of(series, card, new Difference { Convention = DifferenceConvention.Relative });
        Assert.Equal([-0.9, 0, 1], relative.Output.Primary[1].ToArray());
        Assert.Equal(SignalKind.RelativeDifference, relative.Output.Signal.Kind);
    }

    [Fact]
    public void Absorbances_are_subtracted_and_turn_into_a_relative_difference()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.5, 0.2, 0.3]);
        SeriesCard card = new() { Id = "s", Reference = new FrameSelection(0, 1) }; // mean of two: 0.2 everywhere
        double[] difference = FrameStageRun.Of(series, card, new Difference()).Output.Primary[2].ToArray();
        Assert.Equal(0.3, difference[0], 1e-15);
        double[] relative = FrameStageRun
            .Of(series, card, new Difference { Convention = DifferenceConvention.Relative })
            .Output.Primary[2]
            .ToArray();
        Assert.Equal(Math.Pow(10, -0.3) - 1, relative[0], 1e-15);
    }

    [Theory]
    [InlineData(SignalKind.SingleBeam, "")]
    [InlineData(SignalKind.Transmittance, "%")]
    [InlineData(SignalKind.ReflectanceRatio, "")]
    [InlineData(SignalKind.RelativeDifference, "")]
    [InlineData(SignalKind.RelativeDifference, "%")]
    [InlineData(SignalKind.Absorbance, "")]
    [InlineData(SignalKind.DifferenceAbsorbance, "")]
    public void A_second_reference_gives_one_answer_in_every_convention(SignalKind kind, string unit)
    {
        // The same three single beams, written against the first of them in seven ways.
        double[][] light =
        [
            [10, 20, 40],
            [8, 21, 44],
            [5, 22, 30],
        ];
        double per = unit == "%" ? 100 : 1;
        double Written(int frame, int i) =>
            kind switch
            {
                SignalKind.SingleBeam => light[frame][i],
                SignalKind.RelativeDifference => per * (light[frame][i] / light[0][i] - 1),
                SignalKind.Absorbance or SignalKind.DifferenceAbsorbance => -Math.Log10(light[frame][i] / light[0][i]),
                _ => per * light[frame][i] / light[0][i],
            };
        double[][] frames = [.. Enumerable.Range(0, 3).Select(f => Enumerable.Range(0, 3).Select(i => Written(f, i)).ToArray())];
        SpectralSeries series = FrameStageRun.Series(s_axis, new Signal(kind, unit), frames);
        var stage = new Difference { Reference = new FrameSelection(1, 1) };
        SpectralSeries difference = FrameStageRun.Of(series, null, stage).Output,
            relative = FrameStageRun.Of(series, null, stage with { Convention = DifferenceConvention.Relative }).Output;
        Assert.Equal(SignalKind.DifferenceAbsorbance, difference.Signal.Kind);
        Assert.Equal(SignalKind.RelativeDifference, relative.Signal.Kind);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(-Math.Log10(light[2][i] / light[1][i]), difference.Primary[2][i], 1e-14);
            Assert.Equal(light[2][i] / light[1][i] - 1, relative.Primary[2][i], 1e-14);
        }
    }

    [Fact]
    public void Another_series_can_be_the_reference()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [1.0, 2, 3]);
        SpectralSeries blank = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [0.5, 0.5, 0.5], [1.5, 1.5, 1.5]);
        var stage = new Difference { Reference = new FrameSelection(0, -1, "blank") };
        Assert.Equal(["blank"], stage.OtherSeries);
        FrameStageRun run = FrameStageRun.Of(series, null, new Dictionary<string, SpectralSeries> { ["blank"] = blank }, stage);
        Assert.Equal([0, 1, 2], run.Output.Primary[0].ToArray());
    }

    [Fact]
    public void The_reference_of_the_series_can_be_another_series()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [1.0, 2, 3]);
        SpectralSeries blank = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [0.5, 0.5, 0.5], [1.5, 1.5, 1.5]);
        SeriesCard card = new() { Id = "s", Reference = new FrameSelection(0, -1, "blank") };
        // By this the engine knows that the other series must run first.
        Assert.Equal("blank", new Difference().ReferenceFrames(card)?.Series);
        var others = new Dictionary<string, SpectralSeries> { ["blank"] = blank };
        Assert.Equal([0, 1, 2], FrameStageRun.Of(series, card, others, new Difference()).Output.Primary[0].ToArray());
    }

    [Fact]
    public void A_difference_of_counts_is_signed()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, [10.0, 20, 40], [1.0, 20, 80]);
        FrameStageRun run = FrameStageRun.Of(series, new SeriesCard { Id = "s", Reference = new FrameSelection(0, 0) }, new Difference());
        Assert.Equal(SignalKind.DifferenceCounts, run.Output.Signal.Kind);
        Assert.True(run.Output.Signal.IsSigned);
        Assert.Equal([-9, 0, 40], run.Output.Primary[1].ToArray());
    }

    [Fact]
    public void A_dark_point_faults_its_frame_and_names_the_place()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.SingleBeam, [1.0, 1, 1], [1.0, -0.5, 1]);
        FrameStageRun run = FrameStageRun.Of(series, null, new Difference());
        Assert.Null(run.Output.Faults[0]);
        Assert.Equal("intensity-not-positive", run.Output.Faults[1]?.Code);
        Assert.Contains("1001", run.Output.Faults[1]!.Message, StringComparison.Ordinal);
        Assert.Contains(run.Findings.Notes, n => n.Code == "reference-assumed"); // nobody named frame 0
    }

    [Fact]
    public void A_dark_reference_is_the_users_mistake() =>
        Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.SingleBeam, [0.0, 1, 1], [1.0, 1, 1]), null, new Difference())
        );

    [Fact]
    public void What_the_reference_does_not_know_counts_in_no_difference()
    {
        double[] x = FrameStageRun.Grid(1500, 1, 30),
            seen = [.. x.Select((_, i) => i is >= 10 and < 15 ? 1e-3 : 10)],
            half = [.. x.Select(_ => 5.0)];
        SpectralSeries series = FrameStageRun.Masked(
            FrameStageRun.Series(x, SignalKind.SingleBeam, seen, half),
            (f, i) => f > 0 || seen[i] == 10
        );
        SpectralSeries difference = FrameStageRun.Of(series, null, new Difference()).Output;
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(seen[i] == 10, difference.Primary.Mask![x.Length + i]);
            Assert.Equal(Math.Log10(2), difference.Primary[1][i], 1e-12);
        }
        // A point that one of two reference frames knows is that frame's.
        var both = new Difference { Reference = new FrameSelection(0, 1) };
        SpectralSeries second = FrameStageRun.Of(series, null, both).Output;
        Assert.Null(second.Primary.Mask?.Skip(x.Length).Where(use => !use).Cast<bool?>().FirstOrDefault());
        Assert.Equal(0, second.Primary[1][12], 1e-12);
    }

    [Theory]
    [InlineData(DifferenceConvention.Absorbance)]
    [InlineData(DifferenceConvention.Relative)]
    public void Dark_points_that_are_masked_stop_nothing(DifferenceConvention convention)
    {
        double[] x = FrameStageRun.Grid(1500, 1, 30),
            light = [.. x.Select((_, i) => i is >= 10 and < 15 ? 0.0 : 10)],
            half = [.. light.Select(v => v / 2)];
        FrameStageRun run = FrameStageRun.Of(
            FrameStageRun.Series(x, SignalKind.SingleBeam, light, half),
            null,
            new Mask { Regions = new([(1510, 1514)]) },
            new Difference { Convention = convention }
        );
        Assert.All(run.Output.Faults, Assert.Null);
        double expected = convention == DifferenceConvention.Absorbance ? Math.Log10(2) : -0.5;
        Assert.All(run.Output.Primary[1].ToArray(), v => Assert.Equal(expected, v, 1e-12));
        Assert.Equal(5, run.Output.Primary.Mask!.Skip(x.Length).Count(use => !use));
    }
}
