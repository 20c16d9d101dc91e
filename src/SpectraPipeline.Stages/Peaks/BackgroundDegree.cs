using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Degree of the polynomial below the bands, or none.</summary>
/// <param name="Degree">0 to 3; -1 for none.</param>
public sealed record BackgroundDegree(int Degree) : IParam<BackgroundDegree>
{
    /// <summary>No background at all: the data are taken to end at zero.</summary>
    public static BackgroundDegree None { get; } = new(-1);

    /// <inheritdoc />
    public static string Syntax => "none, 0, 1, 2 or 3";

    /// <inheritdoc />
    public static BackgroundDegree? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text })
        {
            if (text == "none")
                return None;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int degree) && degree <= 3)
                return new(degree);
        }
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <inheritdoc />
    public string ToText() => Degree < 0 ? "none" : Degree.ToString(CultureInfo.InvariantCulture);
}
