using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>A piece of a PerkinElmer block file: a number that says what it is, a length, and either a typed value or further pieces.</summary>
/// <param name="Id">What it is.</param>
/// <param name="Offset">First byte of its content.</param>
/// <param name="Length">Length of its content in bytes.</param>
/// <param name="Type">Type of its value; 0 when it has none.</param>
/// <param name="Members">Pieces inside.</param>
internal sealed record PeMember(int Id, long Offset, long Length, int Type, IReadOnlyList<PeMember> Members)
{
    private const int HeadLength = 6;
    private const int MostNotes = 20;

    // Real files have about a hundred pieces; empty ones without end would take more memory than the file.
    private const int Most = 100_000;

    // A file from the trade nests eight deep; every step of the history is two levels more.
    private const int Deepest = 64;
    private const int FirstType = 29960;
    private const int LastType = 29999;

    /// <summary>Reads the pieces of a stretch of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">First byte.</param>
    /// <param name="end">Byte after the last.</param>
    /// <param name="notes">Takes what is damaged deeper down, in the history, which the spectrum does not need.</param>
    /// <exception cref="BadFileException">A piece of the first level reaches beyond the stretch.</exception>
    public static List<PeMember> Read(FileBytes file, long from, long end, List<string> notes)
    {
        int left = Most;
        return Read(file, from, end, notes, 0, ref left);
    }

    private static List<PeMember> Read(FileBytes file, long from, long end, List<string> notes, int depth, ref int left)
    {
        var members = new List<PeMember>();
        for (long at = from; at + HeadLength <= end; )
        {
            int id = file.U16(at, "a block");
            long length = file.I32(at + 2, "the length of a block");
            long content = at + HeadLength;
            if (length < 0 || length > end - content || depth > Deepest || --left < 0)
            {
                var fault = new BadFileException(at, $"{length} bytes for {PeNames.Of(id)} (block {id})", $"{end - content} until the end");
                if (depth == 0)
                    throw fault;
                if (notes.Count < MostNotes)
                    notes.Add($"the history is damaged: {fault.Message}");
                break;
            }
            int first = length >= 2 ? file.U16(content, "a type") : 0;
            int type = first is >= FirstType and <= LastType ? first : 0;
            IReadOnlyList<PeMember> inner = Nests(id, length, first)
                ? Read(file, content, content + length, notes, depth + 1, ref left)
                : [];
            members.Add(new(id, content, length, type, inner));
            at = content + length;
        }
        return members;
    }

    /// <summary>A container, or an entry of the history that holds containers: the records before it, the settings of the instrument.</summary>
    private static bool Nests(int id, long length, int first) =>
        id is >= PeNames.DataSet and <= PeNames.LastContainer
        || (length >= HeadLength && first is >= PeNames.DataSet and <= PeNames.LastContainer);

    /// <summary>A double of the value, counted from 0; NaN when the value does not hold it.</summary>
    public double Double(FileBytes file, int index = 0) =>
        Type is 29979 or 29980 or 29981 && Length >= 10 + 8L * index ? file.F64(Offset + 2 + 8L * index, PeNames.Of(Id)) : double.NaN;

    /// <summary>The value as text; null when it has none, when it is marked as not set, or is an array.</summary>
    public string? Text(FileBytes file)
    {
        if (Type == 0)
            return null;
        ReadOnlySpan<byte> value = file.Slice(Offset + 2, Length - 2, PeNames.Of(Id));
        int size = Type switch
        {
            29973 or >= 29996 and <= 29999 or 29988 => 2,
            29978 or 29995 => 4,
            29979 or 29980 => 8,
            29981 => 16,
            _ => 0,
        };
        if (size > 0)
            return value.Length < size || !IsSet(value[size..]) ? null : Number(value);
        if (Type is not (29987 or 29969) || value.Length < 2)
            return null;
        int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(value), value.Length - 2);
        ReadOnlySpan<byte> text = value.Slice(2, length);
        return (Type == 29987 ? TextLines.Decode(text) : Encoding.Unicode.GetString(text)).Trim('\0', ' ');
    }

    /// <summary>Settings of instruments are followed by a mark that says whether they are known.</summary>
    private static bool IsSet(ReadOnlySpan<byte> rest) =>
        rest.Length < 4 || BinaryPrimitives.ReadUInt16LittleEndian(rest) != 29988 || BinaryPrimitives.ReadInt16LittleEndian(rest[2..]) != 0;

    private string Number(ReadOnlySpan<byte> value) =>
        Type switch
        {
            29981 => string.Create(
                CultureInfo.InvariantCulture,
                $"{BinaryPrimitives.ReadDoubleLittleEndian(value):R} {BinaryPrimitives.ReadDoubleLittleEndian(value[8..]):R}"
            ),
            29979 or 29980 => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString("R", CultureInfo.InvariantCulture),
            29995 => BinaryPrimitives.ReadInt32LittleEndian(value).ToString(CultureInfo.InvariantCulture),
            29978 => BinaryPrimitives.ReadUInt32LittleEndian(value).ToString(CultureInfo.InvariantCulture),
            29996 or 29998 => BinaryPrimitives.ReadUInt16LittleEndian(value).ToString(CultureInfo.InvariantCulture),
            _ => BinaryPrimitives.ReadInt16LittleEndian(value).ToString(CultureInfo.InvariantCulture),
        };
}
