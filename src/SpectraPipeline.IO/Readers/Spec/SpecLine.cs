using System.Text.RegularExpressions;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Spec;

/// <summary>Lines of a SPEC data file: control lines begin with '#' and a letter, lines of multichannel data with '@'.</summary>
internal static partial class SpecLine
{
    /// <summary>True for <c>#S 1  ascan energy ...</c>: a scan begins. (<c>#S Scan 29</c> of other programs is none.)</summary>
    public static bool BeginsScan(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("#S "u8))
            return false;
        ReadOnlySpan<byte> rest = line[3..].TrimStart(" \t"u8);
        return !rest.IsEmpty && (uint)(rest[0] - '0') <= 9;
    }

    /// <summary>Names of a <c>#L</c> or <c>#O</c> line: two blanks (or tabs) part them, since one may stand inside a name.</summary>
    /// <param name="text">What follows the key.</param>
    /// <param name="count">How many names there should be; 0 when that is not known.</param>
    public static string[] Names(string text, int count)
    {
        string[] wide = [.. TwoBlanks().Split(text.Trim()).Where(n => n.Length > 0)];
        if (wide.Length == count || count == 0)
            return wide;
        // Programs that imitate SPEC part by one blank.
        string[] narrow = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return narrow.Length == count ? narrow : wide;
    }

    /// <summary>Parts <c>#UMI0  text</c> into key and text.</summary>
    public static (string Key, string Text) Split(string line)
    {
        int end = line.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (line, "") : (line[..end], line[end..].Trim());
    }

    /// <summary>Letters of a key with a running number behind it: <c>#P12</c> gives P and 12.</summary>
    public static bool IsNumbered(string key, char letter) =>
        key.Length > 2 && key[1] == letter && key.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>True when a line can be a row of the table.</summary>
    public static bool IsRow(ReadOnlySpan<byte> line) => !line.IsEmpty && line[0] is not ((byte)'#' or (byte)'@') && !IsBlank(line);

    /// <summary>Nothing but blanks.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line)
    {
        foreach (byte b in line)
            if (!NumberRow.IsBlank(b))
                return false;
        return true;
    }

    [GeneratedRegex(@"\s{2,}|\t")]
    private static partial Regex TwoBlanks();
}
