using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>A row record (a struct with <see cref="TableAttribute"/>) as a Parquet table: its columns are the properties in order of
/// declaration. NaN, a negative Frame and null are NULL.</summary>
public abstract class ParquetTable
{
    /// <summary>Rows in a row group of a table; DuckDB's own default.</summary>
    internal const int RowGroup = 122_880;

    /// <summary>Name of the table.</summary>
    public abstract string Name { get; }

    /// <summary>The row record.</summary>
    public abstract Type RowType { get; }

    /// <summary>Columns in order.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The table of a row record.</summary>
    /// <exception cref="NotSupportedException">The type is no row record or has a property that a table cannot hold.</exception>
    public static ParquetTable For(Type rowType)
    {
        if (!rowType.IsValueType || rowType.GetCustomAttribute<TableAttribute>() is null)
            throw new NotSupportedException($"{rowType.Name} is not a struct with [Table].");
        PropertyInfo instance = typeof(ParquetTable<>)
            .MakeGenericType(rowType)
            .GetProperty(nameof(ParquetTable<>.Instance), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (ParquetTable)instance.GetValue(null)!;
    }

    /// <summary>The table of a row record.</summary>
    public static ParquetTable<TRow> For<TRow>()
        where TRow : struct => ParquetTable<TRow>.Instance;

    /// <summary>Every table of the given assemblies, by name.</summary>
    public static IReadOnlyList<ParquetTable> All(params Assembly[] assemblies) =>
        [
            .. assemblies
                .SelectMany(a => a.GetTypes())
                .Where(t => t.GetCustomAttribute<TableAttribute>() is not null)
                .Select(For)
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];

    /// <summary>Writes batches of rows (each a List or array of the row type) to a file.</summary>
    internal abstract void Write(DuckConnection connection, IEnumerable<IList> batches, string path, string codec);

    /// <summary>Rows in batches, by series in the order given; series not named come last, rows without a series keep their order. Stable.</summary>
    internal abstract IEnumerable<IList> InOrder(IList rows, IReadOnlyList<string> seriesOrder);

    /// <summary>Columns and their types as text: what makes stored rows readable.</summary>
    internal abstract string Layout { get; }

    /// <summary>Writes rows for a block: plain bytes, column by column. DuckDB takes milliseconds for a file however few its rows.</summary>
    internal abstract void Save(BinaryWriter to, IList rows);

    /// <summary>An empty List of the row type.</summary>
    internal abstract IList NewList();

    /// <summary>Adds what <see cref="Save"/> wrote to a List of the row type.</summary>
    /// <returns>False when the rows have other columns: another version of the program wrote them.</returns>
    internal abstract bool Load(BinaryReader from, IList rows);

    /// <summary>Reads all rows of files, in their order, into a List of the row type. A column that a file lacks keeps its default.</summary>
    internal abstract IList Read(DuckConnection connection, IReadOnlyList<string> paths, string where = "");

    /// <summary>COPY options with units and help in the footer.</summary>
    internal string CopyOptions(string codec) => SqlText.CopyOptions(codec, SqlText.Metadata(Columns), RowGroup);
}

/// <summary>The table of one row record.</summary>
public sealed class ParquetTable<TRow> : ParquetTable
    where TRow : struct
{
    private readonly ColumnBinding<TRow>[] _bindings;
    private readonly Func<TRow> _new;
    private readonly Accessor<TRow, string>? _series;

    private ParquetTable()
    {
        Name = typeof(TRow).GetCustomAttribute<TableAttribute>()!.Name;
        // Declaration order: MetadataToken grows in it; reflection alone does not promise it.
        _bindings =
        [
            .. typeof(TRow)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite)
                .OrderBy(p => p.MetadataToken)
                .Select(ColumnBinding<TRow>.For),
        ];
        Columns = [.. _bindings.Select(b => b.About)];
        if (typeof(ISeriesRow).IsAssignableFrom(typeof(TRow)))
            _series = new(typeof(TRow).GetProperty(nameof(ISeriesRow.Series))!);
        Layout = string.Join(',', _bindings.Select(b => $"{b.About.Name}:{b.Type.Sql}"));
        // A struct's own constructor sets the NaN defaults; New(Type) would skip it.
        ConstructorInfo? constructor = typeof(TRow).GetConstructor(Type.EmptyTypes);
        _new = Expression.Lambda<Func<TRow>>(constructor is null ? Expression.New(typeof(TRow)) : Expression.New(constructor)).Compile();
    }

    /// <summary>The table, compiled on first use.</summary>
    internal static ParquetTable<TRow> Instance { get; } = new();

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override Type RowType => typeof(TRow);

    /// <inheritdoc />
    public override IReadOnlyList<TableColumn> Columns { get; }

