using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.BeamlineText;

/// <summary>A scan in text: header, table, and what was found odd.</summary>
internal sealed partial class BeamlineScan
{
    private const int MostHeaderLines = 2000;

    // Some patterns take the square of a line's length, and a real header is a tenth of this.
    private const int LongestSearched = 1000;
    private const int MostSearched = 1 << 19;

    /// <summary>Finds the table and takes the lines above it for the header.</summary>
    /// <exception cref="BadFileException">No table, or one with a broken row.</exception>
    public BeamlineScan(TextLines lines, long bytes, int fewestPoints)
    {
        Lines = lines;
        (Dialect, int columns) = DialectGuess.Choose(lines);
        Table = NumberTable.Find(lines, Dialect, columns, bytes, fewestPoints);
        if (Table.Columns < 2)
            throw new BadFileException(lines.Offset(Table.FirstLine), "at least two columns", "one", Table.FirstLine + 1);
        Header = [.. Enumerable.Range(0, Math.Min(Table.FirstLine, MostHeaderLines)).Select(lines.Text)];
        var text = new StringBuilder();
        foreach (string line in Header)
            if (text.Length < MostSearched)
                text.Append(line, 0, Math.Min(line.Length, LongestSearched)).Append('\n');
        HeaderText = text.ToString();
    }

    /// <summary>The file.</summary>
    public TextLines Lines { get; }

    /// <summary>Separator and decimal sign.</summary>
    public Dialect Dialect { get; }

    /// <summary>The numbers.</summary>
    public NumberTable Table { get; }

    /// <summary>Lines above the table.</summary>
    public string[] Header { get; }

    /// <summary>The same as one text with LF, long lines cut.</summary>
    public string HeaderText { get; }

    /// <summary>Doubts.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A line without its comment signs.</summary>
    public static string Stripped(string line) => line.Trim().TrimStart('#', ';', '!', '%', '*').Trim();

    /// <summary>What the first group of a pattern matches in the header; null when it does not.</summary>
    public string? Find(Regex? pattern, string group = "1") =>
        pattern?.Match(HeaderText) is { Success: true } m && m.Groups[group] is { Success: true } g ? g.Value.Trim() : null;

    /// <summary>Entries <c>key: value</c> and <c>key= value</c> under their own keys; lines that are none under <c>Comments</c>.</summary>
    public Dictionary<string, string> Metadata()
    {
        var entries = new Dictionary<string, string>();
        var comments = new List<string>();
        for (int i = 0; i < Header.Length; i++)
        {
            string line = Stripped(Header[i]);
            if (line.Trim('-', '=', '/', '_', ' ').Length == 0)
                continue;
            if (Entry(line) is not (string key, string value))
            {
                comments.Add(line);
                continue;
            }
            // SSRL: the values of 'Weights:' stand in the next line.
            if (value.Length == 0 && i + 1 < Header.Length && Stripped(Header[i + 1]) is { Length: > 0 } next && Entry(next) is null)
                (value, i) = (next, i + 1);
            string unique = key;
            for (int n = 2; !entries.TryAdd(unique, value) && n < 100; n++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{key} ({n})");
        }
        if (comments.Count > 0)
            entries["Comments"] = string.Join('\n', comments);
        return entries;
    }

    /// <summary>When the scan began: without a zone unless the file names one.</summary>
    public DateTime? Acquired(Regex? pattern)
    {
        if (Find(pattern, "date") is not string text)
            return null;
        string plain = Blanks().Replace(text.Replace(" at ", " ", StringComparison.Ordinal), " ");
        DateTime date;
        if (!DateTime.TryParseExact(plain, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out date))
            return FileDates.Read(plain);
        int hoursBehind = Find(pattern, "zone") switch
        {
            "CDT" => 5,
            "CST" => 6,
            _ => 0,
        };
        if (hoursBehind == 0)
            return date;
        return FileDates.After(date, 3600 * hoursBehind) is DateTime utc ? DateTime.SpecifyKind(utc, DateTimeKind.Utc) : null;
    }

    private static readonly string[] s_dates =
    [
        "M/d/yy h:mm:ss tt",
        "M/d/yy h:mm tt",
        "M/d/yyyy h:mm:ss tt",
        "M/d/yyyy h:mm tt",
        "MM/dd/yyyy HH:mm:ss",
        "d-MMM-yyyy HH:mm:ss",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>Key and value of a line; null where it is a sentence.</summary>
    private static (string Key, string Value)? Entry(string line)
    {
        Match m = SpacedEntry().Match(line);
        if (!m.Success)
            m = CloseEntry().Match(line);
        return
            m.Success
            && !m.Groups[1].Value.Contains(", ", StringComparison.Ordinal)
            && !m.Groups[1].Value.Contains(". ", StringComparison.Ordinal)
            ? (m.Groups[1].Value.Trim(), m.Groups[2].Value.Trim())
            : null;
    }

    // 'Ring Current (S:SRcurrentAI.VAL)  = 101.7': a sign of equality between blanks parts, whatever stands before it.
    [GeneratedRegex(@"^([A-Za-z$][^=\""]{0,99}?)\s+=\s+(.*)$")]
    private static partial Regex SpacedEntry();

    // A clock (10:20) and a ratio (1.5:1) are no entries, a quoted file name is no key.
    [GeneratedRegex("^([A-Za-z$.][^=:\"]{0,59}?)\\s*(?:=|(?<![0-9]):|:(?![0-9]))(.*)$")]
    private static partial Regex CloseEntry();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
