using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>The first lines of a section of a .sif: how and when it was taken, with which detector.</summary>
internal sealed partial class SifSettings
{
    private SifSettings() { }

    /// <summary>Entries.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Begin of the measurement; null when the file says none.</summary>
    public DateTime? Started { get; private set; }

    /// <summary>Time from frame to frame (s); NaN when not stated.</summary>
    public double CycleS { get; private set; } = double.NaN;

    /// <summary>Calibrations of single frames (from 0), where the grating moved between them.</summary>
    public Dictionary<int, double[]> FrameCalibrations { get; } = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="BadFileException">They are not those of a .sif.</exception>
    public static SifSettings Read(SifCursor cursor)
    {
        var settings = new SifSettings();
        settings.Acquisition(cursor);
        settings.Detector(cursor);
        return settings;
    }

    /// <summary>Adds an entry when its value is a number (or a version of several).</summary>
    public void Entry(string key, string value)
    {
        if (SifCursor.Number(value) is not null || value.Length > 0 && value.All(c => char.IsAsciiDigit(c) || c == '.'))
            Metadata[key] = value;
    }

    /// <summary>Words as numbers; empty when one is none.</summary>
    public static double[] Numbers(string[] words)
    {
        double?[] values = [.. words.Select(w => SifCursor.Number(w.Trim()))];
        return values.Contains(null) ? [] : [.. values.Select(v => v!.Value)];
    }

    /// <summary>The line of settings. Words whose meaning is known are those that the settings text of Solis' export states as well.</summary>
    private void Acquisition(SifCursor cursor)
    {
        const string What = "a word of the settings";
        long at = cursor.At;
        string version = cursor.Word(What);
        if (SifCursor.Whole(version) is null)
            throw new BadFileException(at, "a version such as 65567", $"'{SifCursor.Shorten(version)}'");
        Metadata["SifVersion"] = version;
        Skip(cursor, 3, What);
        at = cursor.At;
        string time = cursor.Word(What);
        if (SifCursor.Whole(time) is not (>= 0 and <= uint.MaxValue) || SifCursor.Whole(time) is not long seconds)
            throw new BadFileException(at, "the time of the measurement in seconds since 1970", $"'{SifCursor.Shorten(time)}'");
        Started = seconds > 0 ? DateTime.UnixEpoch.AddSeconds(seconds) : null;
        Entry("ExperimentTime", time);
        Entry("Temperature (C)", cursor.Word(What));
        for (int i = 0; i < 5; i++)
            cursor.RawByte(What);
        Skip(cursor, 1, What);
        Entry("ExposureTime (s)", cursor.Word(What));
        Entry("CycleTime (s)", cursor.Word(What));
        Entry("AccumulateCycleTime (s)", cursor.Word(What));
        Entry("Accumulations", cursor.Word(What));
        cursor.RawByte(What);
        string cycle = cursor.Word(What);
        CycleS = SifCursor.Number(cycle) ?? double.NaN;
        Entry("KineticCycleTime (s)", cycle);
        Entry("PixelReadoutTime (s)", cursor.Word(What));
        Skip(cursor, 2, What);
        Entry("Gain", cursor.Word(What));
        // Older versions write fewer words. The rest of the line holds two raw bytes more (words 5 and 6), which may be line ends.
        string[] rest = cursor.Line(What).Split(' ');
        if (rest.Length > 2)
            Entry("GateWidth (s)", rest[2]);
        if (rest.Length <= 35)
            return;
        Entry("VerticalShiftSpeed (s)", rest[19]);
        Entry("SerialNumber", rest[22]);
        Entry("SoftwareVersion", string.Join('.', rest.Skip(32).Take(4)));
    }

    private void Detector(SifCursor cursor)
    {
        string type = "";
        for (int i = 0; i < 8; i++)
        {
            string line = cursor.Line("the type and size of the detector");
            if (Dimensions().Match(line) is not { Success: true } m)
            {
                type = line.Trim();
                continue;
            }
            Metadata["Detector"] = type;
            Metadata["DetectorSize"] = $"{m.Groups[1].Value} x {m.Groups[2].Value}";
            Metadata["OriginalFileName"] = cursor.Text(long.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture), "the file name");
            _ = cursor.Line("the end of the file name");
            string[] words = cursor.Line("the length of the user's text").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && SifCursor.Whole(words[1]) is long length and >= 0)
            {
                AddFrameCalibrations(cursor.Text(length, "the user's text"));
                _ = cursor.Line("the end of the user's text");
            }
            return;
        }
        throw new BadFileException(cursor.At, "the size of the detector and the length of the file name", "other lines");
    }

    /// <summary>Series with a moving grating keep the calibration of each frame in the text that is otherwise the user's.</summary>
    private void AddFrameCalibrations(string text)
    {
        foreach (Match m in FrameCalibration().Matches(text))
            if (Numbers(m.Groups[2].Value.Split(',')) is { Length: > 0 } numbers)
                FrameCalibrations.TryAdd(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) - 1, numbers);
    }

    private static void Skip(SifCursor cursor, int words, string what)
    {
        for (int i = 0; i < words; i++)
            _ = cursor.Word(what);
    }

    [GeneratedRegex(@"^\s*([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,9})\s*$")]
    private static partial Regex Dimensions();

    [GeneratedRegex(@"Calibration data for frame ([0-9]{1,9}):?\s*([-+0-9.eE, \t]+)")]
    private static partial Regex FrameCalibration();
}
