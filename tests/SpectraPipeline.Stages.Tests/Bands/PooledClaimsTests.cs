using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class PooledClaimsTests
{
    [Fact]
    public void Samples_that_agree_to_the_frame_are_known_to_the_frame()
    {
        ReplicateRow row = Pooled(out _).Rows<ReplicateRow>().Single(r => r.Quantity == "onset-time");
        Assert.Equal((55, 0, 3), (row.Mean, row.Sd, row.N));
        Assert.True(row.High - row.Low >= 5 - 1e-9, $"{row.Low} to {row.High}");
        Assert.Contains("agree better than their own errors", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_samples_make_one_claim_with_their_number()
    {
        TableSet own = Pooled(out TableSet other);
        ClaimRow claim = Assert.Single(own.Rows<ClaimRow>());
        Assert.Equal("s3/track-1/evolution", claim.Id);
        Assert.StartsWith(
            "The band at 2050.0 cm-1 (in 3 of 3 samples) begins at 55 s (95 %: 52.5 to 57.5, n = 3); it changes with tau = ",
            claim.Statement,
            StringComparison.Ordinal
        );
        Assert.EndsWith("n = 3), first-order.", claim.Statement, StringComparison.Ordinal);
        Assert.Equal("tracks s3/1; tracks s1/1; tracks s2/1", claim.Supports);
        // The others leave it to that series.
        BandTables.Run(new Replicates { PooledIn = "s3" }, other);
        Assert.Empty(other.Rows<ClaimRow>());
    }

    private static TableSet Pooled(out TableSet other)
    {
        var others = new Dictionary<string, TableSet> { ["s1"] = Sample("s1", 41.2, null), ["s2"] = Sample("s2", 38.4, null) };
        TableSet own = Sample("s3", 36.4, others);
        other = others["s1"];
        BandTables.Run(new Replicates { Samples = ["s1", "s2"] }, own);
        return own;
    }

    private static TableSet Sample(string id, double tau, Dictionary<string, TableSet>? others)
    {
        var card = new SeriesCard { Id = id };
        TableSet set = others is null ? new TableSet(card, null) : new TableSet(card, null, others);
        set.Set<TrackRow>([
            new()
            {
                Series = id,
                Track = 1,
                Center = 2050,
                Fwhm = 12,
                Sign = 1,
                OnsetTimeS = 55,
                OnsetTimeSLow = 50,
                OnsetTimeSHigh = 55,
                TauS = tau,
                TauSSe = 1,
                KineticModel = "first-order: 50 frames",
            },
        ]);
        set.Set<ClaimRow>([
            new()
            {
                Id = id + "/track-1/evolution",
                Statement = "The band at 2050.0 cm-1 begins at 55 s.",
                Verdict = "supported",
            },
        ]);
        return set;
    }
}
