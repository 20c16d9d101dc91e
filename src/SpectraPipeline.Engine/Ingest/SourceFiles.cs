using System.Security.Cryptography;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>The files of a series and what became of each: read, refused with the reason, or left out. Thread-safe.</summary>
internal sealed class SourceFiles
{
    /// <summary>Code of an error that nobody foresaw.</summary>
    public const string Unforeseen = "internal-error";

    /// <summary>What is said of a file that an instrument was still writing, or that somebody replaced. Without numbers, so that many such files are one warning.</summary>
    public const string Changed =
        "The file was changed after the run had begun: its frames are what it held when it was read. Run again when it is complete.";

    private readonly SeriesFiles _files;
    private readonly ReaderCatalog _readers;
    private readonly ReadHints _hints;
    private readonly FileRow?[] _rows;
    private readonly Lock _lock = new();

    public SourceFiles(SeriesFiles files, ReaderCatalog readers)
    {
        (_files, _readers, _rows) = (files, readers, new FileRow?[files.Paths.Count]);
        _hints = new ReadHints(files.Card.Technique, files.Quantity);
        Names = [.. files.Paths.Select(p => Path.GetRelativePath(files.BaseFolder, p).Replace('\\', '/'))];
    }

    /// <summary>Names relative to the pipeline file.</summary>
    public string[] Names { get; }

    public int Count => _rows.Length;

    /// <summary>Rows so far, in order of the files.</summary>
    public IReadOnlyList<FileRow> Rows() => Rows(Enumerable.Range(0, _rows.Length));

    /// <summary>Rows so far of some files.</summary>
    public IReadOnlyList<FileRow> Rows(IEnumerable<int> files)
    {
        lock (_lock)
            return [.. files.Select(f => _rows[f]).OfType<FileRow>()];
    }

    /// <summary>Reads a file and keeps its row.</summary>
    /// <param name="file">Number of the file.</param>
    /// <param name="read">Gives the bytes of the file at a path.</param>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public SpectrumFile Load(int file, Func<string, ReadOnlyMemory<byte>> read)
    {
        ReadOnlyMemory<byte>? bytes = null;
        try
        {
            ReadOnlyMemory<byte> all = read(_files.Paths[file]);
            bytes = all;
            SpectrumFile content = _readers.Read(
                all,
                Path.GetFileName(_files.Paths[file]),
                _hints with
                {
                    Path = _files.Paths[file],
                },
                _files.Format
            );
            IEnumerable<string> notes = HasChanged(file) ? content.Notes.Append(Changed) : content.Notes;
            Set(file, "read", bytes, content.Format, string.Join("; ", notes) is { Length: > 0 } said ? said : null);
            return content;
        }
        catch (BadFileException e)
        {
            string message = HasChanged(file) ? $"{e.Message} {Changed}" : e.Message;
            Refuse(file, bytes, message);
            throw new FrameException(BadFileException.Code, message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            string message =
                missing ? "The file is not there (any more)."
                : Directory.Exists(_files.Paths[file]) ? "A folder lies where the file should be."
                : $"The file cannot be opened: {e.Message}";
            Refuse(file, bytes, message);
            throw new FrameException(missing ? "file-missing" : "file-unreadable", message);
        }
        catch (Exception e) when (IsUnforeseen(e))
        {
            Refuse(file, bytes, Sentence(e));
            throw new FrameException(Unforeseen, e.ToString());
        }
    }

    /// <summary>Looked at after the last byte was read, so that a file which grew under the reader is met too.</summary>
    private bool HasChanged(int file) =>
        _files.Stamps.TryGetValue(_files.Paths[file], out FileStamp planned) && FileStamp.Of(_files.Paths[file]) != planned;

    /// <summary>The user's table of frames does not take this file.</summary>
    public void LeaveOut(int file, string reason) => Set(file, "left-out", null, null, reason);

    /// <summary>The file cannot be used.</summary>
    public void Refuse(int file, string reason) => Refuse(file, null, reason);

    private void Refuse(int file, ReadOnlyMemory<byte>? bytes, string reason) => Set(file, "refused", bytes, null, reason);

    public static bool IsUnforeseen(Exception e) =>
        e is not (OutOfMemoryException or OperationCanceledException or UserException or FrameException);

    public static string Sentence(Exception e) =>
        $"An error of the program ({e.GetType().Name}: {e.Message}); the file cannot be used. Please report it with the file.";

    private void Set(int file, string status, ReadOnlyMemory<byte>? bytes, string? format, string? message)
    {
        // A file that was read once and cannot be read later is refused; the other way round it stays so, for a frame was lost.
        lock (_lock)
            if (_rows[file] is { } known && (known.Status == status ? !IsNews(known, message) : known.Status != "read"))
                return;
        var row = new FileRow
        {
            Series = _files.Id,
            File = Names[file],
            Sha256 = bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes.Value.Span)),
            Format = format,
            Reader = format,
            Status = status,
            Message = message,
        };
        lock (_lock)
            if (_rows[file] is not { } known || status != "read" || IsNews(known, message))
                _rows[file] = row;
    }

    /// <summary>A file that was looked at when the run was planned has changed until its frames were read.</summary>
    private static bool IsNews(FileRow known, string? message) =>
        message?.Contains(Changed, StringComparison.Ordinal) == true && known.Message?.Contains(Changed, StringComparison.Ordinal) != true;
}
