using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What a series fit takes from the frames' own fits: weights, starts, how much a frame knows of a parameter, and how many points share one piece of noise.</summary>
internal sealed class SeriesFirstPass
{
    private const int EnoughFreedom = 20;
    private const int MostLags = 64;

    private readonly SeriesFrames _frames;
    private readonly MultiPeakFit _fitter;
    private readonly int _variables;

    public SeriesFirstPass(MultiPeakFit fitter, SeriesFrames frames, SeriesFitFrames alone, int variables)
    {
        (_fitter, _frames, Alone, _variables) = (fitter, frames, alone, variables);
        Values = new double[frames.Count * variables];
        Variances = new double[Values.Length];
        double[] correlation = new double[Math.Min(MostLags, frames.Points / 4)],
            residual = new double[frames.Points];
        for (int f = 0; f < frames.Count; f++)
        {
            Correlate(alone.Repeat(f), f, residual, correlation);
            fitter.Variables.CopyTo(Values.AsSpan(f * variables));
            for (int v = 0; v < variables; v++)
                Variances[(f * variables) + v] = fitter.VariableVariance(v);
        }
        Weights = WeightsOf(alone.Qualities);
        NoisePoints = PointsOf(correlation);
        Information = [.. Enumerable.Range(0, variables).Select(InformationOn)];
    }

    /// <summary>The frames' own fits.</summary>
    public SeriesFitFrames Alone { get; }

    /// <summary>1/variance of each frame; 1 where standard deviations are given.</summary>
    public double[] Weights { get; }

    /// <summary>Variables of each frame, frame by frame.</summary>
    public double[] Values { get; }

    /// <summary>Their variances; NaN where held.</summary>
    public double[] Variances { get; }

    /// <summary>Median of 1/variance of each variable.</summary>
    public double[] Information { get; }

    /// <inheritdoc cref="SeriesFit.NoisePoints"/>
    public double NoisePoints { get; }

    private double[] WeightsOf(PeakFitQuality[] qualities)
    {
        double[] known = [.. qualities.Select(q => q.ReducedChiSquare).Where(v => v > 0 && double.IsFinite(v)).Order()];
        double median = known.Length > 0 ? known[known.Length / 2] : 1;
        double[] weights = new double[qualities.Length];
        for (int f = 0; f < weights.Length; f++)
        {
            PeakFitQuality quality = qualities[f];
            bool own = quality.Points - quality.Variables >= EnoughFreedom && double.IsFinite(quality.ReducedChiSquare);
            // A frame without noise (made by a program) would be all that counts.
            weights[f] = _frames.HasSigma ? 1 : 1 / (own ? Math.Max(quality.ReducedChiSquare, 1e-6 * median) : median);
        }
        return weights;
    }

    private double InformationOn(int variable)
    {
        double[] known =
        [
            .. Enumerable
                .Range(0, _frames.Count)
                .Select(f => 1 / Variances[(f * _variables) + variable])
                .Where(i => double.IsFinite(i) && i > 0)
                .Order(),
        ];
        return known.Length > 0 ? known[known.Length / 2] : 1;
    }

    // Products of the residuals of a frame with themselves, lag by lag, the frame's variance taken out.
    private void Correlate(in PeakFitQuality quality, int frame, Span<double> residual, Span<double> correlation)
    {
        ReadOnlySpan<double> data = _frames.Values(frame),
            sigma = _frames.Sigma(frame);
        ReadOnlySpan<bool> use = _frames.Use(frame);
        if (!(quality.ReducedChiSquare > 0) || !double.IsFinite(quality.ReducedChiSquare))
            return;
        _fitter.Curve(residual, []);
        double scale = 1 / Math.Sqrt(quality.ReducedChiSquare);
        for (int i = 0; i < residual.Length; i++)
            residual[i] = !use.IsEmpty && !use[i] ? 0 : (data[i] - residual[i]) * scale / (sigma.IsEmpty ? 1 : sigma[i]);
        for (int lag = 0; lag < correlation.Length; lag++)
            correlation[lag] += Products.Dot(residual[lag..], residual[..^lag]);
    }

    private double PointsOf(ReadOnlySpan<double> correlation)
    {
        double sum = 1,
            least = 3 / Math.Sqrt((double)_frames.Count * _frames.Points);
        for (int lag = 1; lag < correlation.Length && correlation[lag] > least * correlation[0]; lag++)
            sum += 2 * correlation[lag] / correlation[0];
        return sum;
    }
}
