using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>The file of parameters beside the tiles (.bsp of a tile, .dmt of a mosaic): axes, time and settings.</summary>
/// <remarks>A compound document whose streams are runs of values, each behind its length. They are found by those lengths, wherever the streams lie.</remarks>
internal sealed class AgilentParameters
{
    private const int LongestName = 64;
    private const int LongestText = 1024;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Dictionary<string, string> _entries = [];

    private AgilentParameters(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>How compound documents begin.</summary>
    public static ReadOnlySpan<byte> DocumentSignature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>All settings that have a text or a number.</summary>
    public IReadOnlyDictionary<string, string> Entries => _entries;

    /// <summary>When the measurement began (UTC); null when not stated.</summary>
    public DateTime? Acquired { get; private set; }

    /// <summary>Edge of a pixel of the image (µm); NaN when not stated.</summary>
    public double PixelSize { get; private set; } = double.NaN;

    /// <summary>What y is in spectra; null when not stated.</summary>
    public string? YLabel { get; private set; }

    /// <summary>The file is of a mosaic.</summary>
    public bool IsMosaic => _entries.TryGetValue("MosaicScan", out string? text) && text.Equals("Yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a compound document with the streams of Agilent Resolutions.</summary>
    public static bool Is(ReadOnlySpan<byte> head) =>
        head.StartsWith(DocumentSignature)
        && head.IndexOf(Encoding.Unicode.GetBytes("IndexTable")) >= 0
        && head.IndexOf(Encoding.Unicode.GetBytes("Spectra")) >= 0;

    /// <summary>Reads what can be found; a file without any of it has no entries.</summary>
    public static AgilentParameters Read(ReadOnlyMemory<byte> bytes)
    {
        var parameters = new AgilentParameters(bytes);
        parameters.FindTexts();
        parameters.FindNumbers();
        parameters.YLabel = parameters.LabelBehindWavenumber();
        if (
            parameters.Number("FPA Pixel Size") is double pixel
            && parameters.Number("PixelAggregationSize") is double together
            && pixel * together is > 0 and < 1e6
        )
            parameters.PixelSize = pixel * together;
        return parameters;
    }

    /// <summary>The even axis of a number of points: x[i] = step (start + i). Spectra count in cm-1, interferograms in cm of path difference.</summary>
    /// <remarks>The axis stands as the lengths 8, 4, 4 before step (f64), start (i32) and number (i32).</remarks>
    public (double Step, int Start)? Axis(int points)
    {
        ReadOnlySpan<byte> b = _bytes.Span;
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, 4);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], 8);
        for (int at = 0; ; at++)
        {
            int next = b[at..].IndexOf(lengths);
            if (next < 0 || at + next + 32 > b.Length)
                return null;
            at += next;
            if (I32(at + 16) != 4 || I32(at + 24) != 4 || I32(at + 28) != points)
                continue;
            double step = BinaryPrimitives.ReadDoubleLittleEndian(b[(at + 8)..]);
            int start = I32(at + 20);
            if (double.IsFinite(step) && step > 0 && double.IsFinite(step * ((double)start + points)))
                return (step, start);
        }
    }

    /// <summary>Name, its length twice before it; the words 4 1 4 2 4 4 4, the length v, 4, v, v behind it; then the text.</summary>
    private void FindTexts()
    {
        ReadOnlySpan<byte> b = _bytes.Span;
        Span<byte> mark = stackalloc byte[28];
        ReadOnlySpan<int> words = [4, 1, 4, 2, 4, 4, 4];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(mark[(4 * i)..], words[i]);
        for (int at = 0; ; at += mark.Length)
        {
            int next = b[at..].IndexOf(mark);
            if (next < 0 || at + next + 44 > b.Length)
                return;
            at += next;
            int length = I32(at + 28);
            if (length is <= 0 or > LongestText || I32(at + 32) != 4 || I32(at + 36) != length || at + 44 + length > b.Length)
                continue;
            if (NameBefore(at, twice: true) is string name)
                _entries.TryAdd(name, Text(b.Slice(at + 44, length)));
        }
    }

    /// <summary>Name, its length before it; 0 2 8 'PropType' 1 1 4 type 4 '1.00' 1 1 8; then a number (type 0) or a time (type 2).</summary>
    private void FindNumbers()
    {
        ReadOnlySpan<byte> b = _bytes.Span;
        for (int at = 0; ; at++)
        {
            int next = b[at..].IndexOf("PropType"u8);
            if (next < 0 || at + next + 52 > b.Length)
                return;
            at += next;
            if (at < 16 || I32(at - 4) != 8 || !b.Slice(at + 28, 4).SequenceEqual("1.00"u8) || I32(at + 40) != 8)
                continue;
            if (NameBefore(at - 12, twice: false) is not string name)
                continue;
            if (I32(at + 20) == 0 && BinaryPrimitives.ReadDoubleLittleEndian(b[(at + 44)..]) is var value && double.IsFinite(value))
                _entries.TryAdd(name, value.ToString("R", CultureInfo.InvariantCulture));
            else if (I32(at + 20) == 2 && BinaryPrimitives.ReadInt64LittleEndian(b[(at + 44)..]) is > 0 and < uint.MaxValue and var seconds)
                Acquired ??= DateTime.UnixEpoch.AddSeconds(seconds);
        }
    }

    private string? LabelBehindWavenumber()
    {
        ReadOnlySpan<byte> b = _bytes.Span;
        int at = b.IndexOf("Wavenumber\u0004\0\0\0"u8);
        if (at < 0 || at + 22 > b.Length)
            return null;
        int length = I32(at + 14);
        return length is > 0 and <= LongestName && length == I32(at + 18) && at + 22 + length <= b.Length
            ? Text(b.Slice(at + 22, length))
            : null;
    }

    private string? NameBefore(int end, bool twice)
    {
        for (int length = 1; length <= LongestName && end - length - 8 >= 0; length++)
            if (I32(end - length - 4) == length && (!twice || I32(end - length - 8) == length))
                return Text(_bytes.Span.Slice(end - length, length)) is var name && name.All(c => !char.IsControl(c)) ? name : null;
        return null;
    }

    private double? Number(string name) =>
        _entries.TryGetValue(name, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    private int I32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.Span[at..]);

    private static string Text(ReadOnlySpan<byte> bytes) => Tokens.TextLines.Decode(bytes).Trim('\0', ' ');
}
