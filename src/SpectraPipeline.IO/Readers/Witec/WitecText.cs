using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>The notes that WITec writes beside a measurement (RTF): lines of key, tab and value.</summary>
internal static partial class WitecText
{
    // Real notes have 1 to 3 kilobytes.
    private const int LongestText = 1 << 16;
    private const int MostEntries = 300;

    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Adds the entries of a text object as <c>caption.key</c>.</summary>
    public static void Add(WitecObject item, Dictionary<string, string> into)
    {
        if (item.Tag.Find("TDStream")?.Find("StreamData") is not { Length: < LongestText } stream)
            return;
        string text = Plain(TextLines.Decode(stream.File.Slice(stream.Start, stream.Length, "a text")));
        int entries = 0;
        foreach (string line in text.Split('\n'))
            if (
                line.Split('\t', 2) is [var key, var value]
                && key.TrimEnd(' ', ':').Trim() is { Length: > 0 and < 100 } name
                && value.Trim().Length > 0
            )
                if (entries++ < MostEntries)
                    into.TryAdd($"{item.Caption}.{name}", value.Trim()[..Math.Min(500, value.Trim().Length)]);
    }

    /// <summary>The time of a measurement in its notes: <c>Date</c> with a month in words and <c>Time</c>; null when not stated or not understood.</summary>
    public static DateTime? Acquired(string caption, IReadOnlyDictionary<string, string> entries)
    {
        // 'LineX_000_Spec.Data 1' is described by 'LineX_000 Information'.
        int end = caption.IndexOf("_Spec", StringComparison.Ordinal);
        string about = (end < 0 ? caption : caption[..end]) + " Information";
        if (
            !entries.TryGetValue(about + ".Date", out string? date)
            || !entries.TryGetValue(about + ".Time", out string? time)
            || !TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out TimeOnly clock)
        )
            return null;
        int month = 0;
        int day = 0;
        int year = 0;
        foreach (Match word in Word().Matches(date))
            if (int.TryParse(word.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n))
                (day, year) = n > 31 ? (day, n) : (n, year);
            else if (Month(word.Value) is int m and > 0)
                month = m;
        return month > 0 && year is > 1990 and < 2200 && day > 0 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day).Add(clock.ToTimeSpan())
            : null;
    }

    /// <summary>Months in English and German by their first three letters, with which no day of the week of either begins.</summary>
    private static int Month(string word)
    {
        string w = word.ToLowerInvariant();
        if (w.Length < 3)
            return 0;
        w = w[..3] switch
        {
            "mär" or "mrz" => "mar",
            "mai" => "may",
            "okt" => "oct",
            "dez" => "dec",
            var three => three,
        };
        return Array.IndexOf(s_months, w) + 1;
    }

    /// <summary>RTF without its commands: paragraphs and tabs stay, \'xx is a sign of cp1252.</summary>
    private static string Plain(string rtf)
    {
        var text = new StringBuilder();
        foreach (Match m in Token().Matches(rtf))
            if (m.Groups["hex"].Success)
                text.Append(TextLines.Decode([Convert.ToByte(m.Groups["hex"].Value, 16)]));
            else if (m.Groups["word"].Success)
                text.Append(
                    m.Groups["word"].Value is "par" or "line" ? "\n"
                    : m.Groups["word"].Value is "tab" ? "\t"
                    : ""
                );
            else if (m.Groups["sign"].Success)
                text.Append(m.Groups["sign"].Value);
        return text.ToString();
    }

    [GeneratedRegex(@"\\'(?<hex>[0-9A-Fa-f]{2})|\\(?<word>[a-zA-Z]+)(?:-?[0-9]+)? ?|\\.|(?<sign>[^\\{}\r\n])|.", RegexOptions.Singleline)]
    private static partial Regex Token();

    [GeneratedRegex(@"\p{L}+|[0-9]+")]
    private static partial Regex Word();
}
