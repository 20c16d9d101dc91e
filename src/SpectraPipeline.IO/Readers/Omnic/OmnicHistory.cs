namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>The texts of a spectrum: its history, a comment, what a library says. Their lines are localised, so keys stay as they are written.</summary>
internal static class OmnicHistory
{
    private const int MostEntries = 200;
    private const int LongestKey = 40;

    /// <summary>Adds a text as a whole and, under their own keys, its lines of the kind <c>Final format: Absorbance</c>.</summary>
    public static void Add(Dictionary<string, string> entries, string name, string text)
    {
        if (text.Length == 0)
            return;
        entries[name] = text;
        int added = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            if (added < MostEntries && Entry(line) is (string key, string value) && entries.TryAdd(key, value))
                added++;
    }

    /// <summary>Key and value of a line; null where the colon belongs to a time or a path, or there is nothing on one side.</summary>
    private static (string Key, string Value)? Entry(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        if (colon < 1 || char.IsAsciiDigit(line[colon - 1]))
            return null;
        ReadOnlySpan<char> key = line[..colon].Trim();
        ReadOnlySpan<char> value = line[(colon + 1)..].Trim();
        return key.Length is 0 or > LongestKey || value.Length == 0 || value[0] == '\\' ? null : (key.ToString(), value.ToString());
    }
}
