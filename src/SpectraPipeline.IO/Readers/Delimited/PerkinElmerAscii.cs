using System.Globalization;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>The header of PerkinElmer's ASCII (<c>PE UV</c>, <c>PE FL</c>, <c>PE IR ... ASCII PEDS</c>): lines without keys, whose meaning is their place,
/// then <c>#HDR</c>, <c>#GR</c> and <c>#DATA</c>. The lines under <c>#GR</c> are: unit of x, unit of y, factor, offset, first x, step, number of points.</summary>
internal static class PerkinElmerAscii
{
    /// <summary>Entry with the unit of x.</summary>
    public const string XUnit = "#GR 1";

    /// <summary>Entry with the unit of y.</summary>
    public const string YUnit = "#GR 2";

    /// <summary>Entry with the number of points.</summary>
    public const string Points = "#GR 7";

    /// <summary>Adds the lines that say something, under the name of their section and their number in it; nothing when the file is not of this kind.</summary>
    public static void AddEntries(TextLines lines, int dataLine, Dictionary<string, string> entries)
    {
        if (lines.Count < 3 || !lines[0].StartsWith("PE "u8) || lines[0].IndexOf("ASCII"u8) < 0)
            return;
        string section = "line";
        int number = 0;
        for (int i = 0; i < dataLine; i++)
        {
            string text = lines.Text(i).Trim();
            number++;
            if (text.StartsWith('#'))
                (section, number) = (text, 0);
            else if (text.Length > 0)
                entries.TryAdd(string.Create(CultureInfo.InvariantCulture, $"{section} {number}"), text);
        }
    }
}
