using SpectraPipeline.Core;
using SpectraPipeline.Engine.Running;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

public sealed class MaskCarrierTests
{
    private static readonly Axis s_axis = Of(Unit.PerCm, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    // 4 and 5 do not count.
    private static readonly bool[] s_mask = [true, true, true, true, false, false, true, true, true, true];

    [Fact]
    public void The_same_axis_keeps_the_mask() => Assert.Same(s_mask, Carried(s_axis));

    [Fact]
    public void A_crop_takes_its_part() => Assert.Equal<bool[]>([true, false, false, true], Carried(Of(Unit.PerCm, 3, 4, 5, 6)));

    [Fact]
    public void Between_a_used_and_an_unused_point_nothing_counts() =>
        Assert.Equal<bool[]>([true, true, false, false, false, false, true], Carried(Of(Unit.PerCm, 2.5, 3, 3.5, 4, 4.5, 5.5, 6)));

    [Fact]
    public void A_coarse_point_counts_when_its_whole_cell_does() =>
        // 0 ± 1.5, 3 ± 1.5, 6 ± 1.5 reaches 5, 9
        Assert.Equal<bool[]>([true, false, false, true], Carried(Of(Unit.PerCm, 0, 3, 6, 9)));

    [Fact]
    public void Another_unit_has_none() => Assert.Null(Carried(Of(Unit.Nanometre, 0, 1, 2)));

    [Fact]
    public void A_map_has_none() => Assert.Null(Carry(new OutputShape(s_axis, ("y", new Signal(SignalKind.Counts))) { Axis2 = s_axis }));

    [Fact]
    public void A_stage_with_its_own_mask_starts_from_the_input_s() =>
        Assert.Equal<bool[]>(
            [true, false, false, true],
            Carry(new OutputShape(Of(Unit.PerCm, 3, 4, 5, 6), ("y", new Signal(SignalKind.Counts))) { HasMask = true })
        );

    private static Axis Of(Unit unit, params double[] x) => new("x", unit, x);

    private static bool[]? Carried(Axis to) => Carry(new OutputShape(to, ("y", new Signal(SignalKind.Counts))));

    private static bool[]? Carry(OutputShape shape) =>
        new MaskCarrier(s_axis, shape).Carry(
            new Channel("y", new Signal(SignalKind.Counts), 1, s_axis.Length, new double[s_axis.Length], mask: s_mask),
            1,
            reuse: false
        );
}
