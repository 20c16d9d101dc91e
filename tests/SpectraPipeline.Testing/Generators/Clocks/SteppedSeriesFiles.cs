using System.Globalization;
using System.Text;
using SpectraPipeline.Testing.Writers;

namespace SpectraPipeline.Testing.Generators.Clocks;

/// <summary>Which program wrote the log.</summary>
public enum LogFormat
{
    /// <summary>CH Instruments text.</summary>
    Chi,

    /// <summary>BioLogic EC-Lab text with decimal commas.</summary>
    EcLab,
}

/// <summary>Writes a <see cref="SteppedSeries"/> as an instrument and a potentiostat would: spectra as one table with their times, the log as text.</summary>
public static class SteppedSeriesFiles
{
    /// <summary>Current (A) at a time of the log: by the potential, so that means can be computed by hand.</summary>
    public static double Current(double potential) => 1e-3 * potential;

    /// <summary>First row the axis, then a row a frame: middle of the exposure, counts; without some frames at both ends.</summary>
    public static void WriteSpectra(SteppedSeries series, string path, int points = 60, double counts = 2000, int skip = 0)
    {
        using var text = new StreamWriter(path);
        text.Write("time_s");
        foreach (double x in SteppedSeries.Axis(points))
            text.Write(string.Create(CultureInfo.InvariantCulture, $",{x:F2}"));
        text.Write('\n');
        int j = 0;
        foreach (double[] y in series.Spectra(points, counts))
        {
            if (j++ < skip || j > series.Frames - skip)
                continue;
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{(j - 0.5) * series.FrameSeconds:F3}"));
            foreach (double v in y)
                text.Write(string.Create(CultureInfo.InvariantCulture, $",{v:F1}"));
            text.Write('\n');
        }
    }

    /// <summary>The log, as bytes of the program's own text.</summary>
    /// <param name="series">The programme.</param>
    /// <param name="format">The program.</param>
    /// <param name="from">First time (s); NaN = the log's own begin.</param>
    /// <param name="to">Last time; NaN = its end.</param>
    /// <param name="started">Value of 'Acquisition started on' (EC-Lab).</param>
    public static byte[] Log(
        SteppedSeries series,
        LogFormat format,
        double from = double.NaN,
        double to = double.NaN,
        string started = "03/15/2026 10:20:30.000"
    )
    {
        double first = double.IsNaN(from) ? series.LogStart : from,
            last = double.IsNaN(to) ? series.LogEnd : to;
        int rows = (int)Math.Round((last - first) / series.LogSample);
        Func<double, string> number = format == LogFormat.Chi ? PotentiostatText.Point : PotentiostatText.Comma;
        int k = 0;
        var table = new List<string[]>();
        for (int i = 0; i <= rows; i++)
        {
            double t = Math.Round(first + (i * series.LogSample), 6);
            while (k < series.StepTimes.Length && series.StepTimes[k] <= t)
                k++;
            double e = series.Levels[k];
            string time = number(t);
            table.Add(
                format == LogFormat.Chi ? [time, number(e), number(Current(e))] : ["2", time, number(e), number(1000 * Current(e)), "1"]
            );
        }
        return format == LogFormat.Chi
            ? PotentiostatText.Chi("Time/sec, Potential/V, Current/A", table)
            : PotentiostatText.EcLab(["mode", "time/s", "Ewe/V", "<I>/mA", "cycle number"], table, started);
    }
}
