using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What adds to the error of a quantity beyond independent noise.</summary>
/// <param name="Inflation">Variance with correlated noise over that of the fit alone, 1 or more.</param>
/// <param name="Baseline">Variance by rival baselines, in the square of the quantity's unit.</param>
internal readonly record struct ErrorParts(double Inflation, double Baseline)
{
    /// <summary>Total standard error, NaN where the fit gives none.</summary>
    public double Total(double error) => Inflation == 1 && Baseline == 0 ? error : Math.Sqrt((error * error * Inflation) + Baseline);
}

/// <summary>Currie's limit of detection of a band.</summary>
/// <param name="Height">With everything in.</param>
/// <param name="FitAlone">By the noise of the fit, with its correlation, alone.</param>
internal readonly record struct DetectionLimit(double Height, double FitAlone);

/// <summary>Errors of one frame's fit with correlated noise and rival baselines, and the limits of detection that follow from them.</summary>
/// <remarks>White noise without rivals costs 8 multiplications a point. The limit is 2 t σ₀ 4ν/(4ν + 1), σ₀ the error that the height would have if the band were absent, t of
/// ν degrees of freedom for 95 % (L. A. Currie, Pure Appl. Chem. 67 (1995) 1699): half of it is the decision limit.</remarks>
internal sealed class FitErrors
{
    private readonly MultiPeakFit _fitter;
    private readonly FitInfluence _influence;
    private readonly NoiseAutocorrelation _noise;
    private readonly BaselineSpread? _spread;
    private readonly double[] _residual;
    private readonly double[] _answer;
    private readonly double[] _gradient;
    private readonly double[] _band;
    private bool _isPlain;
    private bool _hasSigma;

    /// <param name="fitter">The fit.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="spread">Rival baselines; null when there are none.</param>
    public FitErrors(MultiPeakFit fitter, Axis axis, BaselineSpread? spread)
    {
        (_fitter, _spread) = (fitter, spread);
        _influence = new FitInfluence(fitter, axis.Values);
        _noise = new NoiseAutocorrelation(axis.Length);
        (_residual, _answer) = (new double[axis.Length], new double[axis.Length]);
        (_gradient, _band) = (new double[fitter.Shape.ParameterCount], new double[fitter.Shape.ParameterCount]);
    }

    /// <summary>Points that share one piece of noise; 1 = independent.</summary>
    public double NoisePoints => _noise.Points;

    /// <summary>Degrees of freedom of the noise: of the residual as far as its points are independent, or +∞ where σ is given.</summary>
    public double Freedom => _hasSigma ? double.PositiveInfinity : _noise.Freedom;

    /// <summary>Takes the fit that was just made.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="residual">Data less model in the fitted range.</param>
    /// <param name="sigma">Standard deviations of the fitted range, or empty.</param>
    /// <param name="use">Mask of the fitted range, or empty.</param>
    public void Take(in FrameIn frame, ReadOnlySpan<double> residual, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        _spread?.Take(frame, Weights(sigma, use));
        Take(residual, sigma, use);
    }

    /// <summary>The same without rival baselines, or with those of a frame that was taken already.</summary>
    public void Take(ReadOnlySpan<double> residual, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        _hasSigma = !sigma.IsEmpty;
        PeakFitQuality quality = _fitter.Quality;
        for (int i = 0; i < residual.Length; i++)
            _residual[i] =
                !use.IsEmpty && !use[i] ? 0
                : sigma.IsEmpty ? residual[i]
                : residual[i] / sigma[i];
        if (_spread is not null)
        {
            _spread.TakeFrom(_residual, _influence);
        }
        bool isWhite = _noise.Detect(_residual, quality.Points, quality.Variables);
        _isPlain = isWhite && _spread is null;
        if (isWhite)
            return;
        if (_spread is null)
            _influence.Prepare(sigma, use);
        _noise.Estimate(_residual, quality.Points, _influence);
    }

    /// <summary>Parts of the error of a parameter of a band, or of its area (<see cref="ProfileInterval.Area"/>).</summary>
    public ErrorParts Of(int band, int parameter)
    {
        if (_isPlain)
            return new(1, 0);
        if (parameter == ProfileInterval.Area)
            _fitter.Shape.Area(_fitter.Parameters.Slice(band * _gradient.Length, _gradient.Length), _gradient);
        else
        {
            _gradient.AsSpan().Clear();
            _gradient[parameter] = 1;
        }
        _influence.Of(band, _gradient, _answer);
        return new(Inflation(), _spread?.Variance(_answer) ?? 0);
    }

    /// <summary>Limit of detection where a band of the model was fitted.</summary>
    public DetectionLimit Limit(int band, in PeakEstimate at)
    {
        return _isPlain ? Limit(_fitter.HeightErrorAtZero(band), 0) : Limit(band, at.Center, at.FullWidth, at.Fraction);
    }

    /// <summary>Limit of detection of a band of the model somewhere else.</summary>
    public DetectionLimit Limit(int band, double center, double width, double fraction)
    {
        if (_isPlain)
            return Limit(_fitter.HeightErrorAtZero(center, width, fraction, insteadOf: band), 0);
        _fitter.Parameters.Slice(band * _band.Length, _band.Length).CopyTo(_band);
        if (_band.Length > PeakShape.Extra)
            _band[PeakShape.Extra] = fraction;
        (_band[PeakShape.Center], _band[PeakShape.Height], _band[PeakShape.FullWidth]) = (center, 1, width);
        _influence.AtZero(_band, band, _answer);
        double variance = _fitter.NoiseVariance * Inflation() * Products.Dot(_answer, _answer);
        return Limit(Math.Sqrt(variance), _spread?.Variance(_answer) ?? 0);
    }

    private ReadOnlySpan<double> Weights(ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        _influence.Prepare(sigma, use);
        return _influence.Weights;
    }

    private DetectionLimit Limit(double error, double baseline)
    {
        double t = Student.Quantile(0.95, Freedom);
        double factor = 2 * t * (double.IsInfinity(Freedom) ? 1 : 4 * Freedom / ((4 * Freedom) + 1));
        return new(factor * Math.Sqrt((error * error) + baseline), factor * error);
    }

    // Where σ is given, it is taken at its word: only the correlation counts, not what the residual says of the size.
    private double Inflation()
    {
        double inflation = _noise.Inflation(_answer);
        return _hasSigma ? Math.Max(1, inflation / _noise.VarianceFactor) : inflation;
    }
}
