using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Feff;

/// <summary>A path that FEFF made, as its lists tell it.</summary>
/// <param name="File">feffNNNN.dat.</param>
/// <param name="Amplitude">Importance, per cent of the first path.</param>
/// <param name="Degeneracy">Equivalent paths.</param>
/// <param name="Legs">Legs.</param>
/// <param name="Reff">Half length, Å.</param>
/// <param name="Atoms">Symbols on the way, the absorber left out: N, or N-C.</param>
public sealed record FeffPathSummary(string File, double Amplitude, double Degeneracy, int Legs, double Reff, string Atoms);

/// <summary>What FEFF left in a folder.</summary>
public static class FeffPaths
{
    /// <summary>Path files, in order.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "feff????.dat").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Paths by FEFF's own list (files.dat), with the atoms from the path files.</summary>
    /// <exception cref="UserException">A file is not as FEFF writes it.</exception>
    public static IReadOnlyList<FeffPathSummary> Of(string folder)
    {
        var paths = new List<FeffPathSummary>();
        foreach (string line in File.ReadLines(Path.Combine(folder, "files.dat")))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 6 || !fields[0].StartsWith("feff", StringComparison.Ordinal))
                continue;
            double[] numbers = [.. fields.Skip(2).Take(4).Select(Number)];
            paths.Add(
                new FeffPathSummary(
                    fields[0],
                    numbers[0],
                    numbers[1],
                    (int)numbers[2],
                    numbers[3],
                    AtomsOf(Path.Combine(folder, fields[0]))
                )
            );
        }
        return paths;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v)
            ? v
            : throw new UserException($"files.dat of FEFF holds '{text}' where a number should be.");

    // Behind the dashes: legs, degeneracy and length; labels; then an atom a line: x y z potential Z symbol.
    private static string AtomsOf(string path)
    {
        string[][] atoms =
        [
            .. File.ReadLines(path)
                .SkipWhile(l => !l.TrimStart().StartsWith("-----", StringComparison.Ordinal))
                .Skip(3)
                .TakeWhile(l => !l.Contains("real[2*phc]", StringComparison.Ordinal))
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        return string.Join('-', atoms.Where(a => a.Length > 5).Skip(1).Select(a => a[5]));
    }
}
