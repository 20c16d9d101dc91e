using System.Globalization;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Dates as instruments write them, where only one reading is possible: 01/05/16 stays text.</summary>
public static class FileDates
{
    private static readonly string[] s_exact =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm",
        "yyyy/MM/dd HH:mm:ss.FFFFFFF",
        "yyyy/MM/dd HH:mm",
        "d.M.yyyy H:mm:ss",
        "d.M.yyyy H:mm",
        "M/d/yyyy h:mm:ss tt",
        "ddd MMM d HH:mm:ss yyyy",
        "ddd MMM dd HH:mm:ss yyyy",
        "dddd, MMMM dd, yyyy, HH:mm:ss",
        "ddd MMM d HH:mm:ss 'GMT' yyyy",
        "ddd MMM d HH:mm:ss 'UTC' yyyy",
        "ddd MMM d HH:mm:ss 'CET' yyyy",
        "ddd MMM d HH:mm:ss 'CEST' yyyy",
        "ddd MMM d HH:mm:ss 'EST' yyyy",
        "ddd MMM d HH:mm:ss 'BST' yyyy",
    ];

    /// <summary>Date with time of day as written, without a guess about the zone; null when there is no time of day or two readings.</summary>
    public static DateTime? Read(string text)
    {
        string t = text.Trim().TrimEnd('Z');
        if (DateTime.TryParseExact(t, s_exact, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out DateTime date))
            return DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        // 16/12/2019 can only be a day first, 12/16/2019 only a month.
        foreach (string format in (ReadOnlySpan<string>)["d/M/yyyy H:mm:ss", "M/d/yyyy H:mm:ss"])
            if (
                DateTime.TryParseExact(t, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out date)
                && (date.Day > 12 || date.Day == date.Month)
            )
                return DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        return null;
    }

    /// <summary>The acquisition time among a file's header entries.</summary>
    public static DateTime? Acquired(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (
            string key in (ReadOnlySpan<string>)
                ["Acquired", "Scan.start_time", "Acquisition time", "Start time", "Date", "Timestamp", "Time", "Date and Time"]
        )
        foreach (var (name, value) in metadata)
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase) && Read(value) is DateTime date)
                return date;
        return null;
    }
}
