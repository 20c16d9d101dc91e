using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>Where the row groups of a part lie: in its own file, or copied into a final one.</summary>
/// <param name="Path">File with frame, channels and status.</param>
/// <param name="Begins">Where these begin, for each row group.</param>
/// <param name="ExtraPath">File with sigma and mask.</param>
/// <param name="ExtraBegins">Where these begin, for each row group.</param>
/// <param name="Bytes">Length that the file must have.</param>
internal sealed record SpectraPlace(string Path, long[] Begins, string ExtraPath, long[] ExtraBegins, long Bytes)
{
    /// <summary>A part in its own file.</summary>
    internal static SpectraPlace OfPart(string path, SpectraCard card)
    {
        long[] extra = card.ExtraColumns == 0 ? [] : [.. card.Layout.Groups.Select(g => g.Chunks[card.FinalColumns].Offset)];
        return new(path, [.. card.Layout.Groups.Select(g => g.Chunks[0].Offset)], path, extra, card.Layout.Bytes);
    }
}

/// <summary>Reads exactly what <see cref="SpectraParquetWriter"/> wrote: the numbers are the end of their chunk and need no decoding, and the card
/// says which frames have none. Every chunk that is read is held against its checksum.</summary>
internal sealed class SpectraParquetReader : IDisposable
{
    private readonly SpectraCard _card;
    private readonly SpectraPlace _place;
    private readonly SafeFileHandle _file;
    private readonly SafeFileHandle _extra;

    private SpectraParquetReader(SpectraCard card, SpectraPlace place)
    {
        (_card, _place) = (card, place);
        // On Windows a run could not put its new file in the place of one that is read without Delete.
        _file = File.OpenHandle(place.Path, share: FileShare.Read | FileShare.Delete);
        _extra = place.ExtraPath == place.Path ? _file : File.OpenHandle(place.ExtraPath, share: FileShare.Read | FileShare.Delete);
    }

