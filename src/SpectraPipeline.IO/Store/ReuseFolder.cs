using Microsoft.Win32.SafeHandles;

namespace SpectraPipeline.IO.Store;

/// <summary>Where a compacted file of spectra holds the row groups of each block.</summary>
internal sealed record CompactedSpectra(string Path, IReadOnlyDictionary<int, long[]> Begins);

/// <summary>One block of a finished run: where its container lies in the pack, and the spectra of its steps.</summary>
internal sealed record PackedBlock(long Offset, int Length, Dictionary<string, SpectraPlace> Spectra);

/// <summary>Packs the blocks of a run that ends into <c>.reuse/</c>: for every name in the parts one file with the containers of its blocks and those
/// columns of their spectra that the final files lack, and an index that says where everything lies. The numbers of spectra stay where they are.</summary>
internal static class ReuseFolder
{
    private const string IndexName = "index.bin";

    /// <summary>Writes beside and renames; an earlier one is gone before.</summary>
    /// <param name="folder">Result folder.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="compacted">Final files by name in the parts and step.</param>
    /// <param name="notes">Text of the engine.</param>
    internal static void Write(
        string folder,
        PartFolder parts,
        IReadOnlyDictionary<(string Series, string Step), CompactedSpectra> compacted,
        string notes
    )
    {
        string target = StoreFolder.Reuse(folder),
            beside = target + StoreFolder.Unfinished;
        Delete(beside);
        Directory.CreateDirectory(beside);
        using var index = new BlockPayload();
        index.Add(EntryKind.Text, "", "notes", to => to.Write(notes));
        foreach (string series in parts.Series.ToList())
        {
            string pack = Path.Combine(beside, PackName(series));
            List<(int Number, PackedBlock Block)> blocks = WritePack(pack, folder, series, parts, compacted);
            index.Add(EntryKind.Card, "", series, to => WriteBlocks(to, blocks));
        }
        using (SafeFileHandle file = File.OpenHandle(Path.Combine(beside, IndexName), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, BlockContainer.Wrap(index.Close()), 0);
            RandomAccess.FlushToDisk(file);
        }
        Delete(target);
        Directory.Move(beside, target);
    }

    /// <summary>Nothing is left to be used again, as far as the disk allows.</summary>
    internal static void Drop(string folder)
    {
        foreach (string reuse in (string[])[StoreFolder.Reuse(folder) + StoreFolder.Unfinished, StoreFolder.Reuse(folder)])
            try
            {
                Delete(reuse);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its index does not fit the spectra any more; whoever opens it is told so by the checksums.
            }
    }

    internal static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The notes and the blocks by name in the parts; null when there is no index or it is damaged.</summary>
    internal static (string Notes, Dictionary<string, SortedDictionary<int, PackedBlock>> Series)? ReadIndex(string folder)
    {
        try
        {
            byte[] container = File.ReadAllBytes(Path.Combine(StoreFolder.Reuse(folder), IndexName));
            if (BlockContainer.Payload(container) is not { } payload)
                return null;
            string notes = "";
            var series = new Dictionary<string, SortedDictionary<int, PackedBlock>>(StringComparer.Ordinal);
            foreach (BlockEntry entry in BlockPayload.EntriesOf(payload))
            {
                using BinaryReader from = BlockPayload.Reader(payload.Slice(entry.Offset, entry.Length));
                if (entry.Kind == EntryKind.Text)
                    notes = from.ReadString();
                else
                    series[entry.Name] = ReadBlocks(from, folder, PackOf(folder, entry.Name));
            }
            return (notes, series);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The pack of a name in the parts.</summary>
    internal static string PackOf(string folder, string series) => Path.Combine(StoreFolder.Reuse(folder), PackName(series));

    // With a prefix, so that no name of a series can be that of the index.
    private static string PackName(string series) => $"blocks.{FileNames.Encode(series)}.bin";

    private static List<(int, PackedBlock)> WritePack(
        string pack,
        string folder,
        string series,
        PartFolder parts,
        IReadOnlyDictionary<(string, string), CompactedSpectra> compacted
    )
    {
        var blocks = new List<(int, PackedBlock)>();
        byte[] buffer = new byte[1 << 16];
        using var file = new CheckedFile(pack);
        foreach (int number in parts.Numbers(series))
        {
            StoredBlock block = parts.Block(series, number)!;
            long begin = file.Position;
            using (SafeFileHandle container = File.OpenHandle(block.Container))
                file.CopyFrom(container, 0, RandomAccess.GetLength(container), buffer);
            int length = checked((int)(file.Position - begin));
            var places = new Dictionary<string, SpectraPlace>(StringComparer.Ordinal);
            foreach (string step in block.StepsWithSpectra)
                if (
                    compacted.TryGetValue((series, step), out CompactedSpectra? final)
                    && final.Begins.TryGetValue(number, out long[]? begins)
                )
                {
                    SpectraCard card = block.Card(step)!;
                    places[step] = new(
                        Path.GetRelativePath(folder, final.Path),
                        begins,
                        "",
                        CopyExtra(file, block.PartOf(step), card, buffer),
                        new FileInfo(final.Path).Length
                    );
                }
            blocks.Add((number, new(begin, length, places)));
        }
        file.FlushToDisk();
        return blocks;
    }

    /// <summary>Sigma and mask are in no final file.</summary>
    private static long[] CopyExtra(CheckedFile file, string part, SpectraCard card, byte[] buffer)
    {
        if (card.ExtraColumns == 0)
            return [];
        using SafeFileHandle source = File.OpenHandle(part);
        return
        [
            .. card.Layout.Groups.Select(group =>
            {
                SpectraChunk first = group.Chunks[card.FinalColumns],
                    last = group.Chunks[^1];
                long begin = file.Position;
                file.CopyFrom(source, first.Offset, last.Offset + last.Bytes - first.Offset, buffer);
                return begin;
            }),
        ];
    }

    private static void WriteBlocks(BinaryWriter to, List<(int Number, PackedBlock Block)> blocks)
    {
        to.Write(blocks.Count);
        foreach (var (number, block) in blocks)
        {
            to.Write(number);
            to.Write(block.Offset);
            to.Write(block.Length);
            to.Write(block.Spectra.Count);
            foreach (var (step, place) in block.Spectra)
            {
                to.Write(step);
                to.Write(place.Path.Replace('\\', '/'));
                to.Write(place.Bytes);
                Write(to, place.Begins);
                Write(to, place.ExtraBegins);
            }
        }
    }

    private static SortedDictionary<int, PackedBlock> ReadBlocks(BinaryReader from, string folder, string pack)
    {
        var blocks = new SortedDictionary<int, PackedBlock>();
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            int number = from.ReadInt32();
            long offset = from.ReadInt64();
            int length = from.ReadInt32();
            var places = new Dictionary<string, SpectraPlace>(StringComparer.Ordinal);
            for (int steps = from.ReadInt32(); steps > 0; steps--)
            {
                string step = from.ReadString(),
                    path = Path.Combine(folder, from.ReadString());
                long bytes = from.ReadInt64();
                places[step] = new(path, ReadLongs(from), pack, ReadLongs(from), bytes);
            }
            blocks[number] = new(offset, length, places);
        }
        return blocks;
    }

    private static void Write(BinaryWriter to, long[] values)
    {
        to.Write(values.Length);
        foreach (long v in values)
            to.Write(v);
    }

    private static long[] ReadLongs(BinaryReader from)
    {
        long[] values = new long[from.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
            values[i] = from.ReadInt64();
        return values;
    }
}
