using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>What may not be claimed: movement within the error, an onset potential at rest, a plateau out of sight, a loop of steps.</summary>
public sealed class HonestClaimsTests
{
    [Fact]
    public void A_slope_within_its_error_is_no_movement()
    {
        var random = new Random(3);
        var tables = new BandTables(80, f => -0.4 + (0.01 * f));
        for (int f = 0; f < 80; f++)
            tables.Band(f, 2050 + (0.3 * BandTables.Normal(random)), fwhm: 20 + (4 * BandTables.Normal(random)), centerSe: 0.3);
        TableSet set = tables.Set(bands: tables.Bands.Select(b => b with { FwhmSe = 4 }));
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        ClaimRow claim = Assert.Single(set.Rows<ClaimRow>());
        Assert.Matches(
            @"does not move with potential within ± \d\.\d+ cm-1/V, and two bands that trade their heights are not excluded\.$",
            claim.Statement
        );
        Assert.Equal("consistent", claim.Verdict);
    }

    [Fact]
    public void Rest_that_leaves_room_for_a_slope_is_undecided()
    {
        var random = new Random(3);
        var tables = new BandTables(30, f => -0.1 + (0.01 * f));
        for (int f = 0; f < 30; f++)
            tables.Band(f, 2050 + (4 * BandTables.Normal(random)), centerSe: 4);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        ClaimRow claim = Assert.Single(set.Rows<ClaimRow>());
        Assert.Contains("does not move with potential within ± ", claim.Statement, StringComparison.Ordinal);
        Assert.Equal("undecided", claim.Verdict);
    }

