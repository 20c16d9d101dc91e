using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Running;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

public sealed class TypedRowsTests
{
    private static readonly TypedRows s_bands = TypedRows.Of(typeof(BandRow));

    [Fact]
    public void Rows_of_a_step_are_chosen_and_a_list_of_that_step_alone_is_passed_on()
    {
        List<BandRow> both = [Band("a", 0), Band("b", 0), Band("a", 1)],
            one = [Band("a", 0), Band("a", 1)];

        Assert.Equal(["a", "b"], s_bands.StepsOf(both));
        Assert.Equal(one, s_bands.Select(both, "a"));
        Assert.Same(one, s_bands.Select(one, "a"));
        Assert.Same(both, s_bands.Select(both, null));
    }

    [Fact]
    public void A_step_that_replaces_leaves_the_rows_that_it_did_not_see()
    {
        List<BandRow> before = [Band("a", 0), Band("b", 0), Band("a", 1)],
            written = [Band("b", 0) with { Track = 1 }];
        object seen = s_bands.Select(before, "b");

        Assert.Equal([before[0], before[2], written[0]], (List<BandRow>)s_bands.Merge(before, seen, written, replaces: true));
        Assert.Equal([.. before, written[0]], (List<BandRow>)s_bands.Merge(before, seen, written, replaces: false));
        Assert.Equal(written, s_bands.Merge(before, before, written, replaces: true));
        Assert.Equal(written, s_bands.Merge(null, null, written, replaces: false));
        // It saw nothing, so nothing goes.
        Assert.Equal([.. before, written[0]], (List<BandRow>)s_bands.Merge(before, s_bands.Select(before, "c"), written, replaces: true));
    }

    [Fact]
    public void Rows_that_remember_no_step_are_replaced_whole()
    {
        TypedRows tracks = TypedRows.Of(typeof(TrackRow));
        List<TrackRow> before = [Track(1), Track(2)],
            written = [Track(3)];
        object seen = tracks.Select(before, null);

        Assert.Equal(written, tracks.Merge(before, seen, written, replaces: true));
        Assert.Equal([.. before, .. written], (List<TrackRow>)tracks.Merge(before, seen, written, replaces: false));
    }

    private static BandRow Band(string step, int frame) =>
        new()
        {
            Series = "s",
            Step = step,
            Frame = frame,
            Center = 1000,
            Height = 1,
        };

    private static TrackRow Track(int number) =>
        new()
        {
            Series = "s",
            Track = number,
            Center = 1000,
        };
}
