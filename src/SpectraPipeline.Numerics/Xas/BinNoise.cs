using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Noise of the points of a quick scan from their scatter about straight lines in the bins of a coarser grid, and how neighbouring points hang together.</summary>
/// <remarks>
/// s² of a bin is put together from it and its neighbours until 30 degrees of freedom are there, so that slopes are no noise and three points need not tell a variance. ρ of neighbouring
/// points by second differences over one and two points, whose mean squares have the ratio q = (3 − ρ)/((1 + ρ)(3 − ρ²)) where points are correlated by ρ^|i−j|; the
/// degrees of freedom are the squares that such points leave about a line. Cost: O(points), and O(points·bin) where they are correlated.
/// </remarks>
/// <param name="points">Points of the scan.</param>
/// <param name="bins">Bins.</param>
internal sealed class BinNoise(int points, int bins)
{
    private const int EnoughFreedom = 30,
        FewestForCorrelation = 100,
        FewestForLimit = 5;
    private const double OversampledBy = 5,
        SmallestCorrelation = 0.1;
    private readonly double[] _squares = new double[bins];
    private readonly double[] _freedom = new double[bins];
    private readonly double[] _scratch = new double[points];
    private double _limit;

    /// <summary>Correlation of neighbouring points; 0 where it is small or the scan is not oversampled.</summary>
    public double Correlation { get; private set; }

    /// <summary>No bin held points enough for a scatter: the noise is an upper limit from second differences, which the signal enters.</summary>
    public bool IsLimit { get; private set; }

    /// <summary>A new spectrum.</summary>
    public void Begin(ReadOnlySpan<double> mu)
    {
        Correlation = CorrelationOf(mu);
        Array.Clear(_squares);
        Array.Clear(_freedom);
    }

    /// <summary>All bins that hold three points or more were added.</summary>
    public void End(ReadOnlySpan<double> mu)
    {
        IsLimit = Array.TrueForAll(_freedom, f => f == 0);
        _limit = mu.Length >= FewestForLimit ? NoiseEstimate.FromSecondDifference(mu, _scratch) : 0;
    }

    /// <summary>The points of a bin, three or more.</summary>
    public void Add(int bin, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = 0,
            meanY = 0,
            xx = 0,
            xy = 0,
            yy = 0;
        for (int i = 0; i < x.Length; i++)
            (meanX, meanY) = (meanX + (x[i] / x.Length), meanY + (y[i] / x.Length));
        for (int i = 0; i < x.Length; i++)
        {
            double u = x[i] - meanX,
                v = y[i] - meanY;
            (xx, xy, yy) = (xx + (u * u), xy + (u * v), yy + (v * v));
        }
        (_squares[bin], _freedom[bin]) = (Math.Max(0, yy - (xy * xy / xx)), Freedom(x.Length));
    }

    /// <summary>Noise of one point near a bin.</summary>
    public double Of(int bin)
    {
        if (IsLimit)
            return _limit;
        double squares = _squares[bin],
            freedom = _freedom[bin];
        for (int reach = 1; freedom < EnoughFreedom && reach < _squares.Length; reach++)
        {
            if (bin >= reach)
                (squares, freedom) = (squares + _squares[bin - reach], freedom + _freedom[bin - reach]);
            if (bin + reach < _squares.Length)
                (squares, freedom) = (squares + _squares[bin + reach], freedom + _freedom[bin + reach]);
        }
        return Math.Sqrt(squares / freedom);
    }

    /// <summary>Σᵢⱼ ρ^|i−j|: variance of the sum of so many points in units of that of one.</summary>
    public double SumOfCorrelations(int count)
    {
        double sum = count,
            power = 1;
        for (int d = 1; d < count && Correlation > 0; d++)
            sum += 2 * (count - d) * (power *= Correlation);
        return sum;
    }

    /// <summary>Expected squares about a straight line through so many even points, in units of the variance of one: n − 2 without correlation.</summary>
    private double Freedom(int count)
    {
        if (Correlation == 0)
            return count - 2;
        double middle = (count - 1) / 2.0,
            slope = 0,
            squares = 0;
        for (int i = 0; i < count; i++)
        {
            double power = 1;
            squares += (i - middle) * (i - middle);
            slope += (i - middle) * (i - middle);
            for (int j = i + 1; j < count; j++)
                slope += 2 * (i - middle) * (j - middle) * (power *= Correlation);
        }
        return count - (SumOfCorrelations(count) / count) - (slope / squares);
    }

    private double CorrelationOf(ReadOnlySpan<double> mu)
    {
        if (mu.Length < FewestForCorrelation || mu.Length < OversampledBy * _squares.Length)
            return 0;
        double near = SecondDifference(mu, 1),
            far = SecondDifference(mu, 2),
            ratio = near * near / (far * far);
        // q falls from 1 without correlation to 1/2 for full correlation.
        double low = 0,
            high = 0.95;
        for (int i = 0; i < 40; i++)
        {
            double middle = (low + high) / 2;
            if ((3 - middle) / ((1 + middle) * (3 - (middle * middle))) > ratio)
                low = middle;
            else
                high = middle;
        }
        return low > SmallestCorrelation ? low : 0;
    }

    private double SecondDifference(ReadOnlySpan<double> mu, int reach)
    {
        Span<double> differences = _scratch.AsSpan(0, mu.Length - (2 * reach));
        for (int i = 0; i < differences.Length; i++)
            differences[i] = Math.Abs((2 * mu[i + reach]) - mu[i] - mu[i + (2 * reach)]);
        return Median.InPlace(differences);
    }
}
