using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the classification by the derivative's power is told; lengths in points.</summary>
/// <param name="SmoothHalfWindow">Half window of the moving mean before the derivative; null: n/256, rounded up; 0: none.</param>
/// <param name="DeviationFactor">A point belongs to a band when its power exceeds the mean by so many standard deviations.</param>
/// <param name="InterpolationHalfWindow">Ends of a bridge are means over ± this many points.</param>
/// <param name="Degree">Degree of the polynomial.</param>
/// <param name="MaxIterations">Fits of the polynomial at most; 0: the bridged spectrum itself is the baseline.</param>
/// <param name="Tolerance">Stops when the coefficients, on an axis from −1 to 1, change by less than this, relative.</param>
/// <param name="MinLength">Shorter stretches of baseline are taken for band.</param>
public sealed record DietrichOptions(
    int? SmoothHalfWindow = null,
    double DeviationFactor = 3,
    int InterpolationHalfWindow = 5,
    int Degree = 5,
    int MaxIterations = 50,
    double Tolerance = 1e-3,
    int MinLength = 2
);

/// <summary>Baseline by classification: points with a small derivative are baseline, bridges cross the bands, a polynomial is fitted over and over.</summary>
/// <remarks>
/// P = (∇(mean of y over ±s))²; band where P ≥ mean + k·deviation of the points that are not band, repeated; b bridges the bands; c₀ = V⁺b, then
/// c ← V⁺(M V c + (1 − M) b), M = 1 on the baseline. W. Dietrich, C. H. Rüdel, M. Neumann, J. Magn. Reson. 91 (1991) 1, doi:10.1016/0022-2364(91)90402-F, with the order of replacement
/// of the peers: the points of the baseline give way to the last polynomial, the bridges stay, so that in the end the polynomial follows the bridges.
/// With V = QR and a = Rc every repetition is a ← Q′MQ a + Q′(1 − M) b, (degree + 1)² operations whatever the number of points.
/// x strictly monotonic, y and z in one unit. Symmetric: −y gives −z, so bands of both signs are left out alike. Fails where a polynomial of this degree does not follow the
/// baseline, and for the flat tops of broad bands, which have no derivative. Cost: O(n·degree²) once, then nothing.
/// </remarks>
public sealed class Dietrich
{
    private const int MaxDegree = 20;

    private readonly DietrichOptions _options;
    private readonly double[] _x;
    private readonly HouseholderQr? _basis;
    private readonly int _columns;
    private readonly int _smooth;
    private readonly double[] _work;
    private readonly double[] _masked;
    private readonly bool[] _isBand;
    private readonly double[] _kept; // Q′MQ
    private readonly double[] _fixed; // Q′(1 − M)b
    private readonly double[] _now;
    private readonly double[] _next;
    private readonly double[] _coefficients;
    private readonly double[] _lastCoefficients;

    /// <summary>For spectra on the axis <paramref name="x"/>.</summary>
    /// <param name="x">Strictly monotonic.</param>
    /// <param name="options">Windows and limits.</param>
    /// <exception cref="ArgumentException">A window not below the points, a degree above 20 or not below the points.</exception>
    public Dietrich(ReadOnlySpan<double> x, DietrichOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int points = x.Length;
        _smooth = options.SmoothHalfWindow ?? (points + 255) / 256;
        if (points < 3 || _smooth < 0 || _smooth >= points || options.Degree < 0 || options.Degree > MaxDegree || options.Degree >= points)
            throw new ArgumentException(
                $"{points} points do not hold a smoothing window of {_smooth} and a degree of {options.Degree}",
                nameof(options)
            );
        (_options, _x, _columns) = (options, x.ToArray(), options.Degree + 1);
        _work = new double[points + 2 * _smooth];
        (_masked, _isBand) = (new double[points], new bool[points]);
        (_kept, _fixed) = (new double[_columns * _columns], new double[_columns]);
        (_now, _next) = (new double[_columns], new double[_columns]);
        (_coefficients, _lastCoefficients) = (new double[_columns], new double[_columns]);
        if (options.MaxIterations > 0)
            _basis = new HouseholderQr(Powers(), points, _columns);
    }

