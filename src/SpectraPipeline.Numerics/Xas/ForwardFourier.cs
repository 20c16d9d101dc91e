using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Parameters of χ(k) → χ(R).</summary>
public sealed record ForwardFourierSettings
{
    /// <summary>Window over k, Å⁻¹; its limits are the k-range of the transform.</summary>
    public FourierWindow Window { get; init; } = new(WindowShape.Hanning, 3, 12, 1, 1);

    /// <summary>Power n of kⁿχ.</summary>
    public int KWeight { get; init; } = 2;

    /// <summary>Step of the even k grid, Å⁻¹.</summary>
    public double KStep { get; init; } = 0.05;

    /// <summary>Points of the zero-padded transform; a power of two.</summary>
    public int TransformLength { get; init; } = 2048;

    /// <summary>Largest R that is kept, Å.</summary>
    public double RMax { get; init; } = 10;

    /// <summary>Phase shift φ(k) of a pair of atoms: χ is multiplied by exp(−iφ), so that its shells lie at their distances. Null: none.</summary>
    public Func<double, double>? Phase { get; init; }
}

/// <summary>χ(k) → χ(R): χ(R_m) = (Δk/√π)·Σⱼ χ(kⱼ)·kⱼⁿ·W(kⱼ)·exp(−2πi·jm/N), R_m = π·m/(Δk·N).</summary>
/// <remarks>
/// E. A. Stern, D. E. Sayers, F. W. Lytle, Phys. Rev. B 11 (1975) 4836, doi:10.1103/PhysRevB.11.4836; scale and grid as in Feffit and Larch (exp(2ikR) with half
/// the conjugate variable). χ is interpolated linearly to the even grid. The window is laid out beyond the data, then cut at its end. One instance
/// per worker and k axis. Cost: one complex transform of N/2 points.
/// </remarks>
public sealed class ForwardFourier
{
    private readonly FastFourierTransform _transform;
    private readonly double[] _k;
    private readonly double[] _grid;
    private readonly double[] _weight;
    private readonly double[] _quadrature;
    private readonly double[] _qRe;
    private readonly double[] _qIm;
    private readonly double[] _r;
    private readonly double[] _signal;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly bool _even;

    /// <summary>Prepares the transform of every χ on one k axis.</summary>
    /// <param name="k">Å⁻¹, increasing from 0 or above.</param>
    /// <param name="settings">Window, weight, grids.</param>
    /// <exception cref="ArgumentException">The grid does not fit into the transform, or fewer than two points.</exception>
    public ForwardFourier(ReadOnlySpan<double> k, ForwardFourierSettings settings)
    {
        double step = settings.KStep;
        if (k.Length < 2)
            throw new ArgumentException("χ(k) needs at least two points.", nameof(k));
        _transform = new FastFourierTransform(settings.TransformLength / 2);
        _k = k.ToArray();
        int points = (int)(1.01 + k[^1] / step);
        if (points > settings.TransformLength)
            throw new ArgumentException(
                $"{points} points in steps of {step} exceed a transform of {settings.TransformLength}.",
                nameof(settings)
            );
        double end = Math.Max(k[^1], settings.Window.To + settings.Window.UpperSill);
        double[] window = new double[(int)(1.01 + end / step)];
        settings.Window.Fill(step, window);
        _grid = new double[points];
        _weight = new double[points];
        for (int j = 0; j < points; j++)
        {
            _grid[j] = j * step;
            _weight[j] = window[j] * Math.Pow(_grid[j], settings.KWeight) * step / Math.Sqrt(Math.PI);
        }
        _quadrature = settings.Phase is null ? [] : new double[points];
        for (int j = 0; j < _quadrature.Length; j++)
        {
            (double sin, double cos) = Math.SinCos(settings.Phase!(_grid[j]));
            (_weight[j], _quadrature[j]) = (_weight[j] * cos, _weight[j] * sin);
        }
        double rStep = Math.PI / (step * settings.TransformLength);
        _r = new double[(int)Math.Min(settings.TransformLength / 2, 1.01 + settings.RMax / rStep)];
        for (int m = 0; m < _r.Length; m++)
            _r[m] = m * rStep;
        _even = _k.AsSpan().SequenceEqual(_grid);
        _signal = new double[points + 1];
        _re = new double[settings.TransformLength / 2];
        _im = new double[settings.TransformLength / 2];
        _qRe = settings.Phase is null ? [] : new double[_re.Length];
        _qIm = settings.Phase is null ? [] : new double[_re.Length];
        _cos = new double[settings.TransformLength];
        _sin = new double[settings.TransformLength];
        RootsOfUnity.Fill(_cos, _sin);
    }

