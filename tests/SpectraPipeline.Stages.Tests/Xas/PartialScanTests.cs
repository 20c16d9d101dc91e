using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;
using Crop = SpectraPipeline.Stages.Shape.Crop;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>A scan that was aborted at k = 7 beside whole ones, as partial: keep hands it on.</summary>
public sealed class PartialScanTests
{
    private static readonly double[] s_energy = FaultyScan.Grid();
    private static readonly int s_measured = Array.FindIndex(s_energy, e => e > FaultyScan.Edge + (49 * 3.81));

    [Fact]
    public void The_chain_gives_what_the_scan_has_and_says_how_far()
    {
        var steps = new FrameStage[]
        {
            new Crop { To = 10500 },
            new Normalize { E0 = 9659 },
            new Autobk(),
        };
        FrameStageRun run = FrameStageRun.Of(Series(s_measured), null, steps);
        Assert.All(run.Output.Faults, Assert.Null);
        Assert.Contains(run.Findings.Notes, n => n.Code == "k-range-short" && n.Frame == 2);
        // The same as the part alone through the same steps.
        double[] energy = s_energy[..s_measured];
        double[] mu = Mu(2)[..s_measured];
        double[] alone = XasChain.Run(energy, [mu], new Normalize { E0 = 9659 }, new Autobk()).Values(1, "chi");
        Assert.Equal(alone, run.Output.Primary[2][..alone.Length].ToArray());
        Assert.All(run.Output.Primary[2][alone.Length..].ToArray(), v => Assert.Equal(0, v));
        // And nothing changes for the others.
        int cut = Array.FindIndex(s_energy, e => e > 10500);
        double[] whole = XasChain.Run(s_energy[..cut], [Mu(1)[..cut]], new Normalize { E0 = 9659 }, new Autobk()).Values(1, "chi");
        Assert.Equal(whole, run.Output.Primary[1].ToArray());
    }

    [Fact]
    public void A_scan_aborted_at_the_edge_is_a_fault_of_its_own()
    {
        int measured = Array.FindIndex(s_energy, e => e > FaultyScan.Edge + 3);
        FrameStageRun run = FrameStageRun.Of(Series(measured), null, new Normalize { E0 = 9659 }, new Autobk());
        Assert.Equal([2], Enumerable.Range(0, 5).Where(f => run.Output.Faults[f] is not null));
    }

    [Fact]
    public void Quality_names_it_and_the_merge_takes_it_as_far_as_it_goes()
    {
        SpectralSeries input = Series(s_measured);
        var findings = new Findings("s", "q");
        new Quality().Run(input, About(input), findings);
        List<ScanQualityRow> rows = findings.List<ScanQualityRow>();
        Assert.Equal(["", "", "partial", "", ""], rows.Select(r => r.Why));
        Assert.InRange(rows[2].KMaxUsable, 6.5, 7.01);
        SpectralSeries merged = new Merge().Run(input, About(input), new Findings("s", "merge"));
        int behind = s_measured + 20;
        Assert.Equal(new[] { 0, 1, 3, 4 }.Average(f => Mu(f)[behind]), merged.Primary[0][behind], 1e-12);
        Assert.Equal(Enumerable.Range(0, 5).Average(f => Mu(f)[200]), merged.Primary[0][200], 1e-12);
    }

    private static SpectralSeries Series(int measured)
    {
        int points = s_energy.Length;
        double[] values = [.. Enumerable.Range(0, 5).SelectMany(Mu)];
        bool[] mask = [.. Enumerable.Repeat(true, values.Length)];
        for (int i = measured; i < points; i++)
            (values[(2 * points) + i], mask[(2 * points) + i]) = (values[(2 * points) + measured - 1], false);
        return new(
            "s",
            new Axis("energy", Unit.ElectronVolt, s_energy),
            [new Channel("mu", new Signal(SignalKind.Mu), 5, points, values, mask: mask)],
            [.. Enumerable.Range(0, 5).Select(f => new FrameInfo { Frame = f, File = $"{f}.xdi" })]
        );
    }

    private static double[] Mu(int frame) => new FaultyScan().Mu(s_energy, new NoiseSource((ulong)frame + 1));

    private static StageInput About(SpectralSeries input) =>
        new()
        {
            Card = new SeriesCard { Id = "s", Technique = "xas" },
            Axis = input.Axis,
            Channel = "mu",
            Signal = input.Signal,
            Frames = input.Frames,
            Run = new RunContext(TimeProvider.System),
        };
}
