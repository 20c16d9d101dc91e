using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class EvolutionClaimsTests
{
    [Fact]
    public void One_sentence_says_onset_and_slope_and_is_written_anew()
    {
        var tables = new BandTables(60, f => -0.3 + (0.02 * f));
        var random = new Random(3);
        for (int f = 0; f < 60; f++)
            tables.Band(
                f,
                2095 + (50 * ((0.02 * f) - 0.3)) + (0.2 * BandTables.Normal(random)),
                height: f < 10 ? 0.02 : 1,
                snr: f < 10 ? 1 : 50
            );
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        BandTables.Run(new Stark(), set);
        BandTables.Run(new Stark(), set);
        ClaimRow claim = Assert.Single(set.Rows<ClaimRow>());
        Assert.Equal("s/track-1/evolution", claim.Id);
        Assert.Equal("supported", claim.Verdict);
        Assert.Matches(
            @"^The band at 21\d\d\.\d cm-1 begins at 10 s \(95 %: [89] to 10\), -0\.100 V \(95 %: -0\.1[24] to -0\.1\); it moves with potential by (49|50)\.\d\d ± 0\.\d\d cm-1/V, on one line\.$",
            claim.Statement
        );
    }

    [Fact]
    public void A_bent_line_names_the_slopes_of_its_windows()
    {
        var tables = new BandTables(80, f => -0.4 + (0.01 * f));
        var random = new Random(3);
        for (int f = 0; f < 80; f++)
            tables.Band(f, 2095 + ((f < 40 ? 20 : 70) * ((0.01 * f) - 0.4)) + (0.1 * BandTables.Normal(random)), centerSe: 0.1);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        Assert.Matches(
            @"over all, though not on one line: \d+\.\d+ ± 0\.\d+ from -0\.400 to .* V, .* to 0\.390 V\.$",
            Assert.Single(set.Rows<ClaimRow>()).Statement
        );
    }

    [Fact]
    public void A_time_constant_is_said_with_its_error()
    {
        var tables = new BandTables(60);
        var random = new Random(3);
        for (int f = 0; f < 60; f++)
            tables.Band(f, 1662, height: 1 - Math.Exp(-(f + 1) / 15.0) + (0.01 * BandTables.Normal(random)), snr: 50);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        Assert.Empty(set.Rows<ClaimRow>());
        BandTables.Run(new Kinetics(), set);
        Assert.Matches(@"approaches its plateau with tau = 1\d\.\d+ ± 0\.\d+ s\.$", Assert.Single(set.Rows<ClaimRow>()).Statement);
    }

    [Fact]
    public void A_band_that_grows_and_decays_is_not_said_to_approach_a_plateau()
    {
        TableSet set = OnsetTests.Grow(80, 10, t => 4 * (Math.Exp(-0.005 * t) - Math.Exp(-0.02 * t)), 1).Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Kinetics(), set);
        Assert.Matches(
            @"grows and decays, the faster of the two with tau = \d+(\.\d+)? ± .* s\.$",
            Assert.Single(set.Rows<ClaimRow>()).Statement
        );
    }
}
