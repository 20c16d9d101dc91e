using SpectraPipeline.Core;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Engine.Running;

/// <summary>What a block gave.</summary>
/// <param name="Outputs">Output of each step; null for a step without spectra.</param>
/// <param name="Faults">Faults after each step.</param>
public sealed record BlockResult(IReadOnlyList<SpectralSeries?> Outputs, IReadOnlyList<Fault?[]> Faults);

/// <summary>One worker: runs blocks of frames through a chain with its own kernels. Turns exceptions and non-finite numbers into faults.</summary>
/// <param name="chain">The wired steps.</param>
/// <param name="kernels">One kernel a step; null where a step is not to be run by this runner.</param>
/// <param name="reuseOutputs">Outputs of a run use the arrays of the run before: only for a caller that has stored them by then.</param>
public sealed class BlockRunner(KernelChain chain, FrameKernel?[] kernels, bool reuseOutputs = false)
{
    /// <summary>A chain with fresh kernels.</summary>
    public BlockRunner(KernelChain chain)
        : this(chain, chain.NewKernels()) { }

    /// <summary>The step has a kernel; otherwise its results come from elsewhere.</summary>
    public bool Runs(int step) => kernels[step] is not null;

    /// <summary>Runs all steps.</summary>
    /// <param name="source">The block as read.</param>
    /// <param name="findings">Takes rows and notes of all steps.</param>
    /// <param name="counts">Takes the ledger of each step; null = not wanted.</param>
    /// <param name="core">Frames that belong to the block (others are neighbours that another block counts); null = all.</param>
    public BlockResult Run(SpectralSeries source, Findings findings, StepCounts[]? counts = null, (int First, int End)? core = null) =>
        Run(source, [.. kernels.Select(_ => findings)], null, counts, core ?? (source.FirstFrame, source.FirstFrame + source.Frames));

    /// <summary>Runs the steps that have kernels; what the others gave is taken from an earlier run.</summary>
    /// <param name="source">The block as read.</param>
    /// <param name="findings">Takes rows and notes, one a step.</param>
    /// <param name="earlier">What the steps without kernels gave.</param>
    /// <param name="counts">Takes the ledger of each step; null = not wanted.</param>
    /// <param name="core">Frames that belong to the block (others are neighbours that another block counts).</param>
    internal BlockResult Run(
        SpectralSeries source,
        IReadOnlyList<Findings> findings,
        EarlierBlock? earlier,
        StepCounts[]? counts,
        (int First, int End) core
    )
    {
        var outputs = new List<SpectralSeries?>(kernels.Length);
        var faults = new List<Fault?[]>(kernels.Length);
        for (int s = 0; s < kernels.Length; s++)
        {
            Fault?[] before = chain.Links[s].Wiring.Source is var from and >= 0 ? faults[from] : source.Faults;
            if (kernels[s] is null)
            {
                string step = chain.Links[s].Step.Id;
                outputs.Add(earlier!.Output(step));
                faults.Add(earlier.FaultsAfter(step, before));
                if (counts is not null)
                    counts[s] = earlier.Counts(step);
                continue;
            }
            outputs.Add(RunStep(s, source, outputs, findings[s]));
            faults.Add(_rowFaults!);
            if (counts is not null)
                Count(counts[s], before, _rowFaults!, findings[s], source.FirstFrame, core.First, core.End);
        }
        return new BlockResult(outputs, faults);
    }

    private readonly double[][]?[] _buffers = new double[kernels.Length][][];
    private readonly MaskCarrier?[] _masks = new MaskCarrier?[kernels.Length];
    private Fault?[]? _rowFaults;

    /// <summary>Faults of the rows after the step that ran last; also of a step without spectra.</summary>
    internal IReadOnlyList<Fault?> RowFaults => _rowFaults!;

