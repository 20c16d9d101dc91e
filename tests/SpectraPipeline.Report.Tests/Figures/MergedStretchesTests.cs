using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Figures;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

public sealed class MergedStretchesTests
{
    [Theory]
    [InlineData(4, 6, 35, 65)]
    [InlineData(5, 5, 45, 55)]
    // The first and the last frame have no neighbour.
    [InlineData(0, 2, 0, 25)]
    [InlineData(9, 10, 85, 100)]
    public void Reaches_half_way_to_the_frames_beside_it(int first, int last, double from, double to)
    {
        MergedStretch stretch = Assert.Single(
            MergedStretches.Of([Row(first, last)], frame => frame is >= 0 and <= 10 ? 10 * frame : double.NaN)
        );
        Assert.Equal((from, to), (stretch.From, stretch.To));
        Assert.Equal($"track_stretches:ir/2/{first}", stretch.RowId);
    }

    [Fact]
    public void Where_the_potential_turned_it_covers_what_was_passed() =>
        Assert.Equal(6, MergedStretches.Of([Row(2, 8)], frame => frame <= 6 ? frame : 12 - frame).Single().To);

    [Fact]
    public void Frames_without_a_place_give_none() => Assert.Empty(MergedStretches.Of([Row(2, 8)], _ => double.NaN));

    private static TrackStretchRow Row(int first, int last) =>
        new()
        {
            Series = "ir",
            Track = 2,
            FirstFrame = first,
            LastFrame = last,
            Kind = "merged",
        };
}
