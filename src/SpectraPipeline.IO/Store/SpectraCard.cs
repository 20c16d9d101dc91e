using System.Runtime.InteropServices;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>An axis as plain values; as JSON doubles survive to the bit.</summary>
internal sealed record AxisCard(string Name, string Unit, Quantity Quantity, double Scale, double[] Values)
{
    internal static AxisCard From(Axis axis) =>
        new(axis.Name, axis.Unit.Symbol, axis.Unit.Quantity, axis.Unit.Scale, axis.Values.ToArray());

    internal Axis ToAxis() => new(Name, ToUnit(), Values);

    internal Unit ToUnit() => new(Unit, Quantity, Scale);
}

/// <summary>What a channel is, without its numbers.</summary>
internal sealed record ChannelCard(string Name, SignalKind Kind, string Unit, bool HasSigma, bool HasMask)
{
    internal static ChannelCard From(Channel c) => new(c.Name, c.Signal.Kind, c.Signal.Unit, c.Sigma is not null, c.Mask is not null);

    /// <summary>Arrays to be filled.</summary>
    internal Channel NewChannel(int frames, int points)
    {
        int length = checked(frames * points);
        return new(
            Name,
            new Signal(Kind, Unit),
            frames,
            points,
            new double[length],
            HasSigma ? new double[length] : null,
            HasMask ? new bool[length] : null
        );
    }
}

/// <summary>Everything of a block of spectra but the large arrays, and where these lie. Kept as bytes in the container of the block.</summary>
internal sealed record SpectraCard
{
    public required string Series { get; init; }
    public required int FirstFrame { get; init; }
    public required AxisCard Axis { get; init; }
    public AxisCard? Axis2 { get; init; }
    public required ChannelCard[] Channels { get; init; }
    public required FrameInfo[] Info { get; init; }
    public required Fault?[] Faults { get; init; }
    public required Dictionary<string, double[]> Scalars { get; init; }

    /// <summary>What the Parquet file of the part consists of.</summary>
    public SpectraLayout Layout { get; init; } = new([], 0, 0);

    /// <summary>Points a frame.</summary>
    public int Points => Axis.Values.Length * (Axis2?.Values.Length ?? 1);

    /// <summary>Columns that the final file has too: frame, the channels, status.</summary>
    public int FinalColumns => Channels.Length + 2;

    /// <summary>Columns that only the part has: sigma and mask.</summary>
    public int ExtraColumns => Channels.Sum(c => (c.HasSigma ? 1 : 0) + (c.HasMask ? 1 : 0));

    internal static SpectraCard From(SpectralSeries block, SpectraLayout layout) =>
        new()
        {
            Series = block.Id,
            FirstFrame = block.FirstFrame,
            Axis = AxisCard.From(block.Axis),
            Axis2 = block.Axis2 is { } second ? AxisCard.From(second) : null,
            Channels = [.. block.Channels.Select(ChannelCard.From)],
            Info = [.. block.Info],
            Faults = block.Faults,
            Scalars = new(block.Scalars),
            Layout = layout,
        };

    /// <summary>A series of these frames with channels that are still to be filled.</summary>
    internal SpectralSeries With(IReadOnlyList<Channel> channels)
    {
        var series = new SpectralSeries(Series, Axis.ToAxis(), channels, Info, Faults, FirstFrame, Axis2?.ToAxis());
        foreach (var (name, values) in Scalars)
            values.CopyTo(series.AddScalar(name), 0);
        return series;
    }

