using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>A curve in a text file: two columns x and y, separated by comma, semicolon, tab or blanks; lines that begin with anything but a number are headings
/// or comments. In a line with a semicolon or a tab a comma is a decimal mark; further columns are left out.</summary>
/// <param name="X">Ascending.</param>
/// <param name="Y">Values.</param>
internal sealed record CurveFile(double[] X, double[] Y)
{
    private static readonly char[] s_wide = [';', '\t', ' '],
        s_separators = [',', ' '];

    /// <summary>Where a file lies that a parameter names.</summary>
    public static string PathOf(string name, RunContext run) =>
        Path.GetFullPath(Path.Combine(run.PipelineFolder.Length > 0 ? run.PipelineFolder : ".", name));

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is missing, or a line is wrong.</exception>
    public static CurveFile Read(string name, RunContext run)
    {
        string path = PathOf(name, run);
        if (!File.Exists(path))
            throw new UserException($"'{name}' is not there (looked for {path}; a relative path starts at the pipeline file).");
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
            string[] fields = Fields(lines[i].Trim());
            if (fields.Length == 0 || !TryNumber(fields[0], out double x))
                continue;
            if (fields.Length < 2 || !TryNumber(fields[1], out double y))
                throw new UserException($"{name}({i + 1}): expected two numbers, x and y, found '{lines[i].Trim()}'.");
            // 200 1,54: was 1,54 meant, or 1 and 54? Two columns leave no doubt, nor does a comma that nothing but blanks follow.
            if (fields.Length > 2 && IsMixed(lines[i].Trim()))
                throw new UserException(
                    $"{name}({i + 1}): '{lines[i].Trim()}' is two columns with decimal commas or three or more with decimal points; separate them by ';' or a tab."
                );
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

    private static string[] Fields(string line)
    {
        const StringSplitOptions options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return line.AsSpan().IndexOfAny(';', '\t') >= 0 ? line.Replace(',', '.').Split(s_wide, options) : line.Split(s_separators, options);
    }

    /// <summary>Some columns are parted by a comma alone and some by blanks alone.</summary>
    private static bool IsMixed(string line)
    {
        bool bare = false,
            blank = false;
        for (int i = 0; i < line.Length; i++)
        {
            bare |= line[i] == ',' && i + 1 < line.Length && line[i + 1] != ' ' && (i == 0 || line[i - 1] != ' ');
            blank |= line[i] == ' ' && line[i - 1] is not (',' or ' ') && line.AsSpan(i).TrimStart()[0] != ',';
        }
        return bare && blank && line.AsSpan().IndexOfAny(';', '\t') < 0;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
