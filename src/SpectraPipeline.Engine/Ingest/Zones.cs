using System.Globalization;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Times of day of spectra and log where one may be in UTC (OPUS, OMNIC, JCAMP-DX with a zone) and the other in the time of its place (EC-Lab, CHI, Gamry).</summary>
/// <param name="Spectra">Time of day at time 0 of the series.</param>
/// <param name="Log">Time of day at time 0 of the log.</param>
internal sealed record Zones(DateTime Spectra, DateTime Log)
{
    /// <summary>Farthest from UTC that a place is (s); zones lie at quarter hours.</summary>
    public const double Farthest = 14 * Hour;

    private const double Hour = 3600;

    /// <summary>Of the times that both state; null where one does not.</summary>
    public static Zones? Of(DateTime? spectra, DateTime? log) => spectra is { } s && log is { } l ? new(s, l) : null;

    /// <summary>One is in UTC and the other is not.</summary>
    public bool AreUnlike => (Spectra.Kind == DateTimeKind.Utc) != (Log.Kind == DateTimeKind.Utc);

    /// <summary>What both state.</summary>
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The spectra state their time {Kind(Spectra)} ({Spectra:yyyy-MM-dd HH:mm:ss}), the log {Kind(Log)} ({Log:yyyy-MM-dd HH:mm:ss})"
        );

    /// <summary>Why there is no offset without a statement, and what to write.</summary>
    public string Refusal(string log)
    {
        // A clock behind its zone is late by it: what the local one shows less the zone is UTC.
        double plain = (Log - Spectra).TotalSeconds,
            side = Spectra.Kind == DateTimeKind.Utc ? -1 : 1;
        string At(int zone) => string.Create(CultureInfo.InvariantCulture, $"{plain + (side * zone * Hour):0.###} s in UTC{zone:+0;-0}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"log: {Words}: which hour of the one is which of the other is not known. Write the offset (spectrometer time less log time) for the zone of the local clock: log: {{ file: {log}, clock-offset: {plain:0.###} s }} in UTC+0, {At(1)}, {At(2)}, {At(-5)}; or let it be found from the steps: clock-offset: fit."
        );
    }

    private static string Kind(DateTime time) => time.Kind == DateTimeKind.Utc ? "in UTC" : "without a zone";
}
