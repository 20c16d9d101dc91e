using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Noise of χ(k) and χ(R) for each power of k: estimated where no atom scatters, or given.</summary>
/// <remarks>
/// <para>
/// Estimate: ε_R is the root mean square of real and imaginary parts of χ(R) from 15 to 30 Å, divided by the mean of the window (Σw·Δk/(k_max − k_min)), and
/// ε_k = ε_R·√(2πn/(Δk(k_maxⁿ − k_minⁿ))), n = 2w + 1 (M. Newville, B. I. Boyanov, D. E. Sayers, J. Synchrotron Rad. 6 (1999) 264, doi:10.1107/S0909049598018160).
/// </para>
/// <para>
/// A given ε_k goes the same way back. Larch takes 2√(πn/…) there, √2 too large, so that its ε_R is 1/√2 and its χ² twice what the same noise gives when it is
/// estimated; here both ways agree. Of an array the mean makes ε_R, as in Larch.
/// </para>
/// <para>
/// Assumes noise that is independent from point to point of the k grid and no atom beyond 15 Å. Data sparser than the grid are interpolated to it, which smooths:
/// little is then left beyond 15 Å, and ε comes out too low. A coarse grid ends before 30 Å, at π/(2Δk), and says less: fewer <see cref="WhiteFreedom"/>;
/// below 3 Å (Δk above 0.087 Å⁻¹) nothing is estimated.
/// </para>
/// </remarks>
public sealed class ExafsNoise
{
    private const double From = 15;
    private const double To = 30;

    // Å that an estimate needs.
    private const double Least = 3;

    private readonly FastFourierTransform _fft;
    private readonly double[][] _weights;
    private readonly double[] _scale;
    private readonly double _windowMean;
    private readonly double _step;
    private readonly double _used;
    private readonly int _first;
    private readonly int _end;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly double[] _epsilonR;
    private readonly double[] _epsilonK;
    private readonly double[] _byPoint;
    private bool _hasPoints;

    /// <summary>For data that fill a k grid; 1 until it is estimated or given.</summary>
    /// <param name="transform">Window and powers of k.</param>
    /// <param name="gridPoints">Points of the k grid from 0.</param>
    public ExafsNoise(ExafsTransform transform, int gridPoints)
    {
        ArgumentNullException.ThrowIfNull(transform);
        int length = transform.TransformLength;
        double step = transform.KStep;
        _fft = new FastFourierTransform(length);
        _step = step;
        _used = RangeAt(step);
        double[] window = new double[length];
        transform.KWindow.Fill(step, window);
        (double low, double high) = (transform.KWindow.From, transform.KWindow.To);
        _windowMean = window.Sum() * step / (high - low);
        _first = (int)(0.01 + (From / transform.RStep));
        _end = (int)Math.Min(length / 2, 1.01 + (To / transform.RStep));
        int count = transform.KWeights.Count;
        _weights = new double[count][];
        _scale = new double[count];
        for (int w = 0; w < count; w++)
        {
            int power = transform.KWeights[w];
            int odd = (2 * power) + 1;
            _weights[w] = new double[gridPoints];
            for (int j = 0; j < gridPoints; j++)
                _weights[w][j] = window[j] * Math.Pow(j * step, power) * step / Math.Sqrt(Math.PI);
            _scale[w] = Math.Sqrt(2 * Math.PI * odd / (step * (Math.Pow(high, odd) - Math.Pow(low, odd))));
        }
        (_re, _im) = (new double[length], new double[length]);
        (_epsilonR, _epsilonK, _byPoint) = (new double[count], new double[count], new double[gridPoints]);
        _epsilonK.AsSpan().Fill(1);
        for (int w = 0; w < count; w++)
            _epsilonR[w] = 1 / _scale[w];
    }

    /// <summary>Noise of a real or imaginary part of χ(R), one value per power of k.</summary>
    public ReadOnlySpan<double> EpsilonR => _epsilonR;

    /// <summary>Noise of χ(k), one value per power of k: of an array its mean.</summary>
    public ReadOnlySpan<double> EpsilonK => _epsilonK;

    /// <summary>Noise of χ(k) at each point of the grid where it was given so; else empty.</summary>
    public ReadOnlySpan<double> EpsilonByPoint => _hasPoints ? _byPoint : default;

    /// <summary>
    /// Variance of χ(k) as the same range of R has it for white noise, without the peers' assumption that the window is a box: 2·⟨Re², Im²⟩/Σw², mean over the powers of k.
    /// NaN where noise was not estimated.
    /// </summary>
    public double WhiteVariance { get; private set; } = double.NaN;

