using System.Globalization;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>The text <c>//Exported ASCII-File</c>, <c>[Header]</c> and lines <c>Key = value</c> of WITec's graph export.</summary>
internal sealed class WitecHeader
{
    /// <summary>First line.</summary>
    public static ReadOnlySpan<byte> Magic => "//Exported ASCII-File"u8;

    private const int MostLines = 1000;

    /// <summary>Entries under their own keys.</summary>
    public Dictionary<string, string> Entries { get; } = [];

    /// <summary>Line behind <c>[Data]</c>; the number of lines when there is none.</summary>
    public int DataLine { get; private set; }

    /// <summary>Reads the header from the top.</summary>
    public static WitecHeader Read(TextLines lines)
    {
        var header = new WitecHeader { DataLine = lines.Count };
        for (int i = 0; i < Math.Min(lines.Count, MostLines); i++)
        {
            string line = lines.Text(i).Trim();
            if (string.Equals(line, "[Data]", StringComparison.OrdinalIgnoreCase))
            {
                header.DataLine = i + 1;
                break;
            }
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                header.Entries.TryAdd(line[..equals].Trim(), line[(equals + 1)..].Trim());
        }
        return header;
    }

    /// <summary>A count, or null when it is not stated or no count.</summary>
    public int? Count(string key) =>
        Entries.TryGetValue(key, out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
        && n > 0
            ? n
            : null;
}
