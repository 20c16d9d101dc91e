using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.PhotonFactory;

/// <summary>Header of a 9809 file: sample, ring, crystal, blocks of the scan, detectors.</summary>
internal sealed partial class PhotonFactoryHeader
{
    private PhotonFactoryHeader(Dictionary<string, string> entries) => Entries = entries;

    /// <summary>What the header says, under its own words.</summary>
    public IReadOnlyDictionary<string, string> Entries { get; }

    /// <summary>First line of data.</summary>
    public int DataLine { get; private init; }

    /// <summary>Labels of the columns: Angle(c), Angle(o), time/s, then numbers of detectors.</summary>
    public string[] Labels { get; private init; } = [];

    /// <summary>What each column's detector looks at: 1 in front of the sample, 2 behind it, 3 its fluorescence; 0 for angles and time.</summary>
    public int[] Modes { get; private init; } = [];

    /// <summary>Dark counts of each column per second.</summary>
    public double[] Offsets { get; private init; } = [];

    /// <summary>d of the crystal in Å; null when it is missing.</summary>
    public double? Spacing { get; private init; }

    /// <summary>Points that the header announces; null when it does not.</summary>
    public int? Points { get; private init; }

    /// <summary>Repetitions that were added up.</summary>
    public int Repetitions { get; private init; } = 1;

    /// <summary>First value of the first block: an energy (eV), or an angle where the scan was planned in angles.</summary>
    public double? Initial { get; private init; }

    /// <summary>The blocks are in angles.</summary>
    public bool InAngles { get; private init; }

    /// <summary>Name or comment of the sample.</summary>
    public string Title { get; private init; } = "";

    /// <summary>Begin of the scan by the beamline's clock.</summary>
    public DateTime? Acquired { get; private init; }

    /// <summary>Reads up to the rows of data.</summary>
    /// <exception cref="BadFileException">No row 'Mode' or 'Offset', or of another length than the labels.</exception>
    public static PhotonFactoryHeader Read(TextLines lines)
    {
        var entries = new Dictionary<string, string>();
        int mode = Array.FindIndex([.. Enumerable.Range(0, Math.Min(lines.Count, 200))], i => Word(lines, i, "Mode"));
        if (mode < 1)
            throw new BadFileException(0, "a row 'Mode' under the labels of a 9809 scan", "none in the header");
        if (mode + 1 >= lines.Count || !Word(lines, mode + 1, "Offset"))
            throw new BadFileException(lines.Offset(mode + 1), "the row 'Offset' under 'Mode'", Found(lines, mode + 1), mode + 2);
        string[] labels = Words(lines.Text(mode - 1));
        double[] modes = Numbers(lines, mode, labels.Length);
        double[] offsets = Numbers(lines, mode + 1, labels.Length);
        string all = string.Join('\n', Enumerable.Range(0, mode).Select(lines.Text));
        Entry(entries, "9809", lines.Text(0).Trim()[4..].Trim());
        Entry(entries, "Sample", lines.Text(Math.Min(1, mode)).Trim());
        Entry(entries, "Comment", mode > 2 ? lines.Text(2).Trim() : "");
        for (int i = 3; i < mode - 1; i++)
            if (NamedLine().Match(lines.Text(i)) is { Success: true } m)
                Entry(entries, m.Groups[1].Value.Trim(), m.Groups[2].Value.Trim());
            else
                Entry(entries, "Header", lines.Text(i).Trim());
        Entry(entries, "Mode", string.Join(' ', Words(lines.Text(mode)).Skip(1)));
        Entry(entries, "Offset", string.Join(' ', Words(lines.Text(mode + 1)).Skip(1)));
        Match block = FirstBlock().Match(all);
        return new PhotonFactoryHeader(entries)
        {
            DataLine = mode + 2,
            Labels = labels,
            Modes = [.. modes.Select(m => (int)Math.Clamp(m, -1, 1000))],
            Offsets = offsets,
            Spacing = Number(SpacingPattern().Match(all)) is double d and > 0 ? d : null,
            Points = Count(PointsPattern().Match(all)),
            Repetitions = Count(RepetitionPattern().Match(all)) ?? 1,
            Initial = Number(block),
            InAngles = AnglePattern().IsMatch(all),
            Title = entries.GetValueOrDefault("Comment") is { Length: > 0 } comment ? comment : SampleName(entries["Sample"]),
            Acquired = Begin(entries["Sample"]),
        };
    }

