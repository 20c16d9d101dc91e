using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Engine.Running;

/// <summary>Where a step takes its frames and scalars from.</summary>
/// <param name="Source">Output that it reads: -1 = the files, else the index of a step in the chain.</param>
/// <param name="Channel">Name of the channel.</param>
/// <param name="Signal">What the channel is.</param>
/// <param name="ScalarSources">Scalar name and the step that gives it.</param>
public sealed record Wiring(int Source, string Channel, Signal Signal, IReadOnlyList<(string Name, int Step)> ScalarSources);

/// <summary>A frame step with its wiring, its prepared input and its shape of output.</summary>
public sealed record ChainLink(StepPlan Step, FrameStage Stage, StageInput Input, Wiring Wiring, OutputShape Shape);

/// <summary>The wired frame steps of one series (or of a stretch of it between series stages). Immutable; every worker makes its own kernels from it.</summary>
public sealed class KernelChain
{
    private readonly ChainLink[] _links;

    private KernelChain(ChainLink[] links) => _links = links;

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<ChainLink> Links => _links;

    /// <summary>Frames that must be read beyond both ends of a block.</summary>
    public int Halo => _links.Sum(l => l.Stage.Neighbours);

    /// <summary>Fresh kernels for one worker.</summary>
    public FrameKernel[] NewKernels() => [.. _links.Select(l => l.Stage.Prepare(l.Input))];

    /// <summary>Wires the steps: runs the first healthy frame, and the reference frames that stages ask for, through what is already wired.</summary>
    /// <param name="steps">Frame steps in order.</param>
    /// <param name="card">The series.</param>
    /// <param name="frames">Frames in the series.</param>
    /// <param name="read">Reads frames of the source: first, count.</param>
    /// <param name="run">Clock, seed, folders.</param>
    /// <param name="others">Newest spectra of finished other series.</param>
    /// <exception cref="UserException">A step finds nothing that it can read, or its parameters cannot work here.</exception>
    public static KernelChain Wire(
        IReadOnlyList<StepPlan> steps,
        SeriesCard card,
        int frames,
        Func<int, int, SpectralSeries> read,
        RunContext run,
        IReadOnlyDictionary<string, SpectralSeries> others
    ) => Wire(steps, card, frames, read, run, OtherSeries.Of(others));

    /// <summary>Wires the steps: runs the first healthy frame, and the reference frames that stages ask for, through what is already wired.</summary>
    /// <param name="steps">Frame steps in order.</param>
    /// <param name="card">The series.</param>
    /// <param name="frames">Frames in the series.</param>
    /// <param name="read">Reads frames of the source: first, count.</param>
    /// <param name="run">Clock, seed, folders.</param>
    /// <param name="others">Finished other series.</param>
    /// <exception cref="UserException">A step finds nothing that it can read, or its parameters cannot work here.</exception>
    internal static KernelChain Wire(
        IReadOnlyList<StepPlan> steps,
        SeriesCard card,
        int frames,
        Func<int, int, SpectralSeries> read,
        RunContext run,
        OtherSeries others
    )
    {
        SpectralSeries probe = FirstHealthy(frames, read);
        var links = new List<ChainLink>();
        var outputs = new List<SpectralSeries?>();
        foreach (StepPlan step in steps)
            try
            {
                WireStep(step);
            }
            catch (UserException e) when (e is not StepException)
            {
                throw new StepException(step, e.Message);
            }
        return new KernelChain([.. links]);

        void WireStep(StepPlan step)
        {
            var stage = (FrameStage)step.Stage;
            Wiring wiring = Resolve(step, stage.Reads, probe, links, outputs);
            SpectralSeries source = wiring.Source < 0 ? probe : outputs[wiring.Source]!;
            var input = new StageInput
            {
                Card = card,
                Axis = source.Axis,
                Channel = wiring.Channel,
                Signal = wiring.Signal,
                Frames = frames,
                Probe = source,
                ProbeScalars = wiring.ScalarSources.ToDictionary(s => s.Name, s => outputs[s.Step]!.Scalars[s.Name][0]),
                Reference = ReferenceOf(step, stage, card, frames, read, links, wiring),
                Others = others.SpectraFor(stage, card),
                Finished = others.ById,
                Run = run,
            };
            FrameKernel kernel = stage.Prepare(input);
            links.Add(new ChainLink(step, stage, input, wiring, kernel.Output));
            SpectralSeries? output = new BlockRunner(
                new KernelChain([.. links]),
                [.. Enumerable.Repeat<FrameKernel?>(null, links.Count - 1), kernel]
            ).RunStep(links.Count - 1, probe, outputs, new Findings(card.Id, step.Id));
            outputs.Add(output);
        }
    }

