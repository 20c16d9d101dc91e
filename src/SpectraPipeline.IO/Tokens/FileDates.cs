using System.Globalization;
using System.Text.RegularExpressions;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Dates as instruments write them, where only one reading is possible: 01/05/16 stays text.</summary>
public static partial class FileDates
{
    // Ten thousand years: more than any sum of two dates, and far from the largest number of ticks.
    private const double MostSeconds = 3.2e11;

    private static readonly string[] s_exact =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd, HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm",
        "yyyy/MM/dd HH:mm:ss.FFFFFFF",
        "yyyy/MM/dd HH:mm",
        "yyyy.MM.dd HH:mm:ss",
        "d.M.yyyy H:mm:ss.FFFFFFF",
        "d.M.yyyy H:mm",
        "d.M.yy H:mm:ss",
        "ddd MMM d HH:mm:ss yyyy",
        "ddd MMM dd HH:mm:ss yyyy",
        "dddd, MMMM dd, yyyy, HH:mm:ss",
    ];

    private static readonly string[] s_eitherWay =
    [
        "d/M/yyyy H:mm:ss",
        "M/d/yyyy H:mm:ss",
        "d-M-yyyy H:mm:ss",
        "M-d-yyyy H:mm:ss",
        "d-M-yyyy, H:mm:ss",
        "M-d-yyyy, H:mm:ss",
        "d/M/yyyy h:mm:ss tt",
        "M/d/yyyy h:mm:ss tt",
    ];

    /// <summary>Date with time of day: UTC where a zone with one meaning is stated (Z, GMT, UTC, CET, CEST, +01:00), else as written and of kind
    /// Unspecified; null when there is no time of day or when there are two readings.</summary>
    public static DateTime? Read(string text)
    {
        (string t, TimeSpan? zone) = Zone(text.Trim());
        if (Plain(t) is not DateTime date)
            return null;
        if (zone is not TimeSpan ahead || date.Ticks - ahead.Ticks is var utc && (utc < 0 || utc > DateTime.MaxValue.Ticks))
            return DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        return new DateTime(utc, DateTimeKind.Utc);
    }

    /// <summary>A moment some seconds after (or before) another; null when either is not stated or the sum is no date, which a damaged file can claim.</summary>
    public static DateTime? After(DateTime? start, double seconds) =>
        start is DateTime from
        && Math.Abs(seconds) < MostSeconds
        && from.Ticks + (long)(seconds * TimeSpan.TicksPerSecond) is >= 0 and var ticks
        && ticks < DateTime.MaxValue.Ticks - TimeSpan.TicksPerSecond
            ? from.AddSeconds(seconds)
            : null;

    /// <summary>The acquisition time among a file's header entries, in one of them or as a date and a time beside each other.</summary>
    public static DateTime? Acquired(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (
            string key in (ReadOnlySpan<string>)
                [
                    "Acquired",
                    "Scan.start_time",
                    "Acquisition time",
                    "Start time",
                    "Date",
                    "Datum",
                    "Fecha",
                    "Data",
                    "Timestamp",
                    "Time",
                    "Date and Time",
                    "Date et heure",
                    "Datum und Uhrzeit",
                    "Collection Time",
                ]
        )
        foreach (var (name, value) in metadata)
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase) && Read(value) is DateTime date)
                return date;
        foreach (
            (string day, string hour) in (ReadOnlySpan<(string, string)>)
                [("Date", "Time"), ("Date", "Heure"), ("Datum", "Uhrzeit"), ("Datum", "Zeit"), ("Fecha", "Hora"), ("Data", "Ora")]
        )
            if (Entry(metadata, day) is string d && Entry(metadata, hour) is string h && Read($"{d} {h}") is DateTime date)
                return date;
        return null;
    }

    private static string? Entry(IReadOnlyDictionary<string, string> metadata, string key)
    {
        foreach (var (name, value) in metadata)
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    private static DateTime? Plain(string t)
    {
        if (DateTime.TryParseExact(t, s_exact, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out DateTime date))
            return date;
        // 16/12/2019 can only be a day first, 12/16/2019 only a month.
        foreach (string format in s_eitherWay)
            if (
                DateTime.TryParseExact(t, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out date)
                && (date.Day > 12 || date.Day == date.Month)
            )
                return date;
        return t.Length > 80 ? null : Worded(t);
    }

    /// <summary>Dates with the name of the month: lun. 16 déc. 2019 09:57:07, 16. Dezember 2019, 9:57 Uhr, December 16, 2019 9:57:07 AM.</summary>
    private static DateTime? Worded(string t)
    {
        Match m = DayFirst().Match(t);
        if (!m.Success)
            m = MonthFirst().Match(t);
        if (!m.Success || MonthWords.Number(m.Groups["month"].Value) is not (> 0 and var month))
            return null;
        int day = Whole(m, "day");
        int year = Whole(m, "year");
        int hour = Whole(m, "hour");
        if (m.Groups["half"].Success)
        {
            if (hour is < 1 or > 12)
                return null;
            hour = hour % 12 + (m.Groups["half"].Value[0] is 'p' or 'P' ? 12 : 0);
        }
        int minute = Whole(m, "minute");
        int second = m.Groups["second"].Success ? Whole(m, "second") : 0;
        if (year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return null;
        DateTime date = new(year, month, day, hour, minute, second);
        return m.Groups["part"].Success ? date.AddSeconds(double.Parse("0." + m.Groups["part"].Value, CultureInfo.InvariantCulture)) : date;
    }

    private static int Whole(Match m, string group) => int.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>Takes a zone with one meaning off a date. EST, IST, BST and others mean several and are left off without being used.</summary>
    private static (string Date, TimeSpan? Ahead) Zone(string text)
    {
        if (OffsetPattern().Match(text) is { Success: true } offset)
        {
            var ahead = new TimeSpan(
                int.Parse(offset.Groups[2].Value, CultureInfo.InvariantCulture),
                int.Parse(offset.Groups[3].Value, CultureInfo.InvariantCulture),
                0
            );
            return (text[..offset.Index], offset.Groups[1].Value == "-" ? -ahead : ahead);
        }
        if (ZoneWord().Match(text) is not { Success: true } word)
            return (text, null);
        string rest = (text[..word.Index] + " " + text[(word.Index + word.Length)..]).Trim();
        return word.Value.Trim() switch
        {
            "Z" or "GMT" or "UTC" => (rest, TimeSpan.Zero),
            "CET" or "MEZ" => (rest, TimeSpan.FromHours(1)),
            "CEST" or "MESZ" => (rest, TimeSpan.FromHours(2)),
            _ => (rest, null),
        };
    }

    // [0-9] here and not \d, which takes the digits of every script: int.Parse does not read those.
    private const string Clock =
        @"(?<hour>[0-9]{1,2})[:h](?<minute>[0-9]{2})(?:[:m](?<second>[0-9]{2})(?:[.,](?<part>[0-9]{1,7}))?)?s?\s*(?:(?<half>[AaPp])\.?[Mm]\.?|Uhr)?$";

    [GeneratedRegex(
        @"^(?:\p{L}+\.?,?\s+)?(?<day>[0-9]{1,2})(?:er|º|\.)?[\s-]+(?:de\s+)?(?<month>\p{L}+)\.?,?[\s-]+(?:de\s+)?(?<year>[0-9]{4}),?\s+(?:à|um|at|a las|alle|-)?\s*"
            + Clock,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DayFirst();

    [GeneratedRegex(
        @"^(?:\p{L}+\.?,?\s+)?(?<month>\p{L}+)\.?\s+(?<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?<year>[0-9]{4}),?\s+(?:at\s+)?" + Clock,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"(?<=:[0-9][0-9](?:\.[0-9]{1,7})?)\s?([+-])([0-9][0-9]):?([0-9][0-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();

    [GeneratedRegex(
        @"(?<=:[0-9][0-9](?:\.[0-9]{1,7})?)(?:Z$|\s+(?:GMT|UTC|CET|CEST|MEZ|MESZ|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|IST|JST)\b)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ZoneWord();
}
