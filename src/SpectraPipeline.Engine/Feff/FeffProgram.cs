using System.ComponentModel;
using System.Diagnostics;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Feff;

/// <summary>Runs FEFF where it is installed (feff85exafs), in a folder of its own.</summary>
public static class FeffProgram
{
    /// <summary>Names under which FEFF may be on the path.</summary>
    public static IReadOnlyList<string> Names { get; } = ["feff8l", "feff85L"];

    /// <summary>Full path of the program; null when it is not installed.</summary>
    public static string? Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".bat", ""] : [""];
        return (
            from folder in folders
            from name in Names
            from ending in endings
            let path = Path.Combine(folder, name + ending)
            where File.Exists(path)
            select path
        ).FirstOrDefault();
    }

    /// <summary>Runs it on <c>feff.inp</c> in a folder; what it prints goes to <c>feff.log</c> there.</summary>
    /// <param name="program">Full path of the program.</param>
    /// <param name="folder">Folder with feff.inp.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <exception cref="UserException">It cannot be started, or gave no paths; the message ends with what it said.</exception>
    public static void Run(string program, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var said = new List<string>();
        void Keep(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is { } line)
                lock (said)
                    said.Add(line);
        }
        try
        {
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += Keep;
            process.ErrorDataReceived += Keep;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.StandardInput.Close();
            using CancellationTokenRegistration kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
            process.WaitForExit();
        }
        catch (Win32Exception e)
        {
            throw new UserException($"{program} cannot be started: {e.Message}");
        }
        cancellation.ThrowIfCancellationRequested();
        File.WriteAllLines(Path.Combine(folder, "feff.log"), said);
        if (FeffPaths.Files(folder).Count == 0)
            throw new UserException(
                $"FEFF made no paths in {folder}. It said: {string.Join(" | ", said.Where(l => l.Trim().Length > 0).TakeLast(4).Select(l => l.Trim()))}. The whole text is in feff.log; is the radius too small, or do atoms overlap?"
            );
    }
}
