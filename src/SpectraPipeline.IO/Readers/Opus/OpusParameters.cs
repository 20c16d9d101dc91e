using System.Globalization;
using System.Text;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>The key and value pairs of one parameter block, in their order.</summary>
internal sealed class OpusParameters
{
    private const int EntryHead = 8;
    private const int Utf8 = 65001;
    private const int Western = 1252;
    private readonly Dictionary<string, double> _numbers = [];

    /// <summary>Keys and values as text.</summary>
    public List<(string Key, string Text)> Entries { get; } = [];

    /// <summary>Where and what the block is.</summary>
    public required OpusBlock Block { get; init; }

    /// <summary>The number under a key; NaN when there is none.</summary>
    public double this[string key] => _numbers.GetValueOrDefault(key, double.NaN);

    /// <summary>A number that must be whole; -1 when it is not there or is none.</summary>
    public int Count(string key) => this[key] is >= 0 and <= int.MaxValue and var v ? (int)v : -1;

    /// <summary>The text under a key; empty when there is none.</summary>
    public string Text(string key) => Entries.Find(e => e.Key == key).Text ?? "";

    /// <summary>Reads a block up to its END or as far as the entries make sense.</summary>
    /// <param name="file">The file.</param>
    /// <param name="block">A block that is in the file as a whole.</param>
    /// <param name="codePage">Code page of the strings (entry CPG); 0 when the file does not say.</param>
    public static OpusParameters Read(FileBytes file, OpusBlock block, int codePage = 0)
    {
        var read = new OpusParameters { Block = block };
        long end = block.Offset + block.Length;
        for (long at = block.Offset; at + EntryHead <= end; )
        {
            ReadOnlySpan<byte> name = file.Slice(at, 3, "a key of a parameter block");
            if (name.SequenceEqual("END"u8) || name.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
                break;
            string key = Encoding.ASCII.GetString(name);
            int type = file.I16(at + 4, key);
            long length = 2L * file.U16(at + 6, key);
            if (at + EntryHead + length > end)
                break;
            read.Add(key, type, file.Slice(at + EntryHead, length, key), codePage);
            at += EntryHead + length;
        }
        return read;
    }

    private void Add(string key, int type, ReadOnlySpan<byte> value, int codePage)
    {
        switch (type)
        {
            case 0 when value.Length >= 4:
                Number(key, BitConverter.ToInt32(value));
                break;
            case 1 when value.Length >= 8:
                Number(key, BitConverter.ToDouble(value));
                break;
            case 2 or 3 or 4:
                int end = value.IndexOf((byte)0);
                Entries.Add((key, Decode(end < 0 ? value : value[..end], codePage).Trim()));
                break;
        }
    }

    private void Number(string key, double value)
    {
        _numbers.TryAdd(key, value);
        Entries.Add((key, value.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>OPUS writes the code page of the computer and says which in CPG, in newer versions UTF-8 (65001).</summary>
    private static string Decode(ReadOnlySpan<byte> bytes, int codePage)
    {
        if (codePage is 0 or Utf8 or Western || !bytes.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
            return TextLines.Decode(bytes);
        try
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.Latin1).GetString(bytes);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // A number that is no code page: the same as when there is none.
            return TextLines.Decode(bytes);
        }
    }
}
