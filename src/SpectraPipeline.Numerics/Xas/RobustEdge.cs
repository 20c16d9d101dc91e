using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Edge energy of a scan that may have glitches: that of its moving median, which keeps an edge and drops what is narrower than the window's half.</summary>
/// <remarks>Good to some eV, for ranges about the edge; <see cref="EdgeFinder"/> on the scan itself is the definition. One object per worker. Cost: O(n log n).</remarks>
public sealed class RobustEdge
{
    private readonly EdgeFinder _finder = new();
    private readonly MovingMedian _median;
    private readonly double[] _padded;
    private readonly double[] _smooth;
    private readonly int _half;

    /// <summary>For scans of so many points with glitches of up to <paramref name="widest"/> points.</summary>
    public RobustEdge(int points, int widest)
    {
        _half = Math.Min(widest, Math.Max(0, (points - 1) / 4));
        _median = new MovingMedian(_half);
        _padded = new double[points + (2 * _half)];
        _smooth = new double[points];
    }

    /// <summary>E₀ in eV.</summary>
    /// <exception cref="XasDataException"><c>no-edge</c>.</exception>
    public double Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        if (mu.IsEmpty)
            throw new XasDataException("no-edge", "The scan has no points.");
        _padded.AsSpan(0, _half).Fill(mu[0]);
        mu.CopyTo(_padded.AsSpan(_half));
        _padded.AsSpan(_half + mu.Length).Fill(mu[^1]);
        _median.Apply(_padded, _half, _smooth);
        return _finder.Find(energy, _smooth);
    }
}
