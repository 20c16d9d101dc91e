using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>Spectra as a Parquet table: one row a frame with <c>frame</c>, <c>y</c> (primary channel), further channels by name, <c>status</c>.
/// Parts also carry sigma and mask of channels that have them.</summary>
internal static class SpectraTable
{
    /// <summary>Numbers held at once by a chunk or row group: 4 Mi doubles = 32 MiB, whatever a spectrum's length.</summary>
    private const long ItemsAtOnce = 4 * 1024 * 1024;

    private static readonly string[] s_reserved = ["frame", "y", "status", "series", "step", "run"];

    /// <summary>Column of a channel; a name that means something else here gets an underscore.</summary>
    internal static string Column(int channel, string name) =>
        channel == 0 ? "y"
        : s_reserved.Contains(name.ToLowerInvariant()) ? name + "_"
        : name;

    /// <summary>Rows in a row group such that one stays near 32 MiB.</summary>
    internal static int RowGroup(int points, int channels) =>
        (int)Math.Clamp(ItemsAtOnce / Math.Max(1, (long)points * channels), 1, ChunkSource.Capacity);

    /// <summary>Writes a series or block as a part: uncompressed, with sigma and mask.</summary>
    /// <returns>What the file consists of.</returns>
    internal static SpectraLayout WritePart(SpectralSeries block, Predicate<int>? isFlagged, string path)
    {
        var lists = new List<(string, Array)>();
        for (int c = 0; c < block.Channels.Count; c++)
            lists.Add((Column(c, block.Channels[c].Name), block.Channels[c].Values));
        foreach (Channel c in block.Channels)
        {
            if (c.Sigma is not null)
                lists.Add((Sigma(c.Name), c.Sigma));
            if (c.Mask is not null)
                lists.Add((Mask(c.Name), c.Mask));
        }
        return SpectraParquetWriter.Write(path, block, isFlagged, lists, RowGroup(block.Points, block.Channels.Count));
    }

    /// <summary>Parts to one final file, without sigma and mask, with units in the footer; their bytes are copied.</summary>
    /// <returns>Of every part, where its row groups begin in the file.</returns>
    internal static List<long[]> Compact(SpectraCard first, IEnumerable<(string Path, SpectraCard Card)> parts, string path) =>
        SpectraParquetWriter.Concatenate(
            path,
            SpectraParquetWriter.Columns(first.Channels.Select((c, i) => new SpectraColumn(Column(i, c.Name), SpectraKind.Doubles))),
            parts.Select(p => (p.Path, p.Card.Layout.Groups)),
            Metadata(first)
        );

    /// <summary>The same through DuckDB, compressed (zstd).</summary>
    internal static void Compress(DuckConnection connection, SpectraCard first, IEnumerable<string> parts, string path)
    {
        string[] names = [.. first.Channels.Select((c, i) => Column(i, c.Name))];
        string options = SqlText.CopyOptions("zstd", Metadata(first), RowGroup(first.Points, names.Length));
        string list = string.Join(", ", ["frame", .. names.Select(SqlText.Name), "status"]);
        connection.Execute($"COPY (SELECT {list} FROM {SqlText.Parquet(parts)}) TO {SqlText.Literal(path)} ({options})");
    }

    /// <summary>Footer of a final file: what y and the other columns are.</summary>
    internal static Dictionary<string, string> Metadata(SpectraCard card)
    {
        Dictionary<string, string> metadata = SqlText.Metadata([
            new("frame", "", "Frame number, counted from 0.", ""),
            .. card.Channels.Select(
                (c, i) => new TableColumn(Column(i, c.Name), c.Unit, $"Channel {c.Name} ({c.Kind}) on the axis of the step.", "")
            ),
            new("status", "", "ok, flagged or faulted.", ""),
        ]);
        metadata["axis"] = JsonSerializer.Serialize(card.Axis with { Values = [] }, StoreJson.Options);
        if (card.Axis2 is { } second)
            metadata["axis2"] = JsonSerializer.Serialize(second with { Values = [] }, StoreJson.Options);
        metadata["channels"] = JsonSerializer.Serialize(
            card.Channels.Select(c => c with { HasSigma = false, HasMask = false }),
            StoreJson.Options
        );
        return metadata;
    }

    /// <summary>Fills channel arrays from files in order; a NULL row becomes NaN.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="source">FROM clause.</param>
    /// <param name="targets">Column and its array of frames x points.</param>
    /// <param name="points">Points a frame.</param>
    /// <returns>Rows read.</returns>
    internal static int Read(DuckConnection connection, string source, IReadOnlyList<(string Column, Array Values)> targets, int points)
    {
        string columns = string.Join(", ", targets.Select(t => SqlText.Name(t.Column)));
        using DuckRows rows = connection.Query($"SELECT {columns} FROM {source}");
        int done = 0;
        while (rows.Next())
        {
            for (int c = 0; c < targets.Count; c++)
                if (targets[c].Values is double[] values)
                    Copy(rows[c], values, rows.Count, done, points, double.NaN);
                else
                    Copy(rows[c], (bool[])targets[c].Values, rows.Count, done, points, false);
            done += rows.Count;
        }
        return done;
    }

    internal static string Sigma(string channel) => "sigma of " + channel;

    internal static string Mask(string channel) => "mask of " + channel;

    private static void Copy<T>(DuckVector vector, T[] values, int count, int done, int points, T missing)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            Span<T> target = values.AsSpan((done + i) * points, points);
            if (vector.IsNull(i))
                target.Fill(missing);
            else
                vector.List<T>(i).CopyTo(target);
        }
    }
}
