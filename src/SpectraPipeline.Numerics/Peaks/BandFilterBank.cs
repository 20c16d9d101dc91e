using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Peaks;

/// <summary>Where a filter answered: position, width of the Gaussian that was sought, and the answer.</summary>
/// <param name="Scale">Number of the width in the bank.</param>
/// <param name="Center">Position, axis units.</param>
/// <param name="Fwhm">Full width at half maximum of the Gaussian, axis units.</param>
/// <param name="Response">Its least-squares height times the length of its filter, in the unit of y.</param>
public readonly record struct BandResponse(int Scale, double Center, double Fwhm, double Response);

/// <summary>
/// Matched filters for Gaussian bands of many widths on one axis. The response is the local least-squares height of a Gaussian on a straight line, scaled so that white
/// noise of deviation σ gives responses of deviation σ at every width; bands add to it, straight backgrounds do not.
/// </summary>
/// <remarks>
/// t = Σ hᵢyᵢ, h = g⊥/|g⊥|, g = 2^(-4((x-c)/w)²) within 1.5 w of c, g⊥ = g less its least-squares straight line. Matched filter: G. L. Turin, IRE Trans. Inf. Theory 6 (1960) 311,
/// doi:10.1109/TIT.1960.1057571; many widths at once: P. Du, W. A. Kibbe, S. M. Lin, Bioinformatics 22 (2006) 2059, doi:10.1093/bioinformatics/btl355.
/// Widths step by √2, positions by a sixth of the width but at least a point; at the ends of the axis half a width must fit. Memory and cost about 20 n a width.
/// </remarks>
public sealed class BandFilterBank
{
    private const double Reach = 1.5;
    private const int StepsPerWidth = 6;
    private const int LeastPoints = 5;

    private readonly Filter[] _filters;
    private readonly double[] _responses;
    private readonly double[] _scratch;
    private readonly int _points;

    /// <summary>Filters for widths from <paramref name="least"/> to <paramref name="most"/> on the whole axis.</summary>
    /// <param name="x">Positions of the points, ascending.</param>
    /// <param name="least">Least full width at half maximum, axis units.</param>
    /// <param name="most">Largest one.</param>
    public BandFilterBank(ReadOnlySpan<double> x, double least, double most)
        : this(x, least, most, double.NegativeInfinity, double.PositiveInfinity) { }

    /// <summary>The same for positions in a part of the axis.</summary>
    /// <param name="x">Positions of the points, ascending.</param>
    /// <param name="least">Least full width at half maximum, axis units.</param>
    /// <param name="most">Largest one.</param>
    /// <param name="from">Lowest position of a band.</param>
    /// <param name="to">Highest one.</param>
    public BandFilterBank(ReadOnlySpan<double> x, double least, double most, double from, double to)
    {
        _points = x.Length;
        var filters = new List<Filter>();
        int scale = 0;
        double spacing = (x[^1] - x[0]) / (x.Length - 1);
        for (double width = least; width <= most * 1.0001; width *= Math.Sqrt(2))
        {
            double step = Math.Max(width / StepsPerWidth, spacing);
            double first = Math.Max(from, x[0] + width / 2);
            double last = Math.Min(to, x[^1] - width / 2);
            for (int k = 0; first + k * step <= last; k++)
                if (Make(x, scale, first + k * step, width) is { } filter)
                    filters.Add(filter);
            scale++;
        }
        _filters = [.. filters];
        Scales = scale;
        _responses = new double[_filters.Length];
        _scratch = new double[_filters.Length];
    }

    /// <summary>Number of widths.</summary>
    public int Scales { get; }

    /// <summary>Filters a spectrum; the answers are kept until the next one.</summary>
    /// <param name="y">Values on the axis of the constructor.</param>
    public void Apply(ReadOnlySpan<double> y)
    {
        if (y.Length != _points)
            throw new ArgumentException($"{y.Length} values for {_points} positions.", nameof(y));
        for (int k = 0; k < _filters.Length; k++)
            _responses[k] = Products.Dot(_filters[k].Weights, y.Slice(_filters[k].First, _filters[k].Weights.Length));
    }

