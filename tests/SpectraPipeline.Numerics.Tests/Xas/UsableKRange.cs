using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Numerics.Tests.Xas;

/// <summary>Noise of an EXAFS spectrum as Larch's estimate_noise states it, and the k up to which the oscillations exceed it.</summary>
/// <remarks>
/// M. Newville, B. I. Boyanov, D. E. Sayers, J. Synchrotron Rad. 6 (1999) 264, doi:10.1107/S0909049598018160; formulas and constants of Larch (2026):
/// ε_R = rms of real and imaginary parts between RMin and RMax over the mean of the window, ε_k = ε_R·√(2π(2n + 1)/(Δk(k_maxᵐ − k_minᵐ))), m = 2n + 1.
/// Feffit's own noise (ExafsNoise) has the window of the fit and √(2πn/…) with the range of the fit; this one has a wide Kaiser window of its own. Here for parity only.
/// </remarks>
public sealed class UsableKRange
{
    private readonly ForwardFourier _forward;
    private readonly BackwardFourier _backward;
    private readonly UsableKRangeSettings _settings;
    private readonly double _meanWindow;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly double[] _qRe;
    private readonly double[] _qIm;

    /// <summary>Prepares the transforms.</summary>
    /// <param name="k">Å⁻¹, increasing from 0 or above.</param>
    /// <param name="settings">Ranges and weights.</param>
    /// <exception cref="ArgumentException">The grid does not fit into the transform, or fewer than two points.</exception>
    public UsableKRange(ReadOnlySpan<double> k, UsableKRangeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        var window = new FourierWindow(WindowShape.Kaiser, settings.KMin, settings.KMax, settings.Sill, settings.Sill);
        _forward = new ForwardFourier(
            k,
            new ForwardFourierSettings
            {
                Window = window,
                KWeight = settings.KWeight,
                KStep = settings.KStep,
                TransformLength = settings.TransformLength,
                RMax = Math.Min(10 * Math.PI, settings.RMax + 2),
            }
        );
        double[] values = new double[(int)(1.01 + Math.Max(k[^1], settings.KMax + settings.Sill) / settings.KStep)];
        window.Fill(settings.KStep, values);
        double sum = 0;
        for (int i = 0; i < (int)(1.01 + k[^1] / settings.KStep); i++)
            sum += values[i];
        _meanWindow = sum * settings.KStep / (settings.KMax - settings.KMin);
        _backward = new BackwardFourier(
            _forward.R,
            new BackwardFourierSettings
            {
                Window = new FourierWindow(WindowShape.Parzen, 0.5, 9.5, 1, 1),
                TransformLength = settings.TransformLength,
            }
        );
        _re = new double[_forward.R.Length];
        _im = new double[_forward.R.Length];
        _qRe = new double[_backward.Q.Length];
        _qIm = new double[_backward.Q.Length];
    }

    /// <summary>Estimates the noise of one spectrum.</summary>
    /// <param name="chi">χ on the k axis of the constructor.</param>
    /// <returns>ε_k, ε_R, and the first k beyond the middle of the range where the filtered |χ| falls below ε_k; infinite where it does not.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public (double EpsilonK, double EpsilonR, double KMax) Of(ReadOnlySpan<double> chi)
    {
        _forward.Transform(chi, _re, _im);
        int first = (int)(0.01 + _settings.RMin / _forward.RStep);
        int end = Math.Min(_re.Length, (int)(1.01 + _settings.RMax / _forward.RStep));
        double sum = 0;
        for (int m = first; m < end; m++)
            sum += _re[m] * _re[m] + _im[m] * _im[m];
        double epsilonR = Math.Sqrt(sum / (2 * (end - first))) / _meanWindow;
        int power = 2 * _settings.KWeight + 1;
        double range = Math.Pow(_settings.KMax, power) - Math.Pow(_settings.KMin, power);
        double epsilonK = epsilonR * Math.Sqrt(2 * Math.PI * power / (_settings.KStep * range));
        _backward.Transform(_re, _im, _qRe, _qIm);
        ReadOnlySpan<double> q = _backward.Q;
        for (int i = EnergyGrid.AtOrBelow(q, (_settings.KMax + _settings.KMin) / 2); i < q.Length; i++)
            if (double.Hypot(_qRe[i], _qIm[i]) / Math.Pow(q[i], _settings.KWeight) < epsilonK)
                return (epsilonK, epsilonR, q[i]);
        return (epsilonK, epsilonR, double.PositiveInfinity);
    }
}

/// <summary>Parameters of <see cref="UsableKRange"/>.</summary>
public sealed record UsableKRangeSettings
{
    /// <summary>Start of the k-range, Å⁻¹.</summary>
    public double KMin { get; init; }

    /// <summary>End of the k-range, Å⁻¹.</summary>
    public double KMax { get; init; } = 20;

    /// <summary>Power n of kⁿχ.</summary>
    public int KWeight { get; init; } = 1;

    /// <summary>Sills, and β, of the Kaiser window, Å⁻¹.</summary>
    public double Sill { get; init; } = 4;

    /// <summary>Step of the even k grid, Å⁻¹.</summary>
    public double KStep { get; init; } = 0.05;

    /// <summary>Start of the range of R without atoms, Å.</summary>
    public double RMin { get; init; } = 15;

    /// <summary>End of that range, Å.</summary>
    public double RMax { get; init; } = 30;

    /// <summary>Points of the zero-padded transform; a power of two.</summary>
    public int TransformLength { get; init; } = 2048;
}
