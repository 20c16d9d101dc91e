using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpectraPipeline.Benchmarks;

/// <summary>What a number is worth nothing without: processor, vector width, runtime, and how busy the machine was.</summary>
internal static class Machine
{
    public static string Words()
    {
        string vectors =
            Vector512.IsHardwareAccelerated ? "AVX-512"
            : Vector256.IsHardwareAccelerated ? "256-bit vectors"
            : "128-bit vectors";
        return $"{Processor()}, {Environment.ProcessorCount} cores, {vectors}, {RuntimeInformation.FrameworkDescription}";
    }

    /// <summary>Load average of the last minute; NaN where the system does not tell.</summary>
    public static double Load() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : double.NaN;

    private static string Processor() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : [])
            .Where(l => l.StartsWith("model name", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':') + 1)..].Trim())
            .FirstOrDefault(RuntimeInformation.ProcessArchitecture.ToString());
}
