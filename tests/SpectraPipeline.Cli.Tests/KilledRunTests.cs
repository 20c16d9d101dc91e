using SpectraPipeline.Kills;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Ten moments of <c>./kills</c>, the study that kills a run at 200: a run is killed as by the operating system, nothing that lies there looks
/// finished, and --resume gives what an unbroken run gives.</summary>
public sealed class KilledRunTests
{
    private const double Size = 0.4;
    private const int MoreTries = 4;

    /// <summary>Five moments by the time, all over the run, and five that the folder is watched for: phases that are too short to be met by the time.</summary>
    private static readonly KillMoment[] s_moments =
    [
        new(KillMoment.IsDrawn, 0.12),
        new("the first block is there", null, Again: 0.5),
        new(KillMoment.IsDrawn, 0.37),
        new("all spectra are stored", null),
        new(KillMoment.IsDrawn, 0.58, Over: true),
        new("tables are being stored", null),
        new(KillMoment.IsDrawn, 0.76, Again: 0.7),
        new("figures are being drawn", null),
        new(KillMoment.IsDrawn, 0.93),
        new("the manifest is there", null),
    ];

    [Fact]
    public void A_killed_run_looks_unfinished_and_resumes_to_what_an_unbroken_run_gives()
    {
        using var work = new Workspace();
        var study = new KillStudy(work.Root, Size);
        List<KillRecord> records = [.. s_moments.Select((moment, i) => study.Kill(i + 1, moment))];
        // On a busy machine the blocks of a series may all come between two looks at the folder.
        while (!records.Exists(r => r.AmidSeries) && records.Count < s_moments.Length + MoreTries)
            records.Add(study.Kill(records.Count + 1, s_moments[1]));
        foreach (KillRecord r in records)
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{r.Moment} {r.Seconds:F2} s: {r.Phase}, {r.AgainPhase}, {r.Blocks} blocks, amid {r.AmidSeries}, ended {r.Ended}"
            );
        Assert.Empty(records.SelectMany(r => r.Problems.Select(p => $"{r.Moment.Name} {r.Moment.Fraction} at {r.Phase}: {p}")));
        // A run that is faster than its kill is whole, which was looked at too; but then nothing was killed.
        Assert.True(records.Count(r => !r.Ended) >= 6, "fewer than six runs were met");
        Assert.Contains(records, r => r.AmidSeries);
    }
}
