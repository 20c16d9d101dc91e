using SpectraPipeline.Core;
using SpectraPipeline.Engine.Feff;
using SpectraPipeline.Testing.Generators.Xas;

namespace SpectraPipeline.ExafsStudy;

/// <summary>Paths of a structure, by FEFF where it is installed; a folder that has them is left as it is.</summary>
internal static class FeffRun
{
    private const string Done = "done";

    /// <summary>Runs FEFF.</summary>
    /// <param name="folder">Receives the paths.</param>
    /// <param name="structure">The structure.</param>
    /// <param name="longestPath">Half length of the longest path, Å.</param>
    /// <param name="criteria">Which paths FEFF leaves out.</param>
    /// <exception cref="UserException">FEFF is not installed, or gave no paths.</exception>
    public static void Make(string folder, FeffStructure structure, double longestPath, string criteria)
    {
        if (File.Exists(Path.Combine(folder, Done)))
            return;
        string program =
            FeffProgram.Find()
            ?? throw new UserException(
                "The study needs FEFF, and feff8l is not on the path: on Debian and Ubuntu 'apt install feff85exafs', then run it again."
            );
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "feff.inp"), structure.ToFeffInput("", longestPath, criteria));
        FeffProgram.Run(program, folder, CancellationToken.None);
        foreach (string file in Directory.EnumerateFiles(folder).Where(f => !IsKept(Path.GetFileName(f))))
            File.Delete(file);
        File.WriteAllText(Path.Combine(folder, Done), "");
    }

    private static bool IsKept(string name) => name.StartsWith("feff0", StringComparison.Ordinal) || name is "files.dat" or "feff.inp";
}
