namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>Small values and attributes of a file as entries, under their paths: <c>entry/sample/name</c>, <c>entry/energy@units</c>.</summary>
internal static class NexusMetadata
{
    private const int MostEntries = 5000;
    private const int LongestValue = 16_384;

    /// <summary>Everything the file says about itself.</summary>
    public static Dictionary<string, string> OfFile(Hdf5Node root)
    {
        var entries = new Dictionary<string, string>();
        Fill(entries, root, "");
        return entries;
    }

    /// <summary>Where the spectra of a plan come from and, where they are few, what their entry says.</summary>
    public static Dictionary<string, string> OfPlan(SpectrumPlan plan, bool withEntry)
    {
        var entries = new Dictionary<string, string> { ["y path"] = plan.Signal.Path };
        if (plan.X is not null)
            entries["x path"] = plan.X.Node.Path;
        foreach (ChannelPlan channel in plan.Channels)
            entries[$"path of {channel.Name}"] = channel.Node.Path;
        if (plan.Home.Path.Length > 0)
            entries["entry"] = plan.Home.Path;
        if (withEntry)
            Fill(entries, plan.Home, plan.Home.Path);
        return entries;
    }

    private static void Fill(Dictionary<string, string> entries, Hdf5Node top, string prefix)
    {
        foreach (Hdf5Node node in top.All())
        {
            string path =
                prefix.Length > 0 && node.Path.Length > prefix.Length ? node.Path[(prefix.Length + 1)..]
                : prefix.Length > 0 ? ""
                : node.Path;
            if (node is { Kind: Hdf5Kind.Dataset, Text.Length: > 0 })
                Add(entries, path, node.Text);
            foreach (var (key, values) in node.Attributes)
                if (key != "NX_class" && values.Length > 0)
                    Add(entries, $"{path}@{key}", values);
        }
    }

    private static void Add(Dictionary<string, string> entries, string key, string[] values)
    {
        if (entries.Count >= MostEntries)
            return;
        string text = string.Join(", ", values.Select(v => v.Trim()));
        if (text.Length > 0)
            entries.TryAdd(key, text.Length > LongestValue ? text[..LongestValue] : text);
    }
}
