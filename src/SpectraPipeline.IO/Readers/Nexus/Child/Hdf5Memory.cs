using System.Globalization;
using System.Runtime.InteropServices;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>Asks Linux to give this process no more memory: libhdf5 then says so instead of growing until the parent looks. Elsewhere the parent's look
/// has to do.</summary>
internal static partial class Hdf5Memory
{
    private const int DataOnLinux = 2;
    private const ulong Spare = 128UL << 20;

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Now;
        public ulong Most;
    }

    /// <summary>Allows what is taken now, some more, and what a file may decode to.</summary>
    public static void Allow(long decodedBytes)
    {
        if (!OperatingSystem.IsLinux() || getrlimit(DataOnLinux, out Limit limit) != 0 || Taken() is not ulong taken)
            return;
        limit.Now = Math.Min(taken + Spare + (ulong)decodedBytes, limit.Most);
        _ = setrlimit(DataOnLinux, limit);
    }

    private static ulong? Taken()
    {
        try
        {
            string line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmData:", StringComparison.Ordinal)) ?? "";
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 1 && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong kilobytes)
                ? kilobytes << 10
                : null;
        }
        catch (IOException)
        {
            // Without /proc the parent's look has to do.
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);
}
