using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class MergeTests
{
    private static readonly double[] s_energy = FaultyScan.Grid();

    [Fact]
    public void Gives_mean_and_error_as_channel_and_as_sigma_and_says_which_frames()
    {
        (SpectralSeries merged, Findings findings) = Run(
            [.. Enumerable.Repeat(new FaultyScan { Noise = 1e-3 }, 6)],
            new Merge { Group = new FrameGroup(3) }
        );
        Assert.Equal(2, merged.Frames);
        Assert.Equal(merged["sigma"].Values, merged.Primary.Sigma);
        Assert.Equal(1e-3 / Math.Sqrt(3), merged.Primary.Sigma!.Average(), 0.06e-3);
        Assert.Equal([(0, 2, 3), (3, 5, 3)], findings.List<AverageRow>().Select(r => (r.FirstFrame, r.LastFrame, r.Frames)));
    }

    [Fact]
    public void An_outlier_is_named_with_its_reason_and_left_out_unless_kept()
    {
        FaultyScan[] scans =
        [
            new(),
            new(),
            new() { EnergyShift = 0.5 },
            new(),
            new() { Noise = 5e-3 },
            new(),
            new() { JumpAt = 9900, JumpBy = 0.05 },
        ];
        (SpectralSeries merged, Findings findings) = Run(scans, new Merge());
        Assert.Equal(4, Assert.Single(findings.List<AverageRow>()).Frames);
        FaultRow[] notes = [.. findings.Notes.Where(n => n.Code == "scan-outlier")];
        Assert.Equal([2, 4, 6], notes.Select(n => n.Frame).Order());
        Assert.Contains("+0.5", notes.Single(n => n.Frame == 2).Message);
        Assert.Contains("noise is 0.00", notes.Single(n => n.Frame == 4).Message);
        Assert.Contains("a jump", notes.Single(n => n.Frame == 6).Message);
        Assert.Equal(7, Assert.Single(Run(scans, new Merge { Outliers = ScanOutliers.Keep }).Findings.List<AverageRow>()).Frames);
        Assert.Equal(5e-4 / 2, merged.Primary.Sigma!.Average(), 0.03e-3);
    }

    [Fact]
    public void Faulted_frames_are_left_out_and_a_group_of_them_is_a_fault()
    {
        SpectralSeries input = Series([.. Enumerable.Repeat(new FaultyScan(), 4)]);
        input.Faults[2] = input.Faults[3] = new Fault("read", "bad", "bad");
        input.Primary.Row(2).Fill(double.NaN);
        input.Primary.Row(3).Fill(double.NaN);
        SpectralSeries merged = new Merge { Group = new FrameGroup(2) }.Run(input, About(input), new Findings("s", "merge"));
        Assert.Null(merged.Faults[0]);
        Assert.Equal("nothing-to-merge", merged.Faults[1]!.Code);
    }

    [Fact]
    public void Where_a_scan_has_no_points_the_others_are_averaged_and_nothing_is_extrapolated()
    {
        SpectralSeries plain = Series([.. Enumerable.Repeat(new FaultyScan(), 3)]);
        bool[] mask = [.. Enumerable.Repeat(true, plain.Primary.Values.Length)];
        int points = s_energy.Length;
        // The second scan begins 100 eV later than the others.
        int late = Array.FindIndex(s_energy, e => e >= 9559);
        for (int i = 0; i < late; i++)
        {
            mask[points + i] = false;
            plain.Primary.Row(1)[i] = 1e3;
        }
        var input = new SpectralSeries(
            "s",
            plain.Axis,
            [new Channel("mu", plain.Signal, 3, points, plain.Primary.Values, mask: mask)],
            plain.Info
        );
        SpectralSeries merged = new Merge().Run(input, About(input), new Findings("s", "merge"));
        for (int i = 0; i < late; i++)
            Assert.Equal((plain.Primary[0][i] + plain.Primary[2][i]) / 2, merged.Primary[0][i], 1e-12);
        Assert.All(merged.Primary.Mask!, Assert.True);
    }

    [Fact]
    public void Repeated_scans_of_nickel_oxide_scatter_about_their_mean_by_the_error_that_is_given()
    {
        const string file = "corpus/xas/larch/prj/NiO.prj";
        Assert.SkipWhen(Corpus.Path(file) is null, "needs the shared corpus: " + file);
        SpectrumData[] scans =
        [
            .. ReaderCatalog
                .Default.Read(Corpus.Path(file)!, new ReadHints("xas"))
                .Spectra.Where(s => s.Title.StartsWith("NiO.", StringComparison.Ordinal))
                .DistinctBy(s => s.Title),
        ];
        double[] energy = scans[0].X;
        // Five before and five after a gap in the numbering, merged apart: two independent answers with their errors.
        SpectralSeries input = Of(energy, [.. scans.Select(s => s.Channels[0].Values)]);
        var findings = new Findings("s", "merge");
        SpectralSeries merged = new Merge { Group = new FrameGroup(5) }.Run(input, About(input), findings);
        var comparison = new ScanComparison(energy);
        comparison.SetReference(merged.Primary[0], 8344);
        comparison.Compare(merged.Primary[1]);
        int first = Array.FindIndex(energy, e => e > 8600);
        double ratio = 0;
        for (int i = first; i < energy.Length; i++)
        {
            double smooth = Enumerable.Range(i - 5, 11).Where(j => j < energy.Length).Average(j => comparison.Residual[j]),
                expected = Math.Pow(merged.Primary.Sigma![i], 2) + Math.Pow(merged.Primary.Sigma[energy.Length + i], 2);
            ratio += Math.Pow(comparison.Residual[i] - smooth, 2) / (expected * (1 - (1.0 / 11)));
        }
        ratio /= energy.Length - first;
        Assert.True(ratio is > 0.5 and < 2, $"{ratio:F2}; {string.Join("; ", findings.Notes.Select(n => n.Message))}");
    }

    private static (SpectralSeries Merged, Findings Findings) Run(FaultyScan[] scans, Merge merge)
    {
        SpectralSeries input = Series(scans);
        var findings = new Findings("s", "merge");
        return (merge.Run(input, About(input), findings), findings);
    }

    private static SpectralSeries Series(FaultyScan[] scans)
    {
        var noise = new NoiseSource(9);
        return Of(s_energy, [.. scans.Select(s => s.Mu(s_energy, noise))]);
    }

    private static SpectralSeries Of(double[] energy, double[][] frames) =>
        new(
            "s",
            new Axis("energy", Unit.ElectronVolt, energy),
            [new Channel("mu", new Signal(SignalKind.Mu), frames.Length, energy.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = $"{f}.xdi" })]
        );

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
