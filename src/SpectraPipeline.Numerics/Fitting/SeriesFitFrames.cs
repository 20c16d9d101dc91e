namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Every frame of a series fitted on its own, from the common start and from its neighbours on both sides; the least χ² is kept.</summary>
/// <remarks>
/// Two chains run through the series, one forward, one backward. Each fits a frame from where the frame before it in the chain ended (positions, widths, further
/// parameters; heights and background by linear least squares) and hands on the better of that and the fit from the common start; of a band that is not seen (height
/// below three standard errors, or held) it hands on what it had. A fit from the common start wins ties (relative difference of χ² below 1e-9, which is no difference), then the
/// exactly smaller χ², then the smaller first parameter: none of these knows which end of the series is the first, so a reversed series gives the same bits.
/// Cost: three to four fits a frame.
/// </remarks>
public sealed class SeriesFitFrames
{
    private const double Seen = 3;
    private const double Tie = 1e-9;

    private readonly MultiPeakFit _fitter;
    private readonly SeriesFrames _frames;
    private readonly FitLimits _limits;
    private readonly double[] _cold; // starts of the bands: peak by peak, heights NaN where they are not set here
    private readonly int _perPeak;

    /// <summary>Fits all frames.</summary>
    /// <param name="fitter">Model, starts and bounds of one frame; the starts are those of the common start.</param>
    /// <param name="frames">The data.</param>
    /// <param name="centers">Start position of each band in each frame from the frame itself, bands · frame + band; NaN = the common one.</param>
    /// <param name="limits">When to stop.</param>
    public SeriesFitFrames(MultiPeakFit fitter, SeriesFrames frames, ReadOnlySpan<double> centers, FitLimits limits)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(frames);
        (_fitter, _frames, _limits) = (fitter, frames, limits);
        _perPeak = fitter.Shape.ParameterCount;
        _cold = fitter.StartOfBands();
        Starts = new double[frames.Count][];
        Qualities = new PeakFitQuality[frames.Count];
        IsWarm = new bool[frames.Count];
        var cold = new Attempt[frames.Count];
        for (int f = 0; f < frames.Count; f++)
        {
            double[] start = (double[])_cold.Clone();
            for (int k = 0; k < fitter.PeakCount; k++)
                if (!double.IsNaN(centers[(f * fitter.PeakCount) + k]))
                    start[(k * _perPeak) + PeakShape.Center] = centers[(f * fitter.PeakCount) + k];
            cold[f] = Try(f, start);
        }
        Attempt[] forward = Chain(cold, 0, 1),
            backward = Chain(cold, frames.Count - 1, -1);
        for (int f = 0; f < frames.Count; f++)
        {
            Attempt best = Better(cold[f], Lesser(forward[f], backward[f]));
            (Starts[f], Qualities[f], IsWarm[f]) = (best.Start, best.Quality, !ReferenceEquals(best.Start, cold[f].Start));
        }
        Restore();
    }

    /// <summary>The start that led to the fit that was kept.</summary>
    internal double[][] Starts { get; }

    /// <summary>Quality of the fit that was kept, of each frame.</summary>
    public PeakFitQuality[] Qualities { get; }

    /// <summary>A neighbour's solution was the better start.</summary>
    public bool[] IsWarm { get; }

    /// <summary>Makes the fit of a frame once more, so that the fitter holds it.</summary>
    public PeakFitQuality Repeat(int frame)
    {
        Use(Starts[frame]);
        PeakFitQuality quality = _fitter.Fit(_frames.Values(frame), _frames.Sigma(frame), _frames.Use(frame), _limits);
        Restore();
        return quality;
    }

    private sealed record Attempt(double[] Start, double[] End, PeakFitQuality Quality);

    private Attempt Try(int frame, double[] start)
    {
        Use(start);
        PeakFitQuality quality = _fitter.Fit(_frames.Values(frame), _frames.Sigma(frame), _frames.Use(frame), _limits);
        double[] end = (double[])start.Clone();
        for (int k = 0; k < _fitter.PeakCount; k++)
        {
            int first = k * _perPeak,
                height = first + PeakShape.Height;
            bool seen = quality.Converged && Math.Abs(_fitter.Parameters[height]) > Seen * _fitter.StandardError(height);
            for (int p = 0; seen && p < _perPeak; p++)
                if (p != PeakShape.Height && !_fitter.IsAtBound(k, p))
                    end[first + p] = _fitter.Parameters[first + p];
        }
        return new(start, end, quality);
    }

    private Attempt[] Chain(Attempt[] cold, int from, int step)
    {
        var chain = new Attempt[cold.Length];
        double[] carried = (double[])cold[from].End.Clone();
        for (int f = from; f >= 0 && f < cold.Length; f += step)
        {
            chain[f] = f == from ? cold[f] : Better(cold[f], Try(f, carried));
            // Of a band that is not seen the chain keeps what it had.
            for (int p = 0; p < carried.Length; p++)
                if (chain[f].End[p] != chain[f].Start[p])
                    carried[p] = chain[f].End[p];
            carried = (double[])carried.Clone();
        }
        return chain;
    }

    // The first one wins unless the other is really better.
    private static Attempt Better(Attempt first, Attempt other)
    {
        (double x, double y) = (first.Quality.ChiSquare, other.Quality.ChiSquare);
        if (!(Math.Abs(x - y) > Tie * Math.Min(x, y)))
            return first.Quality.Converged || !other.Quality.Converged ? first : other;
        return double.IsNaN(y) || x < y ? first : other;
    }

    // Of two neighbours' fits neither is the first.
    private static Attempt Lesser(Attempt a, Attempt b)
    {
        int order = a.Quality.ChiSquare.CompareTo(b.Quality.ChiSquare);
        for (int p = 0; order == 0 && p < a.Start.Length; p++)
            order = a.Start[p].CompareTo(b.Start[p]);
        return order <= 0 ? a : b;
    }

    private void Use(double[] start)
    {
        for (int k = 0; k < _fitter.PeakCount; k++)
        for (int p = 0; p < _perPeak; p++)
            if (p != PeakShape.Height)
                _fitter.SetStart(k, p, start[(k * _perPeak) + p]);
    }

    private void Restore() => Use(_cold);
}
