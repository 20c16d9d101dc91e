using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class LongTrackTests
{
    [Theory]
    [InlineData(2001, true)]
    [InlineData(200_000, true)]
    [InlineData(200_000, false)]
    public void Keeps_all_weight_and_the_frames_at_the_end_that_counts(int n, bool fineAtEnd)
    {
        double[] x = [.. Enumerable.Range(0, n).Select(i => (double)i)],
            y = [.. x.Select(v => 3 - (0.5 * v))],
            w = [.. x.Select(v => 1 + (v % 3))];
        var points = LongTrack.Of(x, y, w, fineAtEnd);
        Assert.InRange(points.X.Length, 1, LongTrack.Most);
        Assert.Equal(w.Sum(), points.Weight.Sum(), 1e-6);
        Assert.Equal(fineAtEnd ? x[^100..] : x[..100], fineAtEnd ? points.X[^100..] : points.X[..100]);
        Assert.All(points.X.Zip(points.X.Skip(1)), p => Assert.True(p.Second > p.First));
        // A straight line stays one.
        Assert.All(points.X.Zip(points.Y), p => Assert.Equal(3 - (0.5 * p.First), p.Second, 1e-6));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData(100_000)]
    public void An_exponential_stays_one_whatever_its_rate(double tau)
    {
        double[] x = [.. Enumerable.Range(0, 200_000).Select(i => (double)i)],
            w = [.. x.Select(_ => 1.0)];
        var points = LongTrack.Of(x, [.. x.Select(v => Math.Exp(-v / tau))], w, fineAtEnd: false);
        Assert.All(points.X.Zip(points.Y), p => Assert.Equal(Math.Exp(-p.First / tau), p.Second, 3e-6));
    }

    [Fact]
    public void A_short_track_stays_as_it_is()
    {
        double[] x = [1, 2, 3];
        Assert.Same(x, LongTrack.Of(x, x, x, fineAtEnd: true).Y);
        Assert.Equal("", LongTrack.Words(3, 3));
    }
}
