using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What a stretch of a scan should be by the points on both sides of it: the least-squares cubic through four to six of them on each side.</summary>
/// <remarks>
/// Weights of the neighbours come from polynomials that are orthonormal over them (Gram–Schmidt on powers of the scaled energy), so a value costs eight to twelve products; narrow stretches take fewer neighbours, which follow fine structure better. Where a side has
/// fewer than three points the degree falls to a line, and without any point on one side the mean of the three nearest holds. Energies may be uneven. Immutable once made.
/// </remarks>
public sealed class NeighbourCubic
{
    private const int Reach = 6;

    /// <summary>Points at each end of the scan that have too few neighbours to be judged.</summary>
    public const int Margin = 3;

    private const int MostDegree = 3;
    private readonly double[] _energy;
    private readonly double[][] _weights; // by width − 1: for every start, for every point of the stretch, 2·Reach weights

    /// <summary>Prepares stretches of up to <paramref name="widest"/> points anywhere in a scan.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="widest">Points of the widest stretch, 1 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public NeighbourCubic(ReadOnlySpan<double> energy, int widest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widest, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widest, 50);
        (_energy, Widest) = (energy.ToArray(), widest);
        _weights = new double[widest][];
        for (int width = 1; width <= widest; width++)
        {
            double[] weights = _weights[width - 1] = new double[Points * width * 2 * Reach];
            for (int start = Margin; start + width + Margin <= Points; start++)
                Weigh(start, width, weights.AsSpan(start * width * 2 * Reach, width * 2 * Reach));
        }
    }

    /// <summary>Neighbours on each side of a stretch.</summary>
    private static int ReachOf(int width) => Math.Min(Reach, 3 + ((width + 1) / 2));

    /// <summary>Points of the scan.</summary>
    public int Points => _energy.Length;

    /// <summary>Points of the widest stretch prepared.</summary>
    public int Widest { get; }

    /// <summary>Energies, eV.</summary>
    public ReadOnlySpan<double> Energy => _energy;

    /// <summary>Values of a stretch by its neighbours.</summary>
    /// <param name="y">The scan; what the stretch itself holds plays no part.</param>
    /// <param name="start">First point, at least <see cref="Margin"/> from either end with all of the stretch.</param>
    /// <param name="result">Receives the values; as long as the stretch, at most <see cref="Widest"/>.</param>
    public void Predict(ReadOnlySpan<double> y, int start, Span<double> result)
    {
        int width = result.Length,
            first = Math.Max(0, start - ReachOf(width)),
            left = start - first,
            right = Math.Min(ReachOf(width), Points - start - width);
        ReadOnlySpan<double> weights = _weights[width - 1].AsSpan(start * width * 2 * Reach, width * 2 * Reach);
        for (int p = 0; p < width; p++)
        {
            ReadOnlySpan<double> own = weights.Slice(p * 2 * Reach, 2 * Reach);
            result[p] =
                Products.Dot(own[..left], y.Slice(first, left)) + Products.Dot(own.Slice(left, right), y.Slice(start + width, right));
        }
    }

    /// <summary>√(1 + Σw²): standard deviation of a point less its prediction where all points have a noise of 1.</summary>
    /// <param name="point">At least <see cref="Margin"/> from either end.</param>
    public double Gain(int point)
    {
        ReadOnlySpan<double> weights = _weights[0].AsSpan(point * 2 * Reach, 2 * Reach);
        return Math.Sqrt(1 + Products.Dot(weights, weights));
    }

    /// <summary>Puts the cubic of its neighbours into any stretch, also at the ends of the scan; a wide one costs more than <see cref="Predict"/>.</summary>
    /// <param name="y">The scan; changed.</param>
    /// <param name="start">First point.</param>
    /// <param name="width">Number of points.</param>
    public void Fill(Span<double> y, int start, int width)
    {
        int left = Math.Min(ReachOf(width), start),
            right = Math.Min(ReachOf(width), Points - start - width);
        if (left == 0 || right == 0)
        {
            ReadOnlySpan<double> near =
                left == 0 ? y.Slice(width, Math.Min(3, right)) : y.Slice(start - Math.Min(3, left), Math.Min(3, left));
            double sum = 0;
            foreach (double v in near)
                sum += v;
            if (!near.IsEmpty)
                y.Slice(start, width).Fill(sum / near.Length);
            return;
        }
        Span<double> weights = stackalloc double[2 * Reach];
        for (int p = 0; p < width; p++)
        {
            Weigh(start, width, p, weights);
            y[start + p] =
                Products.Dot(weights[..left], y.Slice(start - left, left))
                + Products.Dot(weights.Slice(left, right), y.Slice(start + width, right));
        }
    }

    private void Weigh(int start, int width, Span<double> weights)
    {
        for (int p = 0; p < width; p++)
            Weigh(start, width, p, weights.Slice(p * 2 * Reach, 2 * Reach));
    }

    /// <summary>Weights of the neighbours in the value of one point of a stretch.</summary>
    private void Weigh(int start, int width, int point, Span<double> weights)
    {
        int first = Math.Max(0, start - ReachOf(width)),
            left = start - first,
            right = Math.Min(ReachOf(width), Points - start - width),
            count = left + right;
        int degree = left < Margin || right < Margin ? Math.Min(1, count - 1) : MostDegree;
        double centre = (_energy[start] + _energy[start + width - 1]) / 2,
            half = Math.Max(centre - _energy[first], _energy[start + width + right - 1] - centre);
        // Each row holds a power over the neighbours and, last, at the point; rows become orthonormal over the neighbours.
        int stride = count + 1;
        Span<double> rows = stackalloc double[(MostDegree + 1) * ((2 * Reach) + 1)];
        weights.Clear();
        for (int d = 0; d <= degree; d++)
        {
            Span<double> row = rows.Slice(d * stride, stride);
            for (int i = 0; i < count; i++)
                row[i] = Math.Pow((_energy[i < left ? first + i : start + width + i - left] - centre) / half, d);
            row[count] = Math.Pow((_energy[start + point] - centre) / half, d);
            for (int lower = 0; lower < d; lower++)
            {
                ReadOnlySpan<double> other = rows.Slice(lower * stride, stride);
                double overlap = Products.Dot(row[..count], other[..count]);
                for (int i = 0; i < stride; i++)
                    row[i] -= overlap * other[i];
            }
            double norm = Math.Sqrt(Products.Dot(row[..count], row[..count]));
            for (int i = 0; i < stride; i++)
                row[i] /= norm;
            for (int i = 0; i < count; i++)
                weights[i] += row[count] * row[i];
        }
    }
}
