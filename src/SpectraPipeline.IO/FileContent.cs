namespace SpectraPipeline.IO;

/// <summary>Reads whole files as instruments and users leave them: still open in the program that writes them, or called like a device of Windows.</summary>
public static class FileContent
{
    /// <summary>What other programs may do with a file while it is read here: all, so that one which holds it for writing is no hindrance (on Windows a reader
    /// that does not grant this is refused).</summary>
    internal const FileShare Others = FileShare.ReadWrite | FileShare.Delete;

    private const int LargestInRoom = 1 << 22;

    private static readonly string[] s_devices = ["CON", "PRN", "AUX", "NUL"];

    /// <summary>All bytes that a file holds at this moment; one that grows meanwhile is read as far as it reached at the beginning.</summary>
    /// <exception cref="IOException">It is not there, cannot be opened, or is larger than an array.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static byte[] Read(string path)
    {
        using FileStream file = Open(path);
        return All(file);
    }

    /// <summary>All bytes that a file holds at this moment, in memory that the next file overwrites: for who reads thousands of small files in a row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="room">The memory; grown when it is too small, not used for large files.</param>
    /// <inheritdoc cref="Read(string)" path="/exception" />
    public static ReadOnlyMemory<byte> Read(string path, ref byte[] room)
    {
        using FileStream file = Open(path);
        if (!file.CanSeek || file.Length is 0 or > LargestInRoom)
            return All(file);
        int length = (int)file.Length;
        if (room.Length < length)
            // Files of a series differ by some digits.
            room = GC.AllocateUninitializedArray<byte>(length + length / 8);
        return room.AsMemory(0, file.ReadAtLeast(room.AsSpan(0, length), length, throwOnEndOfStream: false));
    }

    // No buffer: the file is read in one go.
    private static FileStream Open(string path) =>
        new(Openable(path), FileMode.Open, FileAccess.Read, Others, 0, FileOptions.SequentialScan);

    private static byte[] All(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
        {
            using var all = new MemoryStream();
            file.CopyTo(all);
            return all.ToArray();
        }
        if (file.Length > Array.MaxLength)
            throw new IOException($"The file holds {file.Length} bytes; at most {Array.MaxLength} can be read.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>Names that Windows takes for devices whatever their extension: con.txt, aux.csv, COM1.dat.</summary>
    internal static bool IsDeviceName(string fileName)
    {
        string stem = fileName.Split('.')[0].TrimEnd(' ');
        return s_devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (
                stem.Length == 4
                && (
                    stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)
                )
                && char.IsAsciiDigit(stem[3])
            );
    }

    /// <summary>Windows opens such a name as a file only behind the prefix that turns its rewriting of paths off; the folder is made absolute by itself,
    /// since the rewriting begins there.</summary>
    private static string Openable(string path)
    {
        string name = Path.GetFileName(path);
        if (!OperatingSystem.IsWindows() || !IsDeviceName(name) || path.StartsWith(@"\\?\", StringComparison.Ordinal))
            return path;
        string folder = Path.GetFullPath(Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".");
        return folder.StartsWith(@"\\", StringComparison.Ordinal) ? path : Path.Combine(@"\\?\" + folder, name);
    }
}
