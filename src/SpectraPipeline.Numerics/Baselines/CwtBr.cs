using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What baseline recognition by wavelets is told.</summary>
/// <param name="Degree">Degree of the polynomial, up to 8.</param>
/// <param name="DeviationFactor">Points that lie by so many standard deviations above the polynomial leave the baseline.</param>
/// <param name="MinLength">Shorter stretches of baseline are taken for band.</param>
/// <param name="MaxIterations">Repetitions of the polynomial after the first, at most.</param>
/// <param name="Tolerance">Stops when the polynomial changes by less than this, ‖Δz‖₂ / ‖z‖₂ with y on −1..1.</param>
/// <param name="Symmetric">Bands of both signs: points below the polynomial do not come back.</param>
public sealed record CwtBrOptions(
    int Degree = 5,
    double DeviationFactor = 1,
    int MinLength = 2,
    int MaxIterations = 50,
    double Tolerance = 1e-3,
    bool Symmetric = false
);

/// <summary>Baseline recognition by a continuous wavelet transform: where it is small there is baseline, and a polynomial runs through it.</summary>
/// <remarks>
/// Ricker wavelets of scales from max(2, n/500) up to n/4, until the entropy −Σ p ln p, p = |W|/Σ|W|, has passed its first minimum. A Gaussian around 0 is fitted to the histogram of W
/// (its bins an eighth of σ, in some rounds); band where |W| ≥ (0.6 + 10·(area of the histogram / that within 3σ − 1))·σ. The polynomial is fitted to the rest, points above it leave,
/// and (unless both signs are expected) points that lie below it with n/200 neighbours on each side come back, until it stands still.
/// C. G. Bertinetto, T. Vuorinen, Appl. Spectrosc. 68 (2014) 155, doi:10.1366/13-07018, with the standard deviation for the standard error, as in the peers. Straight continuation by twice
/// the largest scale, then zero. x strictly monotonic, y and z in one unit. Fails where no polynomial follows the baseline, or hardly any point is quiet. Cost: O(n s²), s the scale found.
/// </remarks>
public sealed class CwtBr
{
    private const int Bins = 200;
    private const int MaxBins = 100_000; // beyond it σ is a rounding error
    private const double Epsilon = 2.220446049250313e-16;

    private readonly CwtBrOptions _options;
    private readonly double[] _x;
    private readonly int _lowest;
    private readonly int _highest;
    private readonly double[] _scaled;
    private readonly double[] _padded;
    private readonly double[] _wavelet;
    private readonly double[] _transform;
    private readonly double[] _magnitude;
    private readonly bool[] _isBand;
    private readonly double[] _chosenX;
    private readonly double[] _chosenY;
    private readonly double[] _last;
    private readonly HistogramWidth _histogram = new(MaxBins);
    private readonly OrthogonalPolynomialFit _polynomial = new();

    /// <summary>For spectra on the axis <paramref name="x"/>.</summary>
    /// <param name="x">Strictly monotonic, twelve points or more.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="ArgumentException">Fewer than twelve points, or a degree that they or the fit do not hold.</exception>
    public CwtBr(ReadOnlySpan<double> x, CwtBrOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int points = x.Length;
        if (points < 12 || options.Degree < 0 || options.Degree > OrthogonalPolynomialFit.MaxDegree || options.Degree >= points)
            throw new ArgumentException(
                $"{points} points do not hold wavelets and a polynomial of degree {options.Degree}",
                nameof(options)
            );
        (_options, _x) = (options, x.ToArray());
        (_lowest, _highest) = (Math.Max(2, points / 500), points / 4);
        // Straight on by twice the largest scale, zero beyond it as far as the longest wavelet reaches.
        _padded = new double[points + 4 * _highest + 10 * _highest];
        _wavelet = new double[10 * _highest];
        (_scaled, _transform, _magnitude) = (new double[points], new double[points], new double[points]);
        (_isBand, _last) = (new bool[points], new double[points]);
        (_chosenX, _chosenY) = (new double[points], new double[points]);
    }

