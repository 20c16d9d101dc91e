using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What a potentiostat logged: potential and current over its own time, of one file or several one after another.</summary>
internal sealed class ElectrochemicalLog
{
    /// <summary>Between files a pause is longer than this many samples.</summary>
    private const double PauseInSamples = 5;

    private const double SameShare = 1e-6; // of a half, for times that are rounded in files

    private readonly bool[] _pauseAfter;

    /// <param name="time">Times (s), not falling.</param>
    /// <param name="potential">Potentials (V), all finite.</param>
    /// <param name="current">Currents (A); NaN where there is none.</param>
    /// <param name="fileStarts">First sample of each file.</param>
    public ElectrochemicalLog(double[] time, double[] potential, double[] current, IReadOnlyList<int> fileStarts)
    {
        (Time, Potential, Current) = (time, potential, current);
        double[] spacings = new double[time.Length - 1];
        for (int i = 0; i < spacings.Length; i++)
            spacings[i] = time[i + 1] - time[i];
        Sample = Median.InPlace([.. spacings]);
        _pauseAfter = new bool[time.Length];
        // Within a file a long time without a sample means that nothing changed; between files it is not known what was.
        foreach (int start in fileStarts)
            if (start > 0 && spacings[start - 1] > PauseInSamples * Sample)
                _pauseAfter[start - 1] = true;
    }

    public double[] Time { get; }

    public double[] Potential { get; }

    public double[] Current { get; }

    /// <summary>Usual time between samples (s).</summary>
    public double Sample { get; }

    /// <summary>Name of the first file, with the number of others.</summary>
    public required string Name { get; init; }

    /// <summary>Time of day at log time 0; null when the files do not say.</summary>
    public DateTime? Started { get; init; }

    /// <summary>The files, with their hashes.</summary>
    public required IReadOnlyList<FileRow> Files { get; init; }

    /// <summary>Reader of the first file.</summary>
    public required string Format { get; init; }

    /// <summary>What is to be said: code, whether it is a warning, message.</summary>
    public required IReadOnlyList<(string Code, bool IsWarning, string Message)> Notes { get; init; }

    /// <summary>Some sample has a current.</summary>
    public bool HasCurrent => Array.Exists(Current, double.IsFinite);

    /// <summary>Mean, spread and mean current over a stretch of log time, trapezoids between samples; of a stretch that leaves the log at an end, over the part within.</summary>
    /// <returns>Null where less than half of the stretch lies within the log, or where it meets a pause between files: what happened there is not known.</returns>
    public (double Potential, double Spread, double Current, bool IsPart)? Over(double from, double to)
    {
        bool whole = from >= Time[0] - Sample && to <= Time[^1] + Sample;
        double half = (to - from) / 2;
        (from, to) = (Math.Clamp(from, Time[0], Time[^1]), Math.Clamp(to, Time[0], Time[^1]));
        if (!whole && !(to > from && to - from >= half * (1 - SameShare)))
            return null;
        int i = Array.BinarySearch(Time, from);
        i = Math.Clamp(i >= 0 ? i : ~i - 1, 0, Time.Length - 2);
        while (i > 0 && Time[i] >= from)
            i--;
        double length = 0,
            sum = 0,
            squares = 0,
            charge = 0;
        for (; i + 1 < Time.Length && (Time[i] < to || length == 0); i++)
        {
            double width = Time[i + 1] - Time[i],
                a = Math.Max(from, Time[i]),
                b = Math.Min(to, Time[i + 1]);
            if (!(width > 0) || b < a || (b == a && to > from))
                continue;
            if (_pauseAfter[i] && b > Time[i] && a < Time[i + 1])
                return null;
            (double p, double q) = (At(Potential, i, a), At(Potential, i, b));
            // An instant counts as itself.
            double part = to > from ? b - a : 1;
            (length, sum, charge) = (
                length + part,
                sum + (part * (p + q) / 2),
                charge + (part * (At(Current, i, a) + At(Current, i, b)) / 2)
            );
            squares += part * ((p * p) + (p * q) + (q * q)) / 3;
        }
        if (length == 0)
            return null;
        double mean = sum / length;
        return (mean, Math.Sqrt(Math.Max(0, (squares / length) - (mean * mean))), charge / length, !whole);
    }

    private double At(double[] values, int i, double time) =>
        values[i] + ((values[i + 1] - values[i]) * (time - Time[i]) / (Time[i + 1] - Time[i]));
}
