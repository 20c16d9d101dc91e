namespace SpectraPipeline.Benchmarks;

/// <summary>Puts the tables of the last run between the marks of the page: <c>&lt;!-- bench NAME --&gt;</c> to <c>&lt;!-- end --&gt;</c>.</summary>
internal static class BenchPage
{
    private const string Begin = "<!-- bench ";
    private const string End = "<!-- end -->";

    /// <returns>0, or 1 when the page has a mark without a table.</returns>
    public static int Fill(string page, string tables)
    {
        var lines = new List<string>();
        bool inside = false;
        var missing = new List<string>();
        foreach (string line in File.ReadLines(page))
        {
            if (inside && line != End)
                continue;
            inside = line.StartsWith(Begin, StringComparison.Ordinal);
            lines.Add(line);
            if (!inside)
                continue;
            string name = line[Begin.Length..].Replace("-->", "", StringComparison.Ordinal).Trim();
            string table = Path.Combine(tables, name + ".md");
            if (File.Exists(table))
                lines.AddRange(["", .. File.ReadAllLines(table), ""]);
            else
                missing.Add(name);
            // A table that was not measured this time stays as it is.
            inside = File.Exists(table);
        }
        File.WriteAllText(page, string.Join('\n', lines) + "\n");
        foreach (string name in missing)
            Console.Error.WriteLine($"{name}: no table; run ./bench {name}");
        return missing.Count == 0 ? 0 : 1;
    }
}
