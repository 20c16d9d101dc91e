using System.Buffers;
using System.Text;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>The letters that stand for sign and first digit of a number in SQZ, DIF and DUP, and what a table can be told by before it is decoded.</summary>
internal static class AsdfLetters
{
    internal const string Squeezed = "@ABCDEFGHIabcdefghi";
    internal const string Differences = "%JKLMNOPQRjklmnopqr";
    internal const string Duplicates = "STUVWXYZs";

    // Every letter but E, which may belong to an exponent.
    private static readonly SearchValues<byte> s_letters = SearchValues.Create("@ABCDFGHIabcdfghi%JKLMNOPQRjklmnopqrSTUVWXYZs"u8);

    private static readonly SearchValues<byte> s_duplicates = SearchValues.Create("STUVWXYZs"u8);

    /// <summary>Adds up what the DUP numbers ask for, so that a file that asks for too much is refused before anything is made.</summary>
    public static void AllowRepeats(TableText text, long fileLength, long already)
    {
        double asked = 0;
        for (int i = text.First; i < text.End; i++)
        {
            ReadOnlySpan<byte> line = text[i];
            for (int at = line.IndexOfAny(s_duplicates); at >= 0; )
            {
                double count = Duplicates.IndexOf((char)line[at], StringComparison.Ordinal) + 1;
                while (++at < line.Length && (uint)(line[at] - '0') <= 9)
                    count = 10 * count + (line[at] - '0');
                asked += count;
                int next = line[at..].IndexOfAny(s_duplicates);
                at = next < 0 ? -1 : at + next;
            }
            FileBytes.Allow(fileLength, (long)Math.Min(already + 2 * asked, 1e15), text.Offset(i), "repeated ordinates and their x");
        }
    }

    /// <summary>A letter other than E decides that E is a digit too; a line whose words join two E's likewise. NaN is a word.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            int end = line.IndexOfAny(" \t,;"u8);
            ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
            line = end < 0 ? [] : line[(end + 1)..];
            if (IsNan(word))
                continue;
            if (word.ContainsAny(s_letters))
                return true;
            int e = word.IndexOfAny("Ee"u8);
            if (e >= 0 && (e == 0 || word[(e + 1)..].ContainsAny("Ee"u8)))
                return true;
        }
        return false;
    }

    /// <summary>NaN as programs write it.</summary>
    public static bool IsNan(ReadOnlySpan<byte> word) => word.Length == 3 && Ascii.EqualsIgnoreCase(word, "nan"u8);

    /// <summary>0 to 9 for a letter of positive numbers (and zero), -1 to -9 as 11 to 19; -1 for another byte.</summary>
    public static int Digit(string letters, byte c) => letters.IndexOf((char)c) is var i and >= 0 ? (i <= 9 ? i : i + 1) : -1;
}
