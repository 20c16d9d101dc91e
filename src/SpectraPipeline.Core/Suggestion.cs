namespace SpectraPipeline.Core;

/// <summary>"Did you mean": the nearest known name by Levenshtein distance, or the list of what is known.</summary>
public static class Suggestion
{
    /// <summary>A sentence to append to a message; begins with a blank.</summary>
    public static string For(string given, IEnumerable<string> known)
    {
        List<string> names = [.. known];
        string? best = names.MinBy(k => (Distance(given, k), k));
        if (best is not null && Distance(given, best) <= Math.Max(2, best.Length / 3))
            return $" Did you mean '{best}'?";
        names.Sort(StringComparer.Ordinal);
        return names.Count == 0 ? "" : $" Known: {string.Join(", ", names)}.";
    }

    /// <summary>Insertions, deletions and substitutions between two words, blind to case.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int up = row[j];
                int substitution = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), substitution);
                diagonal = up;
            }
        }
        return row[b.Length];
    }
}