    /// <summary>Distances of the result, Å, from 0; not corrected for phase shifts.</summary>
    public ReadOnlySpan<double> R => _r;

    /// <summary>Points of a result that goes to the largest R there is, half the transform.</summary>
    public int FullLength => _re.Length;

    /// <summary>Points of a result that reaches the R where <see cref="FourierNoise"/> looks, at least as many as <see cref="R"/>.</summary>
    public int NoiseLength => Math.Min(FullLength, Math.Max(_r.Length, (int)(FourierNoise.To / RStep) + 2));

    /// <summary>Å between two values of R.</summary>
    public double RStep => Math.PI / (_grid[1] * _cos.Length);

    /// <summary>
    /// Standard deviation that independent noise of standard deviation 1 on χ(k) gives to the real (or imaginary) part at any R far from 0: √(Σ wⱼ²/2).
    /// Its inverse turns the scatter of χ(R) at high R into noise of χ(k).
    /// </summary>
    public double NoiseGain => Math.Sqrt((Products.Dot(_weight, _weight) + Products.Dot(_quadrature, _quadrature)) / 2);

    /// <summary>
    /// Standard deviation that the same noise gives to the slope of |χ(R)| at a maximum, per Å: √(2·Σ wⱼ²·(kⱼ − k̄)²), k̄ the wavenumber with which the phase of
    /// χ(R) runs there. Over the curvature of |χ(R)| it is the standard error of the maximum's place.
    /// </summary>
    /// <param name="centre">k̄ = −½·d arg χ(R)/dR, Å⁻¹.</param>
    public double SlopeGain(double centre)
    {
        double sum = 0;
        for (int j = 0; j < _grid.Length; j++)
        {
            double power = _weight[j] * _weight[j] + (_quadrature.Length > 0 ? _quadrature[j] * _quadrature[j] : 0);
            sum += power * (_grid[j] - centre) * (_grid[j] - centre);
        }
        return Math.Sqrt(2 * sum);
    }

    /// <summary>Transforms one χ(k).</summary>
    /// <param name="chi">On the k axis of the constructor.</param>
    /// <param name="re">Receives the real part, one value per <see cref="R"/>; or every R of half the transform.</param>
    /// <param name="im">Receives the imaginary part, as long.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Transform(ReadOnlySpan<double> chi, Span<double> re, Span<double> im)
    {
        if (chi.Length != _k.Length || re.Length != im.Length || re.Length < _r.Length || re.Length > _re.Length)
            throw new ArgumentException(
                $"χ has {chi.Length} points for {_k.Length} of k, the result {re.Length} and {im.Length} for {_r.Length} of R."
            );
        TransformReal(chi, _weight, re, im);
        if (_quadrature.Length == 0)
            return;
        // exp(−iφ) = cos φ − i·sin φ: two real signals.
        Span<double> qRe = _qRe.AsSpan(0, re.Length);
        Span<double> qIm = _qIm.AsSpan(0, re.Length);
        TransformReal(chi, _quadrature, qRe, qIm);
        Products.AddScaled(re, 1, qIm);
        Products.AddScaled(im, -1, qRe);
    }

    private void TransformReal(ReadOnlySpan<double> chi, double[] weight, Span<double> re, Span<double> im)
    {
        Span<double> signal = _signal.AsSpan(0, _grid.Length);
        if (_even)
            chi.CopyTo(signal);
        else
            ClampedInterpolation.Evaluate(_k, chi, _grid, signal);
        Products.Multiply(signal, weight);
        // A real signal as a complex one of half the length: even points real, odd ones imaginary.
        int pairs = (signal.Length + 1) / 2;
        for (int j = 0; j < pairs; j++)
            (_re[j], _im[j]) = (_signal[2 * j], _signal[2 * j + 1]);
        _re.AsSpan(pairs).Clear();
        _im.AsSpan(pairs).Clear();
        _transform.Forward(_re, _im);
        for (int m = 0; m < re.Length; m++)
        {
            int mirror = (_re.Length - m) & (_re.Length - 1);
            double evenRe = 0.5 * (_re[m] + _re[mirror]);
            double evenIm = 0.5 * (_im[m] - _im[mirror]);
            double oddRe = 0.5 * (_im[m] + _im[mirror]);
            double oddIm = 0.5 * (_re[mirror] - _re[m]);
            re[m] = evenRe + (oddRe * _cos[m] + oddIm * _sin[m]);
            im[m] = evenIm + (oddIm * _cos[m] - oddRe * _sin[m]);
        }
    }
}
