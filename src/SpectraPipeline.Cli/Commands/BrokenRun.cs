using System.Globalization;

namespace SpectraPipeline.Cli.Commands;

/// <summary>What is said when a result folder cannot be written (any more): why, what is kept, and what to do next.</summary>
internal static class BrokenRun
{
    // ENOSPC and EDQUOT, EROFS of Linux; ERROR_DISK_FULL and ERROR_WRITE_PROTECT of Windows.
    private static readonly int[] s_full = [28, 122, unchecked((int)0x80070070)];
    private static readonly int[] s_readOnly = [30, unchecked((int)0x80070013)];

    /// <summary>So little room is none: DuckDB does not say why it could not write.</summary>
    private const long NoRoom = 64 * 1024;

    /// <summary>The run had not begun: nothing ran. A path that does not lie in the result folder is an input that cannot be read.</summary>
    public static string NotBegun(string folder, Exception e) =>
        IsAbout(folder, e)
            ? $"The result folder '{folder}' cannot be written: {Reason(folder, e).Why}."
            : $"Nothing ran: {Plain(e)}. Mend this and run again.";

    /// <summary>The run had begun.</summary>
    /// <param name="folder">Result folder as the user named it.</param>
    /// <param name="e">What happened.</param>
    /// <param name="done">Frames finished.</param>
    /// <param name="total">Frames of all series.</param>
    public static string BrokenOff(string folder, Exception e, long done, long total)
    {
        // The manifest is written last; only the parts are taken away after it.
        if (File.Exists(Path.Combine(folder, "manifest.json")))
            return $"The run into '{folder}' is finished; what was left in .parts could not be removed: {Plain(e)}.";
        var (why, next) = Reason(folder, e);
        string kept = Directory.Exists(Path.Combine(folder, ".parts"))
            ? string.Create(CultureInfo.InvariantCulture, $"What was finished is kept ({done} of {total} frames are processed)")
            : "Nothing of it is left";
        return $"Broken off: the result folder '{folder}' cannot be written: {why}. {kept}. {next}";
    }

    /// <summary>The result folder, or something below it, stands in the message; or no path does, and it is all that is written.</summary>
    private static bool IsAbout(string folder, Exception e)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (
            int at = e.Message.IndexOf(full, StringComparison.Ordinal);
            at >= 0;
            at = e.Message.IndexOf(full, at + 1, StringComparison.Ordinal)
        )
        {
            // /data/out is not the folder of /data/out-of-old/x.csv.
            int end = at + full.Length;
            if (
                end == e.Message.Length
                || e.Message[end] == Path.DirectorySeparatorChar
                || "'\"".Contains(e.Message[end], StringComparison.Ordinal)
            )
                return true;
        }
        return !e.Message.Contains('\'', StringComparison.Ordinal) && !e.Message.Contains('"', StringComparison.Ordinal);
    }

    private static (string Why, string Next) Reason(string folder, Exception e) =>
        IsFull(folder, e) ? ($"the disk is full ({Plain(e)})", "Free some space and continue with --resume.")
        : s_readOnly.Contains(e.HResult) || Says(e, "Read-only file system") || IsReadOnly(folder)
            ? ($"it is read-only ({Plain(e)})", "Make it writable and continue with --resume.")
        : e is DirectoryNotFoundException or FileNotFoundException
            ? ($"it, or a part of it, was removed ({Plain(e)})", "Continue with --resume, which does the missing part anew.")
        : (Plain(e), "Mend this and continue with --resume.");

    /// <summary>Tried out, because what fails first (a rename, the removal of a half-written block) does not always say it.</summary>
    private static bool IsReadOnly(string folder)
    {
        string probe = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".probe.{Environment.ProcessId}"));
        try
        {
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException e)
        {
            return s_readOnly.Contains(e.HResult) || Says(e, "Read-only file system");
        }
    }

    private static bool IsFull(string folder, Exception e)
    {
        if (s_full.Contains(e.HResult) || Says(e, "No space left"))
            return true;
        if (e is DirectoryNotFoundException or FileNotFoundException or UnauthorizedAccessException || !Directory.Exists(folder))
            return false;
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < NoRoom;
        }
        catch (Exception other) when (other is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A share of a network has no drive that could be asked.
            return false;
        }
    }

    private static bool Says(Exception e, string words) => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>One line without a full stop.</summary>
    private static string Plain(Exception e) => e.Message.Split('\n')[0].TrimEnd().TrimEnd('.');
}
