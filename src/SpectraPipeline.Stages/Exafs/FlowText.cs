using System.Buffers;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Texts as they stand in a flow mapping of YAML.</summary>
internal static class FlowText
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(",[]{}#'\"&!|>%@`:?");

    /// <summary>In single quotes where YAML would read it otherwise.</summary>
    public static string Of(string text) =>
        text.AsSpan().IndexOfAny(s_special) >= 0
        || text.Length == 0
        || text[0] is '*' or '-' && !char.IsAsciiDigit(text.ElementAtOrDefault(1))
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : text;
}
