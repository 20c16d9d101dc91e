using System.Security.Cryptography;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>The frames of a series: one axis, named channels, read block by block. Whatever is wrong with a file becomes a refused file and a
/// faulted frame; only when nothing at all can be read does it throw.</summary>
/// <remarks>A folder of files is read as its blocks are asked for, so memory is bounded by the block; a file of many spectra is kept.</remarks>
public sealed class FrameSource : IDisposable
{
    private const string Step = "read";
    private readonly SeriesFiles _files;
    private readonly ReaderCatalog _readers;
    private readonly ReadHints _hints;
    private readonly RunContext _run;
    private readonly string[] _names;
    private readonly FileRow?[] _fileRows;
    private readonly SortedSet<(int Frame, string Code, string Severity, string File, string Message)> _notes = [];
    private readonly Lock _lock = new();
    private readonly FramePlan _plan;
    private readonly string _axisFile;
    private readonly DateTime? _origin;
    private readonly Signal[] _signals;
    private SpectrumFile? _only;

    private FrameSource(SeriesFiles files, ReaderCatalog readers, RunContext run)
    {
        // A table of frames that lies among the spectra is not one of them, though the glob finds it.
        if (files.FramesTable is string own && files.Paths.Any(p => Path.GetFullPath(p) == Path.GetFullPath(own)))
            files = files with { Paths = [.. files.Paths.Where(p => Path.GetFullPath(p) != Path.GetFullPath(own))] };
        (_files, _readers, _run) = (files, readers, run);
        _hints = new ReadHints(files.Card.Technique, files.Quantity);
        _names = [.. files.Paths.Select(p => Relative(files.BaseFolder, p))];
        _fileRows = new FileRow?[files.Paths.Count];
        FramesTable? table = files.FramesTable is string path ? FramesTable.Read(path) : null;
        _plan = FramePlan.Of(_names, Counts(), _only is null ? [] : [.. _only.Spectra.Select(s => s.Title)], table);
        foreach (var (file, reason) in _plan.Unlisted)
            _fileRows[file] = Row(file, null, null, reason);
        foreach (var (code, message) in _plan.Notes)
            Warn(code, message);
        (PreparedSpectrum first, SpectrumData data, int frame) = FirstHealthy();
        Axis = new Axis(first.AxisName, first.Unit, first.X);
        WasDescending = first.WasDescending;
        Channels = [.. first.Channels.Select(c => (c.Name, c.Signal))];
        _signals = [.. first.Channels.Select(c => c.Signal)];
        _axisFile = _plan.Frames[frame].Info.File;
        _origin = data.Acquired;
        foreach (var (code, message) in first.Remarks)
            Warn(code, char.ToUpperInvariant(message[0]) + message[1..] + ".");
        if (frame > 0 && _origin is not null && !_plan.HasTable)
            Warn("time-origin", $"Times count from {_axisFile}, the first file that could be read.");
    }

    /// <summary>Axis of all frames: that of the first healthy file, ascending.</summary>
    public Axis Axis { get; }

    /// <summary>Name and kind of each channel, the primary one first.</summary>
    public IReadOnlyList<(string Name, Signal Signal)> Channels { get; }

    /// <summary>Number of frames.</summary>
    public int Frames => _plan.Frames.Count;

    /// <summary>The first file ran downwards; its points were turned round.</summary>
    public bool WasDescending { get; }

    /// <summary>Files read or refused so far, in order; complete when all blocks were read.</summary>
    public IReadOnlyList<FileRow> Files
    {
        get
        {
            lock (_lock)
                return [.. _fileRows.Where(r => r is not null).Select(r => r!.Value), .. MissingFiles()];
        }
    }

    /// <summary>Warnings on the series and flags on frames so far, sorted; complete when all blocks were read.</summary>
    public IReadOnlyList<FaultRow> Notes
    {
        get
        {
            lock (_lock)
                return
                [
                    .. _notes.Select(n => new FaultRow
                    {
                        Series = _files.Id,
                        Frame = n.Frame,
                        File = n.File.Length == 0 ? null : n.File,
                        Step = Step,
                        Code = n.Code,
                        Severity = n.Severity,
                        Message = n.Message,
                    }),
                ];
        }
    }

    /// <summary>Opens a series: finds its frames, axis and channels.</summary>
    /// <exception cref="UserException">No spectrum can be read, or the table of frames is wrong.</exception>
    public static FrameSource Open(SeriesFiles files, ReaderCatalog readers, RunContext run)
    {
        if (files.Paths.Count == 0)
            throw new UserException($"Series '{files.Id}' has no files.");
        return new FrameSource(files, readers, run);
    }

