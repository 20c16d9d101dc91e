using System.IO.Enumeration;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Patterns to files, in the order in which people count: a2 before a10.</summary>
public static class FileGlobs
{
    /// <summary>Files of all patterns, each once. A pattern is relative to the folder; <c>*</c>, <c>?</c> in any part, <c>**</c> for any depth.</summary>
    /// <exception cref="UserException">A pattern finds nothing.</exception>
    public static IReadOnlyList<string> Expand(string baseFolder, IEnumerable<string> patterns)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            var matches = Matches(baseFolder, pattern.Replace('\\', '/')).ToList();
            if (matches.Count == 0)
                throw new UserException(Nothing(baseFolder, pattern));
            matches.Sort(NaturalOrder.Compare);
            found.AddRange(matches.Where(seen.Add));
        }
        return found;
    }

    private static IEnumerable<string> Matches(string baseFolder, string pattern)
    {
        string root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : baseFolder;
        string[] parts = pattern[(Path.IsPathRooted(pattern) ? root.Length : 0)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> folders = [root];
        for (int i = 0; i < parts.Length - 1; i++)
        {
            string part = parts[i];
            folders = part switch
            {
                "**" => folders.SelectMany(Below).Distinct(StringComparer.Ordinal),
                _ when !HasWildcard(part) => folders.Select(f => Path.GetFullPath(Path.Combine(f, part))).Where(Directory.Exists),
                _ => folders.SelectMany(f => Directory.EnumerateDirectories(f)).Where(d => Fits(part, d)),
            };
        }
        string last = parts.Length == 0 ? "*" : parts[^1];
        return HasWildcard(last)
            ? folders.SelectMany(f => Directory.EnumerateFiles(f)).Where(p => Fits(last, p) && !Path.GetFileName(p).StartsWith('.'))
            : folders.Select(f => Path.GetFullPath(Path.Combine(f, last))).Where(File.Exists);
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder);

    private static bool HasWildcard(string part) => part.AsSpan().IndexOfAny('*', '?') >= 0;

    private static bool Fits(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false);

    private static string Nothing(string baseFolder, string pattern)
    {
        string folder = Path.GetDirectoryName(Path.Combine(baseFolder, pattern)) ?? baseFolder;
        while (folder.AsSpan().IndexOfAny('*', '?') >= 0)
            folder = Path.GetDirectoryName(folder) ?? baseFolder;
        if (Directory.Exists(Path.Combine(baseFolder, pattern)))
            return $"'{pattern}' is a folder: write {pattern.TrimEnd('/')}/*.csv or the like to take its files.";
        if (!Directory.Exists(folder))
            return $"No file matches '{pattern}': there is no folder '{folder}'.";
        string[] names = [.. Directory.EnumerateFiles(folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        return names.Length == 0
            ? $"No file matches '{pattern}': the folder '{folder}' holds no files."
            : $"No file matches '{pattern}'; '{folder}' holds {names.Length} files such as {string.Join(", ", names.Take(3))}.";
    }
}

/// <summary>Orders names by their parts, runs of digits by value.</summary>
public static class NaturalOrder
{
    /// <summary>Negative when a comes first.</summary>
    public static int Compare(string a, string b)
    {
        // What both begin with decides nothing; a number in which they part is compared as a whole.
        int i = a.AsSpan().CommonPrefixLength(b);
        while (i > 0 && char.IsAsciiDigit(a[i - 1]))
            i--;
        int j = i;
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                ReadOnlySpan<char> x = Digits(a, ref i).TrimStart('0');
                ReadOnlySpan<char> y = Digits(b, ref j).TrimStart('0');
                int order = x.Length != y.Length ? x.Length - y.Length : x.SequenceCompareTo(y);
                if (order != 0)
                    return order;
                continue;
            }
            int c = char.ToUpperInvariant(a[i]) - char.ToUpperInvariant(b[j]);
            if (c != 0)
                return c;
            i++;
            j++;
        }
        int rest = a.Length - i - (b.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(a, b);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int i)
    {
        int start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
            i++;
        return text.AsSpan(start, i - start);
    }
}
