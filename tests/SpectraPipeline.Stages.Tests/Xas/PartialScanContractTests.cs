using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Exafs;
using SpectraPipeline.Stages.Tests.Exafs;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;
using SelfAbsorptionStage = SpectraPipeline.Stages.Xas.SelfAbsorption;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>A scan that ends early among whole ones (partial: keep) gives what it gives when it is cut and run alone; what cannot be had is a fault.</summary>
public sealed class PartialScanContractTests
{
    private const int Partial = 2;
    private static readonly double[] s_energy = FaultyScan.Grid();
    private static readonly int s_measured = Array.FindIndex(s_energy, e => e > FaultyScan.Edge + (49 * 3.81));
    private static readonly RunContext s_run = new(TimeProvider.System) { ConfigFolder = Path.Combine(Corpus.Checkout, "config") };
    private static readonly SeriesCard s_card = new()
    {
        Id = "s",
        Technique = "xas",
        Edge = "Zn K",
    };

    private static readonly Dictionary<string, FrameStage[]> s_chains = new()
    {
        ["normalize"] = [new Normalize()],
        ["normalize e0"] = [new Normalize { E0 = 9659 }],
        ["autobk"] = [new Autobk { E0 = 9659, Uncertainty = true }],
        ["background"] = [new Background { E0 = 9659 }],
        ["self-absorption"] = [new SelfAbsorptionStage { Formula = "Zn0.01C0.7N0.3", E0 = 9659 }],
        ["mback"] = [new Mback { E0 = 9659 }],
        ["deglitch"] =
        [
            new Deglitch
            {
                E0 = 9659,
                Energies = new GlitchPlaces([(9700, 9700), (9840, 9900)]),
                Find = true,
            },
        ],
        ["edge-position"] = [new Normalize { E0 = 9659 }, new EdgePosition()],
        ["edge-position reference"] = [new EdgePosition { Channel = "reference" }],
        ["fourier"] = [new Autobk { E0 = 9659 }, new Fourier { KMax = 5.5 }],
        ["wavelet"] = [new Autobk { E0 = 9659 }, new Wavelet { KMax = 5.5 }],
    };

    public static TheoryData<string> Chains => [.. s_chains.Keys];

    [Theory, MemberData(nameof(Chains))]
    public void Gives_what_the_cut_scan_gives_alone(string chain)
    {
        FrameStageRun among = FrameStageRun.Of(Series(), s_card, null, s_run, s_chains[chain]),
            alone = FrameStageRun.Of(Alone(), s_card, null, s_run, s_chains[chain]);
        Assert.Null(alone.Result.Faults[^1][0]);
        Assert.Null(among.Result.Faults[^1][Partial]);
        Assert.Equal(Energies(alone, 0), Energies(among, Partial));
        // A step that only writes rows has no output.
        if (alone.Result.Outputs[^1] is null)
            return;
        foreach (Channel channel in alone.Output.Channels)
        {
            // A map has its own rows; of the shorter axis only the beginning is shared.
            int rows = alone.Output.Axis2?.Length ?? 1,
                columns = alone.Output.Axis.Length,
                stride = among.Output.Axis.Length;
            double largest = channel.Values.Max(Math.Abs);
            for (int r = 0; r < rows; r++)
            for (int i = 0; i < columns; i++)
                Assert.Equal(channel[0][(r * columns) + i], among.Output[channel.Name][Partial][(r * stride) + i], 1e-9 * largest);
        }
        foreach (var (name, values) in alone.Output.Scalars)
            Assert.Equal(values[0], among.Output.Scalars[name][Partial], 1e-9);
        Assert.Equal(
            alone.Findings.Notes.Count(n => n.Code == "glitch"),
            among.Findings.Notes.Count(n => n.Code == "glitch" && n.Frame == Partial)
        );
    }

