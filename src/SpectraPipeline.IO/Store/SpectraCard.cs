using System.Text.Json;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>An axis as JSON; doubles survive to the bit.</summary>
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
}

/// <summary>Everything of a block of spectra but the large arrays; lies as JSON beside its Parquet file.</summary>
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

    /// <summary>Where the row groups lie in the Parquet file beside.</summary>
    public IReadOnlyList<SpectraGroup> Groups { get; init; } = [];

    internal static SpectraCard From(SpectralSeries block) =>
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
        };

    internal static SpectraCard Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return JsonSerializer.Deserialize<SpectraCard>(file, StoreJson.Options)!;
    }

    internal void Write(string path)
    {
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(file, this, StoreJson.Options);
    }
}
