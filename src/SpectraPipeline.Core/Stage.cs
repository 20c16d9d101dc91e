namespace SpectraPipeline.Core;

/// <summary>A step of the pipeline: an immutable record whose init-properties with <see cref="ParamAttribute"/> ARE its parameters.</summary>
public abstract record Stage
{
    /// <summary>Ids of other series that must be finished before this step can run (foil, standards, blank).</summary>
    public virtual IReadOnlyList<string> OtherSeries => [];

    /// <summary>Kinds of spectra that it takes from them, best first; empty = their newest, whatever it is.</summary>
    public virtual IReadOnlyList<SignalKind> OtherKinds => [];

    /// <summary>What is wrong with the parameters together, said before anything runs; empty = nothing.</summary>
    public virtual IEnumerable<string> Check() => [];
}

/// <summary>What a frame or series stage reads.</summary>
/// <param name="Kinds">Kinds of channel accepted, best first; empty = the primary channel of the newest spectra, whatever it is.</param>
public sealed record SpectraNeed(params IReadOnlyList<SignalKind> Kinds)
{
    /// <summary>The primary channel of the newest output.</summary>
    public static SpectraNeed Newest { get; } = new();

    /// <summary>What one spectrum of unstated quantity is taken for where a stage is tried on its own; null = the best kind.</summary>
    public SignalKind? Unstated { get; init; }

    /// <summary>Scalars a frame that the stage takes from the newest step that gives them (e0, edge_step).</summary>
    public IReadOnlyList<string> Scalars { get; init; } = [];
}

/// <summary>Maps every frame on its own. The engine owns blocks, threads, faults and memory.</summary>
public abstract record FrameStage : Stage
{
    /// <summary>What it reads.</summary>
    public virtual SpectraNeed Reads => SpectraNeed.Newest;

    /// <summary>Frames of the input that <see cref="Prepare"/> needs to see (reference of a difference); null = none.</summary>
    public virtual FrameSelection? ReferenceFrames(SeriesCard card) => null;

    /// <summary>Neighbours on each side that a frame needs (despiking in time); 0 = none.</summary>
    public virtual int Neighbours => 0;

    /// <summary>It knows what to do with NaN in a frame; otherwise the engine faults such a frame before the kernel sees it. The probe may hold NaN too.</summary>
    public virtual bool ReadsNonFinite => false;

    /// <summary>One-off work for this axis: factors, plans, fixed matrices. Called once a worker; the kernel owns its scratch memory.</summary>
    /// <exception cref="UserException">The parameters cannot work on this axis.</exception>
    public abstract FrameKernel Prepare(StageInput input);
}

/// <summary>What a stage may know when it prepares.</summary>
public sealed class StageInput
{
    /// <summary>What the pipeline says about the series.</summary>
    public required SeriesCard Card { get; init; }

    /// <summary>Axis of the input.</summary>
    public required Axis Axis { get; init; }

    /// <summary>Name and signal of the channel that is read.</summary>
    public required string Channel { get; init; }

    /// <summary>What the input is.</summary>
    public required Signal Signal { get; init; }

    /// <summary>Frames in the whole series.</summary>
    public required int Frames { get; init; }

    /// <summary>The first healthy frame, to choose grids by; NaN scalars where a scalar is not known. Null when every frame is faulted.</summary>
    public SpectralSeries? Probe { get; init; }

    /// <summary>Scalars of the probe that the stage asked for and that a step before gives (e0, edge_step); empty where none does.</summary>
    public IReadOnlyDictionary<string, double> ProbeScalars { get; init; } = new Dictionary<string, double>();

    /// <summary>The frames that <see cref="FrameStage.ReferenceFrames"/> asked for (one channel: the one that is read).</summary>
    public SpectralSeries? Reference { get; init; }

    /// <summary>Finished other series by id: their newest spectra of the kinds that the stage takes.</summary>
    public IReadOnlyDictionary<string, SpectralSeries> Others { get; init; } = new Dictionary<string, SpectralSeries>();

    /// <summary>The same series with what the pipeline says of them and the rows that they gave. In a preview and where a stage is tried on its own there are no rows.</summary>
    public IReadOnlyDictionary<string, FinishedSeries> Finished { get; init; } = new Dictionary<string, FinishedSeries>();

    /// <summary>Clock, seed, folders.</summary>
    public required RunContext Run { get; init; }

    private readonly Lock _once = new();
    private (object Stage, object Made)? _made;

    /// <summary>What the stage works out from this input for all its workers: made by the first that asks, and the same immutable object for the others.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="make">Makes it from the input and the stage's parameters alone.</param>
    public T Once<T>(object stage, Func<T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (_once)
        {
            if (_made is not { } made || !ReferenceEquals(made.Stage, stage))
                _made = made = (stage, make());
            return (T)made.Made;
        }
    }
}

