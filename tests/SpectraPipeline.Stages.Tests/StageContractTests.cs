using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests;

/// <summary>Every stage in the catalogue, with its default parameters, keeps these promises. New stages join by existing.</summary>
public sealed class StageContractTests
{
    private const int Frames = 7;
    private static readonly StageCatalog s_catalog = StageCatalog.From(typeof(SpectraPipeline.Stages.Shape.Crop).Assembly);

    public static TheoryData<string> All => [.. s_catalog.All.Select(s => s.Name)];

    public static TheoryData<string> OnFrames => [.. s_catalog.All.Where(s => s.Works == "frame").Select(s => s.Name)];

    /// <summary>Stages that read spectra on wavenumbers, which a mask reaches.</summary>
    public static TheoryData<string> OnFramesOfWavenumbers =>
        [.. s_catalog.All.Where(s => s.Works == "frame" && !IsXas(s.Name)).Select(s => s.Name)];

    [Theory, MemberData(nameof(OnFrames))]
    public void Leaves_its_input_unchanged(string name)
    {
        SpectralSeries input = InputFor(name);
        double[] copy = [.. input.Primary.Values];
        Run(name, input, cut: Frames);
        Assert.Equal(copy, input.Primary.Values);
    }

    [Theory, MemberData(nameof(OnFrames))]
    public void Gives_the_same_bits_however_the_engine_cuts_the_blocks(string name)
    {
        SpectralSeries input = InputFor(name);
        string whole = Bits(Run(name, input, cut: Frames));
        Assert.Equal(whole, Bits(Run(name, input, cut: 1)));
        Assert.Equal(whole, Bits(Run(name, input, cut: 3)));
    }

    [Theory, MemberData(nameof(OnFrames))]
    public void Gives_the_same_bits_twice(string name)
    {
        SpectralSeries input = InputFor(name);
        Assert.Equal(Bits(Run(name, input, cut: 2)), Bits(Run(name, input, cut: 2)));
    }

    [Theory, MemberData(nameof(OnFrames))]
    public void Turns_a_frame_with_NaN_into_one_fault_and_spares_the_others(string name)
    {
        SpectralSeries input = InputFor(name);
        string healthy = Bits(Run(name, input, cut: Frames), skip: 3);
        input.Primary.Row(3)[5] = double.NaN;
        var after = Run(name, input, cut: Frames);
        Assert.All(after.Faults, f => Assert.Equal(f.Frame == 3, f.Fault is not null));
        Assert.Equal(healthy, Bits(after, skip: 3));
    }

    [Theory, MemberData(nameof(OnFramesOfWavenumbers))]
    public void Ignores_what_masked_points_hold(string name)
    {
        // A band's flank, a stretch of background and one end of the axis are masked; what lies there is absurd in two ways, and finite.
        double[] x = Grid(1000, 240);
        bool[] use = [.. x.Select(v => v is (< 1095 or > 1104) and (< 1130 or > 1150) and < 1232)];
        Outcome first = Run(name, Masked(name, x, use, 25), cut: Frames),
            second = Run(name, Masked(name, x, use, -7), cut: Frames);
        Assert.All(first.Faults, f => Assert.Null(f.Fault));
        Assert.Equal(MaskedBits(first), MaskedBits(second));
        foreach (var (_, mask) in first.Masks)
            if (mask.Length == use.Length)
                Assert.Equal(use, mask);
    }

    [Theory, MemberData(nameof(OnFrames))]
    public void Gives_the_same_bits_for_two_workers_of_a_whole_run_as_for_one(string name)
    {
        SpectralSeries input = InputFor(name);
        using var folder = new WorkersRun(s_catalog, [.. Prelude(name), name], input, IsXas(name) ? "xas" : "ir", Quantity(name));
        Assert.Equal(folder.Digest(workers: 1), folder.Digest(workers: 2));
    }

