using System.Text.Json;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>The NXxas drafts: an entry or subentry with <c>definition</c> NXxas, <c>energy</c>, <c>intensity</c>, perhaps <c>rawdata</c> (its columns
/// along either dimension) and detectors under <c>instrument</c>.</summary>
internal static class NxXas
{
    /// <summary>The spectrum of an entry; null when the entry is of another kind or an older definition without these names.</summary>
    public static SpectrumPlan? Of(Hdf5Node entry)
    {
        if (entry.TextOf("definition")?.StartsWith("NXxas", StringComparison.Ordinal) != true)
            return null;
        if (
            entry.Find("energy") is not { IsArray: true, Problem.Length: 0 } energy
            || entry.Find("intensity") is not { IsArray: true } intensity
        )
            return null;
        int dimension = Array.IndexOf(intensity.Shape!, energy.Count);
        if (intensity.Problem.Length > 0 || dimension < 0 || energy.Count < 2)
            return null;
        var channels = new List<ChannelPlan>();
        if (intensity.Count == energy.Count)
        {
            channels.AddRange(Raw(entry, energy.Count));
            foreach (ChannelPlan detector in Detectors(entry, energy.Count))
                if (!channels.Exists(c => c.Name == detector.Name))
                    channels.Add(detector);
        }
        return new()
        {
            Rank = PlanRank.Defined,
            Home = entry,
            Group = entry,
            Signal = intensity,
            // Converters call it 'Normalized mu(E)' also where its edge step is not 1, so it is mu; normalising twice does no harm.
            SignalKind = new(SignalKind.Mu),
            XDimension = dimension,
            X = new("energy", energy),
            Channels = channels,
            Title = entry.TextOf("plot/title") ?? entry.TextOf("title"),
            Technique = "xas",
        };
    }

    /// <summary>Columns of <c>rawdata</c> but energy, which is x already. Both drafts are met: (columns, points) and (points, columns).</summary>
    private static IEnumerable<ChannelPlan> Raw(Hdf5Node entry, long points)
    {
        if (entry.Find("rawdata") is not { IsArray: true, Problem.Length: 0, Shape: { Length: 2 } shape } raw)
            yield break;
        string[] labels = Labels(raw);
        // A square table is told by its labels; where they fit neither or both, the older draft is taken.
        int x = shape[1] == points && !(shape[0] == points && labels.Length == shape[1]) ? 1 : 0;
        if (shape[x] != points || shape[1 - x] > 1000)
            yield break;
        for (int c = 0; c < shape[1 - x]; c++)
        {
            string label = c < labels.Length ? labels[c] : $"rawdata {c + 1}";
            if (label == "energy")
                continue;
            string name = label == "intensity" ? "rawdata intensity" : label;
            yield return new(name, raw, NexusSignals.Beside(label, raw)) { Column = c, XDimension = x };
        }
    }

    private static string[] Labels(Hdf5Node raw)
    {
        if (!raw.Attributes.TryGetValue("array_labels", out string[]? labels) || labels.Length != 1)
            return labels ?? [];
        try
        {
            return JsonSerializer.Deserialize(labels[0], NexusJson.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            return labels[0].Split([',', ' ', '[', ']', '"'], StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static IEnumerable<ChannelPlan> Detectors(Hdf5Node entry, long points)
    {
        if (entry.Find("instrument") is not { } instrument)
            yield break;
        foreach (Hdf5Node detector in instrument.Children)
            if (detector.Resolved?.Find("data") is { IsArray: true, Problem.Length: 0 } data && data.Count == points)
                yield return new(detector.Name, data, NexusSignals.Beside(detector.Name, data));
    }
}

/// <summary>Reads lists of labels without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class NexusJson : System.Text.Json.Serialization.JsonSerializerContext;
