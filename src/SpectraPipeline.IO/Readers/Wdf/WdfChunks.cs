using System.Text;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>A chunk: four letters, a number that tells chunks of one kind apart, and where its bytes are.</summary>
/// <param name="Id">Kind: DATA, XLST, ORGN ...</param>
/// <param name="Uid">Tells chunks of one kind apart.</param>
/// <param name="Offset">Where its header begins.</param>
/// <param name="Size">Bytes that it claims, header included.</param>
/// <param name="End">Where its bytes in the file end: before <c>Offset + Size</c> when the file was cut.</param>
internal sealed record WdfChunk(string Id, uint Uid, long Offset, ulong Size, long End)
{
    /// <summary>Bytes of the header of a chunk.</summary>
    public const int HeaderSize = 16;

    /// <summary>First byte after the header.</summary>
    public long Body => Offset + HeaderSize;

    /// <summary>All that the chunk claims is in the file.</summary>
    public bool IsComplete => Size == (ulong)(End - Offset);
}

/// <summary>The chunks of a .wdf in the order of the file. Unknown kinds are passed over.</summary>
internal sealed class WdfChunks
{
    // Real files have some twenty; empty ones without end would take more memory than the file.
    private const int Most = 100_000;

    private readonly List<WdfChunk> _chunks = [];

    /// <summary>What stopped the walk before the end of the file; null when nothing did.</summary>
    public string? Doubt { get; private set; }

    /// <summary>All chunks behind the header.</summary>
    public IReadOnlyList<WdfChunk> All => _chunks;

    /// <summary>Walks from chunk to chunk. Each step is at least 16 bytes, so it ends.</summary>
    public static WdfChunks Of(FileBytes file)
    {
        var chunks = new WdfChunks();
        long at = WdfHeader.Size;
        while (at < file.Length)
        {
            if (!file.Holds(at, WdfChunk.HeaderSize))
            {
                chunks.Doubt = $"the file ends at byte {file.Length} inside the header of a chunk";
                break;
            }
            string id = Encoding.Latin1.GetString(file.Slice(at, 4, "the kind of a chunk")).TrimEnd(' ', '\0');
            uint uid = file.U32(at + 4, "the number of a chunk");
            ulong size = file.U64(at + 8, "the size of a chunk");
            if (size < WdfChunk.HeaderSize || chunks._chunks.Count == Most)
            {
                chunks.Doubt =
                    $"the chunk at byte {at} claims {size} bytes and is number {chunks._chunks.Count + 1}; nothing behind it was looked at";
                break;
            }
            long end = size > (ulong)(file.Length - at) ? file.Length : at + (long)size;
            var chunk = new WdfChunk(id, uid, at, size, end);
            chunks._chunks.Add(chunk);
            if (!chunk.IsComplete)
                chunks.Doubt =
                    $"the file was cut: the chunk {id} at byte {at} claims {size} bytes, and the file ends at byte {file.Length}";
            at = end;
        }
        return chunks;
    }

    /// <summary>The first chunk of a kind, with number 0 when there is one; null when there is none.</summary>
    public WdfChunk? Find(string id) => _chunks.Find(c => c.Id == id && c.Uid == 0) ?? _chunks.Find(c => c.Id == id);

    /// <summary>A chunk without which nothing can be read.</summary>
    /// <exception cref="BadFileException">It is not there.</exception>
    public WdfChunk Demand(string id, FileBytes file, string what) =>
        Find(id)
        ?? throw new BadFileException(
            _chunks.Count > 0 ? _chunks[^1].Offset : WdfHeader.Size,
            $"a chunk {id} ({what})",
            Doubt ?? $"a file of {file.Length} bytes whose chunks are {string.Join(", ", _chunks.Take(20).Select(c => c.Id))}"
        );
}
