using System.Globalization;
using System.Text.RegularExpressions;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>Date and time of a status block: DAT <c>06/02/2020</c> (day first) or <c>2020/02/06</c>, TIM <c>13:09:58.095 (GMT+1)</c>.</summary>
internal static partial class OpusTime
{
    /// <summary>UTC when TIM names the zone, else local time of an unknown zone; null when there is no date or no time of day.</summary>
    public static DateTime? Read(string date, string time)
    {
        Match t = TimePattern().Match(time);
        if (!t.Success)
            return null;
        if (
            !DateTime.TryParseExact(
                date.Trim(),
                ["d/M/yyyy", "yyyy/M/d"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTime day
            )
            || !TimeSpan.TryParseExact(
                t.Groups["clock"].Value,
                [@"h\:m\:s", @"h\:m\:s\.FFFFFFF"],
                CultureInfo.InvariantCulture,
                out TimeSpan clock
            )
        )
            return null;
        DateTime local = day + clock;
        return Zone(t.Groups["zone"].Value) is TimeSpan zone && t.Groups["gmt"].Success && Holds(local, zone)
            ? DateTime.SpecifyKind(local - zone, DateTimeKind.Utc)
            : DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
    }

    /// <summary>Hours from Greenwich; empty is Greenwich itself. <c>5.5</c> and <c>5:30</c> are the same; null when no zone of the world is meant.</summary>
    private static TimeSpan? Zone(string text)
    {
        if (text.Length == 0)
            return TimeSpan.Zero;
        int at = text.AsSpan().IndexOfAny('.', ':');
        int hours = int.Parse(at < 0 ? text : text[..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        double minutes = 0;
        if (at >= 0)
        {
            double fraction = double.Parse("0." + text[(at + 1)..], CultureInfo.InvariantCulture) * 60;
            minutes =
                text[at] == '.' && fraction % 15 == 0
                    ? fraction
                    : double.Parse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        return Math.Abs(hours) > 14 || minutes is > 59 || minutes % 15 != 0
            ? null
            : TimeSpan.FromMinutes((hours * 60) + (text[0] == '-' ? -minutes : minutes));
    }

    private static bool Holds(DateTime local, TimeSpan zone) =>
        local.Ticks - zone.Ticks >= DateTime.MinValue.Ticks && local.Ticks - zone.Ticks <= DateTime.MaxValue.Ticks;

    [GeneratedRegex(
        @"^\s*(?<clock>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]{1,7})?)\s*(?:(?<gmt>\((?:GMT|UTC)(?<zone>[+-][0-9]{1,2}(?:[.:][0-9]{1,2})?)?\)))?"
    )]
    private static partial Regex TimePattern();
}
