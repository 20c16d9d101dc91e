using System.Runtime.InteropServices;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Rows of a table by a whole number that they carry (frame, track). Holds their places, not the rows: a lookup of 600 000 bands would copy
/// 80 MB of them for every step.</summary>
internal sealed class RowGroups<TRow>
    where TRow : struct
{
    private readonly IReadOnlyList<TRow> _rows;
    private readonly Dictionary<int, (int First, int Count)> _runs = [];
    private readonly int[] _places;

    /// <param name="rows">The table.</param>
    /// <param name="key">The number of a row; null = it belongs to no group.</param>
    public RowGroups(IReadOnlyList<TRow> rows, Func<TRow, int?> key)
    {
        _rows = rows;
        int[] keys = new int[rows.Count];
        bool[] grouped = new bool[rows.Count];
        int total = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (key(rows[i]) is not { } k)
                continue;
            (keys[i], grouped[i]) = (k, true);
            CollectionsMarshal.GetValueRefOrAddDefault(_runs, k, out _).Count++;
            total++;
        }
        int next = 0;
        foreach (int k in _runs.Keys)
        {
            ref (int First, int Count) run = ref CollectionsMarshal.GetValueRefOrNullRef(_runs, k);
            (run.First, next) = (next, next + run.Count);
            run.Count = 0;
        }
        _places = new int[total];
        for (int i = 0; i < keys.Length; i++)
            if (grouped[i])
            {
                ref (int First, int Count) run = ref CollectionsMarshal.GetValueRefOrNullRef(_runs, keys[i]);
                _places[run.First + run.Count++] = i;
            }
    }

    /// <summary>Rows of a group in the order of the table; empty when there are none.</summary>
    public RowGroup<TRow> this[int key]
    {
        get
        {
            (int first, int count) = _runs.GetValueOrDefault(key);
            return new(_rows, new ArraySegment<int>(_places, first, count));
        }
    }
}

/// <summary>Some rows of a table, by their places.</summary>
internal readonly struct RowGroup<TRow>(IReadOnlyList<TRow> rows, ArraySegment<int> places)
    where TRow : struct
{
    public int Count => places.Count;

    public TRow this[int i] => rows[places[i]];

    public IEnumerable<TRow> All
    {
        get
        {
            foreach (int place in places)
                yield return rows[place];
        }
    }
}
