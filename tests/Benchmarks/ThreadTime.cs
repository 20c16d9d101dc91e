using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Benchmarks;

/// <summary>Processor time of this thread, as the peers measure theirs; where the system has no such clock, the time that passes.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static double Microseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || ClockGetTime(ThreadClock, out Moment now) != 0)
                return Stopwatch.GetTimestamp() * (1e6 / Stopwatch.Frequency);
            return 1e6 * now.Seconds + 1e-3 * now.Nanoseconds;
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out Moment moment);

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