    internal void Write(BinaryWriter to)
    {
        to.Write(Series);
        to.Write(FirstFrame);
        Write(to, Axis);
        to.Write(Axis2 is not null);
        if (Axis2 is not null)
            Write(to, Axis2);
        to.Write(Channels.Length);
        foreach (ChannelCard c in Channels)
        {
            to.Write(c.Name);
            to.Write((int)c.Kind);
            to.Write(c.Unit);
            to.Write(c.HasSigma);
            to.Write(c.HasMask);
        }
        to.Write(Info.Length);
        foreach (FrameInfo frame in Info)
            Write(to, frame);
        foreach (Fault? fault in Faults)
        {
            to.Write(fault is not null);
            if (fault is null)
                continue;
            to.Write(fault.Step);
            to.Write(fault.Code);
            to.Write(fault.Message);
        }
        to.Write(Scalars.Count);
        foreach (var (name, values) in Scalars)
        {
            to.Write(name);
            Write(to, values);
        }
        Layout.Write(to);
    }

    internal static SpectraCard Read(BinaryReader from)
    {
        string series = from.ReadString();
        int firstFrame = from.ReadInt32();
        AxisCard axis = ReadAxis(from);
        AxisCard? axis2 = from.ReadBoolean() ? ReadAxis(from) : null;
        var channels = new ChannelCard[from.ReadInt32()];
        for (int i = 0; i < channels.Length; i++)
            channels[i] = new(from.ReadString(), (SignalKind)from.ReadInt32(), from.ReadString(), from.ReadBoolean(), from.ReadBoolean());
        var info = new FrameInfo[from.ReadInt32()];
        for (int i = 0; i < info.Length; i++)
            info[i] = ReadFrame(from, i > 0 ? info[i - 1].File : "");
        var faults = new Fault?[info.Length];
        for (int i = 0; i < faults.Length; i++)
            if (from.ReadBoolean())
                faults[i] = new(from.ReadString(), from.ReadString(), from.ReadString());
        var scalars = new Dictionary<string, double[]>();
        for (int left = from.ReadInt32(); left > 0; left--)
            scalars.Add(from.ReadString(), ReadDoubles(from));
        return new()
        {
            Series = series,
            FirstFrame = firstFrame,
            Axis = axis,
            Axis2 = axis2,
            Channels = channels,
            Info = info,
            Faults = faults,
            Scalars = scalars,
            Layout = SpectraLayout.Read(from),
        };
    }

    private static void Write(BinaryWriter to, AxisCard axis)
    {
        to.Write(axis.Name);
        to.Write(axis.Unit);
        to.Write((int)axis.Quantity);
        to.Write(axis.Scale);
        Write(to, axis.Values);
    }

    private static AxisCard ReadAxis(BinaryReader from) =>
        new(from.ReadString(), from.ReadString(), (Quantity)from.ReadInt32(), from.ReadDouble(), ReadDoubles(from));

    private static void Write(BinaryWriter to, FrameInfo frame)
    {
        to.Write(frame.Frame);
        to.Write(frame.File);
        to.Write(frame.IndexInFile);
        to.Write(frame.TimeS);
        to.Write(frame.PotentialV);
        to.Write(frame.PotentialSdV);
        to.Write(frame.PotentialIrV);
        to.Write(frame.PotentialRheV);
        to.Write(frame.CurrentA);
        to.Write(frame.Note);
    }

    private static FrameInfo ReadFrame(BinaryReader from, string fileBefore)
    {
        int frame = from.ReadInt32();
        string file = from.ReadString();
        return new()
        {
            Frame = frame,
            // Many frames come from one file; one string serves them all.
            File = file == fileBefore ? fileBefore : file,
            IndexInFile = from.ReadInt32(),
            TimeS = from.ReadDouble(),
            PotentialV = from.ReadDouble(),
            PotentialSdV = from.ReadDouble(),
            PotentialIrV = from.ReadDouble(),
            PotentialRheV = from.ReadDouble(),
            CurrentA = from.ReadDouble(),
            Note = from.ReadString(),
        };
    }

    private static void Write(BinaryWriter to, double[] values)
    {
        to.Write(values.Length);
        to.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static double[] ReadDoubles(BinaryReader from)
    {
        double[] values = new double[from.ReadInt32()];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