    [Fact]
    public void A_small_error_is_written_with_its_digits()
    {
        var random = new Random(3);
        var tables = new BandTables(80, f => -0.4 + (0.01 * f));
        for (int f = 0; f < 80; f++)
            tables.Band(f, 2050 + (0.5 * f) + (0.01 * BandTables.Normal(random)), centerSe: 0.01);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Stark(), set);
        Assert.DoesNotMatch(@"± 0(\.0+)?[^\d.]", set.Rows<TrackRow>()[0].StarkVerdict!);
    }

    [Fact]
    public void Steps_with_relaxation_are_no_sweep_for_hysteresis_and_direction()
    {
        TableSet set = Staircase();
        BandTables.Run(new Stark(), set);
        BandTables.Run(new Hysteresis(), set);
        Assert.All(set.Rows<HysteresisRow>(), h => Assert.Equal("not determined", h.Verdict));
        Assert.Contains(
            "no sweep: 7 potentials in the cathodic and 7 in the anodic",
            set.Rows<HysteresisRow>()[0].Note,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hysteresis", set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
        Assert.Contains("directions not compared, no sweep", set.Rows<TrackRow>()[0].StarkVerdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_small_steps_with_long_rests_are_no_sweep_and_a_noisy_sweep_is_one()
    {
        var random = new Random(5);
        double[] rests = [.. Enumerable.Range(0, 400).Select(i => 0.04 * Math.Abs(20 - (i / 10)) + (0.0005 * BandTables.Normal(random)))],
            sweeps = [.. Enumerable.Range(0, 400).Select(i => 0.004 * Math.Abs(200 - i) + (0.008 * BandTables.Normal(random)))];
        Assert.StartsWith("no sweep: the potential rests", PotentialSteps.Of(rests, ScanDirection.Of(rests)), StringComparison.Ordinal);
        Assert.Null(PotentialSteps.Of(sweeps, ScanDirection.Of(sweeps)));
    }

    [Fact]
    public void The_offset_in_the_note_stands_in_its_column()
    {
        // Half heights that only one scan passes: the area alone tells.
        var random = new Random(2);
        var tables = new BandTables(122, f => f <= 60 ? 0.3 - (0.01 * f) : -0.295 + (0.01 * (f - 61)), 5);
        for (int f = 0; f < 122; f++)
            tables.Band(
                f,
                2000,
                1 + (0.4 * tables.Frames[f].PotentialV) + (f <= 60 ? 0 : 1) + (0.01 * BandTables.Normal(random)),
                snr: 200
            );
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Hysteresis(), set);
        HysteresisRow row = set.Rows<HysteresisRow>()[0];
        Assert.Equal("hysteresis", row.Verdict);
        Assert.True(double.IsNaN(row.SeparationV));
        Assert.Contains(
            FormattableString.Invariant($"an offset of the clock of {row.OffsetThatExplainsS:0.###} s"),
            row.Note,
            StringComparison.Ordinal
        );
        Assert.True(double.IsFinite(row.OffsetThatExplainsS));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void At_a_potential_that_rests_or_was_not_known_there_is_no_onset_potential(int firstKnown)
    {
        BandTables tables = OnsetTests.Grow(
            40,
            1,
            t => t < 5 ? 0 : 1,
            4,
            f =>
                firstKnown < 0 ? 0
                : f < firstKnown ? double.NaN
                : -0.01 * f
        );
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal(5, track.OnsetTimeS);
        Assert.True(
            double.IsNaN(track.OnsetPotentialV) && double.IsNaN(track.OnsetPotentialVLow) && double.IsNaN(track.OnsetPotentialVHigh)
        );
        Assert.StartsWith("not-determined: ", set.Rows<OnsetRow>().Single(o => o.Against == "potential").Note, StringComparison.Ordinal);
        Assert.DoesNotContain(" V", Assert.Single(set.Rows<ClaimRow>()).Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_of_a_band_that_is_always_there_is_named_by_its_side()
    {
        TableSet set = OnsetTests.Grow(30, 1, _ => 1, 4, f => 0.2 - (0.01 * f)).Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.EndsWith(
            "that frame is the upper limit",
            set.Rows<OnsetRow>().Single(o => o.Against == "time").Note,
            StringComparison.Ordinal
        );
        OnsetRow potential = set.Rows<OnsetRow>().Single(o => o.Against == "potential");
        Assert.Equal(0.2, potential.Low);
        Assert.Contains("that frame is the lower limit, for the potential falls", potential.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_constant_beyond_the_record_is_said_to_have_no_plateau_in_sight()
    {
        TableSet set = OnsetTests.Grow(400, 1, t => 6 * (1 - Math.Exp(-t / 500)), 2).Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Kinetics(), set);
        Assert.True(set.Rows<TrackRow>()[0].TauS > 399);
        Assert.Contains("no plateau in sight", set.Rows<TrackRow>()[0].KineticModel, StringComparison.Ordinal);
        ClaimRow claim = Assert.Single(set.Rows<ClaimRow>());
        Assert.Contains("no plateau in sight", claim.Statement, StringComparison.Ordinal);
        Assert.DoesNotContain("approaches its plateau", claim.Statement, StringComparison.Ordinal);
        Assert.NotEqual("supported", claim.Verdict);
    }

    [Fact]
    public void Times_that_fall_give_no_rate_and_no_onset_in_time()
    {
        BandTables tables = OnsetTests.Grow(60, 1, t => t < 20 ? 0 : 2 * (1 - Math.Exp(-(t - 19) / 8)), 3);
        TableSet set = tables.Set();
        set.Set<FrameRow>([.. tables.Frames.Select(f => f with { TimeS = f.Frame < 30 ? f.Frame : f.Frame - 30 })]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.StartsWith(
            "not-determined: the times fall, 0 s comes after 29 s",
            set.Rows<TrackRow>()[0].OnsetMethod,
            StringComparison.Ordinal
        );
        BandTables.Run(new Kinetics { Start = 0 }, set);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.True(double.IsNaN(track.OnsetTimeS) && double.IsNaN(track.TauS));
        Assert.StartsWith("not-determined: the times fall", track.KineticModel, StringComparison.Ordinal);
        Assert.Empty(set.Rows<ClaimRow>());
    }

    [Fact]
    public void A_ratio_that_runs_is_not_one_ratio_and_its_interval_holds_the_run()
    {
        TableSet set = RatioTests.Pair(30, f => 1.67 * f / 29, 0.01, 1).Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Ratio { Numerator = 1662, Denominator = 1004 }, set);
        BandRatioRow row = Assert.Single(set.Rows<BandRatioRow>());
        Assert.Equal("not one ratio", row.Verdict);
        Assert.Contains("not one ratio", row.Note, StringComparison.Ordinal);
        Assert.True(row.RatioLow < 0.15 && row.RatioHigh > 1.6, $"{row.RatioLow} to {row.RatioHigh}");
    }

    /// <summary>Seven potentials down and seven up, each held for 15 frames of 1 s; size and position follow with 3 s.</summary>
    private static TableSet Staircase()
    {
        var random = new Random(7);
        double[] steps = [0.3, 0.2, 0.1, 0, -0.1, -0.2, -0.3, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3];
        var tables = new BandTables(14 * 15, f => steps[f / 15] + (0.0002 * BandTables.Normal(random)));
        double seen = steps[0];
        for (int f = 0; f < tables.Frames.Count; f++)
        {
            seen += (1 - Math.Exp(-1 / 3.0)) * (steps[f / 15] - seen);
            tables.Band(
                f,
                2050 + (40 * seen) + (0.1 * BandTables.Normal(random)),
                1 - seen + (0.01 * BandTables.Normal(random)),
                centerSe: 0.1
            );
        }
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        return set;
    }
}
