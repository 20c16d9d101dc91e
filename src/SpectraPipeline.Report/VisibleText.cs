using System.Globalization;
using System.Text;

namespace SpectraPipeline.Report;

/// <summary>Strings that came from a file, made safe to show: what XML forbids and what turns the direction of text is replaced.</summary>
public static class VisibleText
{
    /// <summary>Control characters, lone surrogates, non-characters and bidirectional overrides become U+FFFD; tabs and line ends become a space.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            result.Append(
                rune.Value is '\t' or '\n' or '\r' ? " "
                : IsShown(rune) ? rune.ToString()
                : "\uFFFD"
            );
        return result.ToString();
    }

    /// <summary>For HTML text and quoted attributes, and for the pseudo-HTML that Plotly reads in names and hover text.</summary>
    public static string Html(string? text) =>
        Clean(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);

    /// <summary>A label as HTML with sup, sub and i.</summary>
    public static string Html(RichText text) =>
        string.Concat(
            text.Runs.Select(run =>
                run.Style switch
                {
                    TextStyle.Superscript => $"<sup>{Html(run.Text)}</sup>",
                    TextStyle.Subscript => $"<sub>{Html(run.Text)}</sub>",
                    TextStyle.Italic => $"<i>{Html(run.Text)}</i>",
                    _ => Html(run.Text),
                }
            )
        );

    private static bool IsShown(Rune rune)
    {
        int c = rune.Value;
        bool turnsDirection = c is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;
        bool isNonCharacter = (c & 0xFFFE) == 0xFFFE || c is >= 0xFDD0 and <= 0xFDEF;
        return !turnsDirection
            && !isNonCharacter
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Surrogate);
    }
}
