using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>A node of a WITec file: a name, a type, and where its bytes are; a container's bytes are tags back to back.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Name; unique in its container.</param>
/// <param name="Type">0 container, 2 f64, 3 f32, 4 i64, 5 i32, 6 u16, 7 u8, 8 bool, 9 text.</param>
/// <param name="Start">First byte of the value.</param>
/// <param name="End">First byte behind it, never behind the end of the file.</param>
/// <param name="Walk">Bounds how much of the file is walked.</param>
internal sealed record WitecTag(FileBytes File, string Name, uint Type, long Start, long End, WitecWalk Walk)
{
    private const int HeaderSize = 4 + 4 + 8 + 8;

    // Names in real files have up to 30 letters.
    private const uint LongestName = 256;

    // A tag has at least 25 bytes; a large project has some thousand objects.
    private const int MostChildren = 100_000;

    /// <summary>The file ended inside this tag.</summary>
    public bool IsCut { get; private init; }

    /// <summary>The tag at a place that must lie before an end; behind it only where what holds it is cut itself.</summary>
    /// <exception cref="BadFileException">It is no tag.</exception>
    public static WitecTag At(FileBytes file, long at, long end, bool mayBeCut, WitecWalk walk)
    {
        walk.Step(at, 0);
        uint length = file.U32(at, "the length of a name");
        if (length is 0 or > LongestName || length + HeaderSize > end - at)
            throw new BadFileException(at, $"a tag (its name has 1 to {LongestName} letters)", $"a name of {length} letters");
        string name = TextLines.Decode(file.Slice(at + 4, length, "a name"));
        long fields = at + 4 + length;
        uint type = file.U32(fields, "the type of a tag");
        ulong from = file.U64(fields + 4, "the begin of a tag");
        ulong to = file.U64(fields + 12, "the end of a tag");
        long own = fields + 20;
        // A value lies behind its own header and within its container: so nothing can lead back, and no two tags share bytes.
        if (from != (ulong)own || to < from || (to > (ulong)end && !mayBeCut))
            throw new BadFileException(fields + 4, $"the value of '{name}' from byte {own} to at most {end}", $"{from} to {to}");
        bool cut = to > (ulong)file.Length;
        return new WitecTag(file, name, type, own, cut ? file.Length : (long)to, walk) { IsCut = cut };
    }

    /// <summary>Tags in this container, one after another as they are asked for. Where the file was cut, those that begin before its end.</summary>
    /// <exception cref="BadFileException">Its bytes are no tags, or more than any project has.</exception>
    public IEnumerable<WitecTag> Children
    {
        get
        {
            int count = 0;
            for (long at = Start; Type == 0 && at < End; )
            {
                if (IsCut && !HasHeader(at))
                    yield break;
                if (count++ == MostChildren)
                    throw new BadFileException(at, $"at most {MostChildren} tags in '{Name}'", "more");
                WitecTag child = At(File, at, End, IsCut, Walk);
                yield return child;
                at = child.End;
            }
        }
    }

    private bool HasHeader(long at) =>
        File.Holds(at, 4) && File.U32(at, "the length of a name") is var n and <= LongestName && File.Holds(at, HeaderSize + n);

    /// <summary>A tag in this container; null when there is none.</summary>
    public WitecTag? Find(string name)
    {
        foreach (WitecTag child in Children)
            if (child.Name == name)
                return child;
        return null;
    }

    /// <summary>A whole number in this container; a default when there is none.</summary>
    public long Whole(string name, long missing = 0) =>
        Find(name) is not { } tag ? missing
        : tag.Type == 5 && tag.Length >= 4 ? File.I32(tag.Start, name)
        : tag.Type == 4 && tag.Length >= 8 ? File.I64(tag.Start, name)
        : tag.Type is 7 or 8 && tag.Length >= 1 ? File.U8(tag.Start, name)
        : missing;

    /// <summary>A number in this container; NaN when there is none.</summary>
    public double Number(string name) => Find(name) is { Type: 2, Length: >= 8 } tag ? File.F64(tag.Start, name) : double.NaN;

    /// <summary>Numbers in this container; empty when there are none.</summary>
    public double[] Numbers(string name)
    {
        if (Find(name) is not { Type: 2 or 3 } tag)
            return [];
        Walk.Step(tag.Start, tag.Length);
        return tag.Type == 2 ? File.F64s(tag.Start, tag.Length / 8, name) : File.F32s(tag.Start, tag.Length / 4, name);
    }

    /// <summary>A text in this container; empty when there is none.</summary>
    public string Text(string name) => Find(name) is { Type: 9 } tag ? tag.OwnText : "";

    /// <summary>Bytes of the value.</summary>
    public long Length => End - Start;

    /// <summary>The value of a tag of type 9.</summary>
    public string OwnText
    {
        get
        {
            if (Length < 4)
                return "";
            long length = Math.Min(File.U32(Start, "the length of a text"), Length - 4);
            Walk.Step(Start, length);
            return TextLines.Decode(File.Slice(Start + 4, length, "a text")).TrimEnd('\0');
        }
    }
}

/// <summary>Counts what is walked of a file. Objects name each other by number, so that many could lead to one large object, each walking all of it.</summary>
internal sealed class WitecWalk(long fileLength)
{
    private const long Free = 1_000_000;
    private const int BytesAStep = 64;

    // A graph of 1024 values takes some 500 steps in more than 4 kB.
    private long _left = Free + fileLength / 4;

    /// <summary>A tag and the bytes of its value that are looked at.</summary>
    /// <exception cref="BadFileException">More than the objects of any project need.</exception>
    public void Step(long at, long bytes)
    {
        _left -= 1 + bytes / BytesAStep;
        if (_left < 0)
            throw new BadFileException(
                at,
                "objects that do not all lead through the same large one",
                "more tags to walk than a project needs"
            );
    }
}
