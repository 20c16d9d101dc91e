using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Parent;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>Carries a plan out: reads its numbers and cuts them into spectra.</summary>
internal sealed class NexusSpectra(OpenHdf5File file, List<string> notes)
{
    // Each spectrum of a map costs half a kilobyte beside its numbers.
    private const long MostSpectra = 100_000;

    // Up to so many spectra carry the small values of their entry themselves; a map's are all the same and stand with the file.
    private const int FewSpectra = 64;

    private long _spectra;

    /// <summary>The spectra of a plan, in the order of the dataset: the last dimension runs fastest.</summary>
    public IEnumerable<SpectrumData> Of(SpectrumPlan plan, bool few)
    {
        long[] shape = plan.Signal.Shape!;
        long points = shape[plan.XDimension];
        long count = plan.Signal.Count / points;
        if (_spectra + count > MostSpectra)
            throw new BadFileException(0, $"at most {MostSpectra} spectra", $"{_spectra + count} in '{plan.Signal.Path}' and before");
        _spectra += count;
        (double[] x, Unit unit) = X(plan, points);
        Strided signal = new(plan.SignalName ?? plan.Signal.Name, plan.SignalKind, file.Numbers(plan.Signal), shape, plan.XDimension);
        Strided[] beside = [.. plan.Channels.Select(c => Channel(c, plan))];
        Dictionary<string, string> common = NexusMetadata.OfPlan(plan, few && count <= FewSpectra);
        for (long k = 0; k < count; k++)
            yield return new SpectrumData
            {
                X = x,
                XLabel = plan.X?.Name ?? "index",
                XUnit = unit,
                Channels = [signal.At(k), .. beside.Select(b => b.At(k))],
                Title = plan.Title ?? plan.Home.TextOf("title") ?? plan.Home.TextOf("sample/name") ?? "",
                Block = plan.Block,
                Acquired = NexusTime.Of(plan.Home),
                Metadata =
                    count == 1 && plan.Positions.Count == 0 ? common : new Dictionary<string, string>(Placed(plan, shape, k, common)),
            };
    }

    private (double[] X, Unit Unit) X(SpectrumPlan plan, long points)
    {
        if (plan.X is null)
        {
            notes.Add($"'{plan.Signal.Path}' has no axis; its points are counted from 0");
            return ([.. Enumerable.Range(0, (int)points).Select(i => (double)i)], Unit.None);
        }
        double[] x = file.Numbers(plan.X.Node);
        if (plan.XUnit is not null)
            return (x, plan.XUnit);
        var (unit, note) = SpectralAxis.UnitOf(plan.X, x);
        if (note is not null && !notes.Contains(note))
            notes.Add(note);
        return (x, unit);
    }

    private Strided Channel(ChannelPlan channel, SpectrumPlan plan)
    {
        double[] values = file.Numbers(channel.Node);
        if (channel.Column is int column)
            return new(channel.Name, channel.Signal, values, channel.Node.Shape!, channel.XDimension) { Fixed = column };
        bool same = channel.Node.Shape!.AsSpan().SequenceEqual(plan.Signal.Shape);
        return same
            ? new(channel.Name, channel.Signal, values, channel.Node.Shape!, plan.XDimension)
            : new(channel.Name, channel.Signal, values, [values.Length], 0) { Fixed = 0 };
    }

    /// <summary>The entries of all spectra with the place of this one.</summary>
    private IEnumerable<KeyValuePair<string, string>> Placed(SpectrumPlan plan, long[] shape, long k, Dictionary<string, string> common)
    {
        foreach (var entry in common)
            yield return entry;
        long rest = k;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            if (d == plan.XDimension)
                continue;
            long at = rest % shape[d];
            rest /= shape[d];
            foreach (var (axis, dimension) in plan.Positions)
                if (dimension == d)
                    yield return new(
                        axis.Name + (axis.Node.Attribute("units") is { Length: > 0 } unit ? $" ({unit})" : ""),
                        file.Numbers(axis.Node)[at].ToString(CultureInfo.InvariantCulture)
                    );
        }
    }
}

/// <summary>A dataset out of which single spectra are cut along one dimension.</summary>
internal sealed class Strided(string name, Signal signal, double[] values, long[] shape, int dimension)
{
    /// <summary>Which line to take always; null = as many as there are.</summary>
    public int? Fixed { get; init; }

    /// <summary>Line k, counted with the last of the other dimensions fastest.</summary>
    public ChannelData At(long k)
    {
        k = Fixed ?? k;
        long points = shape[dimension];
        if (points == values.Length)
            return new(name, values, signal);
        // Values behind one step along x; the dimensions before x run slower than it.
        long inner = 1;
        for (int d = dimension + 1; d < shape.Length; d++)
            inner *= shape[d];
        long start = k / inner * inner * points + k % inner;
        double[] line = new double[points];
        for (int i = 0; i < line.Length; i++)
            line[i] = values[start + i * inner];
        return new(name, line, signal);
    }
}
