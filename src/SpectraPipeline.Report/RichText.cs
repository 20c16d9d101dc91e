using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SpectraPipeline.Report;

/// <summary>How a run of text is set.</summary>
public enum TextStyle
{
    Normal,
    Superscript,
    Subscript,
    Italic,
}

/// <summary>Characters that are set alike.</summary>
public readonly record struct TextRun(string Text, TextStyle Style);

/// <summary>A label with real superscripts and subscripts.</summary>
/// <remarks>A plain string converts to plain text, so that a name out of a file is never read as markup; only <see cref="Markup"/>, which the
/// program calls on its own constants, reads <c>^{..}</c>, <c>_{..}</c> and <c>*..*</c> (italic).</remarks>
public sealed record RichText(IReadOnlyList<TextRun> Runs)
{
    public static RichText Empty { get; } = new([]);

    [return: NotNullIfNotNull(nameof(plain))]
    public static implicit operator RichText?(string? plain) => plain is null ? null : Plain(plain);

    public static RichText operator +(RichText left, RichText right) => new([.. left.Runs, .. right.Runs]);

    public bool IsEmpty => Runs.All(run => run.Text.Length == 0);

    /// <summary>Everything as it stands, whatever signs it holds.</summary>
    public static RichText Plain(string text) => new([new TextRun(VisibleText.Clean(text), TextStyle.Normal)]);

    /// <summary>Reads <c>cm^{-1}</c>, <c>H_{2}O</c>, <c>*k*</c>; a hyphen before a digit becomes a minus sign.</summary>
    public static RichText Markup(string source)
    {
        List<TextRun> runs = [];
        StringBuilder normal = new();
        for (int i = 0; i < source.Length; i++)
        {
            (TextStyle style, char end) = source[i] switch
            {
                '^' when i + 1 < source.Length && source[i + 1] == '{' => (TextStyle.Superscript, '}'),
                '_' when i + 1 < source.Length && source[i + 1] == '{' => (TextStyle.Subscript, '}'),
                '*' => (TextStyle.Italic, '*'),
                _ => (TextStyle.Normal, '\0'),
            };
            int from = style == TextStyle.Italic ? i + 1 : i + 2;
            int to = style == TextStyle.Normal ? -1 : source.IndexOf(end, from);
            if (to < 0)
            {
                normal.Append(source[i]);
                continue;
            }
            Flush(runs, normal);
            runs.Add(new TextRun(WithMinus(source[from..to]), style));
            i = to;
        }
        Flush(runs, normal);
        return new(runs);
    }

    public override string ToString() => string.Concat(Runs.Select(run => run.Text));

    private static void Flush(List<TextRun> runs, StringBuilder normal)
    {
        if (normal.Length == 0)
            return;
        runs.Add(new TextRun(WithMinus(normal.ToString()), TextStyle.Normal));
        normal.Clear();
    }

    private static string WithMinus(string text)
    {
        StringBuilder result = new(text);
        for (int i = 0; i + 1 < result.Length; i++)
            if (result[i] == '-' && char.IsAsciiDigit(result[i + 1]) && (i == 0 || !char.IsLetterOrDigit(result[i - 1])))
                result[i] = '\u2212';
        return result.ToString();
    }
}
