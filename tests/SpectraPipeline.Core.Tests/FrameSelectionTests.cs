using Xunit;

namespace SpectraPipeline.Core.Tests;

public sealed class FrameSelectionTests
{
    [Fact]
    public void A_sample_is_spread_over_the_whole_stretch()
    {
        FrameSelection sample = FrameSelection.All with { AtMost = 4 };
        Assert.Equal([12, 37, 62, 87], sample.In(100));
        Assert.Equal([0, 1, 2], sample.In(3));
        Assert.Equal([11, 13, 16, 18], (new FrameSelection(10, 19) with { AtMost = 4 }).In(100));
    }

    [Theory]
    [InlineData(5, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    [InlineData(50_000, 64)]
    public void A_sample_has_no_frame_twice_and_none_outside(int frames, int most)
    {
        IReadOnlyList<int> numbers = (FrameSelection.All with { AtMost = most }).In(frames);
        Assert.Equal(Math.Min(frames, most), numbers.Distinct().Count());
        Assert.All(numbers, n => Assert.InRange(n, 0, frames - 1));
    }
}
