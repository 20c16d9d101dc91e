using System.Globalization;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>When a GRAMS file says it was measured, without a zone.</summary>
internal static class SpcDate
{
    // Before the format there were no files; what lies outside is an unset clock or rubbish.
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private static readonly string[] s_shortYears =
    [
        "MM/dd/yy HH:mm:ss",
        "MM/dd/yy HH:mm",
        "dd/MM/yy HH:mm:ss",
        "dd/MM/yy HH:mm",
        "MM/dd/yyyy HH:mm:ss",
        "dd/MM/yyyy HH:mm:ss",
    ];

    /// <summary>Date of the log where it can be read in one way, else that of the header.</summary>
    /// <remarks>LabSpec fills the header as C does (months from 0, years from 1900), which its own log proves to the minute; it does so with the time
    /// of saving, and the log holds that of measuring. Without a log such a month may be meant either way, so that nothing is made of it.</remarks>
    public static DateTime? Of(SpcHeader header, string? logDate, List<string> notes)
    {
        var (year, month, day, hour, minute) = header.Date;
        if (logDate is not null && FileDates.Read(logDate) is DateTime written)
            return written;
        if (year is >= FirstYear and <= LastYear)
        {
            if (Make(year, month, day, hour, minute) is DateTime date)
                return date;
        }
        else if (year is >= 70 and < 200 && Make(year + 1900, month + 1, day, hour, minute) is DateTime counted)
            foreach (string format in s_shortYears)
                if (
                    DateTime.TryParseExact(logDate, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime read)
                    && read.AddSeconds(-read.Second) == counted
                )
                    return read;
        if (year != 0 || month != 0)
            notes.Add(
                $"the date {year}-{month}-{day} {hour}:{minute:00} of the header has no certain meaning; the time of measurement is unknown"
            );
        return null;
    }

    private static DateTime? Make(int year, int month, int day, int hour, int minute) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60
            ? new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified)
            : null;
}
