using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>NXdata in its three generations: attributes of the group (<c>signal</c>, <c>axes</c>), attributes of the datasets (<c>signal=1</c>,
/// <c>axis=1</c>), and groups of beamlines that have neither and call their numbers <c>data</c>.</summary>
internal sealed class NexusData
{
    private static readonly string[] s_signalNames = ["data", "absorbed_beam", "intensity", "counts"];

    private readonly Hdf5Node _group;
    private readonly Axis?[] _axes;

    private NexusData(Hdf5Node group, Hdf5Node signal)
    {
        _group = group;
        Signal = signal;
        _axes = new Axis?[signal.Shape!.Length];
        FromGroup();
        FromDatasets();
        FromNames();
    }

    private Hdf5Node Signal { get; }

    /// <summary>Adds what the group holds, or why it holds nothing.</summary>
    public static void Find(Hdf5Node group, Hdf5Node home, Findings to)
    {
        bool isData = group.NexusClass == "NXdata" || (group.NexusClass is null && group.Attribute("signal") is not null);
        if (SignalOf(group, isData) is not { } name)
            return;
        if (name.Resolved is not { } signal)
            to.Reasons.Add($"'{name.Path}' is a link to '{name.Target}', which is not in the file");
        else if (signal.Problem.Length > 0)
            to.Reasons.Add($"'{signal.Path}': {signal.Problem}");
        else if (signal.Kind == Hdf5Kind.Dataset && signal.Count < 2)
            to.Reasons.Add($"'{signal.Path}' holds {(signal.Count == 1 ? "one value" : "no values")}: a form without data");
        else if (signal.IsArray)
            new NexusData(group, signal).Plan(home, to);
    }

    private void Plan(Hdf5Node home, Findings to)
    {
        int spectral = Array.FindIndex(_axes, a => a is not null && SpectralAxis.Is(a));
        int[] long_ = [.. Enumerable.Range(0, _axes.Length).Where(d => Signal.Shape![d] > 1)];
        int dimension =
            spectral >= 0 ? spectral
            : long_.Length == 1 ? long_[0]
            : _group.Attribute("interpretation") == "spectrum" ? _axes.Length - 1
            : -1;
        if (dimension < 0)
            to.Reasons.Add(
                $"'{Signal.Path}' ({string.Join(" x ", Signal.Shape!)}) has no axis of energy, wavelength or wavenumber: pictures are not read"
            );
        else if (Signal.Shape![dimension] < 2)
            to.Reasons.Add($"'{Signal.Path}' has one point along its axis");
        else
            to.Plans.Add(
                new()
                {
                    Rank = spectral >= 0 ? PlanRank.Data : PlanRank.Other,
                    Home = home,
                    Group = _group,
                    Signal = Signal,
                    SignalKind = NexusSignals.Of(Signal),
                    XDimension = dimension,
                    X = _axes[dimension],
                    Channels = [.. Beside(dimension), .. Monitors(home, dimension)],
                    Positions =
                    [
                        .. Enumerable.Range(0, _axes.Length).Where(d => d != dimension && _axes[d] is not null).Select(d => (_axes[d]!, d)),
                    ],
                    Title = _group.TextOf("title"),
                }
            );
    }

    /// <summary>The member that is the signal; null when the group is none of NXdata.</summary>
    private static Hdf5Node? SignalOf(Hdf5Node group, bool isData)
    {
        if (group.Attribute("signal") is { Length: > 0 } named && group.Member(named) is { } stated)
            return stated;
        if (group.Children.Find(c => c.Resolved?.Attribute("signal") == "1") is { } marked)
            return marked;
        bool hasAxis = group.Children.Exists(c => c.Resolved is { IsArray: true, Shape.Length: 1 } r && SpectralAxis.Is(new(c.Name, r)));
        if (!isData && !hasAxis)
            return null;
        foreach (string name in s_signalNames)
            if (group.Member(name) is { } usual && (isData || usual.Resolved?.IsArray == true))
                return usual;
        return null;
    }

    /// <summary>Names in the attribute <c>axes</c> of the group or, older, of the signal; then <c>NAME_indices</c>.</summary>
    private void FromGroup()
    {
        string[] names = _group.Attributes.TryGetValue("axes", out string[]? of) ? of : Signal.Attributes.GetValueOrDefault("axes", []);
        if (names.Length == 1)
            names = names[0].Split([':', ',', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries);
        for (int d = 0; d < names.Length && d < _axes.Length; d++)
            Set(IndexOf(names[d]) ?? d, names[d], names[d] == "." ? null : _group.Member(names[d])?.Resolved);
    }

    private int? IndexOf(string name) =>
        int.TryParse(_group.Attribute(name + "_indices"), NumberStyles.None, CultureInfo.InvariantCulture, out int d) && d < _axes.Length
            ? d
            : null;

    /// <summary>Datasets marked <c>axis=N</c>, counted from 1; <c>primary=1</c> goes first where several are.</summary>
    private void FromDatasets()
    {
        foreach (
            Axis axis in Members()
                .Where(a => a.Node.Attribute("axis") is not null)
                .OrderByDescending(a => a.Node.Attribute("primary") == "1")
        )
            // SOLEIL counts from 0.
            if (int.TryParse(axis.Node.Attribute("axis"), NumberStyles.None, CultureInfo.InvariantCulture, out int d) && d <= _axes.Length)
                Set(Math.Max(d - 1, 0), axis.Name, axis.Node);
    }

    /// <summary>A dataset called energy that is as long as a dimension without axis.</summary>
    private void FromNames()
    {
        foreach (Axis axis in Members())
            if (axis.Node != Signal && axis.Node.IsArray && SpectralAxis.Is(axis))
                Set(Free(axis.Node.Count), axis.Name, axis.Node);
    }

    private int Free(long points) =>
        Enumerable.Range(0, _axes.Length).FirstOrDefault(d => _axes[d] is null && Signal.Shape![d] == points, -1);

    private void Set(int dimension, string name, Hdf5Node? node)
    {
        if (
            dimension >= 0
            && node is { IsArray: true }
            && node != Signal
            && _axes[dimension] is null
            && node.Count == Signal.Shape![dimension]
        )
            _axes[dimension] = new(name, node);
    }

    private IEnumerable<Axis> Members() =>
        from child in _group.Children
        let node = child.Resolved
        where node is not null
        select new Axis(child.Name, node);

    /// <summary>Other numbers of the group: of the signal's shape, or of x's length where there is one spectrum.</summary>
    private IEnumerable<ChannelPlan> Beside(int dimension)
    {
        foreach (Hdf5Node child in _group.Children)
            if (
                child.Resolved is { IsArray: true, Problem.Length: 0 } node
                && node != Signal
                && !Array.Exists(_axes, a => a?.Node == node)
                && Fits(node, dimension)
            )
                yield return new(child.Name, node, NexusSignals.Beside(child.Name, node));
    }

    private bool Fits(Hdf5Node node, int dimension) =>
        node.Shape!.AsSpan().SequenceEqual(Signal.Shape) || (Signal.Count == Signal.Shape![dimension] && node.Count == Signal.Count);

    /// <summary>The beam before the sample, which NXxas keeps beside NXdata: <c>entry/monitor/data</c>.</summary>
    private IEnumerable<ChannelPlan> Monitors(Hdf5Node home, int dimension)
    {
        foreach (Hdf5Node monitor in home.Children)
            if (
                monitor.NexusClass == "NXmonitor"
                && monitor.Find("data") is { IsArray: true, Problem.Length: 0 } node
                && Fits(node, dimension)
            )
                yield return new(monitor.Name, node, new Signal(SignalKind.Auxiliary, node.Attribute("units") ?? ""));
    }
}

/// <summary>What the numbers of a dataset are, by its labels.</summary>
internal static class NexusSignals
{
    /// <summary>Of a signal.</summary>
    public static Signal Of(Hdf5Node node)
    {
        Signal signal = SignalWords.Of(node.Attribute("long_name") ?? node.Name);
        if (signal.Kind == SignalKind.Unknown)
            signal = SignalWords.Of(node.Name);
        return new(signal.Kind, node.Attribute("units") ?? signal.Unit);
    }

    /// <summary>Of a channel beside a signal.</summary>
    public static Signal Beside(string name, Hdf5Node node) =>
        new(SignalWords.Of(name).Kind is var kind and not SignalKind.Unknown ? kind : SignalKind.Auxiliary, node.Attribute("units") ?? "");
}
