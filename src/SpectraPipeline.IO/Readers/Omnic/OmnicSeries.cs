using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>The spectra of a .srs file.</summary>
/// <remarks>
/// The data block (key 0x12D): 196 bytes that repeat header and instrument, then as many records as there are spectra, each of scans (u32), elapsed
/// time in 1/100 s (u32), 8 bytes of zero, 84 bytes that begin with a label, and the values (f32). Its length must be exactly that.
/// </remarks>
internal sealed class OmnicSeries
{
    private const int Preamble = 196;
    private const int RecordHead = 16;
    private const int LabelArea = 84;
    private const int LabelLength = 76;

    private readonly OmnicBlock _data;
    private readonly OmnicBlock _info;
    private readonly double _firstMinute;
    private readonly double _lastMinute;
    private readonly double _stepMinutes;

    private OmnicSeries(FileBytes bytes, OmnicHeader header, OmnicBlock info, OmnicBlock data)
    {
        (Header, _info, _data) = (header, info, data);
        _ = bytes.Slice(info.Position, Math.Max(94, info.Length), "the set-up of the series (key 0x145)");
        _firstMinute = bytes.F32(info.Position + 66, "the first time");
        _lastMinute = bytes.F32(info.Position + 70, "the last time");
        _stepMinutes = bytes.F32(info.Position + 74, "the step in time");
        Count = bytes.U32(info.Position + 90, "the number of spectra");
    }

    /// <summary>x and y of every spectrum.</summary>
    public OmnicHeader Header { get; }

    /// <summary>Number of spectra that the file was written with.</summary>
    public long Count { get; }

    private long RecordLength => RecordHead + LabelArea + sizeof(float) * Header.Points;

    /// <summary>Finds the blocks of the series.</summary>
    /// <exception cref="BadFileException">A block is missing: a family of series that is not known.</exception>
    public static OmnicSeries Read(OmnicFile file)
    {
        if (
            file.First(OmnicKey.Header) is OmnicBlock header
            && file.First(OmnicKey.SeriesInfo) is OmnicBlock info
            && file.First(OmnicKey.SeriesData) is OmnicBlock data
        )
            return new(file.Bytes, OmnicHeader.Read(file.Bytes, header), info, data);
        throw new BadFileException(
            304,
            "a series with the blocks 0x02, 0x145 and 0x12D, as GC/IR, TGA/IR and kinetics write it",
            $"blocks {string.Join(", ", file.Blocks.Take(30).Select(b => $"0x{(int)b.Key:X2}"))}: another family of series; split it into spectra (.spa) in OMNIC"
        );
    }

    /// <summary>Number of spectra whose bytes are all there.</summary>
    /// <exception cref="BadFileException">None is, or the length of the block is not that of the spectra it should hold.</exception>
    public int Complete(FileBytes bytes)
    {
        // Products of two u32 fit 64 bits with room to spare only when bounded first.
        long fitting = (_data.Length - Preamble) / RecordLength;
        if (Count == 0 || fitting != Count || Preamble + Count * RecordLength != _data.Length)
            throw new BadFileException(
                _data.Position,
                $"a block of 196 bytes and {Count} spectra of {Header.Points} points, {RecordLength} bytes each",
                $"{_data.Length} bytes"
            );
        SpectrumBudget.Allow(Count, Header.Points, _data.Position);
        long complete = Math.Min(Count, (bytes.Length - _data.Position - Preamble) / RecordLength);
        if (complete < 1)
            throw new BadFileException(
                Math.Min(_data.Position, bytes.Length),
                $"{Count} spectra of {Header.Points} points from byte {_data.Position} on",
                $"a file of {bytes.Length} bytes: it was cut before the first spectrum was complete"
            );
        return (int)complete;
    }

