using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>The frames of a series: one axis, named channels, read block by block. Whatever is wrong with a file becomes a refused file and a
/// faulted frame; only when nothing at all can be read does it throw.</summary>
/// <remarks>A folder of files is read as its blocks are asked for, so memory is bounded by the block; files of many
/// spectra are kept up to a bound, a lone one for as long as the series.</remarks>
public sealed class FrameSource : IDisposable
{
    private const string Step = "read";

    /// <summary>Note on what the files hold where stages work on something else.</summary>
    public const string ReadAsCode = "read-as";

    /// <summary>No scan over one edge ends at more than this many times its first energy.</summary>
    private const double WidestScan = 5;
    private readonly SeriesFiles _files;
    private readonly RunContext _run;
    private readonly SourceFiles _sources;
    private readonly SeriesContent _content;
    private readonly SourceNotes _notes;
    private readonly FramePlan _plan;
    private readonly string _axisFile;
    private readonly DateTime? _origin;
    private readonly Convention? _convention;
    private readonly TimeSource _times;
    private readonly string? _channel;
    private readonly Lazy<HashSet<string>> _unlisted;
    private readonly StatedConditions _stated;
    private SeriesConditions _conditions = SeriesConditions.None;

    private FrameSource(SeriesFiles files, ReaderCatalog readers, RunContext run)
    {
        // A table of frames that lies among the spectra is not one of them, though the glob finds it.
        if (files.FramesTable is string own && files.Paths.Any(p => Path.GetFullPath(p) == Path.GetFullPath(own)))
            files = files with { Paths = [.. files.Paths.Where(p => Path.GetFullPath(p) != Path.GetFullPath(own))] };
        (_files, _run, _sources, _notes) = (files, run, new SourceFiles(files, readers), new SourceNotes(files.Id, Step));
        _content = new SeriesContent(files, _sources, _notes.Warn, run.Clock);
        FramesTable? table = files.FramesTable is string path ? FramesTable.Read(path) : null;
        IReadOnlyList<int> counts = _content.Count();
        _plan = FramePlan.Of(_sources.Names, counts, _content.Titles, table, files.Spectra);
        _notes.Frames = _plan.Frames.Count;
        _content.Plan(_plan.Frames);
        _unlisted = new(() => [.. _plan.Unlisted.Select(u => _sources.Names[u.File])]);
        foreach (var (file, reason) in _plan.Unlisted)
            _sources.LeaveOut(file, reason);
        SeriesSample sample = Sample();
        SampledFrame chosen = sample.Axis();
        (_channel, string? choice, string? why) =
            _content.AskedChannel is null && files.Card.Technique == "xas" && files.Quantity is null or SignalKind.Mu
                ? XasChannels.Choose(chosen.Data, files.Card)
                : (_content.AskedChannel, null, null);
        PreparedSpectrum first =
            _channel == _content.AskedChannel ? chosen.Spectrum : PreparedSpectrum.From(chosen.Data, files.Card, files.Quantity, _channel);
        if (files.Card.Technique == "xas")
            RefuseNoEnergies(first, chosen.Planned.Info.File);
        if (choice is not null)
            _notes.Warn(choice, why!);
        Axis = new Axis(first.AxisName, first.Unit, first.X);
        if (files.Partial == PartialFrames.Cut)
            CutToCommon();
        if (Axis.Unit.Quantity is Quantity.Wavenumber or Quantity.RamanShift && Axis.Gaps() is [var gap, ..] gaps)
            _notes.Warn("axis-gap", GapText(Axis, gap, gaps.Count));
        WasDescending = first.WasDescending;
        Channels = [.. first.Channels.Select(c => (c.Name, c.Signal))];
        _convention = Convention.Of(Channels, sample.Frames.Select(f => f.Spectrum.Channels[0].Values), files.Card.Technique);
        if (_convention is { } convention)
        {
            Channels = [(convention.Name, convention.Absorbance), (Channels[0].Name, convention.Original), .. Channels.Skip(1)];
            _notes.Add(
                -1,
                ReadAsCode,
                "note",
                "",
                $"Read as {Channels[1].Signal.Convention}; stages work on the absorbance made of it: {Channels[0].Signal.Convention}. {convention.WayBack}."
            );
            if (convention.WasGuessed)
                _notes.Warn(
                    "percent-taken",
                    $"The values of {chosen.Planned.Info.File} are too large for a ratio of intensities: taken as per cent. Absorbances 2 higher than they should be would tell that they are none."
                );
        }
        _notes.AxisFile = _axisFile = chosen.Planned.Info.File;
        _origin = sample.Frames[0].Data.Acquired;
        _times = sample.Times(_plan.TimesInNames);
        FrameInfo[] stated = [.. sample.Frames.Select(f => Times(f.Planned.Info, f.Data))];
        _stated = new(
            _times == TimeSource.Clock && !_plan.HasTable ? _origin : null,
            SeriesSample.Spacing(stated),
            _plan.Frames.Exists(f => double.IsFinite(f.Info.TimeS)) || stated.Any(f => double.IsFinite(f.TimeS)),
            _plan.Frames.Exists(f => double.IsFinite(f.Info.PotentialV)) || stated.Any(f => double.IsFinite(f.PotentialV)),
            _plan.HasTable
        );
        Explain(sample, chosen);
        foreach (var (code, message) in first.Remarks)
            // A column of mu that nobody had to choose is what everyone expects.
            if (code != "mu-formula" || _content.AskedChannel is not null || !message.EndsWith("as it is", StringComparison.Ordinal))
                _notes.Warn(code, char.ToUpperInvariant(message[0]) + message[1..] + ".");
        _content.Open();
    }

