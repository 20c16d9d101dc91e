using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>One entry of the directory.</summary>
/// <param name="Code">What the block holds.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Length in bytes as the directory states it; the file may end before.</param>
internal readonly record struct OpusBlock(BlockCode Code, long Offset, long Length);

/// <summary>Header and directory of an OPUS file. The directory lies where the header says, which is not always behind the header.</summary>
internal static class OpusDirectory
{
    private const int HeaderLength = 24;
    private const int EntryLength = 12;
    private const int BytesAWord = 4;

    // Blocks lie side by side; the directory lists itself too. More than this many times the file can only be a damaged directory,
    // and reading it all would cost time and memory without bound.
    private const int MostCover = 4;

    /// <summary>What every OPUS file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x0A, 0x0A, 0xFE, 0xFE];

    /// <summary>The blocks in the order of the directory, those beyond the end of a truncated file among them.</summary>
    /// <exception cref="BadFileException">No OPUS file, or a directory that is not all there.</exception>
    public static List<OpusBlock> Read(FileBytes file, List<string> notes)
    {
        if (!file.Has(0, Signature))
            throw new BadFileException(
                0,
                "the signature 0A0AFEFE of OPUS",
                Convert.ToHexString(file.Memory.Span[..(int)Math.Min(4, file.Length)])
                    + " (without --format the content decides what the file is)"
            );
        file.Slice(0, HeaderLength, "the header of OPUS");
        long start = file.U32(12, "the place of the directory");
        int most = file.I32(16, "the size of the directory");
        int used = file.I32(20, "the number of blocks");
        if (start < HeaderLength || most <= 0)
            throw new BadFileException(12, "the place and size of the directory", $"byte {start}, {most} entries");
        var blocks = new List<OpusBlock>();
        long cover = 0;
        for (int i = 0; i < most; i++)
        {
            long at = start + (long)EntryLength * i;
            file.Slice(at, EntryLength, "an entry of the directory");
            long offset = file.I32(at + 8, "the place of a block");
            if (offset <= 0)
                break;
            long length = (long)file.I32(at + 4, "the length of a block") * BytesAWord;
            if (length < 0)
                throw new BadFileException(at + 4, "the length of a block", $"{length / BytesAWord} words");
            cover += Math.Clamp(file.Length - offset, 0, length) + EntryLength;
            if (cover > MostCover * file.Length)
                throw new BadFileException(
                    at,
                    "blocks that lie side by side",
                    $"blocks that overlap, more than {MostCover} times the file"
                );
            blocks.Add(new(new(file.I32(at, "the code of a block")), offset, length));
        }
        if (blocks.Count != used)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"the header counts {used} blocks, the directory lists {blocks.Count}"));
        return blocks;
    }
}
