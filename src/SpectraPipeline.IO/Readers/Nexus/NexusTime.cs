using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>When a scan began: ISO 8601, with or without zone.</summary>
internal static partial class NexusTime
{
    private static readonly string[] s_places = ["start_time", "scan/start_time", "../start_time"];

    /// <summary>Start of an entry: UTC where the zone is stated, Unspecified where not, null where no time is.</summary>
    public static DateTime? Of(Hdf5Node entry)
    {
        foreach (string place in s_places)
        {
            // A subentry shares the start of its entry.
            Hdf5Node? from = place.StartsWith("../", StringComparison.Ordinal) ? entry.Parent : entry;
            if (from?.TextOf(place.Replace("../", "", StringComparison.Ordinal)) is string text)
                return Read(text);
        }
        return null;
    }

    /// <summary>A time as written; null when it is none.</summary>
    public static DateTime? Read(string text)
    {
        // SOLEIL writes +0100, others +01:00 or Z.
        Match zone = Zone().Match(text);
        if (!zone.Success)
            return FileDates.Read(text);
        if (FileDates.Read(text[..zone.Index]) is not DateTime local)
            return null;
        if (!zone.Groups["sign"].Success)
            return DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var offset = new TimeSpan(
            int.Parse(zone.Groups["hours"].Value, CultureInfo.InvariantCulture),
            int.Parse(zone.Groups["minutes"].Value, CultureInfo.InvariantCulture),
            0
        );
        long ticks = local.Ticks - (zone.Groups["sign"].Value == "-" ? -offset.Ticks : offset.Ticks);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTime(ticks, DateTimeKind.Utc);
    }

    [GeneratedRegex(
        @"(?<=[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)\s?(?:[zZ]|(?<sign>[+-])(?<hours>[0-9]{2}):?(?<minutes>[0-9]{2}))\s*$"
    )]
    private static partial Regex Zone();
}