    /// <summary>
    /// Noise of the responses of each width: 1.4826 times the median magnitude, never less than at a smaller width (noise that is correlated answers more at
    /// larger widths, and at the largest ones few independent answers are left to tell).
    /// </summary>
    /// <param name="noise">Receives <see cref="Scales"/> values.</param>
    public void Noise(Span<double> noise)
    {
        // Data without any noise still have rounding.
        double largest = 1e-9 * Largest();
        int at = 0;
        for (int scale = 0; scale < Scales; scale++)
        {
            int count = 0;
            for (; at < _filters.Length && _filters[at].Scale == scale; at++)
                _scratch[count++] = Math.Abs(_responses[at]);
            if (count > 0)
                largest = Math.Max(largest, Median.MadToDeviation * Median.InPlace(_scratch.AsSpan(0, count)));
            noise[scale] = largest;
        }
    }

    /// <summary>The response that stands out most from the noise of its width, among those that are wanted; null when there is none.</summary>
    /// <param name="noise">Noise of each width.</param>
    /// <param name="wanted">Which responses count.</param>
    public BandResponse? Best(ReadOnlySpan<double> noise, Func<BandResponse, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        BandResponse? best = null;
        double most = 0;
        for (int k = 0; k < _filters.Length; k++)
        {
            Filter filter = _filters[k];
            double level = Math.Abs(_responses[k]) / noise[filter.Scale];
            if (!(level > most))
                continue;
            var response = new BandResponse(filter.Scale, filter.Center, filter.Fwhm, _responses[k]);
            if (wanted(response))
                (best, most) = (response, level);
        }
        return best;
    }

    /// <summary>The largest response and its position in the last spectrum: the best place of a band of one width. Null when the bank is empty or nothing answers.</summary>
    /// <param name="sign">1 for bands upwards only, -1 for downwards only, 0 for both.</param>
    public BandResponse? Strongest(int sign)
    {
        int best = -1;
        double most = 0;
        for (int k = 0; k < _filters.Length; k++)
        {
            double response = sign == 0 ? Math.Abs(_responses[k]) : sign * _responses[k];
            if (response > most)
                (best, most) = (k, response);
        }
        return best < 0 ? null : new(_filters[best].Scale, _filters[best].Center, _filters[best].Fwhm, _responses[best]);
    }

    private double Largest()
    {
        double largest = 0;
        foreach (double response in _responses)
            largest = Math.Max(largest, Math.Abs(response));
        return largest;
    }

    private static Filter? Make(ReadOnlySpan<double> x, int scale, double center, double width)
    {
        int first = LowerBound(x, center - Reach * width);
        int end = LowerBound(x, Math.BitIncrement(center + Reach * width));
        if (end - first < LeastPoints)
            return null;
        double[] weights = new double[end - first];
        for (int i = 0; i < weights.Length; i++)
        {
            double z = (x[first + i] - center) / width;
            weights[i] = Math.Exp(-4 * Math.Log(2) * z * z);
        }
        TakeLineOut(x[first..end], weights);
        double length = Math.Sqrt(Products.Dot(weights, weights));
        if (!(length > 1e-6))
            return null;
        for (int i = 0; i < weights.Length; i++)
            weights[i] /= length;
        return new(scale, center, width, first, weights);
    }

    private static void TakeLineOut(ReadOnlySpan<double> x, Span<double> values)
    {
        double meanX = 0;
        double mean = 0;
        for (int i = 0; i < x.Length; i++)
            (meanX, mean) = (meanX + x[i] / x.Length, mean + values[i] / x.Length);
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < x.Length; i++)
            (xx, xy) = (xx + (x[i] - meanX) * (x[i] - meanX), xy + (x[i] - meanX) * values[i]);
        for (int i = 0; i < x.Length; i++)
            values[i] -= mean + xy / xx * (x[i] - meanX);
    }

    private static int LowerBound(ReadOnlySpan<double> x, double value)
    {
        int low = 0;
        int high = x.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (x[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private readonly record struct Filter(int Scale, double Center, double Fwhm, int First, double[] Weights);
}