    /// <summary>Which points the last fit took for bands in the end.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; the mean of the spectrum where no baseline is found.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(_x.Length, _x.Length, y.Length, baseline.Length);
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double value in y)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        double half = (high - low) / 2,
            middle = low + half;
        if (!(half > 0))
        {
            y.CopyTo(baseline);
            return BaselineOutcome.Direct;
        }
        for (int i = 0; i < y.Length; i++)
            _scaled[i] = (y[i] - middle) / half;
        BaselineOutcome outcome = Recognise() ? Iterate(baseline) : new BaselineOutcome(0, BaselineStop.NoBaselinePoints, double.NaN);
        if (outcome.Stop == BaselineStop.NoBaselinePoints)
            baseline.Fill(Pointwise.Sum(_scaled) / y.Length);
        for (int i = 0; i < y.Length; i++)
            baseline[i] = middle + half * baseline[i];
        return outcome;
    }

    /// <summary>Fills the bands from the transform at the scale of least entropy.</summary>
    private bool Recognise()
    {
        int pad = 2 * _highest;
        Array.Clear(_padded);
        EdgePadding.Line(_scaled, pad, _padded.AsSpan(5 * _highest, _x.Length + 2 * pad));
        double before = double.NegativeInfinity,
            now = double.NegativeInfinity;
        for (int scale = _lowest; scale < _highest; scale++)
        {
            Transform(scale);
            double entropy = Entropy();
            if (now < before && entropy > now)
                break;
            (before, now) = (now, entropy);
        }
        double limit = _histogram.Limit(_transform, Bins);
        if (!(limit > 0))
            return false;
        for (int i = 0; i < _isBand.Length; i++)
            _isBand[i] = !(_magnitude[i] < limit);
        BaselineRegions.Refine(_isBand, _options.MinLength);
        return true;
    }

    private void Transform(int scale)
    {
        int count = Math.Min(10 * scale, _x.Length + 4 * _highest);
        double amplitude = 2 / (Math.Sqrt(3.0 * scale) * Math.Pow(Math.PI, 0.25)),
            width = (double)scale * scale;
        Span<double> wavelet = _wavelet.AsSpan(0, count);
        for (int j = 0; j < count; j++)
        {
            double u = j - (count - 1) / 2.0;
            wavelet[j] = amplitude * (1 - u * u / width) * Math.Exp(-u * u / (2 * width));
        }
        // Result i has its middle at (count − 1)/2, rounded down, of the sum that ends there.
        int first = 7 * _highest + (count - 1) / 2 - (count - 1);
        MovingWindow.Weighted(_padded.AsSpan(first, _x.Length + count - 1), wavelet, _transform);
    }

    private double Entropy()
    {
        for (int i = 0; i < _magnitude.Length; i++)
            _magnitude[i] = Math.Abs(_transform[i]);
        double sum = Pointwise.Sum(_magnitude),
            entropy = 0;
        foreach (double value in _magnitude)
            entropy -= value / sum * Math.Log(value / sum + Epsilon);
        return entropy;
    }

    private BaselineOutcome Iterate(Span<double> baseline)
    {
        double change = double.NaN;
        _scaled.CopyTo(_last, 0);
        for (int pass = 1; pass <= _options.MaxIterations + 1; pass++)
        {
            if (!FitBaseline(baseline))
                return new BaselineOutcome(pass, BaselineStop.NoBaselinePoints, change);
            LeaveAbove(baseline);
            if (!FitBaseline(baseline))
                return new BaselineOutcome(pass, BaselineStop.NoBaselinePoints, change);
            change = RelativeChange.Of(_last, baseline);
            if (change < _options.Tolerance)
                return new BaselineOutcome(pass, BaselineStop.Converged, change);
            baseline.CopyTo(_last);
            if (!_options.Symmetric)
                ComeBackBelow(baseline);
        }
        return new BaselineOutcome(_options.MaxIterations + 1, BaselineStop.MaxIterations, change);
    }

    private bool FitBaseline(Span<double> baseline)
    {
        int count = 0;
        for (int i = 0; i < _isBand.Length; i++)
            if (!_isBand[i])
                (_chosenX[count], _chosenY[count++]) = (_x[i], _scaled[i]);
        if (count <= _options.Degree)
            return false;
        _polynomial.Fit(_chosenX.AsSpan(0, count), _chosenY.AsSpan(0, count), _options.Degree);
        for (int i = 0; i < baseline.Length; i++)
            baseline[i] = _polynomial.Evaluate(_x[i]);
        return true;
    }

    private void LeaveAbove(ReadOnlySpan<double> baseline)
    {
        Span<double> rest = _magnitude;
        Pointwise.Subtract(_scaled, baseline, rest);
        double mean = Pointwise.Sum(rest) / rest.Length,
            squares = 0;
        foreach (double r in rest)
            squares += (r - mean) * (r - mean);
        double limit = _options.DeviationFactor * Math.Sqrt(squares / rest.Length);
        for (int i = 0; i < rest.Length; i++)
            _isBand[i] |= rest[i] > limit;
    }

    private void ComeBackBelow(ReadOnlySpan<double> baseline)
    {
        int half = _x.Length / 200;
        for (int start = 0; start < baseline.Length; start++)
        {
            int end = start;
            while (end < baseline.Length && _scaled[end] < baseline[end])
                end++;
            if (end - start > 2 * half)
                _isBand.AsSpan((start + half)..(end - half)).Clear();
            start = end;
        }
    }
}
