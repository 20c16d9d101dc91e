namespace SpectraPipeline.Numerics.Fitting;

/// <summary>The smallest distance at which noise lets two bands be told from one: how near a pair could lie that a fitted band may hide.</summary>
/// <remarks>
/// <para>
/// The pair: two equal bands of the width and shape of the fitted one, each with half of its height. What one band of free position, height, width and shape on a straight line over twelve widths leaves of it is f(d);
/// with noise σ of a point, q points that share one piece of it and step Δ, χ² of one band exceeds that of two on average by λ + Δk, λ = (h/2)²·φ(d/w)·w/(Δ q σ²), φ = ∫f² for a pair of
/// unit height and width. Two beat one by a difference of 10 of the Bayesian information criterion N ln(χ²/N) + k ln N (G. Schwarz, Ann. Stat. 6 (1978) 461,
/// doi:10.1214/aos/1176344136; 10: decisive after R. E. Kass, A. E. Raftery, J. Am. Stat. Assoc. 90 (1995) 773, doi:10.1080/01621459.1995.10476572) where λ = N(exp((10 + Δk ln N)/N) − 1) − Δk,
/// N = n/q, Δk the parameters of a band. φ falls with (d/w)⁸, so ten times the noise costs a factor of 1.8 in distance.
/// </para>
/// <para>
/// A shape with an instrument line in it has no φ of d/w alone: the shape before the instrument takes its place, with the recorded width √(w² + i²) and the recorded height. That is exact for a
/// Gaussian and holds within a third where a Lorentzian is at least twice as wide as the instrument; below that (i = w: a fifth of such pairs is told at 1.3 times the distance) there is no answer.
/// Assumes a lone band, many points a width, and the right shape: a wrong one leaves more than f. φ is fitted at 20 distances when a shape
/// parameter is met first (squared eighths of its range: denser where a pair pushes it to its lower bound; quarter octaves where it has none; interpolated over the first), in a fraction of a millisecond; after that a call takes a fraction of a microsecond and allocates nothing. The answer depends on the arguments alone.
/// </para>
/// </remarks>
public sealed class BandSeparation
{
    /// <summary>Difference of the criterion that decides.</summary>
    public const double Decisive = 10;

    private const double MostInstrument = 0.5;
    private const int Distances = 20;
    private const double Nearest = 0.1;
    private const double Farthest = 3;
    private const double Reach = 6;
    private const int PointsPerWidth = 5;
    private const int Steps = 8;

    private readonly PeakShape _recorded;
    private readonly PeakShape _shape;
    private readonly MultiPeakFit _one;
    private readonly double[] _x;
    private readonly double[] _pair;
    private readonly double[] _band;
    private readonly Dictionary<long, double[]> _tables = [];

    /// <summary>For bands of one shape.</summary>
    public BandSeparation(PeakShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (_recorded, _shape) = (shape, shape.Unbroadened);
        shape = _shape;
        _x = new double[(int)(2 * Reach * PointsPerWidth) + 1];
        for (int i = 0; i < _x.Length; i++)
            _x[i] = -Reach + (double)i / PointsPerWidth;
        _pair = new double[_x.Length];
        _band = new double[shape.ParameterCount];
        _one = new MultiPeakFit(shape, 1, 1, _x);
    }

    /// <summary>The smallest distance, in the unit of the axis; NaN when even bands three widths apart are not told from one, and under a wide instrument line.</summary>
    /// <param name="band">The fitted band, in the order of the shape's parameters.</param>
    /// <param name="step">Distance of neighbouring points.</param>
    /// <param name="noise">Standard deviation of a point, in the unit of the height.</param>
    /// <param name="points">Points of the fit.</param>
    /// <param name="sharing">Neighbouring points that share one piece of noise, 1 = independent.</param>
    /// <exception cref="ArgumentException">The band has not the parameters of the shape.</exception>
    public double Least(ReadOnlySpan<double> band, double step, double noise, int points, double sharing)
    {
        if (band.Length != _shape.ParameterCount)
            throw new ArgumentException($"A {_shape.Name} has {_shape.ParameterCount} parameters, not {band.Length}.", nameof(band));
        if (_shape != PeakShapes.Gaussian && _recorded.InstrumentFullWidth > MostInstrument * band[PeakShape.FullWidth])
            return double.NaN;
        double independent = points / sharing;
        double more = _shape.ParameterCount;
        double half = RecordedHeight(band) / 2;
        double width = _recorded.RecordedWidth(band[PeakShape.FullWidth]);
        double excess = independent * (Math.Exp((Decisive + more * Math.Log(independent)) / independent) - 1) - more;
        double wanted = excess * sharing * noise * noise * Math.Abs(step) / (half * half * width);
        return wanted > 0 && double.IsFinite(wanted) ? width * Distance(Math.Log(wanted), band) : double.NaN;
    }

