using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>One of up to five parts of a .sif (signal, reference, background, live, source): its header and where its frames are.</summary>
internal sealed class SifSection
{
    private const int MostHeaderLines = 400;
    private const long MostHeaderBytes = 1 << 21;

    private readonly SifSettings _settings;

    private SifSection(FileBytes file, string part, SifSettings settings) => (File, Part, _settings) = (file, part, settings);

    /// <summary>The file.</summary>
    public FileBytes File { get; }

    /// <summary>Which part: signal, background ...</summary>
    public string Part { get; }

    /// <summary>Entries of the header.</summary>
    public Dictionary<string, string> Metadata => _settings.Metadata;

    /// <summary>Begin of the measurement; null when the file says none.</summary>
    public DateTime? Started => _settings.Started;

    /// <summary>Time from frame to frame (s); NaN when not stated.</summary>
    public double CycleS => _settings.CycleS;

    /// <summary>Shape of the data.</summary>
    public SifLayout Layout { get; private set; } = null!;

    /// <summary>Coefficients that turn pixels 1, 2 ... into nm; empty when there are none.</summary>
    public double[] Calibration { get; private set; } = [];

    /// <summary>What Solis showed on the x axis: Wavelength, Raman shift, Pixel number.</summary>
    public string FrameAxis { get; private set; } = "";

    /// <summary>What the values are: Counts ...</summary>
    public string DataType { get; private set; } = "";

    /// <summary>Time stamps of the frames (µs).</summary>
    public double[] StampsUs { get; private set; } = [];

    /// <summary>First byte of the first frame.</summary>
    public long DataAt { get; private set; }

    /// <summary>Frames that are in the file in full.</summary>
    public long Frames { get; private set; }

    /// <summary>First byte behind the frames.</summary>
    public long End => DataAt + 4 * Frames * Layout.FrameLength;

    /// <summary>Reads the header of a section and finds its frames; the cursor is left behind them.</summary>
    /// <exception cref="BadFileException">The header is not that of a .sif, or no frame is complete.</exception>
    public static SifSection Read(SifCursor cursor, string part)
    {
        var section = new SifSection(cursor.File, part, SifSettings.Read(cursor));
        section.Tail(cursor);
        section.FindFrames(cursor);
        return section;
    }

    /// <summary>The calibration of one frame: its own in a series with a moving grating, else that of all.</summary>
    public double[] CalibrationOf(int frame) => _settings.FrameCalibrations.GetValueOrDefault(frame, Calibration);

    /// <summary>The lines from there to the sizes. Their number changes with the version, so it is the record of sizes that is looked for.</summary>
    private void Tail(SifCursor cursor)
    {
        var lines = new List<string>();
        long begin = cursor.At;
        while (lines.Count < MostHeaderLines && cursor.At - begin < MostHeaderBytes)
        {
            long at = cursor.At;
            string line = cursor.Line("the size of the data (version and eight numbers)");
            if (lines.Count >= 3 && SifCursor.Whole(lines[^3].Trim()) is not null && SifLayout.Find(line) is { Success: true } record)
            {
                Axes(lines, line[..record.Index]);
                Spectrograph(lines);
                Layout = SifLayout.Read(record, cursor, at);
                return;
            }
            lines.Add(line);
        }
        throw new BadFileException(cursor.At, "the size of the data (version and eight numbers)", $"{lines.Count} other lines");
    }

    /// <summary>The three axis names stand one after another, each with its length before it, without a line end between them.</summary>
    private void Axes(List<string> lines, string imageAxis)
    {
        int n = lines.Count;
        FrameAxis = Named(lines[n - 2], lines[n - 3]);
        DataType = Named(lines[n - 1], lines[n - 2][FrameAxis.Length..]);
        Metadata["FrameAxis"] = FrameAxis;
        Metadata["DataType"] = DataType;
        Metadata["ImageAxis"] = imageAxis;
        // The calibration follows the last record of raw bytes (65539 or 65540).
        int block = n < 4 ? -1 : lines.FindLastIndex(n - 4, l => l.StartsWith("655", StringComparison.Ordinal) && l.Any(c => c < ' '));
        if (block < 0 || block + 4 > n - 4)
            return;
        // An echelle spectrograph has many orders on one detector: its numbers are no polynomial of the column.
        if (!lines.Exists(l => l.Contains("Mechelle", StringComparison.OrdinalIgnoreCase)))
            Calibration = SifSettings.Numbers(lines[block + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (lines[block + 1].Length < 500)
            Metadata["Calibration"] = lines[block + 1].Trim();
        if (SifCursor.Number(lines[block + 4].Trim()) is double laser and > 0)
            Metadata["RamanExWavelength (nm)"] = laser.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Named(string line, string length) =>
        SifCursor.Whole(length.Trim()) is long n and >= 0 && n <= line.Length ? line[..(int)n] : line.TrimEnd("0123456789".ToCharArray());

    /// <summary>Grating and its position, where a spectrograph was connected (its flag is 1).</summary>
    private void Spectrograph(List<string> lines)
    {
        foreach (string line in lines)
        {
            string[] w = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                w.Length >= 8
                && w[0].StartsWith("655", StringComparison.Ordinal)
                && w[1] == "1"
                && w[2] == "1"
                && !w[7].All(char.IsAsciiDigit)
            )
            {
                _settings.Entry("Spectrograph.Wavelength (nm)", w[3]);
                _settings.Entry("Spectrograph.GratingGrooveDensity (l/mm)", w[6]);
                Metadata["Spectrograph.GratingBlaze"] = w[7];
            }
            else if (w.Length == 2 && w[0] == "0" && w[1].Length > 3 && char.IsAsciiLetter(w[1][0]))
                Metadata["Spectrograph"] = w[1];
        }
    }

    private void FindFrames(SifCursor cursor)
    {
        if (4 * Layout.FrameLength > cursor.File.Length - cursor.At)
            throw new BadFileException(
                cursor.At,
                $"{4 * Layout.FrameLength} bytes of the first frame",
                $"{cursor.File.Length - cursor.At}"
            );
        var stamps = new List<double>();
        for (long f = 0; f < Layout.Frames; f++)
            stamps.Add(cursor.WholeLine($"the time stamp of frame {f + 1} of {Layout.Frames}"));
        StampsUs = [.. stamps];
        // A flag: 1 says that another number for each frame follows. Files of the first versions have none.
        if (cursor.Peek() is 0 or 1 && cursor.WholeLine("a flag") == 1)
            for (long f = 0; f < Layout.Frames; f++)
                _ = cursor.WholeLine($"the second number of frame {f + 1} of {Layout.Frames}");
        DataAt = cursor.At;
        Frames = Math.Min(Layout.Frames, (cursor.File.Length - DataAt) / (4 * Layout.FrameLength));
        if (Frames == 0)
            throw new BadFileException(DataAt, $"{4 * Layout.FrameLength} bytes of the first frame", $"{cursor.File.Length - DataAt}");
        // What ends every file (no reference, no background ...) must not be taken for a frame that the header claims and the file does not hold.
        for (long f = 1; Frames < Layout.Frames && f < Frames; f++)
            if (cursor.File.Has(DataAt + 4 * f * Layout.FrameLength, "0\n0\n0\n0\n"u8))
                Frames = f;
        cursor.At = End;
    }
}
