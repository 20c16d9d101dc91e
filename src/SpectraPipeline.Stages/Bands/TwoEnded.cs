namespace SpectraPipeline.Stages.Bands;

/// <summary>A list that grows at both ends. A linked list would take three times the memory of its items.</summary>
internal sealed class TwoEnded<T>
{
    // What was put before the start, the latest last.
    private readonly List<T> _before = [];
    private readonly List<T> _after = [];

    public int Count => _before.Count + _after.Count;

    public T this[int i] => i < _before.Count ? _before[_before.Count - 1 - i] : _after[i - _before.Count];

    public IEnumerable<T> All
    {
        get
        {
            for (int i = 0; i < Count; i++)
                yield return this[i];
        }
    }

    public void Add(T item, bool atEnd) => (atEnd ? _after : _before).Add(item);
}