    [Theory, MemberData(nameof(OnFrames))]
    public void Handles_or_refuses_a_hostile_axis(string name)
    {
        // Three points; an axis with a hole; an axis of very uneven steps: an answer, a fault or a message, never another exception.
        foreach (
            double[] x in (double[][])
                [
                    [1000, 1001, 1002],
                    [.. Grid(0, 60), .. Grid(400, 60)],
                    [.. Enumerable.Range(0, 80).Select(i => 1000 + (0.01 * i * i * i))],
                ]
        )
        {
            SpectralSeries input = Bands(x);
            try
            {
                foreach (var (_, fault) in Run(name, input, cut: Frames).Faults)
                    Assert.NotEqual(Ledger.InternalError, fault?.Code);
            }
            catch (UserException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Names_its_source_and_documents_every_parameter(string name)
    {
        StageInfo info = s_catalog.Find(name)!;
        Assert.False(string.IsNullOrWhiteSpace(info.About.Source));
        Assert.False(string.IsNullOrWhiteSpace(info.About.Summary));
        var settable = info.Type.GetProperties().Where(p => p.SetMethod is { IsPublic: true });
        Assert.Empty(settable.Where(p => info.Parameters.All(x => x.Property != p)).Select(p => p.Name));
        Assert.All(info.Parameters, p => Assert.False(string.IsNullOrWhiteSpace(p.About.Help), p.Name));
    }

    [Theory, MemberData(nameof(All))]
    public void Is_one_sealed_immutable_record(string name)
    {
        Type type = s_catalog.Find(name)!.Type;
        Assert.True(type.IsSealed);
        Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.SetMethod is not null),
            p => Assert.Contains(p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers(), m => m.Name == "IsExternalInit")
        );
    }

    [Theory, MemberData(nameof(All))]
    public void Refuses_parameters_out_of_range(string name)
    {
        foreach (StageParameter p in s_catalog.Find(name)!.Parameters)
        {
            if (p.ValueType != typeof(double) && p.ValueType != typeof(int))
                continue;
            foreach (double bad in (double[])[p.About.Min - 1, p.About.Max + 1])
            {
                if (!double.IsFinite(bad))
                    continue;
                var said = new List<string>();
                var node = new MapNode([(new ScalarNode(p.Name, 1, 1), new ScalarNode(Kebab.Text(Math.Floor(bad)), 1, 1))], 1, 1);
                Assert.Null(new ParamBinder((_, m) => said.Add(m), null).Bind(s_catalog.Find(name)!, node));
                Assert.Contains("lies outside", Assert.Single(said), StringComparison.Ordinal);
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Writes_and_reads_its_own_parameters(string name)
    {
        StageInfo info = s_catalog.Find(name)!;
        foreach (StageParameter p in info.Parameters)
            if (p.Default is not null)
            {
                string text = ParamBinder.TextOf(p.Default);
                var said = new List<string>();
                ParamNode value = YamlNodes.Read($"v: {text}", (_, _, m) => said.Add(m)) is MapNode m
                    ? m.Entries[0].Value
                    : throw new InvalidOperationException(text);
                Stage? again = new ParamBinder((_, x) => said.Add(x), null).Bind(
                    info,
                    new MapNode([.. Needed(name), (new ScalarNode(p.Name, 1, 1), value)], 1, 1)
                );
                Assert.Empty(said);
                Assert.Equal(text, ParamBinder.TextOf(p.Property.GetValue(again)));
            }
    }

    /// <summary>Parameters that a stage cannot do without.</summary>
    private static (ScalarNode, ParamNode)[] Needed(string name) =>
        name == "xas.self-absorption" ? [(new ScalarNode("formula", 1, 1), new ScalarNode("ZnC20", 1, 1))] : [];

    private static Stage Default(string name) =>
        name == "xas.lcf" ? new Lcf { Standards = new(["a", "b"]) }
        : Needed(name) is { Length: > 0 } needed
            ? new ParamBinder((_, m) => throw new InvalidOperationException(m), null).Bind(
                s_catalog.Find(name)!,
                new MapNode(needed, 1, 1)
            )!
        : (Stage)Activator.CreateInstance(s_catalog.Find(name)!.Type)!;

    private static Outcome Run(string name, SpectralSeries input, int cut)
    {
        var steps = Prelude(name).Append(name).Select(n => new StepPlan(n, n, Default(n), null, 1, 1)).ToList();
        var card = new SeriesCard
        {
            Id = "s",
            Technique = IsXas(name) ? "xas" : "raman",
            Edge = IsXas(name) ? "Zn K" : null,
            Reference = new FrameSelection(0, 0),
        };
        KernelChain chain = KernelChain.Wire(
            steps,
            card,
            Frames,
            (first, count) => SeriesSlice.Rows(input, first, count),
            new RunContext(TimeProvider.System) { ConfigFolder = Path.Combine(Corpus.Checkout, "config") },
            name == "xas.lcf" ? LcfStandards(input) : new Dictionary<string, SpectralSeries>()
        );
        var runner = new BlockRunner(chain);
        var outcome = new Outcome();
        for (int first = 0; first < Frames; first += cut)
        {
            int end = Math.Min(Frames, first + cut),
                low = Math.Max(0, first - chain.Halo),
                high = Math.Min(Frames, end + chain.Halo);
            var findings = new Findings("s", name);
            var counts = steps.Select(_ => new StepCounts()).ToArray();
            BlockResult result = runner.Run(SeriesSlice.Rows(input, low, high - low), findings, counts, (first, end));
            findings.KeepFrames(first, end);
            Assert.All(counts, c => Assert.True(c.AddsUp));
            for (int f = first; f < end; f++)
            {
                outcome.Faults.Add((f, result.Faults[^1][f - low]));
                if (result.Outputs[^1] is not { } o)
                    continue;
                outcome.Values.Add((f, [.. o.Channels.SelectMany(c => c[f - low].ToArray())]));
                if (o.Primary.Mask is { } mask)
                    outcome.Masks.Add((f, mask.AsSpan((f - low) * o.Points, o.Points).ToArray()));
            }
            foreach (Type t in findings.Tables)
            foreach (object row in findings.List(t))
                if (row is IFrameRow r && row is not FaultRow)
                    outcome.Rows.Add((r.Frame, row.ToString()!));
        }
        return outcome;
    }

    /// <summary>Two edges of different height and sharpness on the axis of the input.</summary>
    private static Dictionary<string, SpectralSeries> LcfStandards(SpectralSeries input)
    {
        double[] x = input.Axis.Values.ToArray();
        SpectralSeries Standard(string id, double width) =>
            new(
                id,
                input.Axis,
                [
                    new Channel(
                        "norm",
                        new Signal(SignalKind.Norm),
                        1,
                        x.Length,
                        [.. x.Select(e => 0.5 + Math.Atan((e - 9660) / width) / Math.PI)]
                    ),
                ],
                [new FrameInfo { Frame = 0, File = "made" }]
            );
        return new() { ["a"] = Standard("a", 1), ["b"] = Standard("b", 4) };
    }

    private sealed class Outcome
    {
        public List<(int Frame, Fault? Fault)> Faults { get; } = [];
        public List<(int Frame, double[] Values)> Values { get; } = [];
        public List<(int Frame, string Text)> Rows { get; } = [];
        public List<(int Frame, bool[] Mask)> Masks { get; } = [];
    }

    /// <summary>Bits of rows, masks and of the values that count.</summary>
    private static string MaskedBits(Outcome outcome)
    {
        foreach (var ((_, values), (_, mask)) in outcome.Values.Zip(outcome.Masks))
            for (int i = 0; i < values.Length; i++)
                if (!mask[i % mask.Length])
                    values[i] = 0;
        return Bits(outcome) + string.Concat(outcome.Masks.SelectMany(m => m.Mask).Select(m => m ? '1' : '0'));
    }

    private static SpectralSeries Masked(string name, double[] x, bool[] use, double absurd)
    {
        SpectralSeries clean = Bands(x, InputKind(name));
        double[] values = [.. clean.Primary.Values.Select((v, i) => use[i % x.Length] ? v : absurd + (i % 3))];
        bool[] mask = [.. Enumerable.Range(0, values.Length).Select(i => use[i % x.Length])];
        return new("s", clean.Axis, [new Channel("y", clean.Signal, Frames, x.Length, values, mask: mask)], clean.Info);
    }

    private static string Bits(Outcome outcome, int skip = -1) =>
        string.Join(
            "\n",
            outcome
                .Values.Where(v => v.Frame != skip)
                .Select(v => v.Frame + ":" + Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(v.Values.AsSpan())))
        )
        + "\n"
        + string.Join("\n", outcome.Rows.Where(r => r.Frame != skip).OrderBy(r => r.Frame).Select(r => r.Text));

    private static bool IsXas(string name) => name.StartsWith("xas.", StringComparison.Ordinal);

    private static string[] Prelude(string name)
    {
        var stage = Activator.CreateInstance(s_catalog.Find(name)!.Type) as FrameStage;
        SignalKind kind = stage is { Reads.Kinds: [var first, ..] } ? first : SignalKind.Unknown;
        return kind switch
        {
            SignalKind.Norm => ["xas.normalize"],
            SignalKind.ChiK => ["xas.normalize", "xas.autobk"],
            SignalKind.ChiR => ["xas.normalize", "xas.autobk", "xas.fourier"],
            SignalKind.Mu when name != "xas.normalize" => ["xas.normalize"],
            _ => [],
        };
    }

    private static SpectralSeries InputFor(string name) => IsXas(name) ? Edge() : Bands(Grid(1000, 240), InputKind(name));

    private static SignalKind InputKind(string name) => name == "shape.convert" ? SignalKind.Absorbance : SignalKind.Counts;

    private static string Quantity(string name) =>
        IsXas(name) ? "mu"
        : InputKind(name) == SignalKind.Absorbance ? "absorbance"
        : "counts";

    private static double[] Grid(double start, int n) => [.. Enumerable.Range(0, n).Select(i => start + i)];

    /// <summary>Two bands that grow on a sloping background, with a fixed pattern for noise.</summary>
    private static SpectralSeries Bands(double[] x, SignalKind kind = SignalKind.Counts)
    {
        double span = x[^1] - x[0];
        double[] y = new double[Frames * x.Length];
        for (int f = 0; f < Frames; f++)
        for (int i = 0; i < x.Length; i++)
        {
            double t = (x[i] - x[0]) / span;
            y[(f * x.Length) + i] =
                2
                + (0.5 * t)
                + ((1 + (0.2 * f)) * Math.Exp(-Math.Pow((t - 0.4) / 0.04, 2)))
                + (0.6 * Math.Exp(-Math.Pow((t - 0.7) / 0.05, 2)))
                + (0.01 * Math.Sin((1.7 * i * i) + (13 * f)));
        }
        return Series("wavenumber", Unit.PerCm, x, y, kind);
    }

    /// <summary>An edge at 9660 eV with one damped EXAFS oscillation.</summary>
    private static SpectralSeries Edge()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => i < 120 ? 9500 + i : 9620 + ((i - 120) * 2.0))];
        double[] y = new double[Frames * x.Length];
        for (int f = 0; f < Frames; f++)
        for (int i = 0; i < x.Length; i++)
        {
            double k = Math.Sqrt(Math.Max(0, x[i] - 9660) / 3.81);
            double chi = k > 0.5 ? Math.Sin((2 * 2.0 * k) + 0.5) * Math.Exp(-0.014 * k * k) / (k * 4) : 0;
            y[(f * x.Length) + i] =
                0.3 - (1e-4 * (x[i] - 9500)) + ((1 + (0.01 * f)) * (0.5 + (Math.Atan((x[i] - 9660) / 1.5) / Math.PI)) * (1 + chi));
        }
        return Series("energy", Unit.ElectronVolt, x, y, SignalKind.Mu);
    }

    private static SpectralSeries Series(string axis, Unit unit, double[] x, double[] y, SignalKind kind)
    {
        var info = Enumerable
            .Range(0, Frames)
            .Select(f => new FrameInfo
            {
                Frame = f,
                File = "made",
                TimeS = f,
            })
            .ToList();
        return new("s", new Axis(axis, unit, x), [new Channel("y", new Signal(kind), Frames, x.Length, y)], info);
    }
}
