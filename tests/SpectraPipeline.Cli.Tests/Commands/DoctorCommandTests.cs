using System.Diagnostics;
using System.Text.Json;
using SpectraPipeline.Cli.Commands;
using SpectraPipeline.Cli.Doctor;
using SpectraPipeline.Core;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    private static readonly string[] s_libraries =
    [
        "libhdf5_serial.so.103",
        "libhdf5.so.103",
        "libhdf5_serial.so.310",
        "libhdf5.so.310",
        "libhdf5.so.200",
        "libhdf5_serial.so",
        "libhdf5.so",
    ];

    [Fact]
    public void Says_first_whether_it_works_and_then_one_line_for_each_thing()
    {
        Outcome doctor = Spectra.Run("doctor");
        Assert.Equal(0, doctor.Code);
        Assert.Matches("^spectra [^ ]+ works", doctor.Lines[0]);
        foreach (string name in (string[])[".NET", "DuckDB", "libhdf5", "reference library", "processor", "disk", "terminal", "sbatch"])
            Assert.Matches("^  (ok|missing|note) ", Assert.Single(doctor.Lines, l => l.Contains($" {name} ", StringComparison.Ordinal)));
        Assert.Empty(doctor.Error);
    }

    [Fact]
    public void Json_is_one_document_that_tells_state_and_remedy()
    {
        JsonElement json = Spectra.Run("doctor", "--json").Json;
        Assert.True(json.GetProperty("ok").GetBoolean());
        JsonElement[] findings = [.. json.GetProperty("findings").EnumerateArray()];
        Assert.All(findings, f => Assert.Contains(f.GetProperty("state").GetString(), (string[])["ok", "missing", "note"]));
        Assert.All(
            findings.Where(f => f.GetProperty("state").GetString() != "ok"),
            f => Assert.NotEmpty(f.GetProperty("next").GetString()!)
        );
        Assert.Matches(
            "^[1-9][0-9]* cores?, (AVX-512|AVX2|NEON|neither AVX2 nor NEON)",
            findings.Single(f => f.GetProperty("name").GetString() == "processor").GetProperty("found").GetString()
        );
    }

    [Fact]
    public void What_is_required_and_missing_ends_with_2_and_comes_first()
    {
        var sick = new Examination
        {
            DuckDb = _ => throw new UserException("DuckDB's native library is not beside the program."),
            ConfigFolder = "/nowhere",
        };
        (int code, string[] lines) = Examine(sick);
        Assert.Equal(DoctorCommand.RequiredMissing, code);
        Assert.EndsWith("does not work here: DuckDB, reference library missing.", lines[0], StringComparison.Ordinal);
        Assert.Contains("missing  DuckDB", lines[1], StringComparison.Ordinal);
        Assert.Contains("not beside the program", lines[1], StringComparison.Ordinal);
        Assert.Contains("/nowhere", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_optional_and_missing_ends_with_0_and_says_how_to_get_it()
    {
        var poor = new Examination
        {
            Hdf5 = () => throw new UserException("libhdf5 is not installed"),
            Plotly = "/nowhere/plotly.js",
            Free = _ => 50e9,
            Environment = name => name == "LANG" ? "de_DE.ISO-8859-1" : null,
        };
        (int code, string[] lines) = Examine(poor);
        Assert.Equal(0, code);
        Assert.Contains("works; libhdf5, plotly missing", lines[0], StringComparison.Ordinal);
        foreach (string word in (string[])["apt install", "brew install", "hdf5.dll", "NeXus"])
            Assert.Contains(word, lines[1], StringComparison.Ordinal);
        Assert.Contains(
            lines,
            l => l.Contains("note     terminal", StringComparison.Ordinal) && l.Contains("LANG=C.UTF-8", StringComparison.Ordinal)
        );
        Assert.Contains(lines, l => l.Contains("note     feff85exafs", StringComparison.Ordinal));
    }

    [Fact]
    public void Little_room_and_a_temporary_folder_that_cannot_be_written_are_in_the_verdict()
    {
        using var work = new Workspace();
        var tight = new Examination
        {
            Hdf5 = () => "1.14",
            Plotly = typeof(Program).Assembly.Location,
            Free = _ => 0,
            TemporaryFolder = work["gone"],
        };
        (int code, string[] lines) = Examine(tight);
        Assert.Equal(0, code);
        Assert.Contains(" works, but: only 0.0 GB are free in ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($"; nothing can be written to {work["gone"]}.", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is missing", lines[0], StringComparison.Ordinal);
        lines = Examine(tight with { Free = _ => 50e9, TemporaryFolder = work.Root }).Lines;
        Assert.EndsWith(" works: nothing is missing.", lines[0], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(work.Root));
    }

    [Fact]
    public void A_libhdf5_that_is_no_library_is_missing_and_doctor_lives()
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux(), "needs the loader's search path of Linux");
        using var work = new Workspace();
        foreach (string name in s_libraries)
            work.Write(name, "this is no library");
        string[] lines = Process(work.Root);
        // What else the machine lacks is its own affair.
        Assert.Matches("works.*; libhdf5(, plotly)? missing", lines[0]);
        Assert.Contains("is not installed", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_libhdf5_that_kills_its_process_is_missing_and_doctor_lives()
    {
        Assert.SkipWhen(
            !OperatingSystem.IsLinux() || !File.Exists("/usr/bin/gcc"),
            "needs Linux and gcc to make a library that dies when it is loaded"
        );
        using var work = new Workspace();
        string source = work.Write("dies.c", "#include <stdlib.h>\n__attribute__((constructor)) static void die(void) { abort(); }\n");
        using (Process gcc = System.Diagnostics.Process.Start("/usr/bin/gcc", ["-shared", "-fPIC", "-o", work[s_libraries[0]], source]))
        {
            gcc.WaitForExit();
            Assert.Equal(0, gcc.ExitCode);
        }
        string[] lines = Process(work.Root);
        // What else the machine lacks is its own affair.
        Assert.Matches("works.*; libhdf5(, plotly)? missing", lines[0]);
        Assert.Contains("the process that loads libhdf5 fails", lines[1], StringComparison.Ordinal);
    }

    private static (int Code, string[] Lines) Examine(Examination examination)
    {
        using var output = new StringWriter();
        int code = DoctorCommand.Run(new Terminal(output, output, IsInteractive: false), examination, json: false);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Doctor as a process of its own that looks for libraries in a folder first.</summary>
    private static string[] Process(string libraries)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, "doctor"]) { RedirectStandardOutput = true };
        start.Environment["LD_LIBRARY_PATH"] = libraries;
        using Process doctor = System.Diagnostics.Process.Start(start)!;
        string text = doctor.StandardOutput.ReadToEnd();
        doctor.WaitForExit();
        Assert.Equal(0, doctor.ExitCode);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
