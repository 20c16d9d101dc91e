using SpectraPipeline.Numerics.Morphology;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Morphology;

public sealed class HalfWindowChoiceTests
{
    [Fact]
    public void A_stated_half_window_is_the_answer() => Assert.Equal(12, new HalfWindowChoice(100, 12).Of(Triangles(100, 7)));

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void The_window_is_the_first_that_bands_of_one_width_do_not_fit_into(int half)
    {
        // A triangle loses height with every point that the window grows, until nothing is left of it.
        Assert.Equal(half, new HalfWindowChoice(400, null).Of(Triangles(400, half)));
    }

    [Theory, InlineData(100), InlineData(1000), InlineData(1e4), InlineData(-1e4)]
    public void A_level_does_not_change_the_window(double level)
    {
        // Bands of many widths, whose openings change little from one window to the next.
        double[] y =
            [.. Enumerable.Range(0, 600).Select(i => Math.Exp(-Math.Pow((i - 200) / 40.0, 2)) + Math.Exp(-Math.Pow((i - 420) / 15.0, 2)))],
            lifted = [.. y.Select(v => v + level)];
        var choice = new HalfWindowChoice(600, null);
        Assert.True(choice.Of(y) > 20);
        Assert.Equal(choice.Of(y), choice.Of(lifted));
    }

    [Fact]
    public void Two_openings_alike_are_not_enough()
    {
        // Triangles that are gone with h = 5 on boxes of 15 points, which are gone with h = 8: the openings of 5, 6 and 7 agree, then those from 8 on.
        double[] y = [.. Triangles(400, 5).Select((v, i) => v + (Math.Abs((i % 50) - 25) <= 7 ? 1 : 0))];
        Assert.Equal(8, new HalfWindowChoice(400, null).Of(y));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(40, 18)]
    public void Without_an_answer_it_is_the_last_one_tried(int points, int half)
    {
        // A ramp of squares: every opening cuts off more of its end.
        double[] y = [.. Enumerable.Range(0, points).Select(i => (double)i * i)];
        Assert.Equal(half, new HalfWindowChoice(points, null).Of(y));
    }

    [Fact]
    public void The_same_spectrum_gives_the_same_window_whatever_came_before()
    {
        var random = new Random(3);
        double[] y = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i / 30.0) + random.NextDouble())];
        var choice = new HalfWindowChoice(300, null);
        int first = choice.Of(y);
        choice.Of(Triangles(300, 9));
        Assert.Equal(first, choice.Of(y));
        Assert.InRange(first, 1, choice.Widest);
    }

    [Fact]
    public void Refuses_windows_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new HalfWindowChoice(10, 0));
        Assert.Throws<ArgumentException>(() => new HalfWindowChoice(10, 10));
    }

    /// <summary>Bands that are above 1 at 2·half − 1 points each.</summary>
    private static double[] Triangles(int points, int half) =>
        [.. Enumerable.Range(0, points).Select(i => 1 + Math.Max(0, 1 - (Math.Abs((i % 50) - 25) / (double)half)))];
}
