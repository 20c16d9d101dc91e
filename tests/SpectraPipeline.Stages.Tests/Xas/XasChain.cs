using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>Runs XAS stages over frames as the engine does, and reads reference spectra of the shared corpus.</summary>
internal static class XasChain
{
    public const string Reference = "reference/xas/spectra";

    /// <summary>Series and findings after every step.</summary>
    public sealed record Result(IReadOnlyList<SpectralSeries?> Outputs, IReadOnlyList<Fault?[]> Faults, Findings Findings)
    {
        public double[] Values(int step, string channel, int frame = 0) => Outputs[step]![channel][frame].ToArray();

        public IReadOnlyList<TRow> Rows<TRow>()
            where TRow : struct => Findings.List<TRow>();

        public IEnumerable<string> Flags => Findings.Notes.Select(n => n.Code);
    }

    public static Result Run(double[] energy, double[][] frames, params Stage[] stages) =>
        Run(new Axis("energy", Unit.ElectronVolt, energy), new Signal(SignalKind.Mu), frames, stages);

    public static Result Run(Axis axis, Signal signal, double[][] frames, params Stage[] stages) =>
        Run(axis, signal, frames, new SeriesCard { Id = "s", Technique = "xas" }, new RunContext(TimeProvider.System), stages);

    /// <summary>One spectrum with a standard deviation at every energy, where it has one.</summary>
    public static Result Run(double[] energy, double[] mu, double[]? sigma, params Stage[] stages) =>
        Run(
            new Axis("energy", Unit.ElectronVolt, energy),
            new Signal(SignalKind.Mu),
            [mu],
            new SeriesCard { Id = "s", Technique = "xas" },
            new RunContext(TimeProvider.System),
            stages,
            sigma
        );

    public static Result Run(Axis axis, Signal signal, double[][] frames, SeriesCard card, RunContext run, params Stage[] stages) =>
        Run(axis, signal, frames, card, run, stages, null);

    private static Result Run(Axis axis, Signal signal, double[][] frames, SeriesCard card, RunContext run, Stage[] stages, double[]? sigma)
    {
        var info = frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" }).ToList();
        var series = new SpectralSeries(
            "s",
            axis,
            [new Channel("y", signal, frames.Length, axis.Length, [.. frames.SelectMany(f => f)], sigma)],
            info
        );
        StepPlan[] steps = [.. stages.Select((s, i) => new StepPlan($"step{i}", s.GetType().Name, s, null, 1, 1))];
        KernelChain chain = KernelChain.Wire(
            steps,
            card,
            frames.Length,
            (first, count) => SeriesSlice.Rows(series, first, count),
            run,
            new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings("s", "test");
        BlockResult result = new BlockRunner(chain).Run(series, findings);
        return new Result(result.Outputs, result.Faults, findings);
    }

    /// <summary>The last step's first channel, frame after frame, with the series cut into blocks of some length.</summary>
    public static double[] InBlocks(int length, double[] energy, double[][] frames, params Stage[] stages)
    {
        var series = new SpectralSeries(
            "s",
            new Axis("energy", Unit.ElectronVolt, energy),
            [new Channel("y", new Signal(SignalKind.Mu), frames.Length, energy.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]
        );
        KernelChain chain = KernelChain.Wire(
            [.. stages.Select((s, i) => new StepPlan($"step{i}", s.GetType().Name, s, null, 1, 1))],
            new SeriesCard { Id = "s", Technique = "xas" },
            frames.Length,
            (first, count) => SeriesSlice.Rows(series, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        var values = new List<double>();
        for (int first = 0; first < frames.Length; first += length)
        {
            SpectralSeries block = SeriesSlice.Rows(series, first, Math.Min(length, frames.Length - first));
            values.AddRange(new BlockRunner(chain).Run(block, new Findings("s", "test")).Outputs[^1]!.Primary.Values);
        }
        return [.. values];
    }

    /// <summary>Energies, absorption and Larch's numbers of a reference spectrum; skips the test where the corpus is absent.</summary>
    public static (double[] Energy, double[] Mu, JsonElement Truth) Load(string name)
    {
        string? path = Corpus.Path($"{Reference}/{name}.json");
        Assert.SkipWhen(path is null, $"needs the shared corpus: {Reference}/{name}.json");
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        double[][] rows =
        [
            .. File.ReadLines(Corpus.Path("reference/xas/inputs/" + name + ".csv")!)
                .Skip(1)
                .Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return ([.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])], truth);
    }

    public static double Number(JsonElement block, string name) => block.GetProperty(name).GetDouble();

    public static double[] Array(JsonElement block, string name) =>
        [.. block.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>Largest difference over the largest true value.</summary>
    public static double Worst(double[] ours, double[] theirs)
    {
        Assert.True(ours.Length >= theirs.Length, $"{ours.Length} values for {theirs.Length}");
        return theirs.Select((t, i) => Math.Abs(t - ours[i])).Max() / theirs.Max(Math.Abs);
    }

    /// <summary>An edge at 9660 eV with one shell at 2.0 Å; made, with known truth.</summary>
    public static (double[] Energy, double[] Mu) Made(double shift = 0, double noise = 0, double step = 1)
    {
        double[] x = [.. Enumerable.Range(0, 520).Select(i => i < 200 ? 9460 + i : 9660 + Math.Pow(0.04 * (i - 200) + 0.02, 2) * 3.81)];
        double[] y =
        [
            .. x.Select(
                (e, i) =>
                {
                    double k = Math.Sqrt(Math.Max(0, e - 9660 - shift) / 3.81);
                    double chi = k > 0.5 ? 0.8 * Math.Sin(4 * k + 0.5) * Math.Exp(-0.012 * k * k) / k : 0;
                    double edge = 0.5 + Math.Atan((e - 9660 - shift) / 1.5) / Math.PI;
                    return 0.3 - 1e-4 * (e - 9460) + step * edge * (1 + chi) + noise * Math.Sin(1.7 * i * i);
                }
            ),
        ];
        return (x, y);
    }
}