    /// <summary>
    /// Degrees of freedom of <see cref="WhiteVariance"/>: 2·ΔR·Δk·(Σw²)²/(π·Σw⁴), ΔR = 15 Å or what the transform holds of them, of the power of k with the fewest; infinite where noise
    /// was given, 0 where another uncertainty was added to it.
    /// </summary>
    public double WhiteFreedom { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether a grid of this step reaches far enough beyond 15 Å for an estimate.</summary>
    public static bool CanEstimate(double kStep) => RangeAt(kStep) >= Least;

    /// <summary>Estimates the noise of a spectrum.</summary>
    /// <param name="chi">On the k grid.</param>
    /// <exception cref="ArgumentException">The grid is so coarse that χ(R) ends below 18 Å.</exception>
    public void Estimate(ReadOnlySpan<double> chi)
    {
        if (!CanEstimate(_step))
            throw new ArgumentException(
                $"In steps of {_step} 1/Å χ(R) ends at {From + _used} Å; noise needs it to {From + Least} Å: a finer grid, or noise that is given.",
                nameof(chi)
            );
        _hasPoints = false;
        (WhiteVariance, WhiteFreedom) = (0, double.PositiveInfinity);
        for (int w = 0; w < _weights.Length; w++)
        {
            _im.AsSpan().Clear();
            _re.AsSpan(chi.Length).Clear();
            for (int j = 0; j < chi.Length; j++)
                _re[j] = chi[j] * _weights[w][j];
            _fft.Forward(_re, _im);
            ReadOnlySpan<double> re = _re.AsSpan(_first.._end);
            ReadOnlySpan<double> im = _im.AsSpan(_first.._end);
            double square = Products.Dot(re, re) + Products.Dot(im, im);
            _epsilonR[w] = Math.Sqrt(square / (2 * re.Length)) / _windowMean;
            _epsilonK[w] = _scale[w] * _epsilonR[w];
            double gain = Products.Dot(_weights[w], _weights[w]);
            WhiteVariance += square / (re.Length * gain * _weights.Length);
            WhiteFreedom = Math.Min(WhiteFreedom, 2 * _used * _step * gain * gain / (Math.PI * Fourth(_weights[w])));
        }
    }

    /// <summary>Takes one value for all of χ(k).</summary>
    /// <exception cref="ArgumentException">Not above 0.</exception>
    public void Set(double epsilonK)
    {
        if (!(epsilonK > 0) || !double.IsFinite(epsilonK))
            throw new ArgumentException($"The noise of χ(k) is {epsilonK}; it must be above 0.", nameof(epsilonK));
        _hasPoints = false;
        Known();
        Spread(epsilonK);
    }

    /// <summary>Takes a value for each point of the k grid.</summary>
    /// <exception cref="ArgumentException">Not as many values as points, or one not above 0.</exception>
    public void Set(ReadOnlySpan<double> epsilonK)
    {
        if (epsilonK.Length != _byPoint.Length)
            throw new ArgumentException($"{epsilonK.Length} values of noise for {_byPoint.Length} points of k.", nameof(epsilonK));
        double sum = 0;
        for (int j = 0; j < epsilonK.Length; j++)
        {
            if (!(epsilonK[j] > 0) || !double.IsFinite(epsilonK[j]))
                throw new ArgumentException($"The noise of χ(k) at point {j} is {epsilonK[j]}; it must be above 0.", nameof(epsilonK));
            sum += _byPoint[j] = epsilonK[j];
        }
        _hasPoints = true;
        Known();
        Spread(sum / epsilonK.Length);
    }

    /// <summary>Adds another uncertainty of χ(k), such as that of its background, in quadrature to the estimate; from then on noise differs from point to point, and nobody knows its size from so many values.</summary>
    /// <param name="deltaChi">On the k grid, 0 where there is none.</param>
    /// <exception cref="ArgumentException">Not as many values as points.</exception>
    public void Add(ReadOnlySpan<double> deltaChi)
    {
        if (deltaChi.Length != _byPoint.Length)
            throw new ArgumentException($"{deltaChi.Length} uncertainties for {_byPoint.Length} points of k.", nameof(deltaChi));
        double mean = 0;
        foreach (double epsilon in _epsilonK)
            mean += epsilon / _epsilonK.Length;
        double sum = 0;
        for (int j = 0; j < deltaChi.Length; j++)
            sum += _byPoint[j] = Math.Sqrt((deltaChi[j] * deltaChi[j]) + (mean * mean));
        _hasPoints = true;
        (WhiteVariance, WhiteFreedom) = (double.NaN, 0);
        Spread(sum / deltaChi.Length);
    }

    // χ(R) ends at half of the transform.
    private static double RangeAt(double kStep) => Math.Min(To, Math.PI / (2 * kStep)) - From;

    private static double Fourth(double[] values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v * v * v * v;
        return sum;
    }

    private void Known() => (WhiteVariance, WhiteFreedom) = (double.NaN, double.PositiveInfinity);

    private void Spread(double epsilonK)
    {
        _epsilonK.AsSpan().Fill(epsilonK);
        for (int w = 0; w < _epsilonR.Length; w++)
            _epsilonR[w] = epsilonK / _scale[w];
    }
}
