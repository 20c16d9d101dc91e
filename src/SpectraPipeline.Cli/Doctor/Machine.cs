using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpectraPipeline.Cli.Doctor;

/// <summary>The machine itself: runtime, processor, memory, disks, terminal, names of files.</summary>
internal static class Machine
{
    private const double Gibibyte = 1L << 30;

    // A night of 36 000 frames with 2000 points, stored once, takes half a gigabyte; below this no run of that kind ends well.
    private const double LittleDisk = 2 * Gibibyte;
    private const double LittleMemory = 2 * Gibibyte;
    private static readonly string[] s_locales = ["LC_ALL", "LC_CTYPE", "LANG"];

    public static Finding Runtime() =>
        new(
            ".NET",
            Standing.Ok,
            $"{Environment.Version} on {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            Required: true
        );

    public static Finding Processor()
    {
        string cores = $"{Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")}";
        return Vector512.IsHardwareAccelerated ? new("processor", Standing.Ok, $"{cores}, AVX-512: kernels take 8 numbers at a time")
            : Avx2.IsSupported ? new("processor", Standing.Ok, $"{cores}, AVX2: kernels take 4 numbers at a time")
            : AdvSimd.IsSupported ? new("processor", Standing.Ok, $"{cores}, NEON: kernels take 2 numbers at a time")
            : new("processor", Standing.Note, $"{cores}, neither AVX2 nor NEON", "It works, several times slower than it could.");
    }

    public static Finding Memory()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        double bytes = memory.TotalAvailableMemoryBytes;
        return bytes < LittleMemory
            ? new(
                "memory",
                Standing.Note,
                Size(bytes),
                "Long series with wavelet maps or rank analysis may not fit; 2 GB are enough for most."
            )
            : new("memory", Standing.Ok, $"{Size(bytes)} for this process");
    }

    /// <summary>Free bytes of the disk that holds a folder.</summary>
    public static double FreeBytes(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;

    public static Finding Disk(string name, string folder, Func<string, double> freeBytes)
    {
        try
        {
            double free = freeBytes(folder);
            return free < LittleDisk
                ? new(
                    name,
                    Standing.Note,
                    $"{Size(free)} free in {folder}",
                    "Make room before a long run; a run whose disk fills is continued with --resume.",
                    But: $"only {Size(free)} are free in {folder}"
                )
                : new(name, Standing.Ok, $"{Size(free)} free in {folder}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(name, Standing.Note, $"{folder}: {e.Message}", "See that the folder exists and can be read.");
        }
    }

    /// <summary>Whether names that differ in case are one file, found out by trying.</summary>
    /// <param name="temporary">Where it is tried.</param>
    public static Finding FileNames(string temporary)
    {
        try
        {
            if (!Directory.Exists(temporary))
                throw new DirectoryNotFoundException("there is no such folder");
            string folder = Path.Combine(temporary, $".spectra-doctor-{Environment.ProcessId}");
            try
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "case"), "");
                bool oneFile = File.Exists(Path.Combine(folder, "CASE"));
                string paths = OperatingSystem.IsWindows() ? "; paths beyond 260 signs work here, but not in every other program" : "";
                return oneFile
                    ? new(
                        "file names",
                        Standing.Note,
                        "a.csv and A.csv are one file here" + paths,
                        "Write names in a pipeline as they are on the disk: on Linux they are two files."
                    )
                    : new("file names", Standing.Ok, "a.csv and A.csv are two files here" + paths);
            }
            finally
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(
                "file names",
                Standing.Note,
                $"nothing can be written to {temporary}: {e.Message}",
                "Set TMPDIR (Windows: TEMP) to a folder that can be written.",
                But: $"nothing can be written to {temporary}"
            );
        }
    }

    /// <summary>Whether the terminal can show Å, χ and ±.</summary>
    public static Finding Utf8(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
            return new("terminal", Standing.Ok, "UTF-8 is switched on by the program: Å χ ± → should look right here");
        string locale = s_locales.Select(environment).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? "";
        string bare = locale.Replace("-", "", StringComparison.Ordinal);
        // macOS terminals speak UTF-8 also where no locale says so.
        return bare.Contains("utf8", StringComparison.OrdinalIgnoreCase) || (locale.Length == 0 && OperatingSystem.IsMacOS())
            ? new("terminal", Standing.Ok, $"UTF-8{(locale.Length > 0 ? $" ({locale})" : "")}: Å χ ± → should look right here")
            : new(
                "terminal",
                Standing.Note,
                locale.Length == 0 ? "no locale is set, so it may not show Å χ ±" : $"the locale {locale} is not UTF-8",
                "Set LANG=C.UTF-8. Files and reports are UTF-8 in any case."
            );
    }

    private static string Size(double bytes) => (bytes / Gibibyte).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