    /// <summary>Runs one step on the outputs of earlier ones.</summary>
    public SpectralSeries? RunStep(int step, SpectralSeries source, List<SpectralSeries?> outputs, Findings findings)
    {
        ChainLink link = chain.Links[step];
        FrameKernel kernel = kernels[step]!;
        SpectralSeries input = InputOf(step, source, outputs);
        Channel channel = input[link.Wiring.Channel];
        findings.Step = link.Step.Id;

        var faults = (Fault?[])input.Faults.Clone();
        var healthy = new List<int>(input.Frames);
        for (int row = 0; row < input.Frames; row++)
        {
            if (faults[row] is not null)
                continue;
            if (!link.Stage.ReadsNonFinite && Finite.FirstNot(channel[row]) is var bad and >= 0)
                faults[row] = new Fault(
                    link.Step.Id,
                    "input-not-finite",
                    $"Point {bad + 1} ({Number(input.Axis[bad % input.Axis.Length])} {input.Axis.Unit}) of the frame is {Number(channel[row][bad])}."
                );
            else
                healthy.Add(row);
        }

        OutputShape shape = kernel.Output;
        int points = shape.MapPoints;
        double[][] values = Buffers(step, shape.Channels.Count, input.Frames * points);
        double[][] scalars = [.. shape.Scalars.Select(_ => NaNs(input.Frames))];
        var scalarsIn = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, from) in link.Wiring.ScalarSources)
            scalarsIn[name] = outputs[from]!.Scalars[name];
        bool[]? mask = (_masks[step] ??= new MaskCarrier(input.Axis, shape)).Carry(channel, input.Frames, reuseOutputs);
        FrameBlock Block(int[] rows) => new(input, channel, scalarsIn, shape, values, scalars, rows, mask);

        Findings.Mark mark = findings.Here();
        RunGuarded(kernel, Block, [.. healthy], faults, findings, input.FirstFrame, link.Step.Id);
        for (int row = 0; row < input.Frames; row++)
            if (CloseRow(row, values, points, faults, link.Step.Id, shape))
                findings.DropFrame(mark, input.FirstFrame + row);

        _rowFaults = faults;
        if (shape.Channels.Count == 0)
            return null;
        double[]? sigma = shape.Sigma is null ? null : values[shape.Channels.ToList().FindIndex(c => c.Name == shape.Sigma)];
        var channels = shape
            .Channels.Select((c, i) => new Channel(c.Name, c.Signal, input.Frames, points, values[i], i == 0 ? sigma : null, mask))
            .ToList();
        var output = new SpectralSeries(input.Id, shape.Axis, channels, input.Info, faults, input.FirstFrame, shape.Axis2);
        for (int i = 0; i < shape.Scalars.Count; i++)
            scalars[i].CopyTo(output.AddScalar(shape.Scalars[i]), 0);
        return output;
    }

    private double[][] Buffers(int step, int channels, int length)
    {
        if (!reuseOutputs)
            _buffers[step] = null;
        if (_buffers[step] is not { } own || own.Length != channels || (channels > 0 && own[0].Length != length))
            _buffers[step] = own = [.. Enumerable.Range(0, channels).Select(_ => GC.AllocateUninitializedArray<double>(length))];
        return own;
    }

    private SpectralSeries InputOf(int step, SpectralSeries source, List<SpectralSeries?> outputs) =>
        chain.Links[step].Wiring.Source is var s and >= 0 ? outputs[s]! : source;

    /// <summary>The whole block at once; when that throws, frame by frame, so that one bad frame cannot take others with it.</summary>
    private static void RunGuarded(
        FrameKernel kernel,
        Func<int[], FrameBlock> block,
        int[] rows,
        Fault?[] faults,
        Findings findings,
        int firstFrame,
        string step
    )
    {
        if (rows.Length == 0)
            return;
        Findings.Mark mark = findings.Here();
        string? unforeseen = null;
        try
        {
            kernel.ApplyBlock(block(rows), findings);
            return;
        }
        catch (FrameException e) when (rows.Length == 1)
        {
            faults[rows[0]] = new Fault(step, e.Code, e.Message);
        }
#pragma warning disable CA1031 // Any unforeseen exception of a stage is a fault of the frame, kept with its stack; the batch goes on (ARCHITECTURE 7).
        catch (Exception e) when (e is not OutOfMemoryException and not UserException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            unforeseen = e.ToString();
            if (rows.Length == 1)
                faults[rows[0]] = new Fault(step, Ledger.InternalError, unforeseen);
        }
        findings.BackTo(mark);
        if (rows.Length == 1)
            return;
        foreach (int row in rows)
        {
            findings.Frame = firstFrame + row;
            RunGuarded(kernel, block, [row], faults, findings, firstFrame, step);
        }
        // Frames that pass alone but not together: the stage breaks its promise that a frame does not depend on its company.
        if (unforeseen is not null && Array.TrueForAll(rows, r => faults[r] is null))
            findings.InternalError($"A block of {rows.Length} frames failed although each frame passes alone: {unforeseen}");
    }

    /// <summary>A row with a non-finite value is a fault; rows of faulted frames become NaN. True when a fault was found here.</summary>
    private static bool CloseRow(int row, double[][] values, int points, Fault?[] faults, string step, OutputShape shape)
    {
        bool found = false;
        for (int c = 0; c < values.Length && faults[row] is null; c++)
            if (Finite.FirstNot(values[c].AsSpan(row * points, points)) is var bad and >= 0)
            {
                found = true;
                faults[row] = NotFinite(step, shape.Channels[c].Name, bad, values[c][(row * points) + bad]);
            }
        if (faults[row] is not null)
            foreach (double[] channel in values)
                channel.AsSpan(row * points, points).Fill(double.NaN);
        return found;
    }

    internal static Fault NotFinite(string step, string channel, int point, double value) =>
        new(step, "result-not-finite", $"Point {point} of '{channel}' is {Number(value)}; the input was finite.");

    private static void Count(StepCounts counts, Fault?[] before, Fault?[] after, Findings findings, int firstFrame, int first, int end)
    {
        for (int row = first - firstFrame; row < end - firstFrame; row++)
        {
            if (before[row] is not null)
                continue;
            counts.In++;
            if (after[row] is not null)
                counts.Faulted++;
            else if (findings.IsFlaggedBy(findings.Step, firstFrame + row))
                counts.Flagged++;
            else
                counts.Ok++;
        }
    }

    private static double[] NaNs(int n)
    {
        double[] a = new double[n];
        Array.Fill(a, double.NaN);
        return a;
    }

    private static string Number(double v) => v.ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
}
