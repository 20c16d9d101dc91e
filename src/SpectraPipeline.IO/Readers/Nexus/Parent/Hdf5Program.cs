using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>Where the program is that serves as the child: <c>spectra</c> itself with a hidden command.</summary>
internal static class Hdf5Program
{
    /// <summary>Name of the hidden command.</summary>
    public const string Command = "hdf5-reader";

    private const string Program = "spectra";

    /// <summary>How to start it.</summary>
    /// <exception cref="BadFileException">The program is not beside this library.</exception>
    public static ProcessStartInfo Start()
    {
        string library = Path.Combine(AppContext.BaseDirectory, Program + ".dll");
        ProcessStartInfo start =
            IsProgram() ? new(Environment.ProcessPath!, [Command])
            : File.Exists(library) ? new(Muxer(), ["exec", library, Command])
            : throw new BadFileException(
                0,
                "the program 'spectra' beside the library, which opens HDF5 files in a process of its own",
                $"no {library}"
            );
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        foreach (var (key, value) in s_settings)
            start.Environment[key] = value;
        return start;
    }

    private static readonly (string Key, string Value)[] s_settings =
    [
        // 256 MB (hexadecimal): names and small values of a file, nothing else, live on the child's managed heap.
        ("DOTNET_GCHeapHardLimit", "10000000"),
        ("DOTNET_gcConcurrent", "0"),
        ("DOTNET_TieredPGO", "0"),
        ("DOTNET_EnableDiagnostics", "0"),
        ("DOTNET_DbgEnableMiniDump", "0"),
        // Files on network drives often cannot be locked, and nobody writes here.
        ("HDF5_USE_FILE_LOCKING", "FALSE"),
    ];

    /// <summary>This process is the program and not the dotnet that runs its library.</summary>
    private static bool IsProgram() =>
        Assembly.GetEntryAssembly()?.GetName().Name == Program
        && string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), Program, StringComparison.OrdinalIgnoreCase);

    /// <summary>The dotnet that this process runs on: it lies three folders above the runtime.</summary>
    private static string Muxer()
    {
        string file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(beside) ? beside : file;
    }
}
