namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Memory of one vector's worth of spectra: the records of all points and a few numbers per lane.</summary>
/// <param name="records">Records of the points, in order.</param>
/// <param name="numbers">Numbers per lane.</param>
/// <param name="lanes">Lanes of a vector.</param>
/// <param name="previous">Offset of the previous residuals in a record.</param>
/// <param name="next">Offset of the coming residuals; the same where one solution is enough.</param>
internal readonly unsafe struct LaneChain(double* records, double* numbers, int lanes, int previous, int next)
{
    /// <summary>Vectors of numbers per lane.</summary>
    public const int NumberVectors = 10;

    public readonly double* Records = records;
    public readonly int Previous = previous;
    public readonly int Next = next;

    private readonly double* _numbers = numbers;
    private readonly int _lanes = lanes;

    // Into a pass: parameters of the weights, and all bits set in lanes whose weights are to be 1.
    public double* First => _numbers;
    public double* Second => _numbers + _lanes;
    public double* Third => _numbers + 2 * _lanes;
    public double* Fresh => _numbers + 3 * _lanes;

    /// <summary>All bits set in lanes that are being loaded.</summary>
    public double* Loads => _numbers + 9 * _lanes;

    // Out of a pass: sums over the points.
    public double* Count => _numbers + 4 * _lanes;
    public double* Sum => _numbers + 5 * _lanes;
    public double* Squares => _numbers + 6 * _lanes;
    public double* Changed => _numbers + 7 * _lanes;
    public double* Old => _numbers + 8 * _lanes;

    /// <summary>The same memory after a pass: the coming residuals have become the previous ones.</summary>
    public LaneChain Swapped() => new(Records, _numbers, _lanes, Next, Previous);
}
