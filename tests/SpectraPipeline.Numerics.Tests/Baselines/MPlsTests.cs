using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class MPlsTests
{
    private const int Points = 300;

    [Theory]
    [InlineData(0.004, 0)]
    [InlineData(-0.004, 0)]
    [InlineData(0.004, 1e-12)]
    public void A_line_under_bands_comes_back(double slope, double asymmetry)
    {
        // Every anchor lies on the line, and a line bends nowhere.
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 2 + slope * i + Band(i, 80) + Band(i, 190) + Band(i, 230))],
            z = new double[Points];
        var outcome = new MPls(Points, new MPlsOptions(30, 1e5, asymmetry)).Fit(y, z);
        Assert.Equal(BaselineStop.Direct, outcome.Stop);
        for (int i = 0; i < Points; i++)
            Assert.Equal(2 + slope * i, z[i], 1e-6);
    }

    [Fact]
    public void Without_anchors_the_opening_is_handed_back_and_said_so()
    {
        double[] y = [.. Enumerable.Repeat(3.25, Points)],
            z = new double[Points];
        var outcome = new MPls(Points, new MPlsOptions(30)).Fit(y, z);
        Assert.Equal(BaselineStop.NoBaselinePoints, outcome.Stop);
        Assert.Equal(y, z);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new MPls(Points, new MPlsOptions(Lambda: 0)));
        Assert.Throws<ArgumentException>(() => new MPls(Points, new MPlsOptions(Asymmetry: 1)));
        Assert.Throws<ArgumentException>(() => new MPls(Points, new MPlsOptions(Points)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MPls(Points, new MPlsOptions(Order: 4)));
    }

    /// <summary>Exactly zero beyond ±12 points.</summary>
    private static double Band(int i, int center) => Math.Abs(i - center) < 12 ? 1 - Math.Pow((i - center) / 12.0, 2) : 0;
}
