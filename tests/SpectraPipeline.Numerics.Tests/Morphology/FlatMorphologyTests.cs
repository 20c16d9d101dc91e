using SpectraPipeline.Numerics.Morphology;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Morphology;

public sealed class FlatMorphologyTests
{
    public static TheoryData<int, int> Shapes =>
        new()
        {
            { 3, 1 },
            { 3, 2 },
            { 7, 3 },
            { 17, 5 },
            { 64, 1 },
            { 101, 8 },
            { 101, 40 },
            { 101, 100 },
            { 250, 31 },
            { 250, 32 },
        };

    [Theory, MemberData(nameof(Shapes))]
    public void Gives_the_extremum_of_every_window(int points, int half)
    {
        double[] y = Noise(points);
        var morphology = new FlatMorphology(points, half);
        double[] result = new double[points];
        morphology.Erode(y, half, result);
        Assert.Equal(Plain(y, half, Math.Min), result);
        morphology.Dilate(y, half, result);
        Assert.Equal(Plain(y, half, Math.Max), result);
        y.CopyTo(result, 0);
        morphology.Erode(result, half, result);
        Assert.Equal(Plain(y, half, Math.Min), result);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void The_middle_of_the_opening_is_that_of_its_dilation_and_erosion(int points, int half)
    {
        double[] y = Noise(points),
            opening = new double[points],
            middle = new double[points];
        new FlatMorphology(points, half).OpenWithMiddle(y, half, opening, middle);
        double[] plain = Plain(Plain(y, half, Math.Min), half, Math.Max);
        Assert.Equal(plain, opening);
        Assert.Equal(Plain(plain, half, Math.Max).Zip(Plain(plain, half, Math.Min), (a, b) => (a + b) * 0.5), middle);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void An_opening_is_idempotent_below_the_spectrum_and_moves_with_an_offset(int points, int half)
    {
        double[] y = Noise(points),
            once = new double[points],
            twice = new double[points],
            raised = new double[points];
        var morphology = new FlatMorphology(points, half);
        morphology.Open(y, half, once);
        morphology.Open(once, half, twice);
        Assert.Equal(once, twice);
        for (int i = 0; i < points; i++)
            Assert.True(once[i] <= y[i]);
        morphology.Open([.. y.Select(v => v + 0.5)], half, raised);
        Assert.Equal(once.Select(v => v + 0.5), raised);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_closing_is_the_opening_upside_down(int points, int half)
    {
        double[] y = Noise(points),
            closed = new double[points],
            opened = new double[points];
        var morphology = new FlatMorphology(points, half);
        morphology.Close(y, half, closed);
        morphology.Open([.. y.Select(v => -v)], half, opened);
        Assert.Equal(opened.Select(v => -v), closed);
    }

    [Fact]
    public void An_opening_cuts_off_what_is_narrower_than_the_window_and_keeps_what_is_wider()
    {
        double[] y = new double[100],
            opened = new double[100];
        y.AsSpan(20, 10).Fill(1); // ten points: gone with windows of eleven, there with nine
        var morphology = new FlatMorphology(100, 5);
        morphology.Open(y, 5, opened);
        Assert.All(opened, v => Assert.Equal(0, v));
        morphology.Open(y, 4, opened);
        Assert.Equal(y, opened);
    }

    [Fact]
    public void Refuses_more_than_was_announced()
    {
        var morphology = new FlatMorphology(10, 2);
        Assert.Throws<ArgumentException>(() => morphology.Erode(new double[10], 3, new double[10]));
        Assert.Throws<ArgumentException>(() => morphology.Erode(new double[11], 2, new double[11]));
        Assert.Throws<ArgumentException>(() => morphology.Erode(new double[10], 2, new double[9]));
    }

    // In steps of 1/1024, so that adding an offset rounds nothing.
    private static double[] Noise(int points)
    {
        var random = new Random(points);
        return [.. Enumerable.Range(0, points).Select(_ => random.Next(1024) / 1024.0)];
    }

    private static double[] Plain(double[] y, int half, Func<double, double, double> extremum) =>
        [.. y.Select((_, i) => y[Math.Max(0, i - half)..Math.Min(y.Length, i + half + 1)].Aggregate(extremum))];
}
