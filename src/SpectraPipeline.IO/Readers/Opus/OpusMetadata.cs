using System.Globalization;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>Parameters of all blocks under their three-letter keys. A key that other blocks have with another value is told apart by the kind of
/// the block: <c>NSS</c> of the sample, <c>Rf.NSS</c> of the reference.</summary>
internal static class OpusMetadata
{
    private const int LongestHistory = 1 << 15;

    // Real keys have at most a handful of values; without end they would make each further one slower to place.
    private const int MostValues = 100;

    /// <summary>All entries; the newest block of the sample has the bare keys.</summary>
    public static Dictionary<string, string> Of(FileBytes file, List<OpusBlock> blocks, List<OpusParameters> parameters)
    {
        var all = new Dictionary<string, string>();
        foreach (
            OpusParameters block in parameters
                .Where(p => !p.Block.Code.IsStatus)
                .OrderBy(p => p.Block.Code.IsReference)
                .ThenByDescending(p => p.Block.Offset)
        )
        foreach (var (key, text) in block.Entries)
            Add(all, key, text, block.Block.Code.ParameterName);
        foreach (OpusBlock block in blocks)
            if (block.Code.IsHistory && file.Holds(block.Offset, block.Length))
                Add(all, "History", History(file.Slice(block.Offset, block.Length, "the history")), "Older");
        all["Version"] = file.F64(4, "the version").ToString("R", CultureInfo.InvariantCulture);
        return all;
    }

    private static void Add(Dictionary<string, string> all, string key, string text, string kind)
    {
        string name = key;
        if (all.ContainsKey(Numbered(MostValues)))
            return;
        for (int n = 1; n <= MostValues + 1 && !all.TryAdd(name, text) && all[name] != text; n++)
            name = Numbered(n);

        string Numbered(int n) => n == 1 ? $"{kind}.{key}" : string.Create(CultureInfo.InvariantCulture, $"{kind}{n}.{key}");
    }

    /// <summary>The history is lines ended by NUL, after a head of zeros.</summary>
    private static string History(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Trim((byte)0);
        return TextLines.Decode(bytes[..Math.Min(bytes.Length, LongestHistory)]).Replace('\0', '\n');
    }
}
