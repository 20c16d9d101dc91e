using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class AverageTests
{
    private static readonly double[] s_x = FrameStageRun.Grid(1000, 1, 20);

    [Fact]
    public void Groups_of_three_give_means_of_values_times_and_potentials()
    {
        SpectralSeries input = Series(7, f => f);
        var findings = new Findings("s", "mean");
        SpectralSeries mean = Run(input, new Average { Group = new(3) }, findings);
        Assert.Equal(3, mean.Frames);
        Assert.Equal([1, 4, 6], Enumerable.Range(0, 3).Select(g => mean.Primary[g][5]));
        Assert.Equal([10, 40, 60], mean.Info.Select(i => i.TimeS));
        Assert.Equal([0, 1, 2], mean.Info.Select(i => i.Frame));
        Assert.Equal(["0.txt", "3.txt", "6.txt"], mean.Info.Select(i => i.File));
        Assert.Equal(0.1, mean.Info[0].PotentialV, 1e-12);
        // 0, 0.1, 0.2 V with no spread of their own known.
        Assert.Equal(0.1 * Math.Sqrt(2.0 / 3), mean.Info[0].PotentialSdV, 1e-12);
        List<AverageRow> rows = findings.List<AverageRow>();
        Assert.Equal([(0, 2, 3), (3, 5, 3), (6, 6, 1)], rows.Select(r => (r.FirstFrame, r.LastFrame, r.Frames)));
        Assert.Equal("2.txt", rows[0].LastFile);
    }

    [Fact]
    public void Frames_at_one_potential_in_a_row_go_together()
    {
        double[] steps = [0, 0.001, 0, 0.1, 0.1, 0, 0];
        SpectralSeries input = Series(7, f => f, f => steps[f]);
        SpectralSeries mean = Run(input, new Average { Group = FrameGroup.Potential });
        Assert.Equal([1, 3.5, 5.5], Enumerable.Range(0, mean.Frames).Select(g => mean.Primary[g][0]));
        Assert.Throws<UserException>(() => Run(Series(3, f => f, _ => double.NaN), new Average { Group = FrameGroup.Potential }));
    }

    [Fact]
    public void The_median_does_not_see_one_bad_frame_and_faulted_frames_are_left_out()
    {
        SpectralSeries input = Series(5, f => f == 2 ? 1e6 : f);
        Assert.Equal(3, Run(input, new Average { Method = AverageMethod.Median }).Primary[0][0]);
        input.Faults[2] = new Fault("read", "bad", "bad");
        input.Primary.Row(2).Fill(double.NaN);
        Assert.Equal(2, Run(input, new Average()).Primary[0][0]);
    }

    [Fact]
    public void A_group_of_faulted_frames_is_a_fault()
    {
        SpectralSeries input = Series(4, f => f);
        input.Faults[2] = input.Faults[3] = new Fault("read", "bad", "bad");
        SpectralSeries mean = Run(input, new Average { Group = new(2) });
        Assert.Null(mean.Faults[0]);
        Assert.Equal("nothing-to-average", mean.Faults[1]!.Code);
    }

    [Fact]
    public void Weights_are_the_inverse_squares_of_the_noise()
    {
        // 2 yᵢ − yᵢ₋₂ − yᵢ₊₂ of a pattern of period 4 is ± 4 times its height: the noise is 1 : 3, the weight 9 : 1.
        double[] pattern = [1, 1, -1, -1];
        double[][] frames = [.. new[] { 1.0, 3.0 }.Select((s, k) => s_x.Select((_, i) => (10 * k) + (s * pattern[i % 4])).ToArray())];
        SpectralSeries input = FrameStageRun.Series(s_x, SignalKind.Counts, frames);
        SpectralSeries mean = Run(input, new Average { Method = AverageMethod.Weighted });
        for (int i = 0; i < s_x.Length; i++)
            Assert.Equal(((9 * frames[0][i]) + frames[1][i]) / 10, mean.Primary[0][i], 1e-12);
    }

    [Fact]
    public void A_point_counts_when_it_does_in_some_frame_and_those_that_do_not_are_left_out()
    {
        SpectralSeries plain = Series(2, f => f);
        bool[] mask = [.. Enumerable.Repeat(true, 40)];
        mask[3] = mask[4] = mask[24] = false;
        var input = new SpectralSeries(
            "s",
            plain.Axis,
            [new Channel("y", plain.Signal, 2, 20, plain.Primary.Values, mask: mask)],
            plain.Info
        );
        SpectralSeries mean = Run(input, new Average());
        Assert.Equal([0.5, 1, 0.5], new[] { 2, 3, 4 }.Select(i => mean.Primary[0][i]));
        Assert.Equal([true, true, false], new[] { 2, 3, 4 }.Select(i => mean.Primary.Mask![i]));
    }

    private static SpectralSeries Run(SpectralSeries input, Average stage, Findings? findings = null) =>
        stage.Run(
            input,
            new StageInput
            {
                Card = new SeriesCard { Id = "s" },
                Axis = input.Axis,
                Channel = "y",
                Signal = input.Signal,
                Frames = input.Frames,
                Run = new RunContext(TimeProvider.System),
            },
            findings ?? new Findings("s", "mean")
        );

    private static SpectralSeries Series(int frames, Func<int, double> value, Func<int, double>? potential = null)
    {
        double[] y = [.. Enumerable.Range(0, frames).SelectMany(f => s_x.Select(_ => value(f)))];
        FrameInfo[] info =
        [
            .. Enumerable
                .Range(0, frames)
                .Select(f => new FrameInfo
                {
                    Frame = f,
                    File = $"{f}.txt",
                    TimeS = 10 * f,
                    PotentialV = potential is null ? 0.1 * f : potential(f),
                }),
        ];
        return new(
            "s",
            new Axis("wavenumber", Unit.PerCm, s_x),
            [new Channel("y", new Signal(SignalKind.Counts), frames, s_x.Length, y)],
            info
        );
    }

    [Fact]
    public void Equal_potentials_go_together_without_a_tolerance()
    {
        double[] steps = [0, 0, 0.1, 0.1];
        SpectralSeries mean = Run(Series(4, f => f, f => steps[f]), new Average { Group = FrameGroup.Potential, PotentialTolerance = 0 });
        Assert.Equal([0.5, 2.5], Enumerable.Range(0, mean.Frames).Select(g => mean.Primary[g][0]));
    }

    [Theory]
    [InlineData(AverageMethod.Mean)]
    [InlineData(AverageMethod.Median)]
    [InlineData(AverageMethod.Weighted)]
    public void A_frame_that_is_no_number_is_left_out_and_named(AverageMethod method)
    {
        SpectralSeries input = Series(6, f => f);
        input.Primary.Row(1)[7] = double.NaN;
        input.Primary.Row(3)[0] = input.Primary.Row(4)[0] = input.Primary.Row(5)[0] = double.PositiveInfinity;
        var findings = new Findings("s", "mean") { Frame = -1 };
        SpectralSeries mean = Run(input, new Average { Group = new(3), Method = method }, findings);
        Assert.All(mean.Primary[0].ToArray(), v => Assert.Equal(1, v));
        Assert.Equal(2, findings.List<AverageRow>()[0].Frames);
        Assert.Equal("nothing-to-average", mean.Faults[1]!.Code);
        Assert.Equal([1, 3, 4, 5], findings.Notes.Where(n => n.Code == "input-not-finite").Select(n => n.Frame));
        Assert.Contains("1.txt", findings.Notes[0].Message, StringComparison.Ordinal);
        Assert.Equal(-1, findings.Frame);
    }

    [Fact]
    public void Masked_points_say_nothing_about_the_noise_and_too_few_of_the_others_is_said()
    {
        double[] pattern = [1, 1, -1, -1];
        double[] quiet = [.. s_x.Select((_, i) => i < 12 ? pattern[i % 4] : 1000 * pattern[i % 4])],
            loud = [.. s_x.Select((_, i) => 10 + (3 * pattern[i % 4]))];
        SpectralSeries input = FrameStageRun.Masked(FrameStageRun.Series(s_x, SignalKind.Counts, quiet, loud), (f, i) => f > 0 || i < 12);
        SpectralSeries mean = Run(input, new Average { Method = AverageMethod.Weighted });
        for (int i = 0; i < 12; i++)
            Assert.Equal(((9 * quiet[i]) + loud[i]) / 10, mean.Primary[0][i], 1e-12);

        var findings = new Findings("s", "mean");
        SpectralSeries few = FrameStageRun.Masked(FrameStageRun.Series(s_x, SignalKind.Counts, quiet, loud), (f, i) => f > 0 || i < 4);
        Assert.Equal((quiet[0] + loud[0]) / 2, Run(few, new Average { Method = AverageMethod.Weighted }, findings).Primary[0][0]);
        Assert.Equal("weights-equal", Assert.Single(findings.Notes).Code);
    }
}
