using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Percentile intervals from fits to the fitted curve plus resampled residuals.</summary>
/// <remarks>
/// B. Efron, Ann. Stat. 7 (1979) 1; residuals in moving blocks where neighbours share noise (H. R. Künsch, Ann. Stat. 17 (1989) 1217), a block of four times as many points
/// as share one noise, at most an eighth of the residuals. Residuals are divided by σ where it is given and stretched by √(n/(n - p)) for what the fit has swallowed.
/// Each fit starts from the solution and keeps its bounds, so a distribution may pile up at one. Assumes that the solution is the right one of several minima. A resample
/// whose fit does not converge counts with the values at which it ended. Cost: one fit a resample.
/// </remarks>
public sealed class ResidualBootstrap
{
    private const int BlockOfNoise = 4;

    private readonly MultiPeakFit _fitter;
    private readonly MultiPeakFit _again;
    private readonly double[] _data;
    private readonly double[] _residuals;
    private readonly double[][] _values;
    private readonly int _resamples;
    private readonly int _perPeak;

    /// <summary>For one fitter.</summary>
    /// <param name="fitter">The fit whose errors are wanted.</param>
    /// <param name="again">Another with the same bounds, ties and fixed values, for the resamples.</param>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="resamples">Number of resamples.</param>
    public ResidualBootstrap(MultiPeakFit fitter, MultiPeakFit again, int points, int resamples)
    {
        (_fitter, _again, _resamples) = (fitter, again, resamples);
        _perPeak = fitter.Shape.ParameterCount;
        (_data, _residuals) = (new double[points], new double[points]);
        _values = new double[fitter.PeakCount * (_perPeak + 1)][];
        for (int i = 0; i < _values.Length; i++)
            _values[i] = new double[resamples];
    }

    /// <summary>Fits all resamples of a spectrum.</summary>
    /// <param name="fit">Fitted curve.</param>
    /// <param name="residual">Data less fitted curve.</param>
    /// <param name="sigma">Standard deviations, or empty.</param>
    /// <param name="use">Mask, or empty.</param>
    /// <param name="noisePoints">Points that share one piece of noise.</param>
    /// <param name="random">Source of the draws.</param>
    public void Draw(
        ReadOnlySpan<double> fit,
        ReadOnlySpan<double> residual,
        ReadOnlySpan<double> sigma,
        ReadOnlySpan<bool> use,
        double noisePoints,
        SeededNormal random
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        int count = Standardize(residual, sigma, use, noisePoints);
        int block = noisePoints > 1 ? Math.Clamp((int)Math.Ceiling(BlockOfNoise * noisePoints), 1, Math.Max(1, count / 8)) : 1;
        for (int k = 0; k < _fitter.PeakCount; k++)
        for (int p = 0; p < _perPeak; p++)
            _again.SetStart(k, p, _fitter.Parameters[(k * _perPeak) + p]);
        var limits = new FitLimits(MaxIterations: 100, Offset: 1e-2);
        for (int draw = 0; draw < _resamples; draw++)
        {
            int at = 0;
            int left = 0;
            for (int i = 0; i < _data.Length; i++)
            {
                if (!use.IsEmpty && !use[i])
                    continue;
                if (left-- == 0)
                    (at, left) = ((int)(random.Uniform() * count), block - 1);
                _data[i] = fit[i] + (_residuals[at] * (sigma.IsEmpty ? 1 : sigma[i]));
                at = at + 1 == count ? 0 : at + 1;
            }
            _again.Fit(_data, sigma, use, limits);
            Keep(draw);
        }
        foreach (double[] values in _values)
            Array.Sort(values);
    }

    /// <summary>95 % of the resamples of a quantity.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, or <see cref="ProfileInterval.Area"/>.</param>
    public (double Low, double High) Interval(int peak, int parameter)
    {
        double[] values = _values[(peak * (_perPeak + 1)) + (parameter == ProfileInterval.Area ? _perPeak : parameter)];
        return (Quantile(values, 0.025), Quantile(values, 0.975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        int low = Math.Min((int)at, sorted.Length - 2);
        return sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low]));
    }

    private void Keep(int draw)
    {
        for (int k = 0; k < _fitter.PeakCount; k++)
        {
            ReadOnlySpan<double> band = _again.Parameters.Slice(k * _perPeak, _perPeak);
            for (int p = 0; p < _perPeak; p++)
                _values[(k * (_perPeak + 1)) + p][draw] = band[p];
            _values[(k * (_perPeak + 1)) + _perPeak][draw] = _again.Shape.Area(band);
        }
    }

    // Residuals that count, one after the other, of mean 0.
    private int Standardize(ReadOnlySpan<double> residual, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use, double noisePoints)
    {
        int count = 0;
        double mean = 0;
        for (int i = 0; i < residual.Length; i++)
            if (use.IsEmpty || use[i])
                mean += _residuals[count++] = sigma.IsEmpty ? residual[i] : residual[i] / sigma[i];
        mean /= count;
        double stretch = Math.Sqrt(count / Math.Max(count - (noisePoints * _fitter.Quality.Variables), count / 4.0));
        for (int i = 0; i < count; i++)
            _residuals[i] = (_residuals[i] - mean) * stretch;
        return count;
    }
}
