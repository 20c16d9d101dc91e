using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>How good one scan is.</summary>
/// <param name="EdgeStep">Edge step.</param>
/// <param name="NoiseMu">Noise of a point of μ above the edge, in edge steps.</param>
/// <param name="NoiseChi">Noise of a point of χ(k), ε_k; an upper limit.</param>
/// <param name="Snr">Largest |χ(R)| between 1 and 4 Å over its noise.</param>
/// <param name="KMaxUsable">k from which on the noise exceeds the signal, or the end of the scan; NaN where it does from the start.</param>
public readonly record struct ScanMeasures(double EdgeStep, double NoiseMu, double NoiseChi, double Snr, double KMaxUsable);

/// <summary>Noise, signal and usable range of EXAFS scans on one axis with one edge energy.</summary>
/// <remarks>
/// NoiseMu: 1.4826·median |r|/√(1 + Σw²), r = μ less the cubic through four points on each side (weights w), from 100 eV above the edge on. χ(k) by AUTOBK. ε_k: root mean square of χ(R)
/// from 15 to 25 Å over the gain of its transform (<see cref="FourierNoise"/>), white noise assumed. Usable k: χ(k) filtered to 1 to 6 Å has the envelope A(k) (modulus of the complex
/// back-transform over kⁿW(k), squares averaged over 1 Å⁻¹, less what noise brings into that band); the range ends where A &lt; ε_k for 0.5 Å⁻¹, so that a beat is no end. Where the noise never wins the answer is the end of the scan, and where
/// it always does there is none: other programs fail there. Scratch belongs to the instance: one worker each. Cost: one AUTOBK and two transforms.
/// </remarks>
public sealed class ScanMeasure
{
    /// <summary>The usable range is sought from this k on, Å⁻¹.</summary>
    public const double KStart = 3;

    private const int TransformLength = 2048,
        KWeight = 2,
        FewestPoints = 12;
    private const double NoiseFrom = 100,
        Beat = 0.5,
        Sill = 1,
        RFrom = 1,
        RTo = 6,
        RSnr = 4;
    private readonly double[] _energy;
    private readonly double _e0;
    private readonly NeighbourCubic _model;
    private readonly Normalization _normalization;
    private readonly AutobkFit _background;
    private readonly ForwardFourier _forward;
    private readonly BackwardFourier _back;
    private readonly double[] _window;
    private readonly double[] _chi;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly double[] _qRe;
    private readonly double[] _qIm;
    private readonly double[] _scratch;

    /// <summary>For scans on one axis.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="e0">Edge energy of the series, eV.</param>
    /// <param name="model">Neighbours of its points.</param>
    /// <exception cref="XasDataException"><c>no-exafs</c>: the scan ends too close behind the edge.</exception>
    public ScanMeasure(double[] energy, double e0, NeighbourCubic model)
    {
        double end = PhotoelectronWavenumber.FromEnergy(energy[^1] - e0);
        if (!(end > KStart + Sill))
            throw new XasDataException("no-exafs", $"The scan ends at k = {end:F2} Å-1; EXAFS is judged from {KStart + Sill:F0} Å-1 on.");
        (_energy, _e0, _model) = (energy, e0, model);
        _normalization = new Normalization(new NormalizationSettings { E0 = e0 });
        _background = new AutobkFit(energy, e0, new AutobkSettings());
        KEnd = _background.K[^1];
        var window = new FourierWindow(WindowShape.Hanning, KStart - Sill, KEnd, Sill, Sill);
        _forward = new ForwardFourier(
            _background.K,
            new ForwardFourierSettings
            {
                Window = window,
                KWeight = KWeight,
                TransformLength = TransformLength,
                RMax = RTo + 2,
            }
        );
        _back = new BackwardFourier(
            _forward.R,
            new BackwardFourierSettings
            {
                Window = new FourierWindow(WindowShape.Hanning, RFrom, RTo, 0.5, 0.5),
                TransformLength = TransformLength,
                QMax = KEnd,
            }
        );
        _window = new double[_back.Q.Length];
        window.Fill(_back.Q[1], _window);
        (_chi, _qRe, _qIm) = (new double[_background.K.Length], new double[_back.Q.Length], new double[_back.Q.Length]);
        Envelope = new double[_back.Q.Length];
        (_re, _im, _scratch) = (new double[_forward.FullLength], new double[_forward.FullLength], new double[energy.Length]);
    }