    /// <summary>Which points the last fit took for bands.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline.</param>
    /// <returns>Iterations count the changes that were measured: one less than fits.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(_x.Length, _x.Length, y.Length, baseline.Length);
        Classify(y, baseline);
        y.CopyTo(baseline);
        BaselineRegions.Bridge(_x, y, _isBand, _options.InterpolationHalfWindow, baseline);
        if (_basis is null)
            return BaselineRegions.Outcome(_isBand);
        for (int j = 0; j < _columns; j++)
            _now[j] = Products.Dot(Column(j), baseline);
        BaselineOutcome outcome = _options.MaxIterations > 1 ? Repeat(baseline) : BaselineOutcome.Direct;
        baseline.Clear();
        for (int j = 0; j < _columns; j++)
            Products.AddScaled(baseline, _now[j], Column(j));
        return _isBand.Contains(false) ? outcome : outcome with { Stop = BaselineStop.NoBaselinePoints };
    }

    private ReadOnlySpan<double> Column(int j) => _basis!.Q.Slice(j * _x.Length, _x.Length);

    private double[] Powers()
    {
        double centre = (_x[0] + _x[^1]) / 2,
            scale = 2 / Math.Abs(_x[^1] - _x[0]);
        var powers = new double[_x.Length * _columns];
        for (int i = 0; i < _x.Length; i++)
        {
            double power = 1;
            for (int j = 0; j < _columns; j++, power *= (_x[i] - centre) * scale)
                powers[i * _columns + j] = power;
        }
        return powers;
    }

    private void Classify(ReadOnlySpan<double> y, Span<double> scratch)
    {
        y.CopyTo(scratch);
        MovingWindow.MeanInPlace(scratch, _smooth, _work);
        Span<double> power = _masked;
        Gradient.Of(scratch, power);
        for (int i = 0; i < power.Length; i++)
            power[i] *= power[i];
        BaselineRegions.Threshold(power, _options.DeviationFactor, _isBand);
        BaselineRegions.Refine(_isBand, _options.MinLength);
    }

    private BaselineOutcome Repeat(ReadOnlySpan<double> bridged)
    {
        Prepare(bridged);
        Coefficients(_now, _lastCoefficients);
        double change = double.NaN;
        for (int pass = 1; pass < _options.MaxIterations; pass++)
        {
            for (int j = 0; j < _columns; j++)
                _next[j] = _fixed[j] + Products.Dot(_kept.AsSpan(j * _columns, _columns), _now);
            _next.CopyTo(_now, 0);
            Coefficients(_now, _coefficients);
            change = RelativeChange.Of(_lastCoefficients, _coefficients);
            if (change < _options.Tolerance)
                return new BaselineOutcome(pass, BaselineStop.Converged, change);
            _coefficients.CopyTo(_lastCoefficients, 0);
        }
        return new BaselineOutcome(_options.MaxIterations - 1, BaselineStop.MaxIterations, change);
    }

    /// <summary>Q′MQ and Q′(1 − M)b.</summary>
    private void Prepare(ReadOnlySpan<double> bridged)
    {
        for (int j = 0; j < _columns; j++)
        {
            ReadOnlySpan<double> column = Column(j);
            double bridges = 0;
            for (int i = 0; i < column.Length; i++)
            {
                double q = column[i];
                bridges += _isBand[i] ? q * bridged[i] : 0;
                _masked[i] = _isBand[i] ? 0 : q;
            }
            _fixed[j] = bridges;
            for (int k = 0; k <= j; k++)
                _kept[j * _columns + k] = _kept[k * _columns + j] = Products.Dot(_masked, Column(k));
        }
    }

    /// <summary>c = R⁻¹a, in powers of x on −1..1.</summary>
    private void Coefficients(ReadOnlySpan<double> projections, Span<double> coefficients)
    {
        projections.CopyTo(coefficients);
        _basis!.SolveUpper(coefficients);
    }
}
