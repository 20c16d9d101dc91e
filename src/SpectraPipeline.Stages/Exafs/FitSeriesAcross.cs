using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>What a variable does over data sets.</summary>
public enum VariableCourse
{
    /// <summary>A value of its own in each.</summary>
    Free,

    /// <summary>One value.</summary>
    Shared,

    /// <summary>A line.</summary>
    Linear,

    /// <summary>A parabola.</summary>
    Quadratic,

    /// <summary>A cubic spline through few values.</summary>
    Smooth,

    /// <summary>A·exp(−Ea/(R·T)).</summary>
    Arrhenius,
}

/// <summary>A course as written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Knots">Knots of a smooth one; 0 = by the data.</param>
public readonly record struct CourseChoice(VariableCourse Kind, int Knots = 0)
{
    internal string ToText() =>
        Kind.ToString().ToLowerInvariant() + (Knots > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Knots}") : "");
}

/// <summary>What each variable does over the data sets: <c>{ ss: shared, dr: linear, n: smooth 5, k: arrhenius }</c>.</summary>
/// <param name="Entries">Name of the variable and course, as written.</param>
public sealed record FitSeriesAcross(IReadOnlyList<(string Name, CourseChoice Course)> Entries) : IParam<FitSeriesAcross>
{
    // Fewer make no curve; with more a frame of its own each is the better word.
    private const int LeastKnots = 3;
    private const int MostKnots = 30;

    private static readonly Dictionary<string, VariableCourse> s_words = Enum.GetValues<VariableCourse>()
        .ToDictionary(c => c.ToString().ToLowerInvariant());

    /// <inheritdoc />
    public static string Syntax =>
        "{ ss: shared, n: free, dr: linear }; each is one of "
        + string.Join(", ", s_words.Keys)
        + "; smooth 5 states the knots; a variable that a path has for its own is written \"Zn-N.n\"";

    /// <inheritdoc />
    public static FitSeriesAcross? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        ArgumentNullException.ThrowIfNull(complain);
        if (node is not MapNode map)
        {
            complain(node, "expected { variable: course }, as in { ss: shared, dr: linear }.");
            return null;
        }
        var entries = new List<(string Name, CourseChoice Course)>();
        bool good = true;
        foreach (var (key, given) in map.Entries)
        {
            string name = key.Text.Trim();
            string? problem = null;
            if (entries.Exists(e => e.Name == name))
                problem = $"{name} is given twice.";
            else if (given is not ScalarNode { Text: var text } || Parse(text) is not { } course)
                problem =
                    $"{name}: expected one of {string.Join(", ", s_words.Keys)}, or smooth with {LeastKnots} to {MostKnots} knots as in smooth 5.{(given is ScalarNode s ? Suggestion.For(s.Text, s_words.Keys) : "")}";
            else
                entries.Add((name, course));
            if (problem is not null)
                complain(problem.EndsWith("twice.", StringComparison.Ordinal) ? key : given, problem);
            good &= problem is null;
        }
        return good ? new(entries) : null;
    }

    /// <inheritdoc />
    public string ToText() => "{ " + string.Join(", ", Entries.Select(e => $"{FlowText.Of(e.Name)}: {e.Course.ToText()}")) + " }";

    /// <summary>Compared by what they say.</summary>
    public bool Equals(FitSeriesAcross? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    /// <summary>The course of a variable; free when nothing was said.</summary>
    internal CourseChoice Of(string name) => Entries.FirstOrDefault(e => e.Name == name).Course;

    private static CourseChoice? Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !s_words.TryGetValue(words[0], out VariableCourse kind))
            return null;
        if (words.Length == 1)
            return new(kind);
        return
            kind == VariableCourse.Smooth
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int knots)
            && knots is >= LeastKnots and <= MostKnots
            ? new(kind, knots)
            : null;
    }
}
