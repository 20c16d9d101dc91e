using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>
/// A value of a path or a variable: a number, bounds (<c>2..6 start 3</c>, <c>0..</c>), free from a start (<c>start 3</c>), an expression of variables, or
/// what another series found (<c>from series zn-foil</c>).
/// </summary>
/// <remarks>Two values are equal when they are written alike, wherever they stand.</remarks>
public sealed record PathValue
{
    internal const string Forms = "a number, 'a..b', 'a..', '..b', 'a..b start s', 'start s' or an expression";

    private const string StartWord = "start ";
    private const string SeriesWords = "from series ";

    /// <summary>Nothing was written.</summary>
    public static PathValue Unset { get; } = new();

    /// <summary>The text without blanks around it; empty = unset.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The number, or where a free value starts; NaN = from what it is used for.</summary>
    internal double Start { get; private init; } = double.NaN;

    /// <summary>Lower bound, -∞ when there is none.</summary>
    internal double Lower { get; private init; } = double.NegativeInfinity;

    /// <summary>Upper bound, ∞ when there is none.</summary>
    internal double Upper { get; private init; } = double.PositiveInfinity;

    /// <summary>Bounds or a start were written, so that it is varied even on a path.</summary>
    internal bool IsVaried { get; private init; }

    /// <summary>The expression; null for a number, a range or another series.</summary>
    internal Expression? Expression { get; private init; }

    /// <summary>Id of the series that tells the value; null when none does.</summary>
    internal string? Series { get; private init; }

    /// <summary>Line in the pipeline file, from 1.</summary>
    internal long Line { get; private init; }

    /// <summary>Column of the first character of <see cref="Text"/>, from 1.</summary>
    internal long Column { get; private init; }

    /// <summary>Something was written.</summary>
    internal bool IsSet => Text.Length > 0;

    /// <summary>It is one number.</summary>
    internal bool IsNumber => IsSet && !IsVaried && Expression is null && Series is null;

    /// <inheritdoc />
    public bool Equals(PathValue? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>Reads a value.</summary>
    /// <param name="node">The node.</param>
    /// <param name="what">What it is, as in "delta-r of path Zn-N".</param>
    /// <param name="complain">Takes place and message of every mistake.</param>
    /// <returns>Null when it cannot be used.</returns>
    internal static PathValue? Read(ParamNode node, string what, Action<ParamNode, string> complain)
    {
        if (node is not ScalarNode { Text: var written } || written.Trim() is not { Length: > 0 } text)
        {
            complain(node, $"{what}: expected {Forms}.");
            return null;
        }
        (PathValue? value, string problem, int offset) = Parse(text);
        if (value is not null)
            return value with { Line = node.Line, Column = node.Column };
        // The place is that of the character, which is exact for a value without quotes.
        complain(new ScalarNode(text, node.Line, node.Column + offset), $"{what}: '{text}' {problem}");
        return null;
    }

    /// <summary>A number.</summary>
    internal static PathValue Number(double value) => new() { Text = Words(value), Start = value };

    /// <summary>A free value.</summary>
    internal static PathValue Varied(double start, double lower, double upper) =>
        new()
        {
            Text = $"{Words(lower)}..{Words(upper)} {StartWord}{Words(start)}",
            Start = start,
            Lower = lower,
            Upper = upper,
            IsVaried = true,
        };

    /// <summary>The same as a variable, also one whose name no expression could write.</summary>
    internal static PathValue SameAs(string variable) =>
        new() { Text = variable, Expression = new Expression(variable, [new(Operation.Name, 0, variable, 0)]) };

    /// <summary>A value and the problem of it: exactly one of them is there.</summary>
    internal static (PathValue? Value, string Problem, int Offset) Parse(string text)
    {
        if (text.StartsWith(SeriesWords, StringComparison.Ordinal))
        {
            string id = text[SeriesWords.Length..].Trim();
            return id.Length > 0 && !id.Contains(' ', StringComparison.Ordinal)
                ? (new() { Text = text, Series = id }, "", 0)
                : (null, "names no series: write 'from series zn-foil'.", SeriesWords.Length);
        }
        if (!text.Contains("..", StringComparison.Ordinal) && text.IndexOf($" {StartWord}", StringComparison.Ordinal) is > 0 and var place)
            return (null, $"has a start without bounds: write 'a..b {text[(place + 1)..]}', or '{text[(place + 1)..]}' alone.", place + 1);
        if (text.Contains("..", StringComparison.Ordinal) || text.StartsWith(StartWord, StringComparison.Ordinal))
            return Range(text);
        if (TryNumber(text, out double number))
            return (new() { Text = text, Start = number }, "", 0);
        try
        {
            return (new() { Text = text, Expression = ExpressionParser.Parse(text) }, "", 0);
        }
        catch (ExpressionException e)
        {
            return (null, $"is no expression: {e.Message}", e.Offset);
        }
    }

    private static (PathValue? Value, string Problem, int Offset) Range(string text)
    {
        int word = text.IndexOf(StartWord, StringComparison.Ordinal);
        double start = double.NaN;
        if (word >= 0 && !TryNumber(text[(word + StartWord.Length)..], out start))
            return (null, "has no number after 'start'.", word + StartWord.Length);
        string range = (word >= 0 ? text[..word] : text).Trim();
        (double lower, double upper) = (double.NegativeInfinity, double.PositiveInfinity);
        if (range.Length > 0)
        {
            int dots = range.IndexOf("..", StringComparison.Ordinal);
            string low = range[..Math.Max(0, dots)].Trim();
            string high = range[(dots + 2)..].Trim();
            if (dots < 0 || low.Length > 0 && !TryNumber(low, out lower))
                return (null, $"has no number as lower bound; {Forms}.", 0);
            if (high.Length > 0 && !TryNumber(high, out upper))
                return (null, $"has no number as upper bound; bounds are numbers, as in 2..6 start 3.", dots + 2);
        }
        if (lower > upper)
            return (null, "has bounds that run backwards.", 0);
        if (lower == upper)
            return (null, "has equal bounds; write the number alone to fix it.", 0);
        if (start < lower || start > upper)
            return (null, "starts outside its bounds.", Math.Max(word, 0));
        PathValue value = new()
        {
            Text = text,
            Start = start,
            Lower = lower,
            Upper = upper,
            IsVaried = true,
        };
        return (value, "", 0);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Words(double value) => double.IsInfinity(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
