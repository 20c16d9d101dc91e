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
        (int)Math.Clamp(ItemsAtOnce / Math.Max(1, (long)points * channels), 1, ChunkAppender.Capacity);

    /// <summary>Writes a series or block.</summary>
    internal static void Write(
        DuckConnection connection,
        SpectralSeries block,
        Predicate<int>? isFlagged,
        string path,
        string codec,
        bool isFinal
    )
    {
        var columns = new List<(string Name, DuckType Type)> { ("frame", DuckType.BigInt) };
        for (int c = 0; c < block.Channels.Count; c++)
            columns.Add((Column(c, block.Channels[c].Name), DuckType.DoubleList));
        columns.Add(("status", DuckType.Varchar));
        if (!isFinal)
            foreach (Channel c in block.Channels)
            {
                if (c.Sigma is not null)
                    columns.Add((Sigma(c.Name), DuckType.DoubleList));
                if (c.Mask is not null)
                    columns.Add((Mask(c.Name), DuckType.BooleanList));
            }
        string list = string.Join(", ", columns.Select(c => $"{SqlText.Name(c.Name)} {c.Type.Sql}"));
        connection.Execute($"CREATE OR REPLACE TEMP TABLE spectra ({list})");
        int group = RowGroup(block.Points, block.Channels.Count);
        using (ChunkAppender append = connection.Append("spectra", [.. columns.Select(c => c.Type)]))
        {
            for (int first = 0; first < block.Frames; first += group)
            {
                int count = Math.Min(group, block.Frames - first);
                Fill(append, block, isFlagged, first, count, isFinal);
                append.Flush(count);
            }
            append.Close();
        }
        string options = SqlText.CopyOptions(codec, isFinal ? Metadata(SpectraCard.From(block)) : new Dictionary<string, string>(), group);
        connection.Execute($"COPY temp.spectra TO {SqlText.Literal(path)} ({options})");
        connection.Execute("DROP TABLE temp.spectra");
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

    private static void Fill(ChunkAppender append, SpectralSeries block, Predicate<int>? isFlagged, int first, int count, bool isFinal)
    {
        VectorWriter frames = append[0],
            status = append[1 + block.Channels.Count];
        for (int i = 0; i < count; i++)
        {
            int frame = block.Info[first + i].Frame;
            frames.Set(i, (long)frame);
            status.Set(
                i,
                block.Faults[first + i] is not null ? "faulted"
                    : isFlagged is not null && isFlagged(frame) ? "flagged"
                    : "ok"
            );
        }
        int column = 1;
        foreach (Channel c in block.Channels)
            FillLists(append[column++], c.Values, block, first, count);
        column++;
        if (isFinal)
            return;
        foreach (Channel c in block.Channels)
        {
            if (c.Sigma is not null)
                FillLists(append[column++], c.Sigma, block, first, count);
            if (c.Mask is not null)
                FillLists(append[column++], c.Mask, block, first, count);
        }
    }

    private static void FillLists<T>(VectorWriter vector, T[] values, SpectralSeries block, int first, int count)
        where T : unmanaged
    {
        int points = block.Points,
            healthy = 0;
        for (int i = 0; i < count; i++)
            healthy += block.Faults[first + i] is null ? 1 : 0;
        Span<T> items = vector.Items<T>(checked(healthy * points));
        int offset = 0;
        for (int i = 0; i < count; i++)
        {
            bool faulted = block.Faults[first + i] is not null;
            vector.SetList(i, offset, faulted ? 0 : points);
            if (faulted)
            {
                vector.SetNull(i);
                continue;
            }
            values.AsSpan((first + i) * points, points).CopyTo(items[offset..]);
            offset += points;
        }
    }
}