    /// <summary>Fills the rows of one part in arrays that may be longer.</summary>
    /// <param name="card">The part.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="targets">A channel for each of the card; null = not wanted.</param>
    /// <param name="row">First row in the targets.</param>
    /// <returns>False when the file is another, shorter or damaged one; the targets then hold anything.</returns>
    internal static bool Read(SpectraCard card, SpectraPlace place, IReadOnlyList<Channel?> targets, int row)
    {
        try
        {
            using var reader = new SpectraParquetReader(card, place);
            return RandomAccess.GetLength(reader._file) == place.Bytes && reader.Read(targets, row);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file of a part is what was written, from the first byte to the last.</summary>
    internal static bool IsWhole(string path, SpectraLayout layout)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            byte[] buffer = new byte[1 << 18];
            long footer = SpectraLayout.Mark.Length;
            if (RandomAccess.GetLength(file) != layout.Bytes || RandomAccess.Read(file, buffer.AsSpan(0, (int)footer), 0) != footer)
                return false;
            if (!buffer.AsSpan(0, (int)footer).SequenceEqual(SpectraLayout.Mark))
                return false;
            foreach (SpectraChunk chunk in layout.Groups.SelectMany(g => g.Chunks))
            {
                if (!IsWhole(file, chunk.Offset, chunk.Bytes, chunk.Checksum, buffer))
                    return false;
                footer = chunk.Offset + chunk.Bytes;
            }
            return IsWhole(file, footer, layout.Bytes - footer, layout.Footer, buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool Read(IReadOnlyList<Channel?> targets, int row)
    {
        int done = 0;
        for (int g = 0; g < _card.Layout.Groups.Count; g++)
        {
            SpectraGroup group = _card.Layout.Groups[g];
            int column = _card.FinalColumns;
            for (int c = 0; c < targets.Count; c++)
            {
                if (targets[c] is { } wanted && !Numbers(g, 1 + c, wanted.Values, row, done))
                    return false;
                // Sigma and mask of all channels follow in the order of the channels.
                if (_card.Channels[c].HasSigma && targets[c] is { } sigma && !Numbers(g, column, sigma.Sigma!, row, done))
                    return false;
                column += _card.Channels[c].HasSigma ? 1 : 0;
                if (_card.Channels[c].HasMask && targets[c] is { } mask && !Truths(g, column, mask.Mask!, row, done))
                    return false;
                column += _card.Channels[c].HasMask ? 1 : 0;
            }
            done += group.Rows;
        }
        return done == _card.Info.Length;
    }

    /// <summary>Runs of healthy rows go from the file straight into the array.</summary>
    private bool Numbers(int g, int column, double[] values, int row, int done)
    {
        (SafeFileHandle file, long at, SpectraChunk chunk) = Find(g, column);
        int points = _card.Points,
            end = done + _card.Layout.Groups[g].Rows;
        int healthy = Healthy(done, end);
        var checksum = new Crc32C();
        long levels = chunk.Bytes - ((long)healthy * points * sizeof(double));
        if (levels < 0 || !Take(file, ref at, new byte[levels], ref checksum))
            return false;
        for (int i = done; i < end; )
        {
            int begin = i;
            bool isFaulted = IsFaulted(begin);
            while (i < end && IsFaulted(i) == isFaulted)
                i++;
            Span<double> rows = values.AsSpan((row + begin) * points, (i - begin) * points);
            if (isFaulted)
                rows.Fill(double.NaN);
            else if (!Take(file, ref at, MemoryMarshal.AsBytes(rows), ref checksum))
                return false;
        }
        return checksum.Value == chunk.Checksum;
    }

    private bool Truths(int g, int column, bool[] values, int row, int done)
    {
        (SafeFileHandle file, long at, SpectraChunk chunk) = Find(g, column);
        int points = _card.Points,
            end = done + _card.Layout.Groups[g].Rows;
        byte[] bytes = new byte[chunk.Bytes];
        var checksum = new Crc32C();
        if (!Take(file, ref at, bytes, ref checksum) || checksum.Value != chunk.Checksum)
            return false;
        ReadOnlySpan<byte> bits = bytes.AsSpan(bytes.Length - (((Healthy(done, end) * points) + 7) / 8));
        int bit = 0;
        for (int i = done; i < end; i++)
            foreach (ref bool use in values.AsSpan((row + i) * points, points))
            {
                use = !IsFaulted(i) && (bits[bit >> 3] & (1 << (bit & 7))) != 0;
                bit += IsFaulted(i) ? 0 : 1;
            }
        return true;
    }

    private (SafeFileHandle File, long At, SpectraChunk Chunk) Find(int g, int column)
    {
        SpectraChunk[] chunks = _card.Layout.Groups[g].Chunks;
        int first = _card.FinalColumns;
        return column < first
            ? (_file, _place.Begins[g] + chunks[column].Offset - chunks[0].Offset, chunks[column])
            : (_extra, _place.ExtraBegins[g] + chunks[column].Offset - chunks[first].Offset, chunks[column]);
    }

    private int Healthy(int from, int to) => Enumerable.Range(from, to - from).Count(i => !IsFaulted(i));

    private bool IsFaulted(int row) => _card.Faults[row] is not null;

    private static bool Take(SafeFileHandle file, ref long at, Span<byte> bytes, ref Crc32C checksum)
    {
        for (Span<byte> left = bytes; left.Length > 0; )
        {
            int some = RandomAccess.Read(file, left, at);
            if (some == 0)
                return false;
            left = left[some..];
            at += some;
        }
        checksum.Add(bytes);
        return true;
    }

    private static bool IsWhole(SafeFileHandle file, long at, long bytes, uint expected, byte[] buffer)
    {
        var checksum = new Crc32C();
        for (long left = bytes; left > 0; )
        {
            Span<byte> some = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            if (!Take(file, ref at, some, ref checksum))
                return false;
            left -= some.Length;
        }
        return checksum.Value == expected;
    }

    public void Dispose()
    {
        _file.Dispose();
        _extra.Dispose();
    }
}
