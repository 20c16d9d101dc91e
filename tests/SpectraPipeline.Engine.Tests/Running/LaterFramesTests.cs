using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

/// <summary>Steps after a stage that needed all frames at once.</summary>
public sealed class LaterFramesTests : IDisposable
{
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly, typeof(LaterFramesTests).Assembly);
    private readonly RunFolder _folder = new RunFolder().WithFrames(40);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_doubt_of_a_later_step_reaches_the_frames()
    {
        RunOutcome outcome = _folder.Run(
            RunFolder.Yaml("test.subtract-mean: {}|peaks.fit: { max-iterations: 1, bands: [{ center: 1150, fwhm: 3 }] }"),
            s_stages
        );
        string flagged = _folder.Query("select count(distinct frame) from faults where step = 'peaks.fit' and severity = 'flagged'");
        Assert.DoesNotContain("\n0", flagged, StringComparison.Ordinal);
        Assert.Equal(
            flagged.Split('\n')[1].Trim(),
            _folder.Query("select count(*) from frames where status = 'flagged' and message like '%'").Split('\n')[1].Trim()
        );
        Assert.Equal(40, outcome.Frames);
    }

    [Fact]
    public void Means_are_frames_of_their_own_to_later_steps_and_the_frames_read_stay()
    {
        File.WriteAllLines(
            Path.Combine(_folder.Root, "frames.csv"),
            Enumerable
                .Range(0, 40)
                .Select(f => FormattableString.Invariant($"frame-{f:D4}.csv,{f},{0.01 * f}"))
                .Prepend("file,time_s,potential_v")
        );
        _folder.Run(
            RunFolder.Yaml(
                "shape.average: { group: 2 }|peaks.fit: { background-degree: 1, bands: [{ center: 1150, fwhm: 25 }] }|bands.track: {}|bands.stark: {}",
                "    frames: frames.csv\n"
            ),
            s_stages
        );
        Assert.Equal("count_star()\n40\n", _folder.Query("select count(*) from frames").Replace("\r", "", StringComparison.Ordinal));
        Assert.Contains("17,18,19", _folder.Query("select string_agg(frame, ',' order by frame) from bands"), StringComparison.Ordinal);
        Assert.Contains("20,0.5,38.5", _folder.Query("select count(*), min(time_s), max(time_s) from averages"), StringComparison.Ordinal);
        // The band moves by 0.5 a frame and 0.01 V a frame: 50 a volt, when the potentials are those of the means.
        string slope = _folder.Query("select round(stark_cm1_per_v) from tracks").Split('\n')[1].Trim();
        Assert.Contains(slope, (string[])["49", "50", "51", "49.0", "50.0", "51.0"]);
    }
}
