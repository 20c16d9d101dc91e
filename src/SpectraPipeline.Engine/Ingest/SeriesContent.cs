using SpectraPipeline.Core;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What the files of a series hold: counted when the series is opened, read as frames are asked for. A file of one spectrum is read and forgotten, one
/// of many is kept while its blocks are read, a lone file for as long as the series. Thread-safe.</summary>
/// <param name="files">The series.</param>
/// <param name="sources">Takes what becomes of each file.</param>
/// <param name="warn">Takes doubts on the series: code and message.</param>
/// <param name="clock">Tells slow files from fast ones.</param>
internal sealed class SeriesContent(SeriesFiles files, SourceFiles sources, Action<string, string> warn, TimeProvider clock) : IDisposable
{
    private readonly int[] _counts = new int[files.Paths.Count];
    private DecodedFiles? _decoded;
    private ReadAhead? _ahead;
    private bool[]? _takesMore;
    private SpectrumFile? _only;
    private string? _block;
    private bool _isOpen;

    /// <summary>Of files that hold several things side by side, the one that the series takes; null before it is known, or where none is named.</summary>
    public string? Block => _block;

    /// <summary>Titles of the spectra when there is one file.</summary>
    public IReadOnlyList<string> Titles => _only is null ? [] : [.. _only.Spectra.Select(s => s.Title)];

    /// <summary>What <c>channel:</c> says about columns: nothing where it names a block.</summary>
    public string? AskedChannel => Same(files.Channel, _block) ? null : files.Channel;

    /// <summary>Number of spectra of each file. A folder whose first readable file and the ones in its middle and at its end hold one spectrum is
    /// taken to hold one a file; the others are read later.</summary>
    public IReadOnlyList<int> Count()
    {
        _decoded = new DecodedFiles(f => Load(f, null), files.CacheBytes);
        Array.Fill(_counts, 1);
        int first = 0;
        while (first < _counts.Length && !Count(first))
            first++;
        if (first >= _counts.Length)
            return _counts;
        int[] probes = [.. new[] { (first + _counts.Length) / 2, _counts.Length - 1 }.Where(f => f > first).Distinct()];
        foreach (int probe in probes)
            Count(probe);
        if (Array.Exists(_counts, c => c > 1))
            for (int f = first + 1; f < _counts.Length; f++)
                if (!probes.Contains(f))
                    Count(f);
        return _counts;
    }

    /// <summary>The frames are known: from now on a file that holds more spectra than they take is worth a word, and coming files can be fetched ahead.</summary>
    public void Plan(IReadOnlyList<PlannedFrame> frames)
    {
        _takesMore = new bool[_counts.Length];
        foreach (PlannedFrame planned in frames)
            if (planned.File >= 0 && planned.Info.IndexInFile > 0)
                _takesMore[planned.File] = true;
        if (_only is null && files.Paths.Count > 1)
            _ahead = new ReadAhead(frames.Count, i => frames[i].Missing is null ? frames[i].File : -1, Fetched, clock);
    }

    /// <summary>Axis, channels and block of the series are decided; several threads may read from now on.</summary>
    public void Open() => _isOpen = true;

    /// <summary>A block of frames is about to be read by one worker.</summary>
    public Reading Begin(int first, int count, SpectraBuffers? buffers)
    {
        ReadAhead? ahead = _isOpen ? _ahead : null;
        ahead?.Begin(first, count);
        return new Reading(this, ahead, first, buffers);
    }

    /// <summary>Gives back what reading in order needs.</summary>
    public void Rest()
    {
        _ahead?.Dispose();
        _ahead = null;
        _decoded?.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ahead?.Dispose();
        _decoded?.Clear();
        _only = null;
    }

    private bool Count(int file)
    {
        try
        {
            SpectrumFile content = Load(file, null);
            _counts[file] = content.Spectra.Count;
            if (_counts.Length == 1)
                _only = content;
            else if (content.Spectra.Count > 1)
                _decoded!.Offer(file, content);
            return true;
        }
        catch (FrameException)
        {
            // The frame will say why when it is read; here only the number of frames matters.
            return false;
        }
    }

    /// <summary>Bytes worth having before they are asked for.</summary>
    private byte[]? Fetched(int file) => _decoded!.Has(file) ? null : FileContent.Read(files.Paths[file]);

