using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

/// <summary>A mask set by one step goes with the spectra through blocks, store and reuse.</summary>
public sealed class MaskTests : IDisposable
{
    // More than one block: a block holds 512 frames of such spectra.
    private const int Frames = 520;
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly);
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Steps(string fit = "{ bands: [{ center: 1150, fwhm: 30 }] }") =>
        "shape.mask: { regions: [1200..1220, 1290..] }|baseline.arpls: {}|peaks.fit: " + fit;

    [Fact]
    public void A_mask_reaches_the_fit_in_every_block()
    {
        _folder.WithFrames(Frames).Run(RunFolder.Yaml(Steps()), s_stages);
        // 145 points up to 1288, 11 of them from 1200 to 1220.
        Assert.Contains($"134,{Frames}", _folder.Query("select points, count(*) from fits group by 1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("last")]
    public void A_reused_step_hands_its_mask_to_the_step_that_runs(string keep)
    {
        _folder.WithFrames(20);
        const string changed = "{ shape: gaussian, bands: [{ center: 1210, fwhm: 30 }] }";
        string more = $"    keep: {keep}\n";
        _folder.Run(RunFolder.Yaml(Steps(), more), s_stages);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Steps(changed), more), s_stages);
        Assert.Contains(again.Decisions!, d => d.Step == "baseline.arpls" && d.IsReused);
        string fresh = Path.Combine(_folder.Root, "fresh");
        _folder.Run(RunFolder.Yaml(Steps(changed), more), s_stages, to: fresh, fresh: true);
        const string query = "select frame, center, height, area from bands order by 1, 2";
        Assert.Equal(_folder.Query(query, fresh), _folder.Query(query));
        Assert.Contains("134,20", _folder.Query("select points, count(*) from fits group by 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_jump_of_the_axis_is_said_with_what_to_do()
    {
        _folder.WithFrames(2);
        foreach (string file in Directory.EnumerateFiles(_folder.Root, "frame-*.csv"))
            File.WriteAllLines(file, File.ReadAllLines(file).Where((_, i) => i is < 60 or > 100));
        RunOutcome outcome = _folder.Run(RunFolder.Yaml("shape.smooth: {}"), s_stages);
        Assert.Contains(
            outcome.Warnings,
            w =>
                w.Contains("jumps from 1116 to 1200", StringComparison.Ordinal)
                && w.Contains("shape.mask: { regions: [1116..1200] }", StringComparison.Ordinal)
        );
    }
}