    /// <summary>What is known before reading: file, index, and time and potential from the table or the names.</summary>
    public IReadOnlyList<FrameInfo> Info(int firstFrame, int count) => [.. _plan.Frames.GetRange(firstFrame, count).Select(f => f.Info)];

    /// <summary>What is known of all frames before reading.</summary>
    public IReadOnlyList<FrameInfo> Info() => Info(0, Frames);

    /// <summary>Reads frames into arrays of their own. May be called from several threads.</summary>
    public SpectralSeries ReadBlock(int firstFrame, int count)
    {
        int points = Axis.Length;
        double[][] values = [.. Channels.Select(_ => GC.AllocateUninitializedArray<double>(count * points))];
        var faults = new Fault?[count];
        var info = new FrameInfo[count];
        (int File, SpectrumFile Content) last = (-1, null!);
        for (int row = 0; row < count; row++)
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            PlannedFrame planned = _plan.Frames[firstFrame + row];
            info[row] = planned.Info;
            try
            {
                SpectrumData data = Data(planned, ref last);
                Fill(data, planned, values, row, ref info[row]);
            }
            catch (FrameException e)
            {
                faults[row] = new Fault(Step, e.Code, $"{planned.Info.File}: {e.Message}");
                foreach (double[] channel in values)
                    channel.AsSpan(row * points, points).Fill(double.NaN);
            }
        }
        Channel[] channels = [.. Channels.Select((c, i) => new Channel(c.Name, c.Signal, count, points, values[i]))];
        return new SpectralSeries(_files.Id, Axis, channels, info, faults, firstFrame);
    }

    /// <inheritdoc />
    public void Dispose() => _only = null;

    private void Fill(SpectrumData data, PlannedFrame planned, double[][] values, int row, ref FrameInfo info)
    {
        PreparedSpectrum spectrum = PreparedSpectrum.From(data, _files.Card, _files.Quantity);
        if (spectrum.Unit != Axis.Unit && spectrum.Unit != Unit.None && Axis.Unit != Unit.None)
            throw new FrameException(
                "axis-unit",
                $"x is in {spectrum.Unit} ({spectrum.AxisName}); the series is in {Axis.Unit} ({Axis.Name}, as {_axisFile})."
            );
        string flag = spectrum.Flag;
        bool same = AxisFit.IsSame(Axis, spectrum.X);
        if (!same)
        {
            AxisFit.Check(Axis, spectrum.X, _axisFile);
            flag += (flag.Length > 0 ? "; " : "") + $"resampled (linear) from {spectrum.X.Length} points of its own";
            Warn(
                "resampled",
                $"Some frames have x-values of their own; they were brought to those of {_axisFile} by linear interpolation (each carries a note)."
            );
        }
        for (int c = 0; c < Channels.Count; c++)
        {
            string name = Channels[c].Name;
            int from = spectrum.Channels.FindIndex(s => s.Name == name);
            if (from < 0)
                throw new FrameException(
                    "channel-missing",
                    $"There is no channel '{name}' as in {_axisFile}; it has {string.Join(", ", spectrum.Channels.Select(s => s.Name))}."
                );
            Span<double> target = values[c].AsSpan(row * Axis.Length, Axis.Length);
            if (same)
                spectrum.Channels[from].Values.CopyTo(target);
            else
                AxisFit.Interpolate(spectrum.X, spectrum.Channels[from].Values, Axis.Values, target);
        }
        info = Times(info with { Note = flag }, data);
        if (flag.Length > 0)
            Note(planned.Info.Frame, "read-note", "flagged", planned.Info.File, flag);
    }

    /// <summary>Time and potential: the table first, then the file, then the name; a time of day counts from the first frame.</summary>
    private FrameInfo Times(FrameInfo info, SpectrumData data)
    {
        double time = info.TimeS;
        double potential = info.PotentialV;
        if (!_plan.HasTable || double.IsNaN(time))
            time =
                !double.IsNaN(data.TimeS) ? data.TimeS
                : data.Acquired is DateTime acquired && _origin is DateTime origin && Frames > 1 ? (acquired - origin).TotalSeconds
                : time;
        if (!_plan.HasTable || double.IsNaN(potential))
            potential = double.IsNaN(data.PotentialV) ? potential : data.PotentialV;
        return info with { TimeS = time, PotentialV = potential };
    }

    private (PreparedSpectrum, SpectrumData, int) FirstHealthy()
    {
        var reasons = new List<string>();
        (int File, SpectrumFile Content) last = (-1, null!);
        foreach (PlannedFrame planned in _plan.Frames)
        {
            try
            {
                SpectrumData data = Data(planned, ref last);
                return (PreparedSpectrum.From(data, _files.Card, _files.Quantity), data, planned.Info.Frame);
            }
            catch (FrameException e)
            {
                if (reasons.Count < 3)
                    reasons.Add($"{planned.Info.File}: {e.Message}");
            }
        }
        throw new UserException(
            $"Series '{_files.Id}': none of {_plan.Frames.Count} spectra in {_files.Paths.Count} files can be read. {string.Join(" | ", reasons)}"
        );
    }

    private SpectrumData Data(PlannedFrame planned, ref (int File, SpectrumFile Content) last)
    {
        if (planned.Missing is Fault missing)
            throw new FrameException(missing.Code, missing.Message);
        if (last.File != planned.File)
            last = (planned.File, _only ?? Load(planned.File));
        IReadOnlyList<SpectrumData> spectra = last.Content.Spectra;
        if (planned.Info.IndexInFile >= spectra.Count)
            throw new FrameException(
                "spectrum-missing",
                $"The file holds {spectra.Count} spectra; spectrum {planned.Info.IndexInFile} is not there any more."
            );
        return spectra[planned.Info.IndexInFile];
    }

    /// <summary>Number of spectra of each file. A folder whose first readable file holds one spectrum is taken to hold one a file; the others are read later.</summary>
    private int[] Counts()
    {
        int[] counts = new int[_files.Paths.Count];
        Array.Fill(counts, 1);
        bool several = false;
        for (int f = 0; f < counts.Length; f++)
        {
            try
            {
                SpectrumFile file = Load(f);
                counts[f] = file.Spectra.Count;
                if (counts.Length == 1)
                    _only = file;
                several |= file.Spectra.Count > 1;
                if (!several)
                    break;
            }
            catch (FrameException)
            {
                // The frame will say why when it is read; here only the number of frames matters.
                continue;
            }
        }
        return counts;
    }

    /// <summary>Reads a file and keeps its row.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    private SpectrumFile Load(int file)
    {
        byte[]? bytes = null;
        try
        {
            bytes = File.ReadAllBytes(_files.Paths[file]);
            SpectrumFile content = _readers.Read(bytes, Path.GetFileName(_files.Paths[file]), _hints, _files.Format);
            SetRow(file, bytes, content, null);
            if (
                _fileRows.Length > 1
                && content.Spectra.Count > 1
                && _plan is not null
                && !_plan.Frames.Exists(p => p.File == file && p.Info.IndexInFile > 0)
            )
                Warn(
                    "more-spectra",
                    $"{_names[file]} holds {content.Spectra.Count} spectra, the first readable file one; only its first is used."
                );
            return content;
        }
        catch (BadFileException e)
        {
            SetRow(file, bytes, null, e.Message);
            throw new FrameException(BadFileException.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            string message = missing ? "The file is not there (any more)." : $"The file cannot be opened: {e.Message}";
            SetRow(file, bytes, null, message);
            throw new FrameException(missing ? "file-missing" : "file-unreadable", message);
        }
    }

    private void SetRow(int file, byte[]? bytes, SpectrumFile? content, string? refusal)
    {
        lock (_lock)
            if (_fileRows[file] is not null)
                return;
        string? notes = content is { Notes.Count: > 0 } ? string.Join("; ", content.Notes) : null;
        FileRow row = Row(file, bytes, content?.Format, refusal ?? notes) with { Status = content is null ? "refused" : "read" };
        lock (_lock)
            _fileRows[file] ??= row;
    }

    private FileRow Row(int file, byte[]? bytes, string? format, string? message) =>
        new()
        {
            Series = _files.Id,
            File = _names[file],
            Sha256 = bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Format = format,
            Reader = format,
            Status = "refused",
            Message = message,
        };

    /// <summary>Files that only the table of frames names.</summary>
    private IEnumerable<FileRow> MissingFiles() =>
        _plan
            .Frames.Where(f => f.File < 0 && f.Missing is not null && !_names.Contains(f.Info.File))
            .DistinctBy(f => f.Info.File)
            .Select(f => new FileRow
            {
                Series = _files.Id,
                File = f.Info.File,
                Status = "refused",
                Message = f.Missing!.Message,
            });

    private void Warn(string code, string message) => Note(-1, code, "warning", "", message);

    private void Note(int frame, string code, string severity, string file, string message)
    {
        lock (_lock)
            _notes.Add((frame, code, severity, file, message));
    }

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
