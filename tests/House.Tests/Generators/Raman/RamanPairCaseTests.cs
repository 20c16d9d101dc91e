using SpectraPipeline.Testing.Generators.Raman;
using Xunit;

namespace House.Tests.Generators.Raman;

public sealed class RamanPairCaseTests
{
    private static readonly RamanPairOptions _steady = new(IntensityJitter: 0, CosmicRayShare: 0);

    [Fact]
    public void Frames_axis_and_counts_are_those_of_the_case()
    {
        RamanPair pair = RamanPairCase.Generate(RamanPairVariant.Interception, 1);
        Assert.Equal(33, pair.With.Counts.Length);
        Assert.Equal([-0.1, -0.9, -1.0], pair.With.Potential.Distinct().Take(3));
        Assert.Equal(-1.8, pair.With.Potential[^1]);
        double[] axis = pair.Without.Shift;
        Assert.InRange(axis[1] - axis[0], 1.40, 1.50);
        Assert.InRange(axis[^1] - axis[^2], 1.30, 1.40);
        Assert.InRange(pair.With.Truth.CalibrationOffset, -1, 1);
    }

    [Fact]
    public void The_1380_band_grows_from_its_onset_and_is_absent_with_cyclohexanone()
    {
        RamanPair pair = RamanPairCase.Generate(RamanPairVariant.Interception, 1, _steady);
        double early = Excess(pair.Without, 1380, -1.4);
        double late = Excess(pair.Without, 1380, -1.8);
        double with = Excess(pair.With, 1380, -1.8);
        // Counting noise of the means of 3 x 9 points against 3 x 20 beside: 13 counts.
        Assert.InRange(early, -45, 60);
        Assert.InRange(late, 150, 320);
        Assert.InRange(with, -45, 45);
        Assert.True(Excess(pair.With, 1446, -0.1) > 120, "cyclohexanone itself is at 1446 before any reduction");
    }

    [Fact]
    public void Bubbles_dim_every_band_alike()
    {
        RamanPair pair = RamanPairCase.Generate(RamanPairVariant.DimmedByBubbles, 1, _steady);
        Assert.Equal(0.3, Excess(pair.With, 1045, -1.8) / Excess(pair.Without, 1045, -1.8), 0.03);
        Assert.Contains(pair.With.Truth.Bands, static band => band.Species == "*HNH");
    }

    [Fact]
    public void A_wrong_calibration_moves_the_standard_too()
    {
        RamanPair pair = RamanPairCase.Generate(RamanPairVariant.CalibrationOffset, 1, _steady);
        Assert.Equal(
            pair.With.Truth.CalibrationOffset - pair.Without.Truth.CalibrationOffset,
            Maximum(pair.With, 1025, 1060) - Maximum(pair.Without, 1025, 1060),
            1.5 // one pixel
        );
        Assert.True(Maximum(pair.With, 1025, 1060) < 1041);
    }

    [Fact]
    public void Constant_impostors_do_not_depend_on_potential()
    {
        RamanPair perchlorate = RamanPairCase.Generate(RamanPairVariant.Perchlorate, 1, _steady);
        Assert.True(Excess(perchlorate.Without, 934, -0.1) > 150);
        RamanPair urea = RamanPairCase.Generate(RamanPairVariant.Urea, 1, _steady);
        Assert.True(Excess(urea.Without, 1004, -0.1, 14, 24) > 120);
        Assert.DoesNotContain(perchlorate.Without.Truth.Bands, static band => band.Species == "*NH2OH");
        Assert.DoesNotContain(urea.Without.Truth.Bands, static band => band.Species == "*NO3-");
    }

    [Fact]
    public void One_seed_gives_one_pair()
    {
        double[][] first = RamanPairCase.Generate(RamanPairVariant.Interception, 4).With.Counts;
        Assert.Equal(first, RamanPairCase.Generate(RamanPairVariant.Interception, 4).With.Counts);
        Assert.NotEqual(first, RamanPairCase.Generate(RamanPairVariant.Interception, 5).With.Counts);
    }

    /// <summary>Mean of the three frames within 5 cm⁻¹ of a true position, above the mean of near to far cm⁻¹ on both sides.</summary>
    private static double Excess(RamanSeries series, double center, double potential, double near = 25, double far = 40)
    {
        double at = center + series.Truth.CalibrationOffset;
        double Mean(Func<double, bool> inside)
        {
            double sum = 0;
            int n = 0;
            for (int f = 0; f < series.Counts.Length; f++)
                if (series.Potential[f] == potential)
                    for (int i = 0; i < series.Shift.Length; i++)
                        if (inside(series.Shift[i] - at))
                        {
                            sum += series.Counts[f][i];
                            n++;
                        }
            return sum / n;
        }
        return Mean(static d => Math.Abs(d) < 5) - (Mean(d => d > near && d < far) + Mean(d => d < -near && d > -far)) / 2;
    }

    private static double Maximum(RamanSeries series, double from, double to) =>
        Enumerable
            .Range(0, series.Shift.Length)
            .Where(i => series.Shift[i] > from && series.Shift[i] < to)
            .MaxBy(i => series.Counts.Sum(c => c[i]))
            is int at
            ? series.Shift[at]
            : 0;
}
