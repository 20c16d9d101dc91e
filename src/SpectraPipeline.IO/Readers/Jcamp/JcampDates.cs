using System.Globalization;
using System.Text.RegularExpressions;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>LONGDATE, DATE and TIME. The zone counts only where the file gives it; a date that has two readings is none.</summary>
internal static partial class JcampDates
{
    private const int Longest = 64;
    private static readonly string[] s_dates =
    [
        "yyyy/M/d",
        "yyyy-M-d",
        "d MMM yyyy",
        "d-MMM-yyyy",
        "d/MMM/yyyy",
        "MMM d yyyy",
        "MMM d, yyyy",
        "d MMMM yyyy",
    ];
    private static readonly string[] s_times = ["H:mm:ss.FFFFFFF", "H:mm:ss", "H:mm", "h:mm:ss tt", "h:mm tt"];

    /// <summary>Date with time of day; null where the file does not state both, or not clearly.</summary>
    /// <param name="longDate">Value of LONGDATE (with or without the time).</param>
    /// <param name="date">Value of DATE.</param>
    /// <param name="time">Value of TIME.</param>
    public static DateTime? Read(string? longDate, string? date, string? time)
    {
        foreach (string? text in (ReadOnlySpan<string?>)[longDate, date])
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > Longest)
                continue;
            Match m = Stamp().Match(Regex.Replace(text.Trim(), @"\s+", " "));
            if (!m.Success || Date(m.Groups["date"].Value) is not DateTime day)
                continue;
            string clock =
                m.Groups["time"].Success ? m.Groups["time"].Value
                : time is { Length: <= Longest } ? time
                : "";
            Match zoned = Clock().Match(clock.Trim());
            string zone = m.Groups["zone"].Success ? m.Groups["zone"].Value : zoned.Groups["zone"].Value;
            if (!zoned.Success || TimeOfDay(zoned.Groups["time"].Value) is not TimeSpan hours)
                continue;
            return Zoned(day + hours, zone);
        }
        return null;
    }

    private static DateTime? Date(string text)
    {
        if (DateTime.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            return day;
        if (ShortDate().Match(text) is not { Success: true } m)
            return null;
        int[] parts = [.. m.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture))];
        // YY/MM/DD as the standard of 1988 has it; many write MM/DD/YY or DD/MM/YY. Only what cannot be read otherwise counts.
        DateTime[] readings =
        [
            .. new[] { (parts[0], parts[1], parts[2]), (parts[2], parts[0], parts[1]), (parts[2], parts[1], parts[0]) }
                .Where(p => p is { Item2: >= 1 and <= 12, Item3: >= 1 } && p.Item3 <= DateTime.DaysInMonth(Year(p.Item1), p.Item2))
                .Select(p => new DateTime(Year(p.Item1), p.Item2, p.Item3))
                .Distinct(),
        ];
        return readings.Length == 1 ? readings[0] : null;
    }

    // Instruments that write two digits were not there before 1970.
    private static int Year(int digits) => digits >= 70 ? 1900 + digits : 2000 + digits;

    private static TimeSpan? TimeOfDay(string text) =>
        DateTime.TryParseExact(text, s_times, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out DateTime clock)
            ? clock.TimeOfDay
            : null;

    private static DateTime? Zoned(DateTime local, string zone)
    {
        if (zone.Length == 0)
            return DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone is "Z" or "z" or "UTC" or "GMT")
            return DateTime.SpecifyKind(local, DateTimeKind.Utc);
        string digits = zone.Replace(":", "", StringComparison.Ordinal);
        int hours = int.Parse(digits.AsSpan(1, 2), CultureInfo.InvariantCulture);
        int minutes = int.Parse(digits.AsSpan(3, 2), CultureInfo.InvariantCulture);
        if (hours > 14 || minutes > 59)
            return DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = new TimeSpan(hours, minutes, 0);
        bool west = digits[0] == '-';
        if ((!west && local.Ticks < offset.Ticks) || (west && DateTime.MaxValue - local < offset))
            return null;
        return DateTime.SpecifyKind(west ? local + offset : local - offset, DateTimeKind.Utc);
    }

    [GeneratedRegex(
        @"^(?<date>.*?)(?:[ T](?<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,7})?)?(?: ?[AP]M)?))?(?: ?(?<zone>[+-][0-9]{2}:?[0-9]{2}|Z|UTC|GMT))?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Stamp();

    [GeneratedRegex(
        @"^(?<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,7})?)?(?: ?[AP]M)?)(?: ?(?<zone>[+-][0-9]{2}:?[0-9]{2}|Z|UTC|GMT))?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Clock();

    [GeneratedRegex(@"^([0-9]{2})[/\-.]([0-9]{1,2})[/\-.]([0-9]{2})$")]
    private static partial Regex ShortDate();
}
