using SpectraPipeline.Numerics.Fourier;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Parameters of χ(R) → χ(q).</summary>
public sealed record BackwardFourierSettings
{
    /// <summary>Window over R, Å: the shells that are kept.</summary>
    public FourierWindow Window { get; init; } = new(WindowShape.Hanning, 1, 3, 0, 0);

    /// <summary>Power of R that χ(R) is multiplied with.</summary>
    public int RWeight { get; init; }

    /// <summary>Points of the transform; a power of two, that of the forward transform.</summary>
    public int TransformLength { get; init; } = 2048;

    /// <summary>Largest q, Å⁻¹.</summary>
    public double QMax { get; init; } = 20;
}

/// <summary>χ(R) → χ(q), Fourier-filtered χ(k): χ(q) = (2√π/Δk)·IFFT[χ(R)·Ω(R)·Rʷ]; the real part is the filtered kⁿχ.</summary>
/// <remarks>
/// E. A. Stern, D. E. Sayers, F. W. Lytle, Phys. Rev. B 11 (1975) 4836; factor 2 as in Larch's xftr, because only positive R are summed. R beyond
/// the given χ(R) counts as 0. One instance per worker and R axis. Cost: one transform.
/// </remarks>
public sealed class BackwardFourier
{
    private readonly FastFourierTransform _transform;
    private readonly double[] _weight;
    private readonly double[] _q;
    private readonly double[] _re;
    private readonly double[] _im;

    /// <summary>Prepares the transform of every χ(R) on one R axis.</summary>
    /// <param name="r">Å, even steps from 0.</param>
    /// <param name="settings">Window and grids.</param>
    /// <exception cref="ArgumentException">Fewer than two points, more than half the transform, or not from 0 in even steps.</exception>
    public BackwardFourier(ReadOnlySpan<double> r, BackwardFourierSettings settings)
    {
        int n = settings.TransformLength;
        if (r.Length < 2 || r.Length > n / 2 || r[0] != 0 || Math.Abs(r[^1] - (r.Length - 1) * r[1]) > 1e-6 * r[1])
            throw new ArgumentException($"χ(R) must start at 0 and rise in even steps, 2 to {n / 2} points.", nameof(r));
        _transform = new FastFourierTransform(n);
        double kStep = Math.PI / (r[1] * n);
        double[] window = new double[n];
        settings.Window.Fill(r[1], window);
        _weight = new double[r.Length];
        for (int m = 0; m < r.Length; m++)
            _weight[m] = window[m] * Math.Pow(r[m], settings.RWeight) * 2 * Math.Sqrt(Math.PI) / kStep;
        _q = new double[Math.Min(n, (int)(1.05 + settings.QMax / kStep))];
        // As many points as steps fit, evenly from 0 to the limit itself: the axis of the peers.
        double qStep = _q.Length > 1 ? settings.QMax / (_q.Length - 1) : 0;
        for (int j = 0; j < _q.Length; j++)
            _q[j] = j * qStep;
        _re = new double[n];
        _im = new double[n];
    }

    /// <summary>Wavenumbers of the result, Å⁻¹.</summary>
    public ReadOnlySpan<double> Q => _q;

    /// <summary>Transforms one χ(R).</summary>
    /// <param name="rRe">Real part, on the R axis of the constructor.</param>
    /// <param name="rIm">Imaginary part.</param>
    /// <param name="qRe">Receives the filtered kⁿχ, one value per <see cref="Q"/>.</param>
    /// <param name="qIm">Receives the imaginary part: the same a quarter of a period later.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Transform(ReadOnlySpan<double> rRe, ReadOnlySpan<double> rIm, Span<double> qRe, Span<double> qIm)
    {
        if (rRe.Length != _weight.Length || rIm.Length != rRe.Length || qRe.Length != _q.Length || qIm.Length != _q.Length)
            throw new ArgumentException($"χ(R) needs {_weight.Length} points and χ(q) {_q.Length}.");
        _re.AsSpan().Clear();
        _im.AsSpan().Clear();
        for (int m = 0; m < _weight.Length; m++)
        {
            _re[m] = rRe[m] * _weight[m];
            _im[m] = rIm[m] * _weight[m];
        }
        _transform.Inverse(_re, _im);
        _re.AsSpan(0, qRe.Length).CopyTo(qRe);
        _im.AsSpan(0, qIm.Length).CopyTo(qIm);
    }
}
