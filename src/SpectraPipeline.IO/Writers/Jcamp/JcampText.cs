using System.Globalization;
using System.Text;

namespace SpectraPipeline.IO.Writers.Jcamp;

/// <summary>Numbers, dates and metadata as JCAMP-DX text, and back.</summary>
public static class JcampText
{
    // Plain digits up to here: some readers take the E of an exponent for a packed digit.
    private const int LongestPlain = 24;

    /// <summary>The shortest decimal number that rounds to a double; without an exponent where that stays short. NaN is <c>?</c>.</summary>
    internal static string Shortest(double value)
    {
        if (double.IsNaN(value))
            return "?";
        if (double.IsInfinity(value))
            return value > 0 ? "1E+999" : "-1E+999";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : Plain(text, e) ?? text;
    }

    /// <summary>Digits moved by the exponent; null when that gives a long row of zeros.</summary>
    private static string? Plain(string text, int e)
    {
        int exponent = int.Parse(text.AsSpan(e + 1), CultureInfo.InvariantCulture);
        string sign = text[0] == '-' ? "-" : "";
        string mantissa = text[sign.Length..e];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int place = (point < 0 ? mantissa.Length : point) + exponent;
        string plain =
            place <= 0 && digits.Length - place <= LongestPlain ? "0." + new string('0', -place) + digits
            : place >= digits.Length && place <= LongestPlain ? digits + new string('0', place - digits.Length)
            : "";
        return plain.Length == 0 ? null : sign + plain;
    }

    /// <summary><c>2026/01/02 03:04:05.25</c>, with <c>+0000</c> when the time is UTC.</summary>
    internal static string LongDate(DateTime time) =>
        time.ToString("yyyy'/'MM'/'dd HH':'mm':'ss.FFFFFFF", CultureInfo.InvariantCulture)
        + (time.Kind == DateTimeKind.Utc ? " +0000" : "");

    /// <summary>A text of one line that begins no comment.</summary>
    internal static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char c in text)
            line.Append(char.IsControl(c) ? ' ' : c);
        return line.ToString().Replace("$$", "$ $", StringComparison.Ordinal).Trim();
    }

    /// <summary>The metadata key of a label <c>$KEY</c> that <see cref="JcampWriter"/> wrote; null for a label of the standard.</summary>
    public static string? OriginalKey(string label) => label.StartsWith('$') ? Unescape(label[1..]) : null;

    /// <summary>The metadata value of a label <c>$KEY</c> that <see cref="JcampWriter"/> wrote.</summary>
    public static string OriginalValue(string value) => Unescape(value);

    /// <summary>A key without what would end a label or begin a comment: = and control characters become %XX, as in URLs.</summary>
    internal static string EscapeKey(string key) => Escape(key, c => c == '=' || char.IsControl(c) || c == '\u00a0');

    /// <summary>A value; its line breaks stay unless lines are empty or could be read as labels.</summary>
    internal static string EscapeValue(string value)
    {
        bool breaks =
            value.Contains('\r', StringComparison.Ordinal)
            || value.Split('\n').Any(l => l.Trim().Length == 0 || l.TrimStart().StartsWith('#') || l != l.Trim());
        string text = Escape(value, c => char.IsControl(c) && (c != '\n' || breaks));
        return text.Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    private static string Escape(string text, Func<char, bool> odd)
    {
        var escaped = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool edge = (i == 0 || i == text.Length - 1) && char.IsWhiteSpace(c);
            bool comment = c == '$' && ((i > 0 && text[i - 1] == '$') || (i + 1 < text.Length && text[i + 1] == '$'));
            // A key that begins with $ would join the sign of user-defined labels to a comment.
            bool first = c == '$' && i == 0;
            bool looksEscaped = c == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            if ((edge || comment || first || looksEscaped || odd(c)) && c < 256)
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
            if (
                text[i] == '%'
                && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)
            )
            {
                plain.Append((char)code);
                i += 2;
            }
            else
                plain.Append(text[i]);
        return plain.ToString();
    }
}
