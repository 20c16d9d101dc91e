namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Memory of one vector's worth of spectra: the records of all points and a few numbers per lane.</summary>
internal readonly unsafe struct LaneChain(double* records, double* numbers, int lanes, int previous, int next)
{
    /// <summary>Vectors of numbers per lane.</summary>
    public const int NumberVectors = 7;

    public readonly double* Records = records;

    /// <summary>Offset of the previous solution in a record.</summary>
    public readonly int Previous = previous;

    /// <summary>Offset of the coming solution in a record.</summary>
    public readonly int Next = next;

    private readonly double* _numbers = numbers;
    private readonly int _lanes = lanes;

    public double* First => _numbers;
    public double* Second => _numbers + _lanes;
    public double* Changed => _numbers + 2 * _lanes;
    public double* Old => _numbers + 3 * _lanes;
    public double* Count => _numbers + 4 * _lanes;
    public double* Sum => _numbers + 5 * _lanes;
    public double* Squares => _numbers + 6 * _lanes;

    /// <summary>The same memory after a pass: the coming solution has become the previous one.</summary>
    public LaneChain Swapped() => new(Records, _numbers, _lanes, Next, Previous);
}
