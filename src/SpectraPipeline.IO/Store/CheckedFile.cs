using Microsoft.Win32.SafeHandles;

namespace SpectraPipeline.IO.Store;

/// <summary>A new file, written from front to back, with the checksum of what goes into it. Whole arrays go to the system as they are; a buffer
/// would only copy them.</summary>
internal sealed class CheckedFile(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None);
    private Crc32C _checksum;

    /// <summary>Bytes written.</summary>
    internal long Position { get; private set; }

    /// <summary>Checksum of what was written since the last call.</summary>
    internal uint TakeChecksum() => _checksum.Take();

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Position);
        _checksum.Add(bytes);
        Position += bytes.Length;
    }

    /// <summary>Appends a piece of another file, without a checksum.</summary>
    /// <exception cref="EndOfStreamException">The other file is shorter.</exception>
    internal void CopyFrom(SafeFileHandle source, long offset, long count, byte[] buffer)
    {
        while (count > 0)
        {
            int some = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)), offset);
            if (some == 0)
                throw new EndOfStreamException();
            RandomAccess.Write(_file, buffer.AsSpan(0, some), Position);
            (offset, count, Position) = (offset + some, count - some, Position + some);
        }
    }

    /// <summary>Returns when the bytes are on the disk.</summary>
    internal void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();
}
