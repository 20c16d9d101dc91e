using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>A template from a text file: x and y in the first two columns, by comma, semicolon, tab or blanks; lines that do not begin with a number are left out.</summary>
internal static class TemplateFile
{
    private static readonly char[] s_separators = [',', ';', '\t', ' '];

    public static string PathOf(string name, RunContext run) =>
        Path.GetFullPath(Path.Combine(run.PipelineFolder.Length > 0 ? run.PipelineFolder : ".", name));

    /// <summary>Ascending x and its y.</summary>
    /// <exception cref="UserException">The file is not there or holds no spectrum.</exception>
    public static (double[] X, double[] Y) Read(string path)
    {
        if (!File.Exists(path))
            throw new UserException($"template file {path} is not there; a relative path starts at the pipeline file.");
        var points = new SortedDictionary<double, double>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] parts = line.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0 || !Number(parts[0], out double x))
                continue;
            if (parts.Length < 2 || !Number(parts[1], out double y))
                throw new UserException($"{path}({number}): expected x and y, found '{line}'.");
            if (!points.TryAdd(x, y))
                throw new UserException($"{path}({number}): x = {parts[0]} is there twice.");
        }
        return points.Count >= 8
            ? ([.. points.Keys], [.. points.Values])
            : throw new UserException($"template file {path} holds {points.Count} points of x,y; a template needs at least 8.");
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
