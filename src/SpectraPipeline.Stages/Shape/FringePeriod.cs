using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Where the period of fringes is looked for: <c>40..60</c>, or a number, which stands for a tenth either side of it.</summary>
/// <param name="Low">Shortest.</param>
/// <param name="High">Longest.</param>
public sealed record FringePeriod(double Low, double High) : IParam<FringePeriod>
{
    private const double Tolerance = 0.1;

    /// <inheritdoc />
    public static string Syntax => "a range of periods as in 40..60, or one period (10 % either side are searched)";

    /// <inheritdoc />
    public static FringePeriod? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text })
        {
            string[] ends = text.Split("..");
            if (ends.Length == 1 && Number(ends[0], out double period))
                return new((1 - Tolerance) * period, (1 + Tolerance) * period);
            if (ends.Length == 2 && Number(ends[0], out double low) && Number(ends[1], out double high) && low < high)
                return new(low, high);
        }
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() => Text(Low) + ".." + Text(High);

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0;

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}
