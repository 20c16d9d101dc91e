using System.Text;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>Numbers in the header: a decimal comma is read as such, a unit may follow after a blank.</summary>
internal static class JcampNumber
{
    // No number is longer; a value of a megabyte is not copied to find that out.
    private const int Longest = 64;

    /// <summary>The number that a value begins with; null when it begins with none.</summary>
    public static double? Read(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        ReadOnlySpan<char> start = value.AsSpan().TrimStart();
        start = start[..Math.Min(start.Length, Longest)].TrimEnd();
        Span<byte> buffer = stackalloc byte[3 * Longest];
        ReadOnlySpan<byte> text = buffer[..Encoding.UTF8.GetBytes(start, buffer)];
        foreach (byte sign in (ReadOnlySpan<byte>)[(byte)'.', (byte)','])
            if (
                NumberParser.TryParsePrefix(text, sign, out double number, out int used)
                && (used == text.Length || text[used] is (byte)' ' or (byte)'\t' or (byte)'\n')
                && double.IsFinite(number)
            )
                return number;
        return null;
    }

    /// <summary>A count; null when it is none.</summary>
    public static int? Count(string? value) =>
        Read(value) is double n && n == Math.Floor(n) && n is >= 0 and <= int.MaxValue ? (int)n : null;
}
