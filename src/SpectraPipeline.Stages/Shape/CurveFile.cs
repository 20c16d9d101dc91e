using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>A curve in a text file: two columns x and y, separated by comma, semicolon, tab or blanks; lines that begin with anything but a number are headings
/// or comments.</summary>
/// <param name="X">Ascending.</param>
/// <param name="Y">Values.</param>
internal sealed record CurveFile(double[] X, double[] Y)
{
    private static readonly char[] s_separators = [',', ';', '\t', ' '];

    /// <summary>Where a file lies that a parameter names.</summary>
    public static string PathOf(string name, RunContext run) => Path.GetFullPath(Path.Combine(run.PipelineFolder, name));

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is missing, or a line is wrong.</exception>
    public static CurveFile Read(string name, RunContext run)
    {
        string path = PathOf(name, run);
        if (!File.Exists(path))
            throw new UserException($"'{name}' does not exist (looked for {path}).");
        try
        {
            return Parse(File.ReadAllText(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{name}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="UserException">A line is wrong.</exception>
    public static CurveFile Parse(string text, string name)
    {
        var points = new List<(double X, double Y)>();
        string[] lines = text.TrimStart('\uFEFF').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0 || !TryNumber(fields[0], out double x))
                continue;
            if (fields.Length < 2 || !TryNumber(fields[1], out double y))
                throw new UserException($"{name}({i + 1}): expected two numbers, x and y with decimal points, found '{lines[i].Trim()}'.");
            points.Add((x, y));
        }
        points.Sort((a, b) => a.X.CompareTo(b.X));
        if (points.Count < 2)
            throw new UserException($"{name}: {points.Count} lines of two numbers; a curve needs two at least.");
        for (int i = 1; i < points.Count; i++)
            if (points[i].X <= points[i - 1].X)
                throw new UserException(FormattableString.Invariant($"{name}: x = {points[i].X:g9} comes twice."));
        return new([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