    /// <summary>Axis of all frames: that of the first healthy file with the range that most share, ascending.</summary>
    public Axis Axis { get; private set; }

    /// <summary>Name and kind of each channel, the primary one first; behind an absorbance that was made of it, what was read (ADR 9).</summary>
    public IReadOnlyList<(string Name, Signal Signal)> Channels { get; }

    /// <summary>What the files hold, where the primary channel was made of it on the way in; null where spectra stay as they are.</summary>
    public Signal? ReadAs => _convention?.Original;

    /// <summary>What was settled for all frames when the series was opened, as text: two series of the same settled text read the same file alike,
    /// whatever other files they have.</summary>
    internal string Reading =>
        $"{_channel} {_content.Block} {_files.Partial} {_times} {_origin:O} {Frames > 1} {_plan.TimesInNames} {_plan.PotentialsInNames} {Conditions} {string.Join(',', Channels)} {string.Join(',', Axis.Values.ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}";

    /// <summary>Number of frames.</summary>
    public int Frames => _plan.Frames.Count;

    /// <summary>The first file ran downwards; its points were turned round.</summary>
    public bool WasDescending { get; }

    /// <summary>Files read or refused so far, in order; complete when all blocks were read.</summary>
    public IReadOnlyList<FileRow> Files
    {
        get => [.. _sources.Rows(), .. MissingFiles(), .. _conditions.Files];
    }

    /// <summary>The clock of the log, where there is one.</summary>
    public IReadOnlyList<ClockRow> Clocks => _conditions.Clocks;

    /// <summary>What potentials and times of the frames depend on beside the spectra, as text.</summary>
    internal string Conditions => _conditions.Frames.Text;

    /// <summary>Rows of the files that some frames come from.</summary>
    public IReadOnlyList<FileRow> FilesOf(int firstFrame, int count) =>
        [.. _sources.Rows(_plan.Frames.GetRange(firstFrame, count).Select(f => f.File).Where(f => f >= 0).Distinct())];

    /// <summary>The table of frames leaves this file out.</summary>
    internal bool IsUnlisted(string name) => _unlisted.Value.Contains(name);

    /// <summary>Warnings on the series and flags on frames so far, sorted; complete when all blocks were read.</summary>
    public IReadOnlyList<FaultRow> Notes => _notes.All;

    /// <summary>Of the notes those on the whole series; their number and cost do not grow with the frames.</summary>
    public IReadOnlyList<FaultRow> SeriesNotes => _notes.OfSeries;

    /// <summary>Opens a series: finds its frames, axis and channels.</summary>
    /// <param name="files">The series.</param>
    /// <param name="readers">Readers.</param>
    /// <param name="run">Clock and folders.</param>
    /// <exception cref="UserException">No spectrum can be read, or the table of frames is wrong.</exception>
    /// <exception cref="LogException">The log is wrong, or cannot be laid beside the spectra.</exception>
    public static FrameSource Open(SeriesFiles files, ReaderCatalog readers, RunContext run) => Open(files, readers, run, null);

