using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>Takes the child's list of names apart. The child may have been taken over by the file it read, so nothing in it is believed.</summary>
internal ref struct Hdf5Answer
{
    private const byte End = 255;
    private const int MostRank = 32;

    private readonly FileBytes _bytes;
    private long _at;

    private Hdf5Answer(FileBytes bytes) => _bytes = bytes;

    /// <summary>The root group with everything below.</summary>
    /// <exception cref="Hdf5DeathException">Not what a sound child writes.</exception>
    public static Hdf5Node Tree(ReadOnlyMemory<byte> listing)
    {
        try
        {
            var answer = new Hdf5Answer(new FileBytes(listing));
            Hdf5Node root = answer.Node(answer.Byte(), null, 0);
            return root.Kind == Hdf5Kind.Group && answer._at == listing.Length
                ? root
                : throw new Hdf5DeathException("that libhdf5's process listed something else than a group");
        }
        catch (BadFileException)
        {
            throw new Hdf5DeathException("that libhdf5's process answered nonsense");
        }
    }

    private Hdf5Node Node(byte kind, Hdf5Node? parent, int depth)
    {
        if (depth > Hdf5Listing.Deepest + 1 || kind > (byte)Hdf5Kind.Other)
            throw new BadFileException(_at, "a known kind of object", $"{kind} at depth {depth}");
        string name = Text();
        switch ((Hdf5Kind)kind)
        {
            case Hdf5Kind.SoftLink:
                return new(name, parent, Hdf5Kind.SoftLink) { Target = Text() };
            case Hdf5Kind.Missing:
                return new(name, parent, Hdf5Kind.Missing) { Problem = Text() };
            case Hdf5Kind.Other:
                return new(name, parent, Hdf5Kind.Other);
            case Hdf5Kind.Dataset:
                return Dataset(name, parent);
            default:
                var group = new Hdf5Node(name, parent, Hdf5Kind.Group);
                Attributes(group.Attributes);
                for (byte next = Byte(); next != End; next = Byte())
                    group.Children.Add(Node(next, group, depth + 1));
                return group;
        }
    }

    private Hdf5Node Dataset(string name, Hdf5Node? parent)
    {
        var attributes = new Dictionary<string, string[]>();
        Attributes(attributes);
        var values = (Hdf5Values)Byte();
        long rank = Long();
        if (rank is < -1 or > MostRank)
            throw new BadFileException(_at, "a rank", $"{rank}");
        long[]? shape = rank < 0 ? null : new long[rank];
        for (int d = 0; d < rank; d++)
            shape![d] = Math.Max(0, Long());
        long otherBytes = Math.Clamp(Long(), 0, 1L << 40);
        var node = new Hdf5Node(name, parent, Hdf5Kind.Dataset)
        {
            Values = values,
            Shape = shape,
            OtherBytes = otherBytes,
            Problem = Text(),
            Text = Texts(),
        };
        foreach (var (key, texts) in attributes)
            node.Attributes[key] = texts;
        return node;
    }

    private void Attributes(Dictionary<string, string[]> to)
    {
        for (byte more = Byte(); more != 0; more = Byte())
        {
            string key = Text();
            to[key] = Texts();
        }
    }

    private string[] Texts()
    {
        long count = Long();
        // Each text has at least its length.
        _ = _bytes.Slice(_at, count is < 0 or > int.MaxValue / 8 ? -1 : count * 8, "texts");
        string[] texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = Text();
        return texts;
    }

    private string Text()
    {
        long length = Long();
        ReadOnlySpan<byte> bytes = _bytes.Slice(_at, length, "a text");
        _at += length;
        return TextLines.Decode(bytes);
    }

    private byte Byte() => _bytes.U8(_at++, "a kind");

    private long Long()
    {
        long value = _bytes.I64(_at, "a number");
        _at += 8;
        return value;
    }
}