    [Fact]
    public void Chi_behind_its_end_is_masked_and_no_step_reads_it()
    {
        var steps = new FrameStage[] { new Autobk { E0 = 9659 } };
        SpectralSeries chi = FrameStageRun.Of(Series(), s_card, null, s_run, steps).Output;
        int reached = chi.Primary.Mask!.AsSpan(Partial * chi.Points, chi.Points).LastIndexOf(true);
        Assert.InRange(chi.Axis[reached], 6.9, 7.01);
        Assert.DoesNotContain(false, chi.Primary.Mask![..(Partial * chi.Points)]);
        foreach (FrameStage stage in (FrameStage[])[new Fourier(), new Wavelet(), new Fourier { KMax = 9 }])
        {
            FrameStageRun run = FrameStageRun.Of(Series(), s_card, null, s_run, [.. steps, stage]);
            Assert.All(run.Output.Faults, (f, i) => Assert.Equal(i == Partial ? "k-range-short" : null, f?.Code));
        }
    }

    [Fact]
    public void A_fit_of_paths_reads_no_zeros_behind_the_end()
    {
        using var feff = new MadeFeff();
        var path = feff.Write("feff0001.dat", 7, 2.0, 4);
        double[] whole = MadeFeff.Chi(1, 0.001, (path, 3, 0.01, 0.006)),
            cut = [.. whole];
        int end = Array.FindIndex(MadeFeff.K, k => k > 7);
        cut.AsSpan(end).Clear();
        bool[] mask = [.. Enumerable.Range(0, 2 * whole.Length).Select(i => i < whole.Length + end)];
        var series = new SpectralSeries(
            "s",
            new Axis("k", Unit.PerAngstrom, MadeFeff.K),
            [new Channel("chi", new Signal(SignalKind.ChiK), 2, whole.Length, [.. whole, .. cut], mask: mask)],
            [new FrameInfo { Frame = 0, File = "0" }, new FrameInfo { Frame = 1, File = "1" }]
        );
        FitPaths stage = ExafsRun.Stage("paths: [ feff0001.dat ]\nk-min: 2.5\nk-max: 12\nr-min: 1\nr-max: 2.9\nk-weights: [2]");
        FrameStageRun run = FrameStageRun.Of(
            series,
            new SeriesCard { Id = "s" },
            null,
            new RunContext(TimeProvider.System) { PipelineFolder = feff.Folder },
            stage
        );
        Assert.Null(run.Output.Faults[0]);
        Assert.Equal("k-range-short", run.Output.Faults[1]?.Code);
        Assert.Contains("k-max to 7.0", run.Output.Faults[1]!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stated_edge_that_the_scan_does_not_reach_is_not_replaced()
    {
        int before = Array.FindIndex(s_energy, e => e > FaultyScan.Edge - 5);
        FrameStageRun run = FrameStageRun.Of(Series(before), s_card, null, s_run, new Normalize { E0 = 9659 });
        Assert.Equal("edge-not-reached", run.Output.Faults[Partial]?.Code);
        int behind = Array.FindIndex(s_energy, e => e > FaultyScan.Edge + 15);
        run = FrameStageRun.Of(Series(behind), s_card, null, s_run, new Normalize { E0 = 9659 });
        Assert.Equal([Partial], run.Findings.Notes.Where(n => n.Code == "post-edge-short").Select(n => n.Frame));
    }

    [Fact]
    public void A_difference_to_a_partial_reference_ends_where_the_reference_does()
    {
        var steps = new FrameStage[]
        {
            new Normalize { E0 = 9659 },
            new DifferenceSpectra { Reference = new FrameSelection(Partial, Partial) },
        };
        SpectralSeries difference = FrameStageRun.Of(Series(), s_card, null, s_run, steps).Output;
        Assert.Equal(s_measured, difference.Axis.Length);
        Assert.All(difference.Primary[Partial].ToArray(), d => Assert.Equal(0, d));
    }

    [Fact]
    public void The_neighbours_of_partial_scans_stay_good()
    {
        // Edge steps that drift by some per cent; three of seven scans end early.
        double[][] scans =
        [
            .. Enumerable.Range(0, 7).Select(f => new FaultyScan { EdgeStep = 1 + (0.01 * f) }.Mu(s_energy, new NoiseSource((ulong)f + 1))),
        ];
        SpectralSeries input = Masked(scans, f => f is 1 or 3 or 4 ? s_measured : s_energy.Length);
        var findings = new Findings("s", "q");
        new Quality().Run(input, About(input), findings);
        List<ScanQualityRow> rows = findings.List<ScanQualityRow>();
        Assert.All(rows, r => Assert.DoesNotContain("jump", r.Why ?? "", StringComparison.Ordinal));
        Assert.All(rows, r => Assert.DoesNotContain("glitch", r.Why ?? "", StringComparison.Ordinal));
        Assert.All(rows, r => Assert.NotEqual("bad", r.Verdict));
        Assert.All(rows, r => Assert.InRange(r.EnergyShift, -0.05, 0.05));
    }

    [Fact]
    public void A_merge_takes_other_channels_as_far_as_they_were_measured_too()
    {
        SpectralSeries input = Series();
        SpectralSeries merged = new Merge().Run(input, About(input), new Findings("s", "merge"));
        int behind = s_measured + 20;
        double expected = new[] { 0, 1, 3, 4 }.Average(f => input["reference"][f][behind]);
        Assert.Equal(expected, merged["reference"][0][behind], 1e-12);
    }

    [Fact]
    public void A_dead_scan_is_left_out_of_a_merge_and_a_dead_group_is_said()
    {
        double[] dead = new double[s_energy.Length];
        SpectralSeries input = Masked([Mu(0), Mu(1), dead, Mu(3)], _ => s_energy.Length);
        var findings = new Findings("s", "merge");
        SpectralSeries merged = new Merge().Run(input, About(input), findings);
        Assert.Contains(findings.Notes, n => n.Code == "scan-outlier" && n.Frame == 2);
        Assert.Equal(new[] { 0, 1, 3 }.Average(f => Mu(f)[200]), merged.Primary[0][200], 1e-12);
        Assert.All(merged.Primary.Sigma!, s => Assert.True(s > 0));
        input = Masked([dead, dead], _ => s_energy.Length);
        Fault? fault = new Merge().Run(input, About(input), new Findings("s", "merge")).Faults[0];
        Assert.Contains("one value from end to end", fault!.Message, StringComparison.Ordinal);
    }

    private static double[] Energies(FrameStageRun run, int frame) =>
        [.. run.Findings.List<EdgePositionRow>().Where(r => r.Frame == frame).Select(r => r.Energy)];

    private static SpectralSeries Series(int? measured = null) =>
        Masked([.. Enumerable.Range(0, 5).Select(Mu)], f => f == Partial ? measured ?? s_measured : s_energy.Length);

    private static SpectralSeries Alone() => Of(s_energy[..s_measured], [Mu(Partial)[..s_measured]], null);

    private static SpectralSeries Masked(double[][] scans, Func<int, int> measured)
    {
        bool[] mask = [.. scans.SelectMany((_, f) => s_energy.Select((_, i) => i < measured(f)))];
        double[][] held = [.. scans.Select((s, f) => s.Select((v, i) => i < measured(f) ? v : s[measured(f) - 1]).ToArray())];
        return Of(s_energy, held, mask);
    }

    private static SpectralSeries Of(double[] energy, double[][] scans, bool[]? mask)
    {
        double[] mu = [.. scans.SelectMany(s => s)];
        return new(
            "s",
            new Axis("energy", Unit.ElectronVolt, energy),
            [
                new Channel("mu", new Signal(SignalKind.Mu), scans.Length, energy.Length, mu, mask: mask),
                new Channel(
                    "reference",
                    new Signal(SignalKind.Auxiliary),
                    scans.Length,
                    energy.Length,
                    [.. mu.Select(v => 0.3 + (0.7 * v))]
                ),
            ],
            [.. scans.Select((_, f) => new FrameInfo { Frame = f, File = $"{f}.xdi" })]
        );
    }

    private static double[] Mu(int frame) => new FaultyScan().Mu(s_energy, new NoiseSource((ulong)frame + 1));

    private static StageInput About(SpectralSeries input) =>
        new()
        {
            Card = s_card,
            Axis = input.Axis,
            Channel = "mu",
            Signal = input.Signal,
            Frames = input.Frames,
            Run = s_run,
        };
}
