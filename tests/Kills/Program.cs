using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Kills;

/// <summary>./kills [--drawn N] [--watched N] [--seed S] [--size X] [--page]; ./kills page.</summary>
internal static class KillsProgram
{
    /// <summary>The unbroken run is measured again after so many kills: the load of the machine changes.</summary>
    private const int MeasureEvery = 20;

    /// <summary>Folders of kills with a finding that are kept.</summary>
    private const int MostKept = 3;

    public static int Main(string[] args)
    {
        if (args is ["page"])
            return WritePage();
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["--drawn"] = 200,
            ["--watched"] = 2,
            ["--seed"] = 1,
            ["--size"] = 1,
        };
        bool page = args.Contains("--page");
        string[] pairs = [.. args.Where(a => a != "--page")];
        for (int i = 0; i < pairs.Length; i += 2)
            if (
                !numbers.ContainsKey(pairs[i])
                || i + 1 >= pairs.Length
                || !double.TryParse(pairs[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            )
            {
                Console.Error.WriteLine($"'{pairs[i]}' is not known or has no number behind it; ./kills --help tells what is.");
                return 1;
            }
            else
                numbers[pairs[i]] = value;
        string root = Directory.CreateTempSubdirectory("spectra kills ").FullName;
        try
        {
            List<KillMoment> moments = KillMoment.Draw((int)numbers["--drawn"], (int)numbers["--watched"], (int)numbers["--seed"]);
            int findings = Study(root, numbers["--size"], moments, string.Join(' ', args.Prepend("./kills")));
            return page ? Math.Max(WritePage(), findings > 0 ? 2 : 0)
                : findings > 0 ? 2
                : 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static int Study(string root, double size, List<KillMoment> moments, string command)
    {
        var study = new KillStudy(root, size);
        KillSettings settings = SettingsOf(study, command);
        int findings = 0;
        KillRun.Clear();
        // The first run of all found the files of the program cold.
        Measure();
        for (int i = 0; i < moments.Count; i++)
        {
            KillRecord record = study.Kill(i + 1, moments[i]);
            KillRun.Save(record);
            if (record.Problems.Count > 0 && findings++ < MostKept)
                study.Keep(Path.Combine(KillRun.Folder, string.Create(CultureInfo.InvariantCulture, $"finding-{record.Number:D3}")));
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.Number}/{moments.Count} {record.Moment.Name} {record.Seconds:F2} s {record.Phase}{(record.AgainPhase is { } again ? $", again at {again}" : "")}, resumed in {record.ResumeSeconds:F2} s: {(record.Problems.Count == 0 ? "same" : string.Join("; ", record.Problems))}"
                )
            );
            if (i % MeasureEvery == MeasureEvery - 1)
                Measure();
        }
        Console.WriteLine($"{moments.Count} kills, {findings} with a finding");
        return findings;

        void Measure()
        {
            foreach (string difference in study.Measure())
            {
                findings++;
                Console.Error.WriteLine($"two unbroken runs differ: {difference}");
            }
            settings.UnbrokenSeconds.Add(study.UnbrokenSeconds);
            KillRun.Save(settings);
        }
    }

    private static int WritePage()
    {
        if (KillRun.Page() is not { } page)
        {
            Console.Error.WriteLine("There are no results in artifacts/kills; run ./kills first.");
            return 1;
        }
        File.WriteAllText(KillRun.PagePath, page);
        return 0;
    }

    private static KillSettings SettingsOf(KillStudy study, string command) =>
        new(
            command,
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            FileVersionInfo.GetVersionInfo(typeof(Cli.Program).Assembly.Location).ProductVersion ?? "unknown",
            $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}",
            File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown",
            [],
            study.Frames,
            [.. study.Unbroken.Parts.Keys]
        );

    private static string Processor() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : [])
            .Where(l => l.StartsWith("model name", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':') + 1)..].Trim())
            .FirstOrDefault(RuntimeInformation.ProcessArchitecture.ToString());
}
