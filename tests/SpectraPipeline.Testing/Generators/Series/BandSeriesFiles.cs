using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Generators.Series;

/// <summary>How a series lies on disk.</summary>
public enum SeriesLayout
{
    /// <summary>One table, first column the axis, one column a spectrum.</summary>
    Columns,

    /// <summary>One table, first row the axis, one row a spectrum; first column the time.</summary>
    Rows,

    /// <summary>A folder with one two-column file a spectrum.</summary>
    Files,
}

/// <summary>Writes a <see cref="BandSeries"/> as text without holding it.</summary>
public static class BandSeriesFiles
{
    private const double FrameSeconds = 0.5;

    public static void Write(BandSeries series, SeriesLayout layout, string path)
    {
        switch (layout)
        {
            case SeriesLayout.Columns:
                WriteColumns(series, path);
                break;
            case SeriesLayout.Rows:
                WriteRows(series, path);
                break;
            case SeriesLayout.Files:
                WriteFiles(series, path);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(layout), layout, "no such layout");
        }
    }

    private static void WriteColumns(BandSeries series, string path)
    {
        SeriesBand[][] truth = [.. Enumerable.Range(0, series.Frames).Select(series.Truth)];
        using NumberText text = new(path);
        text.Word("shift_cm1");
        for (int f = 0; f < series.Frames; f++)
            text.Comma().Number(f * FrameSeconds, "F1").Word(" s");
        text.Line();
        for (int i = 0; i < series.Points; i++)
        {
            text.Number(series.Axis[i], "F3");
            for (int f = 0; f < series.Frames; f++)
                text.Comma().Number(series.At(f, i, truth[f]), "F1");
            text.Line();
        }
    }

    private static void WriteRows(BandSeries series, string path)
    {
        double[] frame = new double[series.Points];
        using NumberText text = new(path);
        text.Word("time_s");
        foreach (double shift in series.Axis)
            text.Comma().Number(shift, "F3");
        text.Line();
        for (int f = 0; f < series.Frames; f++)
        {
            series.Fill(f, frame);
            text.Number(f * FrameSeconds, "F1");
            foreach (double value in frame)
                text.Comma().Number(value, "F1");
            text.Line();
        }
    }

    private static void WriteFiles(BandSeries series, string path)
    {
        Directory.CreateDirectory(path);
        string[] shifts = [.. series.Axis.Select(x => x.ToString("F3", CultureInfo.InvariantCulture))];
        Parallel.For(
            0,
            series.Frames,
            () => new double[series.Points],
            (f, _, frame) =>
            {
                series.Fill(f, frame);
                using NumberText text = new(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"frame-{f:D6}.csv")));
                text.Word("shift_cm1,counts").Line();
                for (int i = 0; i < frame.Length; i++)
                    text.Word(shifts[i]).Comma().Number(frame[i], "F1").Line();
                return frame;
            },
            _ => { }
        );
    }

    /// <summary>UTF-8 numbers through one buffer, no string a number.</summary>
    private sealed class NumberText(string path) : IDisposable
    {
        private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        private readonly byte[] _word = new byte[64];

        public NumberText Word(string word)
        {
            _file.Write(_word.AsSpan(0, Encoding.UTF8.GetBytes(word, _word)));
            return this;
        }

        public NumberText Number(double value, string format)
        {
            if (!value.TryFormat(_word, out int length, format, CultureInfo.InvariantCulture))
                throw new InvalidOperationException("a number does not fit 64 bytes");
            _file.Write(_word.AsSpan(0, length));
            return this;
        }

        public NumberText Comma()
        {
            _file.WriteByte((byte)',');
            return this;
        }

        public void Line() => _file.WriteByte((byte)'\n');

        public void Dispose() => _file.Dispose();
    }
}