    /// <summary>Opens a series.</summary>
    /// <param name="files">The series.</param>
    /// <param name="readers">Readers.</param>
    /// <param name="run">Clock and folders.</param>
    /// <param name="clocks">A clock that is to be fitted is taken from here, or all spectra are read once for it; null = it stays open.</param>
    internal static FrameSource Open(SeriesFiles files, ReaderCatalog readers, RunContext run, FittedClocks? clocks)
    {
        if (files.Paths.Count == 0)
            throw new UserException($"Series '{files.Id}' has no files.");
        ElectrochemicalLog? log = files.Log is { } plan ? ElectrochemicalLogReader.Read(plan, files.BaseFolder, files.Id, readers) : null;
        var source = new FrameSource(files, readers, run);
        try
        {
            LogLink? fitted =
                log is not null && files.Log!.Offset == ClockOffset.Fit
                    ? clocks?.Of(files, log, source.Reading, () => Fitted(files, log, readers, run))
                    : null;
            source._conditions = SeriesConditions.Of(files, log, fitted, source._stated);
        }
        catch
        {
            source.Dispose();
            throw;
        }
        foreach (var (code, isWarning, message) in source._conditions.Notes)
            source._notes.Add(-1, code, isWarning ? "warning" : "note", "", message);
        return source;
    }

    /// <summary>A source of its own: reading ahead and what is kept of files count on one pass over the frames.</summary>
    private static LogLink Fitted(SeriesFiles files, ElectrochemicalLog log, ReaderCatalog readers, RunContext run)
    {
        using var first = new FrameSource(files, readers, run);
        return ClockFitRun.Of(files.Log!, log, files.Id, first, first._stated);
    }

    /// <summary>What is known before reading: file, index, and time and potential from the table or the names.</summary>
    public IReadOnlyList<FrameInfo> Info(int firstFrame, int count) => [.. _plan.Frames.GetRange(firstFrame, count).Select(f => f.Info)];

    /// <summary>What is known of all frames before reading.</summary>
    public IReadOnlyList<FrameInfo> Info() => Info(0, Frames);

    /// <summary>Reads frames into arrays of their own. May be called from several threads.</summary>
    public SpectralSeries ReadBlock(int firstFrame, int count) => ReadBlock(firstFrame, count, null);