    /// <summary>The complete spectra and what the file says of the series.</summary>
    public (IReadOnlyList<SpectrumData> Spectra, IReadOnlyDictionary<string, string> Entries) Decode(
        OmnicFile file,
        int complete,
        List<string> notes
    )
    {
        FileBytes bytes = file.Bytes;
        (Unit unit, string xLabel) = Header.X;
        (Signal signal, string label) = Header.Y;
        // The samples of a series ascend in x although its header names the high end first: water vapour and carbon dioxide are in
        // their places only so (docs/formats/omnic.md).
        double[] x = bytes.Even(
            Math.Min(Header.FirstX, Header.LastX),
            Math.Max(Header.FirstX, Header.LastX),
            Header.Points,
            _data.Position,
            "the x-axis"
        );
        DateTime? start = Start(file, notes);
        bool timed = CheckTimes(bytes, complete, notes);
        var spectra = new List<SpectrumData>(complete);
        for (int k = 0; k < complete; k++)
        {
            long at = Record(k);
            double seconds = timed ? 60 * (_firstMinute + k * _stepMinutes) : double.NaN;
            spectra.Add(
                new SpectrumData
                {
                    X = x,
                    XUnit = unit,
                    XLabel = xLabel,
                    Channels = [new(label, bytes.F32s(at + RecordHead + LabelArea, Header.Points, "a spectrum of the series"), signal)],
                    Title = bytes.Text(at + RecordHead, LabelLength, "the label of a spectrum"),
                    TimeS = seconds,
                    Acquired = FileDates.After(start, seconds),
                }
            );
        }
        return (spectra, Entries(file));
    }

    private long Record(int k) => _data.Position + Preamble + k * RecordLength;

    /// <summary>When the series began; null unless a copy of the time confirms the header's (series that were worked on keep none).</summary>
    private static DateTime? Start(OmnicFile file, List<string> notes)
    {
        if (file.Time is not DateTime time)
            return null;
        long origin = file.First(OmnicKey.Header)!.Value.Position;
        if (file.TimeIsRepeated(origin + 836) || (file.TimeIsRepeated(origin + 368) && file.TimeIsRepeated(origin + 828)))
            return time;
        notes.Add(
            $"the header's time {time:yyyy-MM-dd HH:mm:ss} UTC stands nowhere else in the file, so it is not taken for the start of the series"
        );
        return null;
    }

    /// <summary>Compares the even time axis with the number of spectra and with the elapsed time that each spectrum carries.</summary>
    private bool CheckTimes(FileBytes bytes, int complete, List<string> notes)
    {
        if (!double.IsFinite(_firstMinute) || !double.IsFinite(_stepMinutes) || (Count > 1 && _stepMinutes <= 0))
        {
            notes.Add("the file's step in time is not a positive number, so the spectra have no times");
            return false;
        }
        if (Math.Abs(_firstMinute + (Count - 1) * _stepMinutes - _lastMinute) > _stepMinutes / 2)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Count} spectra in steps of {_stepMinutes:G6} min from {_firstMinute:G6} min on do not end at {_lastMinute:G6} min, as the file says"
                )
            );
        long before = -1;
        double most = 0;
        for (int k = 0; k < complete; k++)
        {
            long elapsed = bytes.U32(Record(k) + 4, "the elapsed time");
            if (elapsed <= before)
                return true; // Not written by this family.
            before = elapsed;
            most = Math.Max(most, Math.Abs(elapsed / 6000.0 - _firstMinute - k * _stepMinutes));
        }
        if (most > _stepMinutes / 2)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the elapsed time that the spectra carry differs by up to {most * 60:G4} s from the even time axis"
                )
            );
        return true;
    }

    private Dictionary<string, string> Entries(OmnicFile file)
    {
        FileBytes bytes = file.Bytes;
        var entries = new Dictionary<string, string>(Header.Entries)
        {
            ["Series title"] = bytes.Text(_info.Position + 2, 64, "the title of the series"),
            ["First time (min)"] = _firstMinute.ToString("R", CultureInfo.InvariantCulture),
            ["Last time (min)"] = _lastMinute.ToString("R", CultureInfo.InvariantCulture),
            ["Step in time (min)"] = _stepMinutes.ToString("R", CultureInfo.InvariantCulture),
            ["Spectra"] = Count.ToString(CultureInfo.InvariantCulture),
        };
        if (file.Title.Length > 0)
            entries["Title"] = file.Title;
        if (file.Time is DateTime time)
            entries["Collected (UTC)"] = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (OmnicBlock block in file.Blocks)
            if (block.Key == OmnicKey.History && !entries.ContainsKey("History") && bytes.Holds(block.Position, block.Length))
                OmnicHistory.Add(entries, "History", bytes.Text(block.Position, block.Length, "the history"));
            else if (block.Key == OmnicKey.Title && bytes.Holds(block.Position, Math.Max(block.Length, 256)))
                entries.TryAdd("Background", bytes.Text(block.Position, 256, "the title of the background") + " (single beam, not read)");
        return entries;
    }
}