    /// <summary>Link that a series stage after this chain reads; -1 = the source.</summary>
    /// <exception cref="UserException">Nothing of the kind is there.</exception>
    public int NewestFor(StepPlan step, SpectraNeed need, SpectralSeries source)
    {
        for (int i = _links.Length - 1; i >= 0; i--)
        {
            IReadOnlyList<(string Name, Signal Signal)> channels = _links[i].Shape.Channels;
            bool named = step.Input is null || step.Input == _links[i].Step.Id;
            if (named && channels.Count > 0 && (need.Kinds.Count == 0 || channels.Any(c => need.Kinds.Contains(c.Signal.Kind))))
                return i;
        }
        return step.Input is null or "read" && Pick(source, need) is not null
            ? -1
            : throw new UserException($"{step.Name} finds nothing that it can read before it.");
    }

    private static SpectralSeries? ReferenceOf(
        StepPlan step,
        FrameStage stage,
        SeriesCard card,
        int frames,
        Func<int, int, SpectralSeries> read,
        List<ChainLink> links,
        Wiring wiring
    )
    {
        if (stage.ReferenceFrames(card) is not { } wanted)
            return null;
        if (wanted.Series is not null)
            return null;
        IReadOnlyList<int> numbers;
        try
        {
            numbers = wanted.In(frames);
        }
        catch (UserException e)
        {
            throw new UserException($"{step.Name} of series '{card.Id}': {e.Message}");
        }
        var chain = new KernelChain([.. links]);
        FrameKernel?[]? kernels = wiring.Source < 0 ? null : chain.NewKernels();
        // A runner of its own for every block: a runner's outputs live only until its next block, and these are joined.
        SpectralSeries Processed(SpectralSeries block) =>
            kernels is null ? block : new BlockRunner(chain, kernels).Run(block, new Findings(card.Id, step.Id)).Outputs[wiring.Source]!;
        // A sample spread over the series is read frame by frame: frames that are not neighbours must not look like neighbours.
        bool oneStretch = numbers[^1] - numbers[0] == numbers.Count - 1;
        return oneStretch ? Processed(read(numbers[0], numbers.Count)) : SeriesSlice.Join([.. numbers.Select(n => Processed(read(n, 1)))]);
    }

    private static SpectralSeries FirstHealthy(int frames, Func<int, int, SpectralSeries> read)
    {
        SpectralSeries? first = null;
        for (int f = 0; f < frames; f++)
        {
            SpectralSeries one = read(f, 1);
            first ??= one;
            if (one.Faults[0] is null && Finite.FirstNot(one.Primary[0]) < 0)
                return one;
        }
        return first!;
    }

    /// <summary>The input rule of CONTRACT section 2: the newest earlier output of the kind that is read, or the one that <c>input:</c> names.</summary>
    private static Wiring Resolve(
        StepPlan step,
        SpectraNeed need,
        SpectralSeries probe,
        List<ChainLink> links,
        List<SpectralSeries?> outputs
    )
    {
        int newest = links.Count - 1;
        if (step.Input is { } named)
        {
            newest = named == "read" ? -1 : links.FindIndex(l => l.Step.Id == named);
            if (newest < 0 && named != "read")
                throw new UserException($"{step.Name}: input '{named}' gives no spectra that a frame step can read.");
        }
        for (int s = newest; s >= -1; s--)
        {
            SpectralSeries? series = s < 0 ? probe : outputs[s];
            if (series is not null && Pick(series, need) is { } channel)
                return new Wiring(s, channel.Name, channel.Signal, ScalarsFor(need, links));
            if (step.Input is not null)
                break;
        }
        string has = string.Join(", ", outputs.Prepend(probe).OfType<SpectralSeries>().Select(o => Words(o.Signal.Kind)).Distinct());
        throw new UserException(
            $"{step.Name} reads {string.Join(" or ", need.Kinds.Select(Words))}{(step.Input is null ? "" : $" from '{step.Input}'")}, but there is only {has}. State 'quantity:' or put the step that makes it before."
        );
    }

    private static Channel? Pick(SpectralSeries series, SpectraNeed need)
    {
        if (need.Kinds.Count == 0)
            return series.Axis2 is null ? series.Primary : null;
        foreach (SignalKind kind in need.Kinds)
            if (series.Find(kind) is { } channel)
                return channel;
        return null;
    }

    private static List<(string, int)> ScalarsFor(SpectraNeed need, List<ChainLink> links)
    {
        var sources = new List<(string, int)>();
        foreach (string name in need.Scalars)
            if (links.FindLastIndex(l => l.Shape.Scalars.Contains(name)) is var s and >= 0)
                sources.Add((name, s));
        return sources;
    }

    private static string Words(SignalKind kind) =>
        kind switch
        {
            SignalKind.Mu => "mu(E)",
            SignalKind.Norm => "normalised mu",
            SignalKind.DifferenceNorm => "a difference of normalised mu",
            SignalKind.ChiK => "chi(k)",
            SignalKind.ChiR => "chi(R)",
            SignalKind.ChiQ => "chi(q)",
            SignalKind.DifferenceAbsorbance => "difference absorbance",
            SignalKind.RelativeDifference => "relative difference",
            SignalKind.ReflectanceRatio => "reflectance ratio",
            SignalKind.KubelkaMunk => "Kubelka-Munk",
            SignalKind.SingleBeam => "single-beam spectra",
            SignalKind.Unknown => "spectra of unstated quantity",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
