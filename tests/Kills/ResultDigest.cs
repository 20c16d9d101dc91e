using System.Collections;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Kills;

/// <summary>A finished result folder in few words: a hash of the rows of each table in their order, of every stored spectrum bit by bit, the ledger,
/// the names of the files, and the page and figures without the times of the run.</summary>
/// <param name="Parts">Name of each part and its hash or text.</param>
/// <param name="Wrong">What cannot be right by itself, without a run to compare with.</param>
public sealed record ResultDigest(IReadOnlyDictionary<string, string> Parts, IReadOnlyList<string> Wrong)
{
    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Finished result folder.</param>
    /// <param name="frames">Frames that each series must have.</param>
    public static ResultDigest Of(string folder, IReadOnlyDictionary<string, int> frames)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        using ResultStore store = ResultStore.Open(folder, threads: 1);
        foreach (string table in Directory.GetFiles(Path.Combine(folder, "tables"), "*.parquet").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(table);
            QueryResult rows = store.Query($"from {name}");
            parts[$"table {name}"] = $"{rows.Rows.Count} rows {HashOf(rows)}";
        }
        foreach (string series in store.Series)
        foreach (string step in store.Steps(series))
            parts[$"spectra {series}/{step}"] = HashOf(store.ReadSpectra(series, step));
        wrong.AddRange(LostOrDoubled(store, frames));
        JsonElement manifest = store.Manifest.RootElement;
        foreach (string part in (string[])["ledger", "inputs", "references", "series", "run_key"])
            parts[$"manifest {part}"] = manifest.GetProperty(part).GetRawText();
        wrong.AddRange(DoesNotAddUp(manifest.GetProperty("ledger"), frames));
        parts["files"] = string.Join('\n', new FolderState(folder).Visible());
        foreach (string figure in Directory.GetFiles(Path.Combine(folder, "figures"), "*.svg"))
            parts[$"figure {Path.GetFileName(figure)}"] = HashOf(File.ReadAllBytes(figure));
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        if (!page.TrimEnd().EndsWith("</html>", StringComparison.Ordinal))
            wrong.Add($"report.html is cut short at {page.Length} letters");
        foreach (string time in (string[])["started", "ended"])
            page = page.Replace(manifest.GetProperty(time).GetString()!, time, StringComparison.Ordinal);
        // The head of the page says the minute of the end.
        page = page.Replace(manifest.GetProperty("ended").GetString()![..16].Replace('T', ' '), "ended", StringComparison.Ordinal);
        parts["report.html"] = HashOf(Encoding.UTF8.GetBytes(page));
        return new ResultDigest(parts, wrong);
    }

    /// <summary>What another folder has otherwise.</summary>
    public IEnumerable<string> Differences(ResultDigest other)
    {
        foreach (string part in Parts.Keys.Union(other.Parts.Keys).Order(StringComparer.Ordinal))
            if (!Parts.TryGetValue(part, out string? own))
                yield return $"{part}: only in the other";
            else if (!other.Parts.TryGetValue(part, out string? its))
                yield return $"{part}: missing";
            else if (own != its)
                yield return $"{part}: {Short(own)} became {Short(its)}";
    }

    private static string Short(string text) =>
        text.Length <= 200 ? text.ReplaceLineEndings(" ") : text[..200].ReplaceLineEndings(" ") + " ...";

    /// <summary>Every frame of every series stands in the table of frames once and in order.</summary>
    private static IEnumerable<string> LostOrDoubled(ResultStore store, IReadOnlyDictionary<string, int> frames)
    {
        var found = store
            .Query("select series, frame from frames")
            .Rows.ToLookup(r => (string)r[0]!, r => Convert.ToInt64(r[1], System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (series, count) in frames)
        {
            if (found[series].SequenceEqual(Enumerable.Range(0, count).Select(f => (long)f)))
                continue;
            int distinct = found[series].Distinct().Count();
            yield return $"series {series}: {count - distinct} frames lost, {found[series].Count() - distinct} doubled";
        }
    }

    private static IEnumerable<string> DoesNotAddUp(JsonElement ledger, IReadOnlyDictionary<string, int> frames)
    {
        JsonElement files = ledger.GetProperty("files");
        if (Number(files, "found") != Number(files, "read") + Number(files, "refused"))
            yield return $"ledger: files {files.GetRawText()}";
        foreach (JsonElement step in ledger.GetProperty("steps").EnumerateArray())
        {
            string name = $"{step.GetProperty("series").GetString()}/{step.GetProperty("step").GetString()}";
            long taken = Number(step, "in");
            if (taken != Number(step, "ok") + Number(step, "flagged") + Number(step, "faulted"))
                yield return $"ledger: step {name} {step.GetRawText()}";
            if (step.GetProperty("step").GetString() == "read" && taken != frames[step.GetProperty("series").GetString()!])
                yield return $"ledger: {name} took in {taken} frames";
        }
    }

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private static string HashOf(QueryResult rows)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (QueryColumn column in rows.Columns)
            writer.Write($"{column.Name} {column.Type}");
        foreach (object?[] row in rows.Rows)
        foreach (object? cell in row)
            Write(writer, cell);
        writer.Flush();
        return HashOf(bytes.ToArray());
    }

    private static void Write(BinaryWriter writer, object? cell)
    {
        switch (cell)
        {
            case null:
                writer.Write((byte)0);
                break;
            case double number:
                writer.Write(BitConverter.DoubleToInt64Bits(number));
                break;
            case string text:
                writer.Write(text);
                break;
            case IList list:
                writer.Write(list.Count);
                foreach (object? item in list)
                    Write(writer, item);
                break;
            default:
                writer.Write(Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private static string HashOf(SpectralSeries series)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Numbers(series.Axis.Values);
        if (series.Axis2 is { } second)
            Numbers(second.Values);
        foreach (Channel channel in series.Channels)
        {
            Text($"{channel.Name} {channel.Signal} {channel.Mask is null}");
            Numbers(channel.Values);
            Numbers(channel.Sigma ?? []);
            hash.AppendData(MemoryMarshal.AsBytes<bool>(channel.Mask ?? []));
        }
        foreach (var (name, values) in series.Scalars.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Text(name);
            Numbers(values);
        }
        foreach (FrameInfo info in series.Info)
            Text(info.ToString());
        foreach (Fault? fault in series.Faults)
            Text(fault?.ToString() ?? "");
        return $"{series.Frames} frames {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}";

        void Numbers(ReadOnlySpan<double> values) => hash.AppendData(MemoryMarshal.AsBytes(values));
        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }
}