    internal override string Layout { get; }

    internal override void Write(DuckConnection connection, IEnumerable<IList> batches, string path, string codec)
    {
        using IEnumerator<IList> next = batches.GetEnumerator();
        IList batch = Array.Empty<TRow>();
        int done = 0;
        connection.Execute(
            [.. _bindings.Select(b => (b.About.Name, b.Type))],
            chunk =>
            {
                while (done == batch.Count)
                {
                    if (!next.MoveNext())
                        return 0;
                    (batch, done) = (Typed(next.Current), 0);
                }
                Span<TRow> some = Span(batch)[done..Math.Min(batch.Count, done + ChunkSource.Capacity)];
                for (int c = 0; c < _bindings.Length; c++)
                    _bindings[c].Write(chunk[c], some);
                done += some.Length;
                return some.Length;
            },
            rows => $"COPY (FROM {rows}) TO {SqlText.Literal(path)} ({CopyOptions(codec)})"
        );
    }

    internal override IEnumerable<IList> InOrder(IList rows, IReadOnlyList<string> seriesOrder)
    {
        if (_series is null || seriesOrder.Count == 0)
            return [rows];
        rows = Typed(rows);
        int[] places = Places(Span(rows), seriesOrder);
        bool isSorted = true;
        for (int i = 1; i < places.Length && isSorted; i++)
            isSorted = places[i] >= places[i - 1];
        return isSorted ? [rows] : Sorted(rows, places, seriesOrder.Count);
    }

    private int[] Places(Span<TRow> rows, IReadOnlyList<string> seriesOrder)
    {
        var place = seriesOrder.Select((s, i) => (s, i)).DistinctBy(p => p.s).ToDictionary(p => p.s, p => p.i);
        int[] places = new int[rows.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = place.GetValueOrDefault(_series!.Get(ref rows[i]), seriesOrder.Count);
        return places;
    }

    /// <summary>Copies a few rows at a time: a boxed or second copy of all would double the largest thing in memory.</summary>
    private static IEnumerable<IList> Sorted(IList rows, int[] places, int last)
    {
        var batch = new List<TRow>(ChunkSource.Capacity);
        for (int place = 0; place <= last; place++)
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] != place)
                continue;
            batch.Add(Span(rows)[i]);
            if (batch.Count < ChunkSource.Capacity)
                continue;
            yield return batch;
            batch.Clear();
        }
        yield return batch;
    }

    internal override void Save(BinaryWriter to, IList rows)
    {
        Span<TRow> all = Span(Typed(rows));
        to.Write(Layout);
        to.Write(all.Length);
        foreach (ColumnBinding<TRow> binding in _bindings)
            binding.Save(to, all);
    }

    internal override IList NewList() => new List<TRow>();

    internal override bool Load(BinaryReader from, IList rows)
    {
        if (from.ReadString() != Layout)
            return false;
        Span<TRow> fresh = Fresh((List<TRow>)rows, from.ReadInt32());
        foreach (ColumnBinding<TRow> binding in _bindings)
            binding.Load(from, fresh);
        return true;
    }

    internal override IList Read(DuckConnection connection, IReadOnlyList<string> paths, string where = "")
    {
        var rows = new List<TRow>();
        if (paths.Count == 0)
            return rows;
        using DuckRows found = connection.Query($"SELECT * FROM {SqlText.Parquet(paths)} {where}");
        int[] places = [.. _bindings.Select(b => found.IndexOf(b.About.Name))];
        while (found.Next())
        {
            Span<TRow> fresh = Fresh(rows, found.Count);
            for (int c = 0; c < _bindings.Length; c++)
            {
                if (places[c] < 0)
                    continue;
                DuckVector vector = found[places[c]];
                for (int i = 0; i < fresh.Length; i++)
                    _bindings[c].Read(vector, i, ref fresh[i]);
            }
        }
        return rows;
    }

    /// <summary>A List or array of the rows; boxed rows are unpacked.</summary>
    private static IList Typed(IList rows) => rows is List<TRow> or TRow[] ? rows : rows.Cast<TRow>().ToArray();

    private static Span<TRow> Span(IList rows) => rows is List<TRow> list ? CollectionsMarshal.AsSpan(list) : (TRow[])rows;

    /// <summary>Adds rows with their defaults and returns them.</summary>
    private Span<TRow> Fresh(List<TRow> rows, int count)
    {
        int first = rows.Count;
        CollectionsMarshal.SetCount(rows, first + count);
        Span<TRow> fresh = CollectionsMarshal.AsSpan(rows)[first..];
        for (int i = 0; i < fresh.Length; i++)
            fresh[i] = _new();
        return fresh;
    }
}