/// <summary>Shape of a stage's output.</summary>
/// <param name="Axis">Axis of the output.</param>
/// <param name="Channels">Name and signal of each channel, primary first.</param>
public sealed record OutputShape(Axis Axis, params IReadOnlyList<(string Name, Signal Signal)> Channels)
{
    /// <summary>Channel that holds the input unchanged, on the whole axis, in every frame that is not faulted; null when none does. A run that needs the
    /// input again can take it from there. Not for a stage with a mask of its own.</summary>
    public string? Input { get; init; }

    /// <summary>Channel that holds the standard deviation of each value of the primary channel: later steps see it as <see cref="FrameIn.Sigma"/>. Null when none does.</summary>
    public string? Sigma { get; init; }

    /// <summary>The kernel says which points count, through <see cref="FrameOut.Mask"/>. Otherwise the engine carries the mask of the input along: on the same
    /// axis as it is; on another axis of the same unit a point counts when all points of the input around it do; nothing into another unit. A stage that only
    /// gives its points new axis values sets this and copies <see cref="FrameIn.Mask"/>.</summary>
    public bool HasMask { get; init; }

    /// <summary>Names of the scalars a frame.</summary>
    public IReadOnlyList<string> Scalars { get; init; } = [];

    /// <summary>Second axis of a map: the flattened channel is [second axis][first axis]... see <see cref="MapPoints"/>.</summary>
    public Axis? Axis2 { get; init; }

    /// <summary>Points a frame: axis length, times the second axis' length for a map (row i of the map = i-th value of the second axis).</summary>
    public int MapPoints => Axis.Length * (Axis2?.Length ?? 1);
}

/// <summary>Owns one worker's scratch memory; allocates nothing a frame. The engine never gives it a frame with a non-finite value and
/// turns a non-finite result into a fault.</summary>
/// <param name="output">Shape of the output.</param>
public abstract class FrameKernel(OutputShape output)
{
    /// <summary>Shape of the output.</summary>
    public OutputShape Output { get; } = output;

    /// <summary>One frame.</summary>
    /// <exception cref="FrameException">The frame has no valid answer.</exception>
    public abstract void Apply(in FrameIn input, in FrameOut output, Findings findings);

    /// <summary>Many frames at once; the default goes frame by frame. A kernel with spectra in SIMD lanes overrides it. The result of a frame
    /// must not depend on its company: the engine may cut blocks anywhere.</summary>
    public virtual void ApplyBlock(FrameBlock block, Findings findings)
    {
        foreach (int row in block.Healthy)
        {
            findings.Frame = block.Input.FirstFrame + row;
            Apply(block.In(row), block.Out(row), findings);
        }
    }
}

/// <summary>The commonest kernel: one channel in, one out.</summary>
public abstract class SpectrumKernel(Axis axis, string name, Signal signal) : FrameKernel(new OutputShape(axis, (name, signal)))
{
    /// <summary>One spectrum.</summary>
    protected abstract void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings);

    /// <inheritdoc />
    public sealed override void Apply(in FrameIn input, in FrameOut output, Findings findings) => Apply(input.Y, output[0], findings);
}

/// <summary>One frame as a kernel sees it.</summary>
public readonly ref struct FrameIn
{
    private readonly FrameBlock _block;
    private readonly int _row;

    internal FrameIn(FrameBlock block, int row) => (_block, _row) = (block, row);

    /// <summary>The channel that the stage reads.</summary>
    public ReadOnlySpan<double> Y => _block.InputChannel[_row];

    /// <summary>Its standard deviations; empty when none are known.</summary>
    public ReadOnlySpan<double> Sigma =>
        _block.InputChannel.Sigma is { } s ? s.AsSpan(_row * _block.InputChannel.Points, _block.InputChannel.Points) : [];

    /// <summary>Its mask (true = use); empty when all points count.</summary>
    public ReadOnlySpan<bool> Mask =>
        _block.InputChannel.Mask is { } m ? m.AsSpan(_row * _block.InputChannel.Points, _block.InputChannel.Points) : [];

    /// <summary>Source, time and potential.</summary>
    public FrameInfo Info => _block.Input.Info[_row];

    /// <summary>A scalar of this frame (e0, edge_step); NaN when it is not known.</summary>
    public double Scalar(string name) => _block.Scalar(name, _row);

    /// <summary>Another channel of the same output, or empty.</summary>
    public ReadOnlySpan<double> Channel(string name) => _block.Input.Find(name) is { } c ? c[_row] : [];

    /// <summary>The same channel of a neighbouring frame (offset -1, +1 ...), empty outside the series or where that frame is faulted.</summary>
    public ReadOnlySpan<double> Neighbour(int offset) => _block.Neighbour(_row, offset);

    /// <summary>Mask of a neighbouring frame that is there; empty when all its points count.</summary>
    public ReadOnlySpan<bool> NeighbourMask(int offset) => _block.In(_row + offset).Mask;
}

