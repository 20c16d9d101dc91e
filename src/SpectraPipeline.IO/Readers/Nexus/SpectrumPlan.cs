using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>How well a part of a file says that it holds spectra; the best of an entry is read.</summary>
internal enum PlanRank
{
    /// <summary>An application definition or a known instrument.</summary>
    Defined,

    /// <summary>NXdata, or a group with <c>data</c>, whose axis is an energy, a wavelength or a wavenumber.</summary>
    Data,

    /// <summary>Columns of one length side by side, one of them an energy.</summary>
    Columns,

    /// <summary>NXdata over time, a motor or a mere index.</summary>
    Other,
}

/// <summary>A channel beside the signal.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Node">Dataset: of the shape of the signal, as long as x, or a table with a column of it.</param>
/// <param name="Signal">What it is.</param>
internal sealed record ChannelPlan(string Name, Hdf5Node Node, Signal Signal)
{
    /// <summary>Column in a table of raw data; null when the dataset is the channel.</summary>
    public int? Column { get; init; }

    /// <summary>Dimension of the table along which x runs.</summary>
    public int XDimension { get; init; }
}

/// <summary>A dataset as an axis, under the name of the link that led to it (<c>energy</c> may be a link to <c>mono/value</c>).</summary>
internal sealed record Axis(string Name, Hdf5Node Node);

/// <summary>Where the spectra of one dataset are: signal, axis, what stands beside them.</summary>
internal sealed record SpectrumPlan
{
    public required PlanRank Rank { get; init; }

    /// <summary>Entry (or measurement) that they belong to: it knows title, time and sample.</summary>
    public required Hdf5Node Home { get; init; }

    /// <summary>Group in which they were found.</summary>
    public required Hdf5Node Group { get; init; }

    public required Hdf5Node Signal { get; init; }
    public required Signal SignalKind { get; init; }

    /// <summary>Label of the signal where a link calls it otherwise than the dataset.</summary>
    public string? SignalName { get; init; }

    /// <summary>Dimension of the signal along which x runs; the others count spectra.</summary>
    public required int XDimension { get; init; }

    /// <summary>Values of x; null for an axis without values, which is counted.</summary>
    public Axis? X { get; init; }

    /// <summary>Unit of x where the layout defines it; null where the file must say it.</summary>
    public Unit? XUnit { get; init; }

    public IReadOnlyList<ChannelPlan> Channels { get; init; } = [];

    /// <summary>Axes of the other dimensions: where each spectrum of a map was taken.</summary>
    public IReadOnlyList<(Axis Axis, int Dimension)> Positions { get; init; } = [];

    /// <summary>See <see cref="SpectrumData.Block"/>.</summary>
    public string Block { get; init; } = "";

    /// <summary>Title; null = that of the entry.</summary>
    public string? Title { get; init; }

    public string? Technique { get; init; }
}

/// <summary>What the layouts find in a file.</summary>
internal sealed class Findings
{
    public List<SpectrumPlan> Plans { get; } = [];

    /// <summary>Why places that look like spectra are none.</summary>
    public List<string> Reasons { get; } = [];
}