    /// <summary>Reads a file; says when it holds more spectra than the series takes from it.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    private SpectrumFile Load(int file, SpectraBuffers? buffers)
    {
        SpectrumFile content = OneBlock(sources.Load(file, Bytes), file);
        if (content.Technique is string own && files.Card.Technique is string stated && Family(own) != Family(stated))
            warn(
                "technique-differs",
                $"The files ({content.Format}) say that they are {own}; the pipeline says {stated}, which is followed."
            );
        if (sources.Count > 1 && content.Spectra.Count > 1 && _takesMore is not null && !_takesMore[file])
            warn(
                "more-spectra",
                $"{sources.Names[file]} holds {content.Spectra.Count} spectra, the first readable file one; only its first is used."
            );
        return content;

        ReadOnlyMemory<byte> Bytes(string path)
        {
            if (_ahead?.Take(file) is byte[] fetched)
                return fetched;
            ReadOnlyMemory<byte> Read() => buffers is null ? FileContent.Read(path) : FileContent.Read(path, ref buffers.File);
            return _ahead is null ? Read() : _ahead.Timed(Read);
        }
    }

    private static string Family(string technique) => technique is "atr-ir" ? "ir" : technique;

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>Of a file that holds several things side by side (OPUS: AB, ScSm ...), the one that the series takes: the block that <c>channel:</c>
    /// names, else the first of the first file.</summary>
    /// <exception cref="FrameException">The file does not hold it.</exception>
    private SpectrumFile OneBlock(SpectrumFile content, int file)
    {
        // A file that holds one kind of thing gives that, also beside files that hold several.
        if (content.Spectra.All(s => s.Block.Length == 0))
            return content;
        string named = content.Spectra.Select(s => s.Block).FirstOrDefault(b => Same(b, files.Channel)) ?? content.Spectra[0].Block;
        // Decided while the series is opened, before several threads read; a series of files without blocks takes the first of one that has them.
        string block = _isOpen
            ? _block is { Length: > 0 } || content.Spectra.Any(s => s.Block.Length == 0)
                ? _block ?? ""
                : named
            : _block ??= named;
        SpectrumData[] chosen = [.. content.Spectra.Where(s => s.Block == block)];
        if (AskedChannel is string asked && files.Card.Technique != "xas" && !chosen.Any(s => s.Channels.Any(c => Same(c.Name, asked))))
            throw new FrameException(
                "block-missing",
                $"There is no block or channel '{asked}'; the file holds the blocks {string.Join(", ", content.Spectra.Select(s => s.Block).Distinct())}."
            );
        string[] others = [.. content.Spectra.Select(s => s.Block).Where(b => b != block).Distinct()];
        if (chosen.Length == 0)
        {
            string message =
                $"The file holds {string.Join(", ", others)}, not {block}, which the series takes. Leave it out, or name another with channel:.";
            sources.Refuse(file, message);
            throw new FrameException("block-missing", message);
        }
        if (others.Length > 0)
            warn(
                "block-choice",
                $"The files hold {string.Join(", ", others.Prepend(block))} side by side; {block} is taken. channel: names another."
            );
        return content with { Spectra = chosen };
    }

    /// <summary>The files of one block, one at a time, in the order of its frames.</summary>
    internal sealed class Reading(SeriesContent of, ReadAhead? ahead, int first, SpectraBuffers? buffers) : IDisposable
    {
        private int _file = -1;
        private SpectrumFile? _content;
        private bool _taken;

        /// <summary>The spectrum of a frame.</summary>
        /// <exception cref="FrameException">There is none.</exception>
        public SpectrumData this[PlannedFrame planned]
        {
            get
            {
                if (planned.Missing is Fault missing)
                    throw new FrameException(missing.Code, missing.Message);
                if (_file != planned.File)
                    MoveTo(planned.File);
                IReadOnlyList<SpectrumData> spectra = _content!.Spectra;
                if (planned.Info.IndexInFile >= spectra.Count)
                    throw new FrameException(
                        "spectrum-missing",
                        $"The file holds {spectra.Count} spectra; spectrum {planned.Info.IndexInFile} is not there any more."
                    );
                return spectra[planned.Info.IndexInFile];
            }
        }

        /// <inheritdoc />
        public void Dispose()
        {
            Leave();
            ahead?.End(first);
        }

        private void MoveTo(int file)
        {
            Leave();
            if (of._only is not null)
                _content = of._only;
            else if (of._counts[file] > 1 && (of._isOpen || of._decoded!.Has(file)))
            {
                // A look at files all over the series must not push out those that are needed first.
                _content = of._decoded!.Take(file);
                _taken = true;
            }
            else
                _content = of.Load(file, buffers);
            _file = file;
        }

        private void Leave()
        {
            if (_taken)
                of._decoded!.Release(_file);
            (_file, _content, _taken) = (-1, null, false);
        }
    }
}
