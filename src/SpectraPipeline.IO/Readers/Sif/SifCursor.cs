using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>Reads the header of a .sif: words, single raw bytes and lines in one stream. Raw bytes may be line ends, so it cannot be split into lines first.</summary>
internal sealed class SifCursor(FileBytes file)
{
    // No line of a header is longer but texts of stated length.
    private const int LongestLine = 1 << 16;

    /// <summary>The file.</summary>
    public FileBytes File => file;

    /// <summary>Next byte.</summary>
    public long At { get; set; }

    /// <summary>True when nothing follows.</summary>
    public bool IsAtEnd => At >= file.Length;

    /// <summary>A word and the blank or line end behind it.</summary>
    /// <exception cref="BadFileException">The file ends, or no word follows.</exception>
    public string Word(string what)
    {
        const int Longest = 64;
        ReadOnlySpan<byte> rest = Rest(Longest);
        int end = rest.IndexOfAny((byte)' ', (byte)'\n');
        if (end < 0)
            throw new BadFileException(At, what, IsAtEnd || rest.Length < Longest ? "the end of the file" : "no word");
        string word = Encoding.Latin1.GetString(rest[..end]);
        At += end + 1;
        return word;
    }

    /// <summary>A raw byte and the blank behind it.</summary>
    public void RawByte(string what)
    {
        _ = file.Slice(At, 2, what);
        At += 2;
    }

    /// <summary>The line to its end, which is passed over; raw bytes as they are (Latin-1).</summary>
    /// <exception cref="BadFileException">No line end follows.</exception>
    public string Line(string what)
    {
        ReadOnlySpan<byte> rest = Rest(LongestLine);
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw new BadFileException(At, what, rest.Length < LongestLine ? "the end of the file" : $"no line end in {LongestLine} bytes");
        string line = Encoding.Latin1.GetString(rest[..end]);
        At += end + 1;
        return line;
    }

    /// <summary>A text of a stated number of bytes.</summary>
    /// <exception cref="BadFileException">It is longer than the file.</exception>
    public string Text(long length, string what)
    {
        string text = TextLines.Decode(file.Slice(At, length, what));
        At += length;
        return text;
    }

    /// <summary>A whole number that fills a line.</summary>
    /// <exception cref="BadFileException">The line is something else.</exception>
    public long WholeLine(string what)
    {
        long at = At;
        string line = Line(what);
        return Whole(line.Trim()) ?? throw new BadFileException(at, what, $"'{Shorten(line)}'");
    }

    /// <summary>The next line when it is a whole number, without moving; null when it is something else.</summary>
    public long? Peek()
    {
        ReadOnlySpan<byte> rest = Rest(32);
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? null : Whole(Encoding.Latin1.GetString(rest[..end]).Trim());
    }

    /// <summary>A whole number; null when the text is something else.</summary>
    public static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>A number; null when the text is something else or not finite.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>The first signs of a line for a message, raw bytes as dots.</summary>
    public static string Shorten(string text) =>
        string.Concat(text.Take(40).Select(c => c is < ' ' or > '~' ? '.' : c)) + (text.Length > 40 ? " ..." : "");

    private ReadOnlySpan<byte> Rest(int most) =>
        file.Slice(Math.Min(At, file.Length), Math.Min(most, file.Length - Math.Min(At, file.Length)), "the header");
}
