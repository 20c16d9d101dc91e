using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>A block with many spectra (rapid scan, mapping): each is followed by a record with its own factor, axis, extremes and times.</summary>
/// <remarks>From published descriptions; no real file was at hand. Layout: six whole numbers (version, number of spectra, place of the first one,
/// bytes of a spectrum, bytes of a record, number of runs), the runs as pairs (first, last), then the spectra with their records.</remarks>
internal static class OpusSeries
{
    private const int HeaderLength = 24;
    private const int RecordLength = 152;

    // Seconds since 1970 rather than since the start: the parameter SRT of single spectra is such a time.
    private const double ClockTime = 1e8;

    private static readonly (string Key, int At, bool Whole)[] s_record =
    [
        ("NSS", 0, true),
        ("NSR", 4, true),
        ("NSN", 8, true),
        ("MNY", 88, false),
        ("MXY", 96, false),
        ("CSF", 104, false),
        ("PKA", 112, false),
        ("PRA", 120, false),
        ("PKL", 128, true),
        ("PRL", 132, true),
        ("SRT", 136, false),
        ("ERT", 144, false),
    ];

    /// <summary>Why the block cannot be read; null when it can.</summary>
    public static string? Fault(FileBytes file, OpusBlock block, int points)
    {
        if (block.Length < HeaderLength || !file.Holds(block.Offset, HeaderLength))
            return "truncated: not even its header is in the file";
        long first = file.I32(block.Offset + 8, "the first spectrum");
        long dataLength = file.I32(block.Offset + 12, "the length of a spectrum");
        long recordLength = file.I32(block.Offset + 16, "the length of a record");
        return first < HeaderLength || dataLength < 4L * points || recordLength < RecordLength
            ? $"its header states {dataLength} bytes a spectrum of {points} points, {recordLength} a record and the first spectrum at {first}"
            : null;
    }

    /// <summary>The spectra that are in the file as a whole, from a block without a fault.</summary>
    public static List<SpectrumData> Read(FileBytes file, OpusCurve curve, SpectrumData template, List<string> notes)
    {
        OpusBlock block = curve.Block;
        string what = $"block {block.Code.Name}";
        long end = Math.Min(file.Length, block.Offset + block.Length);
        int stated = file.I32(block.Offset + 4, what);
        long first = file.U32(block.Offset + 8, what);
        long dataLength = file.U32(block.Offset + 12, what);
        long recordLength = file.U32(block.Offset + 16, what);
        var spectra = new List<SpectrumData>();
        var axes = new AxisCache(file);
        SpectrumBudget.Allow(
            Math.Min(stated, (end - block.Offset - first) / (dataLength + recordLength)),
            dataLength / sizeof(float),
            block.Offset
        );
        int doubtful = 0;
        long at = block.Offset + first;
        for (; spectra.Count < stated && at + dataLength + recordLength <= end; at += dataLength + recordLength)
        {
            spectra.Add(One(file, curve, template, at, at + dataLength, axes, dataLength, out bool agrees));
            doubtful += agrees ? 0 : 1;
        }
        if (spectra.Count < stated)
            notes.Add($"{what}: {spectra.Count} of {stated} spectra are in the file");
        if (doubtful > 0)
            notes.Add($"{what}: {doubtful} of {spectra.Count} spectra have other extremes than their records state");
        Runs(file, block, first, notes);
        return SinceStart(spectra, notes);
    }

    private static SpectrumData One(
        FileBytes file,
        OpusCurve curve,
        SpectrumData template,
        long at,
        long record,
        AxisCache axes,
        long dataLength,
        out bool agrees
    )
    {
        OpusParameters status = curve.Status;
        int stated = file.I32(record + 12, "NPT");
        int points = stated >= 1 && stated <= dataLength / 4 ? stated : status.Count("NPT");
        (double from, double to) = (file.F64(record + 72, "FXV"), file.F64(record + 80, "LXV"));
        if (!double.IsFinite(from) || !double.IsFinite(to) || from == to)
            (from, to) = (status["FXV"], status["LXV"]);
        double factor = file.F64(record + 104, "CSF");
        double[] y = OpusValues.Read(
            file,
            at,
            points,
            OpusValues.Format(status),
            double.IsFinite(factor) && factor != 0 ? factor : status["CSF"]
        );
        var metadata = new Dictionary<string, string>(template.Metadata);
        foreach (var (key, place, whole) in s_record)
            metadata[key] = whole
                ? file.I32(record + place, key).ToString(CultureInfo.InvariantCulture)
                : file.F64(record + place, key).ToString("R", CultureInfo.InvariantCulture);
        agrees = Agree(OpusValues.Extremes(y), file.F64(record + 88, "MNY"), file.F64(record + 96, "MXY"));
        double start = file.F64(record + 136, "SRT");
        return template with
        {
            X = axes.Even(from, to, points, record),
            Channels = [template.Channels[0] with { Values = y }],
            TimeS = double.IsFinite(start) ? start : double.NaN,
            Metadata = metadata,
        };
    }

    private static bool Agree((double Low, double High)? found, double low, double high)
    {
        double scale = 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high));
        return found is not (double l, double h) || low == high || !(Math.Abs(l - low) > scale || Math.Abs(h - high) > scale);
    }

    /// <summary>More than one run: measured spectra between them were not stored.</summary>
    private static void Runs(FileBytes file, OpusBlock block, long first, List<string> notes)
    {
        int runs = file.I32(block.Offset + 20, "the number of runs");
        if (runs < 2 || runs > (first - HeaderLength) / 8 || !file.Holds(block.Offset + HeaderLength, 8L * runs))
            return;
        var texts = new List<string>();
        for (int i = 0; i < Math.Min(runs, 10); i++)
            texts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.I32(block.Offset + HeaderLength + 8 * i, "a run")} to {file.I32(block.Offset + HeaderLength + 8 * i + 4, "a run")}"
                )
            );
        notes.Add(
            $"block {block.Code.Name} was stored in {runs} runs ({string.Join(", ", texts)}{(runs > 10 ? " ..." : "")}); spectra between them are missing"
        );
    }

    private static List<SpectrumData> SinceStart(List<SpectrumData> spectra, List<string> notes)
    {
        if (spectra.Count == 0)
            return spectra;
        double origin = spectra[0].TimeS > ClockTime ? spectra[0].TimeS : 0;
        if (origin > 0)
            notes.Add("SRT counts seconds since 1970; times are taken from the first spectrum on");
        // The status block's date is that of the series, which is that of its first spectrum.
        return [.. spectra.Select((s, k) => s with { TimeS = s.TimeS - origin, Acquired = k == 0 ? s.Acquired : null })];
    }

    /// <summary>Spectra of a series share one axis.</summary>
    private sealed class AxisCache(FileBytes file)
    {
        private (double From, double To, int Points) _key;
        private double[] _axis = [];

        public double[] Even(double from, double to, int points, long offset)
        {
            if (_axis.Length == 0 || _key != (from, to, points))
                (_key, _axis) = ((from, to, points), file.Even(from, to, points, offset, "the axis"));
            return _axis;
        }
    }
}
