using System.Globalization;
using System.Text;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>Keeps a second writer out of a result folder. The operating system holds the lock, so that of a dead process is gone with it.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>The lock was not given back yet.</summary>
    internal bool IsHeld => _file.CanWrite;

    /// <summary>Takes the lock; its folder is made when it is not there.</summary>
    /// <exception cref="UserException">Another process writes there.</exception>
    internal static FolderLock Take(string path, string folder)
    {
        FileStream file = Open(path, folder);
        while (!File.Exists(path))
        {
            // A run that ends removes its lock: between opening and locking it took this very file away.
            file.Dispose();
            file = Open(path, folder);
        }
        // Only for people who look into the file; nothing reads it.
        byte[] owner = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}\n")
        );
        file.SetLength(0);
        file.Write(owner);
        file.Flush();
        return new FolderLock(file);
    }

    private static FileStream Open(string path, string folder)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsByAnother(e))
        {
            throw new UserException(
                $"{folder}: another process writes into this result folder. Wait for it, stop it, or give another --out. (Lock: {path})"
            );
        }
    }

    /// <summary>Gives the lock back and removes its folder, which must hold nothing else.</summary>
    internal void DisposeAndDelete()
    {
        string folder = Path.GetDirectoryName(_file.Name)!;
        // Removed while it is held, so that nobody's lock is removed. Windows refuses that; there the folder goes when nobody was faster.
        if (!OperatingSystem.IsWindows())
            Directory.Delete(folder, recursive: true);
        _file.Dispose();
        if (OperatingSystem.IsWindows())
            try
            {
                File.Delete(_file.Name);
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Another run has begun here.
            }
    }

    /// <summary>Another process holds it; a file that cannot be opened on a full or read-only disk is another matter.</summary>
    private static bool IsByAnother(IOException e) =>
        OperatingSystem.IsWindows()
            // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
            ? e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021)
            // EWOULDBLOCK of Linux and of macOS, as .NET hands it on.
            : e.HResult is 11 or 35;

    public void Dispose() => _file.Dispose();
}
