using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class TiedPositionsTests
{
    private const string Holds = "holds: smooth is no better (F = 0.8, p = 0.6, ΔBIC = -20)";

    [Fact]
    public void A_line_that_the_fit_assumed_has_the_slope_error_and_test_of_the_fit()
    {
        // Exactly on a line with tiny errors, as a fit with center: linear leaves its positions.
        TableSet set = Tied("linear", Holds, slope: 58.57, slopeSe: 0.40);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal((58.57, 0.40), (track.StarkCm1PerV, track.StarkCm1PerVSe));
        Assert.StartsWith("linear: 58.57 ± 0.40 cm-1/V over -0.200 to 0.590 V", track.StarkVerdict, StringComparison.Ordinal);
        Assert.Contains(
            "fitted as one by peaks.fit-series with center: linear, which " + Holds,
            track.StarkVerdict,
            StringComparison.Ordinal
        );
        Assert.EndsWith("moves with potential by 58.57 ± 0.40 cm-1/V, on one line.", Claim(set).Statement, StringComparison.Ordinal);
        Assert.Equal("supported", Claim(set).Verdict);
    }

    [Fact]
    public void A_line_that_the_spectra_contradict_is_not_on_one_line_and_undecided()
    {
        TableSet set = Tied("linear", "does not hold: smooth is better by ΔBIC = 270 (F = 42, p = 2.3e-67)", slope: 58.57, slopeSe: 0.10);
        Assert.StartsWith("curved: 58.57 ± 0.10", set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
        Assert.EndsWith("over all, though not on one line.", Claim(set).Statement, StringComparison.Ordinal);
        Assert.Equal("undecided", Claim(set).Verdict);
    }

    [Theory]
    [InlineData("shared", "potential", "not-determined: the fit assumed one position")]
    [InlineData("smooth", "potential", "not-determined: the fit tied the positions of neighbouring frames")]
    [InlineData("linear", "time", "not-determined: the fit assumed a position that is linear in time")]
    public void Other_ties_have_no_slope_and_no_claim(string kind, string against, string said)
    {
        TableSet set = Tied(kind, Holds, against: against);
        Assert.True(double.IsNaN(set.Rows<TrackRow>()[0].StarkCm1PerV));
        Assert.StartsWith(said, set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
        Assert.Empty(set.Rows<ClaimRow>());
    }

    [Fact]
    public void Tied_positions_have_no_loop()
    {
        TableSet set = Tied("linear", Holds);
        BandTables.Run(new Hysteresis(), set);
        HysteresisRow row = set.Rows<HysteresisRow>().Single(h => h.Quantity == "position");
        Assert.Equal("not determined", row.Verdict);
        Assert.Contains("tied the positions (center: linear)", row.Note, StringComparison.Ordinal);
    }

    private static ClaimRow Claim(TableSet set) => Assert.Single(set.Rows<ClaimRow>());

    private static TableSet Tied(string kind, string verdict, string against = "potential", double slope = 57, double slopeSe = 0.5)
    {
        var tables = new BandTables(160, f => f < 80 ? 0.59 - (0.01 * f) : -0.2 + (0.01 * (f - 80)));
        for (int f = 0; f < 160; f++)
            tables.Band(f, 2096 + (kind == "shared" ? 0 : 57 * tables.Frames[f].PotentialV), centerSe: 0.02, truth: 1);
        TableSet set = tables.With(b => b with { Step = "peaks.fit-series" }).Set();
        set.Set<BandTrendRow>([
            new()
            {
                Series = BandTables.Series,
                Step = "peaks.fit-series",
                Band = 1,
                Parameter = "center",
                Kind = kind,
                Against = against,
                Reference = 0.195,
                Value = 2107,
                Slope = kind == "linear" ? slope : double.NaN,
                SlopeSe = kind == "linear" ? slopeSe : double.NaN,
                Frames = 160,
                Alternative = "smooth",
                Verdict = verdict,
            },
        ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        return set;
    }
}
