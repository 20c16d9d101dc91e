using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.IO;
using SpectraPipeline.Report;
using SpectraPipeline.Stages.Assign;

namespace SpectraPipeline.Cli.Doctor;

/// <summary>Everything that the program uses and does not bring along, looked at once. Tests put their own probes in.</summary>
public sealed record Examination
{
    /// <summary>Version of DuckDB, tried in a folder; a <see cref="UserException"/> says what is wrong with it.</summary>
    public Func<string, string> DuckDb { get; init; } = NativeLibraries.DuckDb;

    /// <summary>Version of libhdf5; a <see cref="UserException"/> says what is wrong with it.</summary>
    public Func<string> Hdf5 { get; init; } = NativeLibraries.Hdf5;

    /// <summary>Folder with the reference library and other files that come with the program.</summary>
    public string ConfigFolder { get; init; } = App.ConfigFolder;

    /// <summary>Path of plotly.js.</summary>
    public string Plotly { get; init; } = ReportWriter.PlotlyPath;

    /// <summary>Folder for files that live for a moment.</summary>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();

    /// <summary>Free bytes of the disk that holds a folder.</summary>
    public Func<string, double> Free { get; init; } = Machine.FreeBytes;

    /// <summary>Variables of the environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Version of the program.</summary>
    public static string Version { get; } =
        typeof(Examination).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What was found, the required first.</summary>
    public IReadOnlyList<Finding> Run() =>
        [
            Machine.Runtime(),
            TablesOf(),
            LibraryOf(),
            Hdf5Of(),
            PlotlyOf(),
            Machine.Processor(),
            Machine.Memory(),
            Machine.Disk("disk", System.Environment.CurrentDirectory, Free),
            Machine.Disk("temporary", TemporaryFolder, Free),
            Machine.FileNames(TemporaryFolder),
            Machine.Utf8(Environment),
            Tool(
                "feff85exafs",
                ["feff8l", "feff85L"],
                "makes the paths that EXAFS fits read (feffNNNN.dat)",
                "Debian and Ubuntu 'apt install feff85exafs', else the package xraylarch; paths made elsewhere are read as well."
            ),
            Tool("sbatch", ["sbatch"], "sends runs over a Slurm cluster", "Only for 'spectra submit'; nothing else needs it."),
            new("browser", Standing.Ok, "not needed: a report is one file that opens anywhere, without a network"),
        ];

    private Finding TablesOf()
    {
        try
        {
            return new("DuckDB", Standing.Ok, $"{DuckDb(TemporaryFolder)}: writes and reads the tables", Required: true);
        }
        catch (UserException e)
        {
            return new("DuckDB", Standing.Missing, "no run can store its results", e.Message, Required: true);
        }
    }

    private Finding LibraryOf()
    {
        const string name = "reference library";
        string path = Path.Combine(ConfigFolder, "library", "intermediates.csv");
        if (!File.Exists(path))
            return new(
                name,
                Standing.Missing,
                $"there is no {path}",
                "Build the program again: the file comes with it, in config/library.",
                Required: true
            );
        try
        {
            var run = new RunContext(TimeProvider.System) { ConfigFolder = ConfigFolder };
            ReferenceLibrary library = ReferenceLibrary.Read([ReferenceLibrary.Builtin], run, out IReadOnlyList<string> problems);
            return problems.Count == 0 && library.Rows.Count > 0
                ? new(
                    name,
                    Standing.Ok,
                    $"{library.Rows.Count} bands of {library.Rows.Select(r => r.Species).Distinct().Count()} species",
                    Required: true
                )
                : new(
                    name,
                    Standing.Missing,
                    $"{path} cannot be used: {(problems.Count > 0 ? problems[0] : "it has no rows")}",
                    "Build the program again, or see 'spectra library check'.",
                    Required: true
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserException)
        {
            return new(name, Standing.Missing, e.Message.Split('\n')[0], "See that the file can be read.", Required: true);
        }
    }

    private Finding Hdf5Of()
    {
        try
        {
            return new("libhdf5", Standing.Ok, $"{Hdf5()}: reads NeXus and other HDF5 files");
        }
        catch (UserException e)
        {
            return new(
                "libhdf5",
                Standing.Missing,
                $"NeXus and other HDF5 files cannot be read; all other formats can ({e.Message.Split(": Debian", 2)[0]})",
                "Debian and Ubuntu 'apt install libhdf5-103-1' (newer releases: libhdf5-310), macOS 'brew install hdf5', Windows the HDF Group's hdf5.dll beside the program."
            );
        }
    }

    private Finding PlotlyOf() =>
        File.Exists(Plotly)
            ? new("plotly", Standing.Ok, "figures of a report can be zoomed")
            : new(
                "plotly",
                Standing.Missing,
                "figures of a report stand still",
                "Build the program again with npm installed; the tables and figures are whole without it."
            );

    /// <summary>An optional program: looked for, never started.</summary>
    private Finding Tool(string name, string[] files, string does, string next)
    {
        string[] ends = OperatingSystem.IsWindows() ? [".exe", ".bat", ".cmd"] : [""];
        string? found = (Environment("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => files.SelectMany(f => ends.Select(e => Path.Combine(folder, f + e))))
            .FirstOrDefault(File.Exists);
        return found is not null
            ? new(name, Standing.Ok, $"{found}: {does}")
            : new(name, Standing.Note, $"not here (optional): {does}", next);
    }
}