/// <summary>Where a kernel writes one frame.</summary>
public readonly ref struct FrameOut
{
    private readonly FrameBlock _block;
    private readonly int _row;

    internal FrameOut(FrameBlock block, int row) => (_block, _row) = (block, row);

    /// <summary>Output channel by its place in <see cref="OutputShape.Channels"/>.</summary>
    public Span<double> this[int channel] => _block.OutputRow(channel, _row);

    /// <summary>Which points of the output count (true = use), holding what the input's mask says there; empty unless <see cref="OutputShape.HasMask"/>.</summary>
    public Span<bool> Mask => _block.OutputMask(_row);

    /// <summary>Sets a scalar by its place in <see cref="OutputShape.Scalars"/>.</summary>
    public void SetScalar(int scalar, double value) => _block.SetScalar(scalar, _row, value);
}

/// <summary>Frames in and out of one kernel call. Made by the engine.</summary>
public sealed class FrameBlock
{
    private readonly IReadOnlyDictionary<string, double[]> _scalarsIn;
    private readonly double[][] _channelsOut,
        _scalarsOut;
    private readonly bool[]? _maskOut;
    private readonly int _pointsOut;

    /// <summary>Binds input to output arrays (channel-major, frames x points each).</summary>
    public FrameBlock(
        SpectralSeries input,
        Channel inputChannel,
        IReadOnlyDictionary<string, double[]> scalarsIn,
        OutputShape shape,
        double[][] channelsOut,
        double[][] scalarsOut,
        int[] healthy,
        bool[]? maskOut = null
    )
    {
        (Input, InputChannel, _scalarsIn, _channelsOut, _scalarsOut, Healthy) = (
            input,
            inputChannel,
            scalarsIn,
            channelsOut,
            scalarsOut,
            healthy
        );
        (_pointsOut, _maskOut) = (shape.MapPoints, shape.HasMask ? maskOut : null);
    }

    /// <summary>The input block with all its channels.</summary>
    public SpectralSeries Input { get; }

    /// <summary>The channel that the stage reads.</summary>
    public Channel InputChannel { get; }

    /// <summary>Rows that are not faulted; a kernel touches no others.</summary>
    public IReadOnlyList<int> Healthy { get; }

    /// <summary>One frame of the input.</summary>
    public FrameIn In(int row) => new(this, row);

    /// <summary>One frame of the output.</summary>
    public FrameOut Out(int row) => new(this, row);

    /// <summary>Output values of a frame.</summary>
    public Span<double> OutputRow(int channel, int row) => _channelsOut[channel].AsSpan(row * _pointsOut, _pointsOut);

    internal Span<bool> OutputMask(int row) => _maskOut is null ? [] : _maskOut.AsSpan(row * _pointsOut, _pointsOut);

    /// <summary>Output values of consecutive frames, one after the other.</summary>
    public Span<double> OutputRows(int channel, int firstRow, int rows) =>
        _channelsOut[channel].AsSpan(firstRow * _pointsOut, rows * _pointsOut);

    internal double Scalar(string name, int row) => _scalarsIn.TryGetValue(name, out double[]? v) ? v[row] : double.NaN;

    internal void SetScalar(int scalar, int row, double value) => _scalarsOut[scalar][row] = value;

    internal ReadOnlySpan<double> Neighbour(int row, int offset)
    {
        // The engine gives the block its neighbours as rows of its own; beyond them the series ends.
        int at = row + offset;
        return at < 0 || at >= Input.Frames || Input.Faults[at] is not null ? [] : InputChannel[at];
    }
}

/// <summary>Needs all frames at once: PCA, MCR, two-dimensional correlation, global fits.</summary>
public abstract record SeriesStage : Stage
{
    /// <summary>What it reads.</summary>
    public virtual SpectraNeed Reads => SpectraNeed.Newest;

    /// <summary>Runs on the whole series; the result may have another axis and other frames.</summary>
    public abstract SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings);
}

/// <summary>Works on rows, not spectra: tracking, onset, Stark, ratios, assignment, comparison, claims.</summary>
public abstract record TableStage : Stage
{
    /// <summary>Row types that must exist before it can run.</summary>
    public abstract IReadOnlyList<Type> Reads { get; }

    /// <summary>Row types that it uses when they are there (detection limits) and does without when they are not.</summary>
    public virtual IReadOnlyList<Type> MayRead => [];

    /// <summary>Reads the newest rows and writes new ones.</summary>
    public abstract void Run(TableSet input, RowWriter output, RunContext run);
}