    private double RecordedHeight(ReadOnlySpan<double> band)
    {
        if (_recorded == _shape)
            return band[PeakShape.Height];
        Span<double> top = [0];
        _recorded.Add(band, band[..1], top);
        return top[0];
    }

    /// <summary>Where φ reaches what is wanted, in widths; between two tables of the first shape parameter geometrically.</summary>
    private double Distance(double wanted, ReadOnlySpan<double> band)
    {
        long key = 0;
        double part = 0;
        double above = 0;
        for (int p = PeakShape.Extra; p < band.Length; p++)
        {
            (PeakParameter parameter, double value) = (_shape.Parameters[p], band[p]);
            double range = parameter.Upper - parameter.Lower;
            int index;
            if (double.IsFinite(range))
            {
                double at = Steps * Math.Sqrt((Math.Clamp(value, parameter.Lower, parameter.Upper) - parameter.Lower) / range);
                index = p == PeakShape.Extra ? (int)Math.Floor(at) : (int)Math.Round(at);
                _band[p] = parameter.Lower + range * Square((double)index / Steps);
                if (p == PeakShape.Extra)
                {
                    double low = Square((double)index / Steps);
                    double high = Square((index + 1.0) / Steps);
                    above = Math.Min(parameter.Lower + range * high, parameter.Upper);
                    part = (Square(at / Steps) - low) / (high - low);
                }
            }
            else
            {
                index = Math.Clamp(Math.Sign(value) * (int)Math.Round(4 * Math.Log2(1 + Math.Abs(value))), -100, 100);
                double size = Math.Sign(index) * (Math.Pow(2, Math.Abs(index) / 4.0) - 1);
                _band[p] = Math.Clamp(size, parameter.Lower, parameter.Upper);
            }
            key = (key << 8) + index + 128;
        }
        double distance = Distance(wanted, TableOf(key));
        if (part == 0)
            return distance;
        _band[PeakShape.Extra] = above;
        double next = Distance(wanted, TableOf(key + (1L << 8 * (band.Length - PeakShape.Extra - 1))));
        return distance * Math.Pow(next / distance, part);
    }

    private static double Square(double value) => value * value;

    private static double Distance(double wanted, double[] table)
    {
        if (!(wanted <= table[^1]))
            return double.NaN;
        int at = Array.BinarySearch(table, wanted);
        // Below the first distance the power law goes on.
        int high = Math.Clamp(at < 0 ? ~at : at, 1, Distances - 1);
        double rise = table[high] - table[high - 1];
        double part = rise > 0 ? (wanted - table[high - 1]) / rise : 1;
        return Nearest * Math.Pow(Farthest / Nearest, (high - 1 + part) / (Distances - 1));
    }

    private double[] TableOf(long key)
    {
        if (!_tables.TryGetValue(key, out double[]? table))
            _tables[key] = table = Misfits();
        return table;
    }

    /// <summary>ln φ at each distance, never falling.</summary>
    private double[] Misfits()
    {
        double[] table = new double[Distances];
        double most = double.NegativeInfinity;
        for (int k = 0; k < Distances; k++)
        {
            double distance = Nearest * Math.Pow(Farthest / Nearest, k / (Distances - 1.0));
            Array.Clear(_pair);
            Add(-distance / 2);
            Add(distance / 2);
            double left = Misfit(0, Math.Sqrt(1 + distance * distance));
            // Far apart, one band lies on one of them and leaves the other.
            if (distance > 1)
                left = Math.Min(left, Misfit(distance / 2, 1));
            table[k] = most = Math.Max(most, Math.Log(left / PointsPerWidth));
        }
        return table;
    }

    private void Add(double center)
    {
        (_band[PeakShape.Center], _band[PeakShape.Height], _band[PeakShape.FullWidth]) = (center, 1, 1);
        _shape.Add(_band, _x, _pair);
    }

    private double Misfit(double center, double width)
    {
        _one.SetStart(0, PeakShape.Center, center);
        _one.SetStart(0, PeakShape.FullWidth, width);
        _one.SetStart(0, PeakShape.Height, double.NaN);
        for (int p = PeakShape.Extra; p < _band.Length; p++)
            _one.SetStart(0, p, _band[p]);
        return _one.Fit(_pair, [], [], new FitLimits(60)).ChiSquare;
    }
}
