using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>The log of a GRAMS file: text that programs append, usually lines KEY = value.</summary>
internal static class SpcLog
{
    private const int HeaderLength = 64;

    /// <summary>Adds the entries of the log under their own keys; a log that is not where the header says is left out with a note.</summary>
    public static void Read(FileBytes file, SpcHeader header, Dictionary<string, string> metadata, List<string> notes)
    {
        long offset = header.LogOffset;
        if (offset == 0)
            return;
        if (offset < header.Length || !file.Holds(offset, HeaderLength))
        {
            notes.Add($"the header places a log at byte {offset} of {file.Length}, where none can be; left out");
            return;
        }
        long size = file.U32(offset, "the size of the log");
        long text = file.U32(offset + 8, "the place of the log's text");
        if (text < HeaderLength || text > size || !file.Holds(offset, text))
        {
            notes.Add($"the log at byte {offset} claims {size} bytes with its text from {text} on, which cannot be; left out");
            return;
        }
        long end = offset + size;
        if (end > file.Length)
        {
            notes.Add($"the log claims {end - file.Length} bytes more than the file has; read as far as it goes");
            end = file.Length;
        }
        ReadOnlySpan<byte> bytes = file.Slice(offset + text, end - offset - text, "the log");
        int zero = bytes.IndexOf((byte)0);
        Entries(TextLines.Decode(zero < 0 ? bytes : bytes[..zero]), metadata);
    }

    private static void Entries(string text, Dictionary<string, string> metadata)
    {
        var seen = new Dictionary<string, int>();
        foreach (string line in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            // What is no entry is the heading of a part or a line of the history.
            (string key, string value) = equals > 0 ? (line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()) : ("log", line);
            int times = seen[key] = seen.GetValueOrDefault(key) + 1;
            string name = times == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key} ({times})");
            if (!metadata.TryAdd(name, value))
                metadata.TryAdd(name + " (log)", value);
        }
    }
}
