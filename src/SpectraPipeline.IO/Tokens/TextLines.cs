using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace SpectraPipeline.IO.Tokens;

/// <summary>A text file as bytes and the places of its lines. CR, LF and CRLF end a line; UTF-8 and UTF-16 marks are taken off.</summary>
public sealed class TextLines
{
    private static readonly Encoding s_windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    // All below the blank but tab, line feed, vertical tab, form feed, carriage return and the DOS end mark.
    private static readonly SearchValues<byte> s_controls = SearchValues.Create([
        .. Enumerable.Range(0, ' ').Where(c => c is not ('\t' or '\n' or 0x0B or 0x0C or '\r' or 0x1A)).Select(c => (byte)c),
    ]);
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int _origin;

    private TextLines(ReadOnlyMemory<byte> bytes, int origin, bool wide)
    {
        (_bytes, _origin, IsUtf16) = (bytes, origin, wide);
        (_starts, _lengths, Count, EndsWithLineBreak) = Split(bytes.Span);
    }

    /// <summary>Number of lines.</summary>
    public int Count { get; }

    /// <summary>The file was UTF-16; offsets are then those of the UTF-8 text.</summary>
    public bool IsUtf16 { get; }

    /// <summary>False when the last line is not ended, as in a file that was cut (and in many that were not).</summary>
    public bool EndsWithLineBreak { get; }

    /// <summary>Bytes of a line without its end.</summary>
    public ReadOnlySpan<byte> this[int line] => _bytes.Span.Slice(_starts[line], _lengths[line]);

    /// <summary>The text, without marks.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>First byte of each line in the text.</summary>
    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Length of each line without its end.</summary>
    internal ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>First byte and length of a line in the text.</summary>
    internal (int From, int Length) Place(int line) => (_starts[line], _lengths[line]);

    /// <summary>Byte offset of a line in the file.</summary>
    public long Offset(int line) => _origin + (line < Count ? _starts[line] : _bytes.Length);

    /// <summary>A line as text: UTF-8, or Windows' cp1252 where it is not valid UTF-8.</summary>
    public string Text(int line) => Decode(this[line]);

    /// <summary>UTF-8, or Windows' Western code page (cp1252) where the bytes are not valid UTF-8, as most instruments write.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : s_windows.GetString(bytes);

    /// <summary>Splits a file into lines.</summary>
    public static TextLines Of(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> b = bytes.Span;
        if (b.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return new(bytes[3..], 3, false);
        if (WideEncoding(b) is (Encoding encoding, int mark))
            return new(Encoding.UTF8.GetBytes(encoding.GetString(b[mark..])), 0, true);
        return new(bytes, 0, false);
    }

    /// <summary>The first line as text, empty when there is none: for readers that look for their format, at a fraction of the cost of all lines.</summary>
    /// <param name="head">The beginning of a file, marks included.</param>
    public static string FirstLine(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        else if (WideEncoding(head) is not null)
            return Of(head.ToArray()) is { Count: > 0 } lines ? lines.Text(0) : "";
        int end = head.IndexOfAny(s_lineEnds);
        return Decode(end < 0 ? head : head[..end]);
    }

    /// <summary>True when the bytes are text: UTF-16, or no control characters but line ends, tabs, form feeds and the DOS end mark.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        if (WideEncoding(head) is (Encoding encoding, int mark))
        {
            // Half of the characters of real UTF-16 text in this trade are ASCII; a binary file with zeros in it is not.
            int ascii = 0;
            string text = encoding.GetString(head[mark..(head.Length - (head.Length - mark) % 2)]);
            foreach (char c in text)
                ascii += c is (>= ' ' and < (char)127) or '\t' or '\r' or '\n' ? 1 : 0;
            return ascii * 10 >= text.Length * 9;
        }
        return !head.ContainsAny(s_controls);
    }

    /// <summary>True when a whole file is text: its beginning looks so, and no zero byte follows (UTF-16 apart).</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes) =>
        LooksLikeText(bytes[..Math.Min(bytes.Length, 4096)]) && (WideEncoding(bytes) is not null || !bytes.Contains((byte)0));

    private static (Encoding Encoding, int Mark)? WideEncoding(ReadOnlySpan<byte> b)
    {
        if (b.Length < 4)
            return null;
        if (b[0] == 0xFF && b[1] == 0xFE)
            return (Encoding.Unicode, 2);
        if (b[0] == 0xFE && b[1] == 0xFF)
            return (Encoding.BigEndianUnicode, 2);
        int n = Math.Min(b.Length, 256) & ~1;
        if (!b[..n].Contains((byte)0))
            return null;
        int evenZeros = 0;
        int oddZeros = 0;
        for (int i = 0; i < n; i += 2)
        {
            evenZeros += b[i] == 0 ? 1 : 0;
            oddZeros += b[i + 1] == 0 ? 1 : 0;
        }
        if (oddZeros * 20 > n * 9 && evenZeros == 0)
            return (Encoding.Unicode, 0);
        return evenZeros * 20 > n * 9 && oddZeros == 0 ? (Encoding.BigEndianUnicode, 0) : null;
    }

    /// <summary>Places of the lines, from the ends of lines in 64 bytes at a time.</summary>
    private static (int[] Starts, int[] Lengths, int Count, bool Ended) Split(ReadOnlySpan<byte> b)
    {
        // The number of lines, exact for LF and CRLF, which a growing list would pay with twice the memory for a while.
        int feeds = b.Count((byte)'\n');
        int expected = (feeds > 0 ? feeds : b.Count((byte)'\r')) + 1;
        int[] starts = GC.AllocateUninitializedArray<int>(expected);
        int[] lengths = GC.AllocateUninitializedArray<int>(expected);
        int count = 0;
        int at = 0;
        for (int block = 0; block < b.Length; block += 64)
        {
            for (ulong ends = LineEnds(b, block); ends != 0; ends &= ends - 1)
            {
                int end = block + BitOperations.TrailingZeroCount(ends);
                // The LF of a CRLF ends nothing.
                if (end != at || end == 0 || b[end] != '\n' || b[end - 1] != '\r')
                    Add(at, end);
                at = end + 1;
            }
        }
        bool ended = at == b.Length;
        if (!ended)
            Add(at, b.Length);
        return (starts, lengths, count, ended);

        void Add(int start, int end)
        {
            if (count == starts.Length)
            {
                Array.Resize(ref starts, 2 * count);
                Array.Resize(ref lengths, 2 * count);
            }
            starts[count] = start;
            lengths[count++] = end - start;
        }
    }

    /// <summary>Bit i: byte block + i is CR or LF.</summary>
    private static ulong LineEnds(ReadOnlySpan<byte> b, int block)
    {
        ReadOnlySpan<byte> some = b.Slice(block, Math.Min(64, b.Length - block));
        if (some.Length == 64)
        {
            Vector512<byte> v = Vector512.Create(some);
            return (
                Vector512.Equals(v, Vector512.Create((byte)'\n')) | Vector512.Equals(v, Vector512.Create((byte)'\r'))
            ).ExtractMostSignificantBits();
        }
        ulong bits = 0;
        for (int i = 0; i < some.Length; i++)
            if (some[i] is (byte)'\n' or (byte)'\r')
                bits |= 1UL << i;
        return bits;
    }
}