    private static bool Word(TextLines lines, int line, string word) =>
        lines[line].Length < 10_000 && Words(lines.Text(line)) is { Length: > 1 } words && words[0] == word;

    private static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string Found(TextLines lines, int line) =>
        line < lines.Count ? $"'{DialectGuess.Shorten(lines.Text(line).Trim())}'" : "the end of the file";

    /// <summary>Numbers under the labels. The word stands in the place of the first of them, so there is one number fewer.</summary>
    private static double[] Numbers(TextLines lines, int line, int columns)
    {
        string[] words = Words(lines.Text(line));
        double[] values = new double[columns];
        if (words.Length != columns)
            throw new BadFileException(lines.Offset(line), $"{columns} cells as in the line of labels", $"{words.Length}", line + 1);
        for (int c = 1; c < columns; c++)
            if (!double.TryParse(words[c], NumberStyles.Float, CultureInfo.InvariantCulture, out values[c]))
                throw new BadFileException(lines.Offset(line), "numbers", $"'{DialectGuess.Shorten(words[c])}'", line + 1);
        return values;
    }

    private static void Entry(Dictionary<string, string> entries, string key, string value)
    {
        if (value.Length > 0 && !entries.TryAdd(key, value))
            entries[key] += "\n" + value;
        entries.TryAdd(key, value);
    }

    private static double? Number(Match m) =>
        m.Success && double.TryParse(m.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : null;

    private static int? Count(Match m) =>
        m.Success && int.TryParse(m.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : null;

    private static string SampleName(string line) => DatePattern().Match(line) is { Success: true } m ? line[..m.Index].Trim() : line;

    /// <summary>yy.mm.dd hh:mm; the year has two digits (the format is of 1998).</summary>
    private static DateTime? Begin(string line) =>
        DatePattern().Match(line) is { Success: true } m
        && DateTime.TryParseExact(
            "20" + m.Value.Replace("  ", " ", StringComparison.Ordinal),
            "yyyy.MM.dd HH:mm",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateTime date
        )
            ? (date.Year > 2090 ? date.AddYears(-100) : date)
            : null;

    [GeneratedRegex(@"^\s*([A-Z][A-Za-z ]{0,59}):(.*)$")]
    private static partial Regex NamedLine();

    [GeneratedRegex(@"\bD\s*=\s*([0-9.]+)\s*A\b", RegexOptions.IgnoreCase)]
    private static partial Regex SpacingPattern();

    [GeneratedRegex(@"\bPoints\s*=\s*([0-9]+)")]
    private static partial Regex PointsPattern();

    [GeneratedRegex(@"\bRepetition\s*=\s*([0-9]+)")]
    private static partial Regex RepetitionPattern();

    [GeneratedRegex(@"^[ \t]*1\s+([0-9.]+)\s+[0-9.]+\s+[-+0-9.]+\s+[0-9.]+\s+[0-9]+\s*$", RegexOptions.Multiline)]
    private static partial Regex FirstBlock();

    [GeneratedRegex(@"angle\s+axis|Init-ang", RegexOptions.IgnoreCase)]
    private static partial Regex AnglePattern();

    [GeneratedRegex(@"[0-9][0-9]\.[0-9][0-9]\.[0-9][0-9] +[0-9][0-9]:[0-9][0-9]")]
    private static partial Regex DatePattern();
}
