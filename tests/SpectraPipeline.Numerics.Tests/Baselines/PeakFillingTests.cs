using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class PeakFillingTests
{
    private const int Points = 400;
    private static readonly double[] s_axis = [.. Enumerable.Range(0, Points).Select(i => 500 + i + 0.001 * i * i)];

    [Fact]
    public void A_constant_stays()
    {
        double[] z = Fit(s_axis, [.. Enumerable.Repeat(7.5, Points)], new PeakFillingOptions());
        Assert.All(z, v => Assert.Equal(7.5, v, 1e-12));
    }

    [Fact]
    public void Factor_and_offset_pass_through()
    {
        double[] y = Spectrum();
        double[] z = Fit(s_axis, y, new PeakFillingOptions(HalfWindow: 9)),
            other = Fit(s_axis, [.. y.Select(v => 30 * v - 4)], new PeakFillingOptions(HalfWindow: 9));
        for (int i = 0; i < Points; i++)
            Assert.Equal(30 * z[i] - 4, other[i], 1e-9);
    }

    [Fact]
    public void One_pass_lowers_each_section_to_its_mean_in_place()
    {
        // Four sections of three points, worked by hand: least values 1, 9, 5, 3 between the ends 4 and 6. Half window 1; a pass reaches four of the six values:
        // there 1 stays, 9 → (1 + 9 + 5)/3 = 5; back 3 stays, 5 → (3 + 5 + 5)/3.
        double[] x = [.. Enumerable.Range(0, 12).Select(i => (double)i)],
            y = [4, 1, 2, 9, 12, 11, 5, 7, 6, 8, 3, 6];
        double[] z = Fit(x, y, new PeakFillingOptions(HalfWindow: 1, Sections: 4, Passes: 1));
        Assert.Equal(4, z[0], 1e-12);
        Assert.Equal(1, z[1], 1e-12);
        Assert.Equal(5, z[4], 1e-12);
        Assert.Equal(13.0 / 3, z[7], 1e-12);
        Assert.Equal(3, z[10], 1e-12);
        Assert.Equal(6, z[11], 1e-12);
    }

    [Fact]
    public void Recovers_a_known_baseline()
    {
        double[] z = Fit(s_axis, Spectrum(), new PeakFillingOptions(HalfWindow: 12));
        for (int i = 0; i < Points; i++)
            Assert.Equal(Background(i), z[i], 0.05); // a twentieth of the band; means round off the background
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PeakFilling(s_axis, new PeakFillingOptions(Sections: Points + 1)));
        Assert.Throws<ArgumentException>(() => new PeakFilling(s_axis, new PeakFillingOptions(HalfWindow: 0)));
        Assert.Throws<ArgumentException>(() => new PeakFilling(s_axis, new PeakFillingOptions(Passes: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PeakFilling([1, 2], new PeakFillingOptions()));
        Assert.Throws<ArgumentException>(() => new PeakFilling(s_axis, new PeakFillingOptions()).Fit(new double[5], new double[5]));
    }

    private static double[] Fit(double[] x, double[] y, PeakFillingOptions options)
    {
        double[] z = new double[y.Length];
        new PeakFilling(x, options).Fit(y, z);
        return z;
    }

    private static double Background(int i) => 0.5 + 0.1 * Math.Sin(i / 150.0);

    private static double[] Spectrum() =>
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i => Background(i) + Math.Exp(-Math.Pow((i - 120) / 9.0, 2)) + 0.6 * Math.Exp(-Math.Pow((i - 290) / 14.0, 2))),
        ];
}
