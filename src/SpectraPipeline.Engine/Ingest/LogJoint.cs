using System.Globalization;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Where one file of a log follows another.</summary>
internal static class LogJoint
{
    /// <summary>Dates are written in whole seconds (CHI): a file that follows at once may seem to begin this much (s), and a sample, before the other ends.</summary>
    private const double DateResolution = 1;

    private const double Hour = 3600;
    private const double NearHour = 120;

    /// <summary>What the times of the second file are moved by so that they follow the first.</summary>
    /// <param name="before">Name of the first file.</param>
    /// <param name="end">Its last time, on the clock of the log (s).</param>
    /// <param name="name">Name of the second file.</param>
    /// <param name="time">Its own times.</param>
    /// <param name="shift">From its own times to the clock of the log.</param>
    /// <param name="dated">The files say when they were started.</param>
    /// <param name="notes">Doubts are added here.</param>
    /// <exception cref="LogException">The two overlap.</exception>
    public static double Between(
        string before,
        double end,
        string name,
        double[] time,
        double shift,
        bool dated,
        List<(string Code, bool IsWarning, string Message)> notes
    )
    {
        double overlap = end - time[0] - shift;
        if (overlap <= 0)
        {
            if (dated && Math.Abs(-overlap - Hour) < NearHour)
                notes.Add(
                    (
                        "log-joint",
                        true,
                        $"log: {name} begins {Text(-overlap)} s after {before} ends, about an hour: a pause, or the change to daylight saving between two files that follow at once? Then correct the date in one of them; as they stand the potentials behind it are an hour late."
                    )
                );
            return 0;
        }
        if (!dated)
            throw new LogException(
                $"log: {name} begins at {Text(time[0])} s, before {before} ends ({Text(end)} s), and the files do not all say when they were started, so it is not known how one follows the other. Export them with the date, or join them on one clock."
            );
        if (overlap <= DateResolution + Math.Max(0, time[1] - time[0]))
            return overlap;
        throw new LogException(
            Math.Abs(overlap - Hour) < NearHour
                ? $"log: {name} was started before {before} ends; the two overlap by {Text(overlap)} s, about an hour: the end of daylight saving between them? Then correct the date in one of the files, or else leave one of them out."
                : $"log: {name} was started before {before} ends; the two overlap by {Text(overlap)} s. Leave one of them out."
        );
    }

    private static string Text(double v) => v.ToString("0.###", CultureInfo.InvariantCulture);
}
