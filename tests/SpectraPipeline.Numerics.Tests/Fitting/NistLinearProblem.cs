using System.Globalization;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>A linear, univariate or variance problem of NIST's Statistical Reference Datasets: columns of data and certified numbers.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Data">Rows of numbers as they stand in the file.</param>
/// <param name="Coefficients">Certified coefficients with their standard deviations; empty where there are none.</param>
/// <param name="Mean">Certified mean, NaN where there is none.</param>
/// <param name="Deviation">Certified residual or sample standard deviation.</param>
/// <param name="F">Certified F of an analysis of variance, NaN where there is none.</param>
internal sealed record NistLinearProblem(
    string Name,
    double[][] Data,
    (double Value, double Error)[] Coefficients,
    double Mean,
    double Deviation,
    double F
)
{
    public static NistLinearProblem Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        int at = Array.FindLastIndex(lines, l => l.StartsWith("Data:", StringComparison.Ordinal));
        string[][] head = [.. lines.Take(at).Select(Words)];
        var coefficients = new List<(double, double)>();
        (double mean, double deviation, double f) = (double.NaN, double.NaN, double.NaN);
        foreach (string[] words in head)
        {
            if (words.Length == 3 && words[0] is ['B', .. var digits] && digits.All(char.IsDigit))
                coefficients.Add((Number(words[1]), Number(words[2])));
            else if (words is ["Sample", "Mean" or "Mean:", ..])
                mean = Number(words.First(IsNumber));
            else if (words is ["Sample", "Standard", "Deviation", ..])
                deviation = Number(words.First(IsNumber));
            else if (words is ["Standard", "Deviation", var d])
                deviation = Number(d);
            else if (words is ["Between", .., var ratio])
                f = Number(ratio);
        }
        string[][] rows = [.. lines.Skip(at + 1).Select(Words).Where(w => w.Length != 0 && w.All(IsNumber))];
        // An analysis of variance numbers its columns first.
        if (!double.IsNaN(f))
            rows = rows[1..];
        return new(
            Path.GetFileNameWithoutExtension(path),
            [.. rows.Select(r => r.Select(Number).ToArray())],
            [.. coefficients],
            mean,
            deviation,
            f
        );
    }

    private static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNumber(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static double Number(string word) => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture);
}
