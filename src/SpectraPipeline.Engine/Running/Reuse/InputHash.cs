using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Hash of what a stage is told when it prepares, beside its parameters: axis, probe, reference frames, other series. Equal hashes mean that
/// the same frame gives the same answer, however many frames the series has by now.</summary>
internal static class InputHash
{
    /// <summary>A stage may choose its method by the number of frames while they are few (AUTOBK builds its linear map for a series); beyond this many
    /// their number changes nothing.</summary>
    private const int Many = 256;
    private static readonly JsonSerializerOptions s_rows = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Of(ChainLink link)
    {
        StageInput input = link.Input;
        HashSet<string> reads = [.. link.Stage.OtherSeries];
        if (link.Stage.ReferenceFrames(input.Card)?.Series is { } reference)
            reads.Add(reference);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(hash, $"{input.Channel}\n{input.Signal}\n{Math.Min(input.Frames, Many)}\n");
        Text(hash, JsonSerializer.Serialize(input.Card.Context));
        Add(hash, input.Axis);
        foreach (var (name, value) in input.ProbeScalars.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Text(hash, name);
            hash.AppendData(BitConverter.GetBytes(value));
        }
        Add(hash, "probe", input.Probe);
        Add(hash, "reference", input.Reference);
        foreach (var (id, series) in input.Others.Where(o => reads.Contains(o.Key)).OrderBy(o => o.Key, StringComparer.Ordinal))
            Add(hash, id, series);
        foreach (string id in reads.Order(StringComparer.Ordinal))
            if (input.Finished.TryGetValue(id, out FinishedSeries? finished))
                AddFacts(hash, link.Stage, finished);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Hash of an axis: name, unit, values.</summary>
    public static string Of(Axis axis)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, axis);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string name, SpectralSeries? series)
    {
        Text(hash, series is null ? $"no {name}\n" : $"{name} {series.Frames}\n");
        if (series is null)
            return;
        Add(hash, series.Axis);
        foreach (Channel channel in series.Channels)
        {
            Text(hash, $"{channel.Name} {channel.Signal}\n");
            hash.AppendData(MemoryMarshal.AsBytes<double>(channel.Values));
            if (channel.Mask is { } mask)
                hash.AppendData(MemoryMarshal.AsBytes<bool>(mask));
        }
    }

    // Labels of a standard and rows of a foil change the answer as its spectra do.
    private static void AddFacts(IncrementalHash hash, Stage stage, FinishedSeries series)
    {
        if (stage is IChoosesSeries)
            Text(hash, JsonSerializer.Serialize(series.Card));
        if (stage is IReadsOtherRows reader)
            foreach (Type type in reader.OtherRowTypes)
                Text(hash, $"{type.Name} {JsonSerializer.Serialize(series.Rows(type), s_rows)}\n");
    }

    private static void Add(IncrementalHash hash, Axis axis)
    {
        Text(hash, $"{axis.Name} {axis.Unit}\n");
        hash.AppendData(MemoryMarshal.AsBytes(axis.Values));
    }

    private static void Text(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
