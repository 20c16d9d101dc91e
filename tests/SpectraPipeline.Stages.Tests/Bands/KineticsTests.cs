using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class KineticsTests
{
    [Fact]
    public void Recovers_a_time_constant_as_often_as_its_error_promises()
    {
        int covered = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            TrackRow track = Analysed(OnsetTests.Grow(21, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), seed));
            Assert.StartsWith("first-order", track.KineticModel, StringComparison.Ordinal);
            covered += Math.Abs(track.TauS - 60) < 1.96 * track.TauSSe ? 1 : 0;
        }
        // The t distribution of 17 degrees of freedom gives 373, 2000 direct fits gave 92.8 % = 371; binomial standard deviation 5.
        Assert.InRange(covered, 356, 386);
    }

    [Fact]
    public void A_straight_line_gets_no_time_constant()
    {
        int refused = Enumerable.Range(0, 100).Count(seed => double.IsNaN(Analysed(OnsetTests.Grow(40, 1, t => 0.05 * t, seed)).TauS));
        // AICc is 2 lower by chance when chi2(1) > 4.4 on the curved side: about 2 in 100.
        Assert.InRange(refused, 93, 100);
    }

    [Fact]
    public void Too_few_frames_or_a_moving_potential_are_said()
    {
        Assert.Equal(
            "not-determined: 5 frames after the onset, 8 are needed",
            Analysed(OnsetTests.Grow(6, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), 1)).KineticModel
        );
        Assert.StartsWith(
            "not-determined: the potential changes by",
            Analysed(OnsetTests.Grow(21, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), 1, f => -0.05 * f)).KineticModel,
            StringComparison.Ordinal
        );
    }

    private static TrackRow Analysed(BandTables tables)
    {
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        BandTables.Run(new Kinetics(), set);
        return Assert.Single(set.Rows<TrackRow>());
    }
}
