using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Knowledge from elsewhere that the fit weighs with the data: an expression of variables that equals a number within sigma.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Target">What it should be.</param>
/// <param name="Sigma">How well that is known.</param>
public sealed record Restraint(PathValue Value, double Target, double Sigma)
{
    internal string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{{ value: {FlowText.Of(Value.Text)}, equals: {Target:R}, sigma: {Sigma:R} }}");
}

/// <summary>Restraints: <c>[ { value: n1 + n2, equals: 6, sigma: 0.3 } ]</c>.</summary>
/// <param name="Entries">In the order written.</param>
public sealed record FitRestraints(IReadOnlyList<Restraint> Entries) : IParam<FitRestraints>
{
    private static readonly string[] s_keys = ["value", "equals", "sigma"];

    /// <inheritdoc />
    public static string Syntax => "a list of { value: n1 + n2, equals: 6, sigma: 0.3 }; value is an expression of variables";

    /// <inheritdoc />
    public static FitRestraints? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        Restraint?[] read = [.. items.Select((item, i) => ReadOne(item, i + 1, complain))];
        return read.Contains(null) ? null : new([.. read.OfType<Restraint>()]);
    }

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Entries.Select(e => e.ToText())) + "]";

    /// <summary>Compared by what they say.</summary>
    public bool Equals(FitRestraints? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    private static Restraint? ReadOne(ParamNode node, int number, Action<ParamNode, string> complain)
    {
        if (node is not MapNode map)
        {
            complain(node, $"restraint {number}: expected {{ value: n1 + n2, equals: 6, sigma: 0.3 }}.");
            return null;
        }
        bool good = true;
        PathValue? value = null;
        (double equals, double sigma) = (double.NaN, double.NaN);
        foreach (var (key, given) in map.Entries)
            if (!s_keys.Contains(key.Text))
            {
                complain(key, $"restraint {number} has no '{key.Text}'.{Suggestion.For(key.Text, s_keys)}");
                good = false;
            }
            else if (PathValue.Read(given, $"{key.Text} of restraint {number}", complain) is not { } v)
                good = false;
            else if (key.Text == "value" && v.Expression is null)
            {
                complain(given, $"value of restraint {number}: expected an expression of variables, as in n1 + n2.");
                good = false;
            }
            else if (key.Text != "value" && !v.IsNumber)
            {
                complain(given, $"{key.Text} of restraint {number}: expected a number.");
                good = false;
            }
            else if (key.Text == "value")
                value = v;
            else
                (equals, sigma) = key.Text == "equals" ? (v.Start, sigma) : (equals, v.Start);
        if (!good)
            return null;
        if (value is not null && double.IsFinite(equals) && sigma > 0)
            return new(value, equals, sigma);
        complain(node, $"restraint {number} needs value, equals and a sigma above 0.");
        return null;
    }
}
