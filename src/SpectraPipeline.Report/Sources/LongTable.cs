using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Sources;

/// <summary>A table with rows for every frame. The report reads of it what it shows, and counts in the store.</summary>
public sealed class LongTable<TRow>
    where TRow : struct
{
    private readonly ResultStore store;
    private readonly Lazy<int> count;
    private List<TRow> first = [];
    private int asked;

    public LongTable(ResultStore store)
    {
        this.store = store;
        count = new(() =>
            Ask($"SELECT count(*) FROM {ParquetTable.For<TRow>().Name}").Select(row => Answer.Whole(row[0])).FirstOrDefault()
        );
    }

    /// <summary>Rows of all series.</summary>
    public int Count => count.Value;

    /// <summary>The first rows, as the page shows them.</summary>
    public IReadOnlyList<TRow> First(int most)
    {
        if (most > asked)
            (first, asked) = (store.Read<TRow>($"LIMIT {most.ToString(CultureInfo.InvariantCulture)}"), most);
        return most < first.Count ? first[..most] : first;
    }

    /// <summary>Rows of a series.</summary>
    /// <param name="series">Its id.</param>
    /// <param name="which">What follows in SQL, beginning with AND or ORDER BY.</param>
    public List<TRow> Of(string series, string which = StoredOrder) =>
        store.Read<TRow>($"WHERE series = {ResultStore.Text(series)} {which}");

    /// <summary>Rows of some frames of a series, in stored order.</summary>
    public List<TRow> Of(string series, IEnumerable<int> frames) => Of(series, $"AND {InFrames(frames)} {StoredOrder}");

    /// <summary>What SQL answers; nothing where the folder has no such table.</summary>
    public IReadOnlyList<object?[]> Ask(string sql) => store.Has<TRow>() ? store.Query(sql).Rows : [];

    /// <summary>Whether the folder's table has a column: folders of older programs have fewer.</summary>
    public bool HasColumn(string name) =>
        Ask($"DESCRIBE {ParquetTable.For<TRow>().Name}").Any(row => string.Equals(Answer.Text(row[0]), name, StringComparison.Ordinal));

    // A long list of frames becomes a join, which keeps no order.
    private const string StoredOrder = "ORDER BY file_row_number";

    private static string InFrames(IEnumerable<int> frames)
    {
        string list = string.Join(", ", frames.Select(f => f.ToString(CultureInfo.InvariantCulture)));
        return list.Length == 0 ? "false" : $"frame IN ({list})";
    }
}

/// <summary>Cells of what SQL answered.</summary>
internal static class Answer
{
    /// <summary>A whole number.</summary>
    public static int Whole(object? cell) => Convert.ToInt32(cell, CultureInfo.InvariantCulture);

    /// <summary>A text; "" for NULL.</summary>
    public static string Text(object? cell) => (string?)cell ?? "";
}
