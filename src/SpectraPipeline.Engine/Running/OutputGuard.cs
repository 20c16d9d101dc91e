using System.Text.Json;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running;

/// <summary>Nothing of the user's is ever deleted: a result folder is taken only when it is empty of results, or when its results are provably ours.</summary>
internal static class OutputGuard
{
    private const string Manifest = "manifest.json";
    private static readonly string[] s_ours = ["tables", "spectra", "figures", ".parts", ".reuse"];

    /// <summary>Refuses a folder that holds what another program or person put there, and inputs that lie where results go.</summary>
    /// <exception cref="UserException">The folder cannot be taken.</exception>
    public static void Check(string folder, IEnumerable<string> inputs)
    {
        string full = Path.GetFullPath(folder);
        if (File.Exists(full))
            throw new UserException($"--out {folder}: this is a file; name a folder.");
        foreach (string input in inputs)
            if (s_ours.Any(o => IsBelow(Path.GetFullPath(input), Path.Combine(full, o))))
                throw new UserException(
                    $"--out {folder}: the input {input} lies where the results would be written. Choose another folder, as in --out {Path.Combine(folder, "results")}."
                );
        if (!Directory.Exists(full))
            return;
        string? foreign = File.Exists(Path.Combine(full, "report.html")) ? "report.html" : null;
        foreign ??= s_ours.FirstOrDefault(o => Directory.Exists(Path.Combine(full, o)) && !IsEmpty(Path.Combine(full, o)));
        if (File.Exists(Path.Combine(full, Manifest)))
        {
            if (!IsOurs(Path.Combine(full, Manifest)))
                throw new UserException($"--out {folder}: it holds a manifest.json of another program. Choose another folder.");
        }
        else if (foreign is not null && !File.Exists(Path.Combine(full, ".parts", RunKey.FileName)))
            throw new UserException(
                $"--out {folder}: it holds '{foreign}' that no run of this program left there. Choose another folder; nothing was touched."
            );
    }

    private static bool IsOurs(string manifest)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return json.RootElement.TryGetProperty("program", out JsonElement program) && program.GetString() == ManifestBuilder.Program;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(
            folder + Path.DirectorySeparatorChar,
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
        );

    /// <summary>Hidden files are a lock or a database's scratch: a run that was killed before it wrote down what it is leaves no more.</summary>
    private static bool IsEmpty(string folder) =>
        !Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Any(file => !Path.GetRelativePath(folder, file).StartsWith('.'));
}