    /// <summary>Reads frames. May be called from several threads.</summary>
    /// <param name="firstFrame">First frame.</param>
    /// <param name="count">Number of frames.</param>
    /// <param name="buffers">Memory of the calling worker: the block is valid until it reads the next one. Null = arrays of their own.</param>
    public SpectralSeries ReadBlock(int firstFrame, int count, SpectraBuffers? buffers)
    {
        int points = Axis.Length;
        double[][] values = buffers is null
            ? SpectraBuffers.New(Channels.Count, count * points)
            : buffers.Channels(Channels.Count, count * points);
        bool[]? mask = _convention is null && _files.Partial != PartialFrames.Keep ? null : new bool[count * points];
        if (_convention is null)
            mask?.AsSpan().Fill(true);
        var faults = new Fault?[count];
        var info = new FrameInfo[count];
        using SeriesContent.Reading reading = _content.Begin(firstFrame, count, buffers);
        for (int row = 0; row < count; row++)
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            PlannedFrame planned = _plan.Frames[firstFrame + row];
            info[row] = planned.Info;
            try
            {
                SpectrumData data = reading[planned];
                Fill(data, planned, values, mask, row, ref info[row]);
            }
            catch (Exception e) when (e is FrameException || SourceFiles.IsUnforeseen(e))
            {
                faults[row] = new Fault(
                    Step,
                    e is FrameException known ? known.Code : SourceFiles.Unforeseen,
                    $"{planned.Info.File}: {(e is FrameException ? e.Message : e.ToString())}"
                );
                if (e is not FrameException)
                    _sources.Refuse(planned.File, SourceFiles.Sentence(e));
                foreach (double[] channel in values)
                    channel.AsSpan(row * points, points).Fill(double.NaN);
            }
        }
        Channel[] channels =
        [
            .. Channels.Select((c, i) => new Channel(c.Name, c.Signal, count, points, values[i], mask: i == 0 ? mask : null)),
        ];
        return new SpectralSeries(_files.Id, Axis, channels, info, faults, firstFrame);
    }

    /// <summary>All frames were read: memory and threads that reading in order needs are given back. Frames can still be read.</summary>
    public void Rest() => _content.Rest();

    /// <inheritdoc />
    public void Dispose() => _content.Dispose();

    private void Fill(SpectrumData data, PlannedFrame planned, double[][] values, bool[]? mask, int row, ref FrameInfo info)
    {
        PreparedSpectrum spectrum = PreparedSpectrum.From(data, _files.Card, _files.Quantity, _channel);
        if (spectrum.Unit != Axis.Unit && spectrum.Unit != Unit.None && Axis.Unit != Unit.None)
            throw new FrameException(
                "axis-unit",
                $"x is in {spectrum.Unit} ({spectrum.AxisName}); the series is in {Axis.Unit} ({Axis.Name}, as {_axisFile})."
            );
        bool same = AxisFit.IsSame(Axis, spectrum.X),
            partial = _files.Partial == PartialFrames.Keep && PartialScans.EndsEarly(Axis, spectrum.X);
        if (partial)
            TakePartial(spectrum, planned, mask, row, ref info);
        else if (!same)
        {
            AxisFit.Check(Axis, spectrum.X, _axisFile);
            info = info with { Note = $"resampled (linear) from {spectrum.X.Length} points of its own" };
        }
        _notes.Looked(planned.Info.Frame, planned.File, !same && !partial);
        int primary = _convention is null ? 0 : 1;
        for (int c = primary; c < Channels.Count; c++)
        {
            string name = Channels[c].Name;
            int from = spectrum.Channels.FindIndex(s => s.Name == name);
            Span<double> target = values[c].AsSpan(row * Axis.Length, Axis.Length);
            if (from < 0 && c > primary)
            {
                // The spectrum is there; what stands beside it in other files is not.
                target.Fill(double.NaN);
                _notes.Warn("channel-missing", $"Some spectra have no channel '{name}' as in {_axisFile}; it has no values there.");
                continue;
            }
            if (from < 0)
                throw new FrameException(
                    "channel-missing",
                    $"There is no channel '{name}' as in {_axisFile}; it has {string.Join(", ", spectrum.Channels.Select(s => s.Name))}."
                );
            if (partial)
                PartialScans.Fill(Axis, spectrum.X, spectrum.Channels[from].Values, target);
            else if (same)
                spectrum.Channels[from].Values.CopyTo(target);
            else
                AxisFit.Interpolate(spectrum.X, spectrum.Channels[from].Values, Axis.Values, target);
            if (c == primary && _convention is not null)
                ToScale(_convention, spectrum.Channels[from].Signal, target, planned, ref info);
        }
        if (_convention is not null)
            ToAbsorbance(_convention, values, mask!, row, ref info);
        // What happened to one frame only is said with the frame; the resampling of many is one warning with their number.
        if (spectrum.Flag.Length > 0)
            _notes.Add(planned.Info.Frame, "read-note", "flagged", planned.Info.File, spectrum.Flag);
        info = _conditions.Frames.Of(
            Times(info with { Note = Joined(spectrum.Flag, info.Note) }, data),
            _plan.HasTable ? planned.Info : null
        );
    }

    /// <summary>A scan that ended early keeps its mask's end to itself, and is told.</summary>
    private void TakePartial(PreparedSpectrum spectrum, PlannedFrame planned, bool[]? mask, int row, ref FrameInfo info)
    {
        if (_convention is not null)
            throw new FrameException(
                "axis-not-covered",
                "partial: keep works on spectra as they are read; this one is turned into an absorbance. State partial: cut."
            );
        int measured = PartialScans.Measured(Axis, spectrum.X);
        mask!.AsSpan((row * Axis.Length) + measured, Axis.Length - measured).Clear();
        string note =
            $"ends at {PreparedSpectrum.Text(spectrum.X[^1])} {Axis.Unit} ({measured} of {Axis.Length} points); the rest is masked";
        info = info with { Note = note };
        _notes.Add(planned.Info.Frame, "scan-partial", "flagged", planned.Info.File, $"The scan {note}.");
    }

    /// <summary>The axis becomes the part that all spectra cover: every file is looked at once.</summary>
    private void CutToCommon()
    {
        var reasons = new List<string>();
        using SeriesContent.Reading reading = _content.Begin(0, 0, null);
        (Axis, string? message) = PartialScans.Common(
            Axis,
            _plan.Frames.Select(f => Looked(f, reading, reasons)).OfType<SampledFrame>().Select(f => (f.Planned.Info.File, f.Spectrum.X))
        );
        if (message is not null)
            _notes.Warn("axis-cut", message);
    }

    /// <summary>A spectrum in per cent among fractions; one that looks so is told.</summary>
    private void ToScale(Convention convention, Signal own, Span<double> y, PlannedFrame planned, ref FrameInfo info)
    {
        double factor = convention.Factor(own);
        if (factor != 1)
        {
            foreach (ref double v in y)
                v *= factor;
            info = info with { Note = Joined(info.Note, "per cent turned into fractions, as in its series") };
        }
        if (convention.Doubt(y) is { Length: > 0 } doubt)
            _notes.Add(
                planned.Info.Frame,
                "scale-doubt",
                "flagged",
                planned.Info.File,
                $"The values are {doubt}: a spectrum in {(convention.Original.Unit == "%" ? "fractions among per cent" : "per cent among fractions")}? A label with '%' would settle it."
            );
    }

    private static string Joined(string a, string b) => a.Length > 0 && b.Length > 0 ? $"{a}; {b}" : a + b;

    /// <summary>The primary channel of a row out of what was read, which stands behind it.</summary>
    private void ToAbsorbance(Convention convention, double[][] values, bool[] mask, int row, ref FrameInfo info)
    {
        (int first, int points) = (row * Axis.Length, Axis.Length);
        int dark = convention.Apply(
            Axis.Values,
            values[1].AsSpan(first, points),
            values[0].AsSpan(first, points),
            mask.AsSpan(first, points)
        );
        if (dark == 0)
            return;
        string note = $"{dark} points without light masked";
        info = info with { Note = Joined(info.Note, note) };
        _notes.Warn(
            "dark-points",
            $"Some frames have points whose {convention.Ratio} is not positive, so that they have no absorbance. They are masked and bridged by straight lines (each frame carries a note). To leave the range out: shape.crop; {convention.WayBack}."
        );
    }

    /// <summary>Time and potential: the table first, then the source that the sample of the series showed.</summary>
    private FrameInfo Times(FrameInfo info, SpectrumData data)
    {
        double time = info.TimeS;
        double potential = info.PotentialV;
        if (!_plan.HasTable || double.IsNaN(time))
            time = _times switch
            {
                TimeSource.Header => data.TimeS,
                TimeSource.Clock when Frames > 1 && data.Acquired is DateTime acquired && _origin is DateTime origin => (
                    acquired - origin
                ).TotalSeconds,
                TimeSource.Names => time,
                _ => double.NaN,
            };
        if (!_plan.HasTable || double.IsNaN(potential))
            potential = double.IsNaN(data.PotentialV) ? potential : data.PotentialV;
        return info with { TimeS = time, PotentialV = potential };
    }

    /// <summary>Notes on the series that the sample decides: whose axis, and where time and potential really come from.</summary>
    private void Explain(SeriesSample sample, SampledFrame chosen)
    {
        bool headerPotential = sample.Frames.Any(f => double.IsFinite(f.Data.PotentialV));
        foreach (var (code, message) in _plan.Notes)
            if (code == "time-in-names" && _plan.TimesInNames && _times != TimeSource.Names)
                _notes.Warn(
                    code,
                    $"The file names state times, but the time of each frame is taken from {(_times == TimeSource.Header ? "the headers" : "the clock in the headers")}. Give a table to say otherwise: frames: FILE.csv."
                );
            else if (code == "potential-in-names" && _plan.PotentialsInNames && headerPotential)
                _notes.Warn(
                    code,
                    "The file names state potentials, but the potential of each frame is taken from the headers where they state one. Give a table to say otherwise: frames: FILE.csv."
                );
            else
                _notes.Warn(code, message);
        if (sample.FallsInTime && !_plan.HasTable)
            _notes.Warn(
                "time-order",
                "The times of the spectra do not rise from one to the next; the order is that of the files. Give a table to say otherwise: frames: FILE.csv."
            );
        if (sample.HasConstantHeaderTime && !_plan.HasTable)
            _notes.Warn(
                "time-in-headers",
                $"All headers looked at state {PreparedSpectrum.Text(sample.Frames[0].Data.TimeS)} s: taken as an exposure, not as the time of the frame."
            );
        SampledFrame first = sample.Frames[0];
        if (first.Planned.Info.Frame > 0 && _times == TimeSource.Clock && !_plan.HasTable)
            _notes.Warn("time-origin", $"Times count from {first.Planned.Info.File}, the first file that could be read.");
        if (!ReferenceEquals(chosen, first))
            _notes.Warn(
                "axis-choice",
                $"The x-values of the series are those of {_axisFile}: {first.Planned.Info.File} runs from {Range(first.Spectrum)}, most others from {Range(chosen.Spectrum)} {Axis.Unit}."
            );
        foreach (SampledFrame frame in sample.Frames)
            if (!AxisFit.IsSame(Axis, frame.Spectrum.X) && AxisFit.Covers(Axis, frame.Spectrum.X))
                _notes.Looked(frame.Planned.Info.Frame, frame.Planned.File, true);
    }

    /// <summary>X-ray absorption on wavenumbers or wavelengths would give numbers without a meaning.</summary>
    private void RefuseNoEnergies(PreparedSpectrum s, string file)
    {
        Quantity x = s.Unit.Quantity;
        bool wide = x == Quantity.PhotonEnergy && s.X[^1] > WidestScan * s.X[0] && s.X[0] > 0;
        // Pixels of a dispersive spectrometer become energies in xas.calibrate.
        if (
            !wide
            && x is Quantity.PhotonEnergy or Quantity.Dimensionless or Quantity.PhotoelectronWavenumber or Quantity.Angle or Quantity.Pixel
        )
            return;
        throw new UserException(
            $"Series '{_files.Id}': technique: xas needs photon energies, but x of {file} ({s.AxisName}) runs from {Range(s)} {s.Unit}, which is no scan over an absorption edge. "
                + "State the technique that the files are of (ir, raman ...), or label the energy column 'energy (eV)'."
        );
    }

    private static string Range(PreparedSpectrum s) => $"{PreparedSpectrum.Text(s.X[0])} to {PreparedSpectrum.Text(s.X[^1])}";

    /// <summary>Looks at frames all over the series; where none of them can be read, at all in order until one can.</summary>
    private SeriesSample Sample()
    {
        var reasons = new List<string>();
        using SeriesContent.Reading reading = _content.Begin(0, 0, null);
        var healthy = new List<SampledFrame>();
        foreach (int frame in SeriesSample.Places(_plan.Frames.Count))
            if (Looked(_plan.Frames[frame], reading, reasons) is SampledFrame one)
                healthy.Add(one);
        if (healthy.Count == 0 && _plan.Frames.Count > SeriesSample.Most)
            foreach (PlannedFrame planned in _plan.Frames)
                if (Looked(planned, reading, reasons) is SampledFrame one)
                    return new SeriesSample([one]);
        if (healthy.Count == 0)
            throw new UserException(
                $"Series '{_files.Id}': none of {_plan.Frames.Count} spectra in {_files.Paths.Count} files can be read. {string.Join(" | ", reasons.Distinct().Take(3))}"
            );
        return new SeriesSample(healthy);
    }

    private SampledFrame? Looked(PlannedFrame planned, SeriesContent.Reading reading, List<string> reasons)
    {
        try
        {
            SpectrumData data = reading[planned];
            return new SampledFrame(planned, PreparedSpectrum.From(data, _files.Card, _files.Quantity, _content.AskedChannel), data);
        }
        catch (Exception e) when (e is FrameException || SourceFiles.IsUnforeseen(e))
        {
            reasons.Add($"{planned.Info.File}: {(e is FrameException ? e.Message : SourceFiles.Sentence(e))}");
            return null;
        }
    }

    /// <summary>Files that only the table of frames names.</summary>
    private IEnumerable<FileRow> MissingFiles()
    {
        if (!_plan.HasTable)
            return [];
        HashSet<string> found = [.. _sources.Names];
        return _plan
            .Frames.Where(f => f.File < 0 && f.Missing is not null && !found.Contains(f.Info.File))
            .DistinctBy(f => f.Info.File)
            .Select(f => new FileRow
            {
                Series = _files.Id,
                File = f.Info.File,
                Status = "refused",
                Message = f.Missing!.Message,
            });
    }

    private static string GapText(Axis axis, int gap, int count) =>
        FormattableString.Invariant(
            $"The axis jumps from {axis[gap]:g6} to {axis[gap + 1]:g6} {axis.Unit}{(count > 1 ? $" and {count - 1} more times" : "")}. Methods that count points (Whittaker baselines, Savitzky-Golay, snip, windows) take the jump for one step, as if both sides touched. Crop to one side, or shape.resample over the jump and leave it out by shape.mask: {{ regions: [{axis[gap]:g6}..{axis[gap + 1]:g6}] }}."
        );
}
