using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The share of the data's noise in the error of χ(k): their own sigma where they have one, else what χ(R) shows where no atom scatters.</summary>
internal sealed class ChiNoise
{
    // Below lies what is left of the edge, which reaches far in R and is no noise.
    private const double FromK = 3;
    private readonly double[] _energies;
    private readonly double[] _k;
    private readonly double[] _at;
    private readonly double[] _sigma;
    private readonly ForwardFourier _forward;
    private readonly double[] _re;
    private readonly double[] _im;

    public ChiNoise(double[] energies, Axis k, double kMin)
    {
        _energies = energies;
        _k = k.Values.ToArray();
        _at = new double[_k.Length];
        _sigma = new double[_k.Length];
        double end = _k[^1];
        double from = Math.Max(kMin, end > 2 * FromK ? FromK : kMin);
        _forward = new ForwardFourier(
            _k,
            new ForwardFourierSettings
            {
                Window = new FourierWindow(WindowShape.Hanning, from, end, 1, 1),
                KWeight = 1,
                KStep = k.MeanStep,
                TransformLength = Math.Max(2048, 2 * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_k.Length)),
            }
        );
        _re = new double[_forward.NoiseLength];
        _im = new double[_forward.NoiseLength];
    }

    /// <summary>Adds the noise in squares to the errors of a χ.</summary>
    /// <param name="error">Standard errors of χ; changed in place.</param>
    /// <param name="chi">χ on the k axis.</param>
    /// <param name="sigma">Standard deviations of μ on the energies; empty when none are known.</param>
    /// <param name="step">Edge step.</param>
    /// <param name="e0">Edge energy, eV.</param>
    public void AddTo(Span<double> error, ReadOnlySpan<double> chi, ReadOnlySpan<double> sigma, double step, double e0)
    {
        if (sigma.IsEmpty)
        {
            _forward.Transform(chi, _re, _im);
            double white = FourierNoise.EpsilonR(_re, _im, _forward.RStep) / _forward.NoiseGain;
            _sigma.AsSpan().Fill(double.IsFinite(white) ? white : 0);
        }
        else
        {
            for (int i = 0; i < _k.Length; i++)
                _at[i] = e0 + PhotoelectronWavenumber.ToEnergy(_k[i]);
            ClampedInterpolation.Evaluate(_energies, sigma, _at, _sigma);
            for (int i = 0; i < _sigma.Length; i++)
                _sigma[i] /= step;
        }
        for (int i = 0; i < error.Length; i++)
            error[i] = double.Hypot(error[i], _sigma[i]);
    }
}
