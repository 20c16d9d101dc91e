using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class QualityTests
{
    private static readonly double[] s_energy = FaultyScan.Grid();

    [Fact]
    public void Every_fault_is_seen_in_its_frame_and_nowhere_else()
    {
        var good = new FaultyScan();
        FaultyScan[] scans = [.. Enumerable.Repeat(good, 30)];
        scans[3] = good with { EnergyShift = 0.5 };
        scans[7] = good with { EdgeStep = 0.9 };
        scans[12] = good with { Noise = 2e-3 };
        scans[16] = good with { JumpAt = 9900, JumpBy = 0.03 };
        scans[20] = good with { Glitches = [new(330, 3, 0.03, GlitchForm.Block)] };
        scans[25] = good with { EnergyShift = -1.5 };
        scans[28] = good with { EdgeStep = 1.05 };
        (_, Findings findings) = Run(scans, new Quality());
        string[] expected = [.. Enumerable.Repeat("good ", 30)];
        expected[3] = "doubtful energy-jump";
        expected[7] = "doubtful bubbles";
        expected[12] = "doubtful noise";
        expected[16] = "bad jump";
        expected[20] = "doubtful glitch";
        expected[25] = "bad energy-jump";
        expected[28] = "doubtful edge-step-jump";
        Assert.Equal(expected, findings.List<ScanQualityRow>().Select(r => $"{r.Verdict} {r.Why}"));
        Assert.Equal(7, findings.Notes.Count(n => n.Code is "scan-bad" or "scan-doubtful"));
        Assert.Equal(0.5, findings.List<ScanQualityRow>()[3].EnergyShift, 0.05);
    }

    [Fact]
    public void Good_series_raise_few_doubts()
    {
        int doubts = 0;
        for (ulong seed = 0; seed < 20; seed++)
            doubts += Run([.. Enumerable.Repeat(new FaultyScan { Noise = 1e-3 }, 12)], new Quality(), seed)
                .Findings.List<ScanQualityRow>()
                .Count(r => r.Verdict != "good");
        // Of 240 frames at most one in a hundred.
        Assert.InRange(doubts, 0, 2);
    }

    [Fact]
    public void A_lasting_change_is_no_jump_and_a_drift_is_named_once_it_is_large()
    {
        FaultyScan[] step = [.. Enumerable.Range(0, 16).Select(f => new FaultyScan { EdgeStep = f < 8 ? 1 : 0.85 })],
            drift = [.. Enumerable.Range(0, 16).Select(f => new FaultyScan { EnergyShift = 0.06 * f })];
        Assert.All(Run(step, new Quality()).Findings.List<ScanQualityRow>(), r => Assert.Equal("good", r.Verdict));
        List<ScanQualityRow> rows = Run(drift, new Quality()).Findings.List<ScanQualityRow>();
        Assert.Equal("energy-drift", rows[0].Why);
        Assert.Equal("energy-drift", rows[15].Why);
        Assert.Equal("", rows[8].Why);
    }

    [Fact]
    public void Lost_beam_and_the_shift_of_the_foil_come_from_the_channels_beside()
    {
        var noise = new NoiseSource(3);
        const int frames = 10;
        double[][] mu = [.. Enumerable.Range(0, frames).Select(f => new FaultyScan { EnergyShift = 0.1 * f }.Mu(s_energy, noise))],
            foil = [.. Enumerable.Range(0, frames).Select(_ => new FaultyScan().Mu(s_energy, noise))],
            i0 =

            [
                .. Enumerable
                    .Range(0, frames)
                    .Select(f => s_energy.Select((_, i) => (f == 6 ? 4e5 : 1e6) * (f == 2 && i > 200 ? 0.05 : 1)).ToArray()),
            ];
        SpectralSeries input = new(
            "s",
            new Axis("energy", Unit.ElectronVolt, s_energy),
            [Of("mu", SignalKind.Mu, mu), Of("i0", SignalKind.Auxiliary, i0), Of("reference", SignalKind.Auxiliary, foil)],
            [.. Enumerable.Range(0, frames).Select(f => new FrameInfo { Frame = f, File = $"{f}.xdi" })]
        );
        var findings = new Findings("s", "q");
        new Quality().Run(input, About(input), findings);
        List<ScanQualityRow> rows = findings.List<ScanQualityRow>();
        // The sample's edge moves by chemistry; the foil says that the energies stay.
        Assert.All(rows, r => Assert.InRange(r.EnergyShift, -0.05, 0.05));
        Assert.Equal(("bad", "i0-loss"), (rows[2].Verdict, rows[2].Why));
        Assert.Equal(("doubtful", "i0-loss"), (rows[6].Verdict, rows[6].Why));
    }

    [Fact]
    public void Bad_scans_are_kept_from_later_steps_when_asked()
    {
        FaultyScan[] scans = [.. Enumerable.Range(0, 8).Select(f => new FaultyScan { JumpAt = f == 5 ? 9900 : double.NaN, JumpBy = 0.05 })];
        (SpectralSeries kept, _) = Run(scans, new Quality());
        Assert.All(kept.Faults, Assert.Null);
        (SpectralSeries dropped, _) = Run(scans, new Quality { Drop = true });
        Assert.Equal([5], Enumerable.Range(0, 8).Where(f => dropped.Faults[f] is not null));
        Assert.Contains("jumps by +5", dropped.Faults[5]!.Message);
    }

    [Theory]
    [InlineData(4e-3)]
    [InlineData(1.2e-2)]
    public void The_usable_range_ends_where_the_noise_meets_the_known_amplitude(double noise)
    {
        List<ScanQualityRow> rows = Run([.. Enumerable.Repeat(new FaultyScan { Noise = noise }, 8)], new Quality())
            .Findings.List<ScanQualityRow>();
        // Envelope of the three damped sines; beats between them are about 1 Å-1 wide.
        double Envelope(double k) =>
            Math.Sqrt(
                Math.Pow(0.9 / k * Math.Exp(-0.014 * k * k), 2)
                    + Math.Pow(0.5 / k * Math.Exp(-0.02 * k * k), 2)
                    + Math.Pow(0.25 / k * Math.Exp(-0.018 * k * k), 2)
            );
        // μ falls as the edge's decay: the noise of χ is that of μ.
        double expected = Enumerable.Range(0, 1600).Select(i => 0.01 * i).First(k => k > 3 && Envelope(k) < noise);
        Assert.Equal(expected, rows.Average(r => r.KMaxUsable), 0.8);
        Assert.All(rows, r => Assert.Equal(noise, r.NoiseChi, 0.35 * noise));
        Assert.All(rows, r => Assert.Equal(noise, r.NoiseMu, 0.15 * noise));
    }

    [Fact]
    public void Without_noise_the_range_is_that_of_the_scan_and_without_signal_there_is_none()
    {
        ScanQualityRow clean = Run([new FaultyScan { Noise = 1e-6 }], new Quality()).Findings.List<ScanQualityRow>()[0];
        Assert.InRange(clean.KMaxUsable, 15.6, 15.8);
        ScanQualityRow noisy = Run([new FaultyScan { Noise = 0.4 }], new Quality { E0 = 9659 }).Findings.List<ScanQualityRow>()[0];
        Assert.True(double.IsNaN(noisy.KMaxUsable));
        Assert.Contains("no-signal", noisy.Why);
    }

    [Fact]
    public void Noise_falls_with_the_root_of_the_scans_and_the_number_needed_is_enough()
    {
        var scan = new FaultyScan { Noise = 3e-3 };
        (_, Findings findings) = Run([.. Enumerable.Repeat(scan, 16)], new Quality { GoalKMax = 11, GoalSnr = 2 });
        List<ScanNoiseRow> rows = findings.List<ScanNoiseRow>();
        Assert.Equal([1, 2, 4, 8, 16], rows.Select(r => r.Scans));
        Assert.Equal(rows[0].NoiseChi / 4, rows[4].NoiseChi, 0.35 * rows[0].NoiseChi / 4);
        Assert.True(rows[4].KMaxUsable > rows[0].KMaxUsable);
        // Amplitude at 11 Å-1 of the shells of 1 to 6 Å: 0.0153 (0.9 and 0.5 and 0.25 damped, in quadrature).
        double amplitude = Math.Sqrt(
            new[] { (0.9, 0.014), (0.5, 0.02), (0.25, 0.018) }.Sum(s => Math.Pow(s.Item1 / 11 * Math.Exp(-s.Item2 * 121), 2))
        );
        double needed = findings.List<ScanQualityRow>().Average(r => r.ScansNeeded);
        Assert.InRange(needed, 1, Math.Ceiling(2 * Math.Pow(2 * 3e-3 / amplitude, 2)));
        Assert.Contains("falls with the number of scans", findings.Notes.Single(n => n.Code == "scans-enough").Message);
    }

    [Fact]
    public void What_all_scans_share_is_told_from_what_more_scans_take_down()
    {
        NoiseAgainstScans fit = NoiseAgainstScans.Fit(
            [1, 2, 4, 8],
            [.. new[] { 1, 2, 4, 8 }.Select(n => Math.Sqrt((4e-6 / n) + 1e-6))],
            [8, 4, 2, 1]
        );
        Assert.Equal(2e-3, fit.Own, 1e-9);
        Assert.Equal(1e-3, fit.Shared, 1e-9);
        Assert.Equal(16, fit.Needed(Math.Sqrt(1.25e-6)));
        Assert.Equal(double.PositiveInfinity, fit.Needed(0.9e-3));
        // One fixed pattern of noise in every scan, and little of their own.
        double[] pattern = new FaultyScan { Noise = 2e-3 }.Mu(s_energy, new NoiseSource(77));
        double[] smooth = new FaultyScan { Noise = 0 }.Mu(s_energy, new NoiseSource(77));
        var noise = new NoiseSource(1);
        double[][] frames =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(_ =>
                    new FaultyScan { Noise = 1e-3 }
                        .Mu(s_energy, noise)
                        .Select((v, i) => v + pattern[i] - smooth[i])
                        .ToArray()
                ),
        ];
        SpectralSeries input = Series(frames);
        var findings = new Findings("s", "q");
        new Quality().Run(input, About(input), findings);
        Assert.Contains("More scans help little", findings.Notes.Single(n => n.Code == "scans-enough").Message);
    }

    [Fact]
    public void The_settling_of_a_monochromator_over_ten_scans_of_nickel_oxide_is_seen_as_it_was()
    {
        (double[] energy, double[][] mu) = Project("NiO", "NiO.");
        Findings findings = Judged(energy, mu);
        List<ScanQualityRow> rows = findings.List<ScanQualityRow>();
        Assert.Equal(10, rows.Count);
        double[] half = [.. mu.Select(m => HalfHeight(energy, m))];
        // 4.6 eV in the first scan, then tenths: the shift of first order follows to a tenth. Both count from
        // the sixth scan; the white line changes by 1 % after the fifth, which moves half-heights by 0.1 eV.
        Assert.All(
            rows,
            r =>
                Assert.Equal(half[r.Frame] - half[5], r.EnergyShift - rows[5].EnergyShift, 0.13 + (0.1 * Math.Abs(half[r.Frame] - half[5])))
        );
        Assert.All(rows.Where(r => Math.Abs(r.EnergyShift) > 0.3), r => Assert.Contains("energy-", r.Why));
        Assert.DoesNotContain(rows, r => r.Why.Contains("jump,") || r.Why.EndsWith(",jump", StringComparison.Ordinal) || r.Why == "jump");
    }

    [Theory]
    [InlineData("diff", 21)]
    [InlineData("align_merge", 3)]
    public void Measured_series_hold_no_bad_scan(string project, int count)
    {
        (double[] energy, double[][] mu) = Project(project, "");
        List<ScanQualityRow> rows = Judged(energy, mu).List<ScanQualityRow>();
        Assert.Equal(count, rows.Count);
        Assert.All(rows, r => Assert.True(r.Why is "" or "energy-drift", $"{r.Frame} {r.Verdict} {r.Message}"));
    }

    private static (double[] Energy, double[][] Mu) Project(string project, string title)
    {
        string file = $"corpus/xas/larch/prj/{project}.prj";
        Assert.SkipWhen(Corpus.Path(file) is null, "needs the shared corpus: " + file);
        SpectrumData[] scans =
        [
            .. ReaderCatalog
                .Default.Read(Corpus.Path(file)!, new ReadHints("xas"))
                .Spectra.Where(s => s.Title.StartsWith(title, StringComparison.Ordinal) && s.Block.Length == 0)
                .DistinctBy(s => s.Title),
        ];
        return (scans[0].X, [.. scans.Select(s => s.Channels[0].Values)]);
    }

    private static Findings Judged(double[] energy, double[][] mu)
    {
        SpectralSeries input = Series(mu, energy);
        var findings = new Findings("s", "q");
        new Quality().Run(input, About(input), findings);
        return findings;
    }

    private static double HalfHeight(double[] energy, double[] mu)
    {
        double pre = energy.Zip(mu).Where(p => p.First < 8300).Average(p => p.Second),
            step = energy.Zip(mu).Where(p => p.First is > 8360 and < 8500).Average(p => p.Second) - pre;
        int at = Array.FindIndex(mu, m => m > pre + (0.5 * step));
        return energy[at - 1] + ((pre + (0.5 * step) - mu[at - 1]) / (mu[at] - mu[at - 1]) * (energy[at] - energy[at - 1]));
    }

    private static (SpectralSeries Output, Findings Findings) Run(FaultyScan[] scans, Quality quality, ulong seed = 13)
    {
        var noise = new NoiseSource(seed);
        SpectralSeries input = Series([.. scans.Select(s => s.Mu(s_energy, noise))]);
        var findings = new Findings("s", "q");
        return (quality.Run(input, About(input), findings), findings);
    }

    private static SpectralSeries Series(double[][] frames, double[]? energy = null) =>
        new(
            "s",
            new Axis("energy", Unit.ElectronVolt, energy ?? s_energy),
            [Of("mu", SignalKind.Mu, frames)],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = $"{f}.xdi" })]
        );

    private static Channel Of(string name, SignalKind kind, double[][] frames) =>
        new(name, new Signal(kind), frames.Length, frames[0].Length, [.. frames.SelectMany(f => f)]);

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