    /// <summary>End of χ(k), Å⁻¹.</summary>
    public double KEnd { get; }

    /// <summary>χ(k) of the last scan.</summary>
    public ReadOnlySpan<double> Chi => _chi;

    /// <summary>Amplitude of the filtered χ(k) of the last scan on <see cref="Q"/>.</summary>
    public double[] Envelope { get; }

    /// <summary>k of the envelope, Å⁻¹.</summary>
    public ReadOnlySpan<double> Q => _back.Q;

    /// <summary>Measures a scan.</summary>
    /// <param name="mu">One value an energy, finite.</param>
    /// <exception cref="XasDataException">No edge step.</exception>
    public ScanMeasures Of(ReadOnlySpan<double> mu)
    {
        NormalizationSummary found = _normalization.Apply(_energy, mu);
        _background.Apply(mu, found.EdgeStep, _chi);
        (double noise, double snr, double usable) = OfChi(_chi);
        return new(found.EdgeStep, NoiseOf(mu) / found.EdgeStep, noise, snr, usable);
    }

    /// <summary>Noise, signal over noise and usable range of a χ(k) on the grid of <see cref="Chi"/> (a mean of several).</summary>
    public (double Noise, double Snr, double KMaxUsable) OfChi(ReadOnlySpan<double> chi)
    {
        _forward.Transform(chi, _re, _im);
        double epsilonR = FourierNoise.EpsilonR(_re, _im, _forward.RStep),
            noise = epsilonR / _forward.NoiseGain,
            largest = 0;
        for (int m = (int)(RFrom / _forward.RStep); m * _forward.RStep < RSnr; m++)
            largest = Math.Max(largest, double.Hypot(_re[m], _im[m]));
        _back.Transform(_re.AsSpan(0, _forward.R.Length), _im.AsSpan(0, _forward.R.Length), _qRe, _qIm);
        for (int j = 0; j < Envelope.Length; j++)
        {
            double weight = Math.Pow(_back.Q[j], KWeight) * _window[j];
            Envelope[j] = weight > 0 ? double.Hypot(_qRe[j], _qIm[j]) / weight : 0;
        }
        return (noise, largest / (Math.Sqrt(2) * epsilonR), Usable(noise));
    }

    /// <summary>Mean amplitude within half an Å⁻¹ of a k, without what noise adds to it; NaN beyond the data, 0 where noise is all.</summary>
    /// <param name="k">Å⁻¹.</param>
    /// <param name="noise">ε_k of the χ that was looked at last.</param>
    public double Amplitude(double k, double noise)
    {
        if (k > KEnd)
            return double.NaN;
        double step = _back.Q[1],
            squares = 0;
        int first = Math.Max(0, (int)((k - 0.5) / step)),
            end = Math.Min(Envelope.Length, (int)((k + 0.5) / step) + 1),
            count = 0;
        for (int j = first; j < end; j++)
            if (_window[j] > 0.5)
                (squares, count) = (squares + (Envelope[j] * Envelope[j]), count + 1);
        // The band of RFrom to RTo keeps so much of white noise: twice (a modulus) its share of all R.
        double inBand = 2 * noise * noise * (RTo - RFrom) / (Math.PI / (2 * step));
        return count == 0 ? double.NaN : Math.Sqrt(Math.Max(0, (squares / count) - inBand));
    }

    private double Usable(double noise)
    {
        double step = _back.Q[1];
        int run = 0,
            start = (int)(KStart / step);
        for (int j = start; j < Envelope.Length && _window[j] > 0.5; j++)
        {
            run = Amplitude(j * step, noise) < noise ? run + 1 : 0;
            if (run * step >= Beat)
                return j - run + 1 <= start ? double.NaN : (j - run + 1) * step;
        }
        return KEnd;
    }

    private double NoiseOf(ReadOnlySpan<double> mu)
    {
        int first = EnergyGrid.AtOrBelow(_energy, _e0 + NoiseFrom);
        if (_energy.Length - first < FewestPoints)
            first = 0;
        int count = 0;
        double predicted = 0;
        for (int i = Math.Max(first, NeighbourCubic.Margin); i < mu.Length - NeighbourCubic.Margin; i++)
        {
            _model.Predict(mu, i, new Span<double>(ref predicted));
            _scratch[count++] = Math.Abs(mu[i] - predicted) / _model.Gain(i);
        }
        return Median.MadToDeviation * Median.InPlace(_scratch.AsSpan(0, count));
    }
}
