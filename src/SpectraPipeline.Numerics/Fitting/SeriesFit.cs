namespace SpectraPipeline.Numerics.Fitting;

/// <summary>All frames of a series fitted together: heights, background and free parameters are each frame's own, the others shared, straight, parabolic or smooth over the frames.</summary>
/// <remarks>
/// <para>χ² = Σ_f w_f Σᵢ r²(f, i) + Σ_j λ_j |D₂ s_j|², w_f = 1 where σ is given, else 1/(reduced χ² of the frame fitted on its own): each frame its own noise, because exposure, lamp
/// and electrode change through a series, and a frame that is noisier or fits worse must not say as much; below 20 degrees of freedom a frame tells its noise too badly and takes the
/// median of all. Levenberg-Marquardt by <see cref="SeriesFitMinimiser"/>; starts: the common one, the frames' own fits, and the common pattern moved along the line of the
/// frames' centre of area (bands that no single frame resolves); the least χ² is kept.</para>
/// <para>λ is in units of the mean information of a frame on the parameter, as in a Whittaker smoother of values of equal error. Where it is not given it is that of
/// restricted maximum likelihood by the step λ ← λ·τ·((K - 2)/λ - tr(V D₂'D₂))/|D₂s|² (S. N. Wood, M. Fasiolo, Biometrics 2017, 73, 1071, doi:10.1111/biom.12666), K knots, V = (J'J + P)⁻¹, τ the points that share one piece of noise:
/// positions of frames scatter by √τ of what independent points would let them, and that scatter is not movement.</para>
/// <para>Errors: V, times reduced χ² where no σ is given; those of a frame's own parameters hold the doubt about the shared ones. Assumes independent noise. Fails where a frame's own
/// parameters depend on each other even with the shared ones known: its errors are then NaN. One object per fit. Cost: per iteration one evaluation of all frames and L³/6 a frame.</para>
/// </remarks>
public sealed class SeriesFit
{
    private readonly MultiPeakFit _fitter;
    private readonly SeriesFrames _frames;
    private readonly SeriesFirstPass _pass;
    private readonly OverFrames[] _bonds;
    private readonly SeriesFitMinimiser _minimiser;
    private readonly double[] _covariance;
    private SeriesFitCovariance? _inverse;
    private double _noise = 1;

    /// <summary>A fit of frames that were fitted on their own before.</summary>
    /// <param name="fitter">Model, starts and bounds of a frame.</param>
    /// <param name="frames">The data.</param>
    /// <param name="alone">The frames' own fits.</param>
    /// <param name="bonds">What each parameter of each band does, bands · parameters of the shape; a tied one does what the one it follows does.</param>
    /// <param name="lambda">λ of all smooth parameters; NaN = chosen.</param>
    public SeriesFit(MultiPeakFit fitter, SeriesFrames frames, SeriesFitFrames alone, ReadOnlySpan<OverFrames> bonds, double lambda)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(alone);
        (_fitter, _frames, Lambda) = (fitter, frames, lambda);
        int per = fitter.Shape.ParameterCount;
        if (bonds.Length != fitter.PeakCount * per)
            throw new ArgumentException($"{bonds.Length} bonds for {fitter.PeakCount} bands of {per} parameters.", nameof(bonds));
        double[] space = new double[fitter.Map.Variable.Length];
        fitter.Map.Prepare(fitter.Model, space, new double[space.Length], new double[space.Length]);
        _bonds = new OverFrames[fitter.Map.Count];
        for (int p = bonds.Length - 1; p >= 0; p--)
            if (fitter.Map.Variable[p] is var v and >= 0)
                _bonds[v] = bonds[p];
        _pass = new SeriesFirstPass(fitter, frames, alone, _bonds.Length);
        var layout = new SeriesFitLayout(_bonds.Length, _bonds, frames.Positions);
        _minimiser = new SeriesFitMinimiser(fitter, frames, _pass.Weights, layout);
        _covariance = new double[_bonds.Length * _bonds.Length];
    }

    private SeriesFit(SeriesFit from, OverFrames[] bonds)
    {
        (_fitter, _frames, _pass, _bonds, Lambda) = (from._fitter, from._frames, from._pass, bonds, from.Lambda);
        _minimiser = new SeriesFitMinimiser(_fitter, _frames, _pass.Weights, new SeriesFitLayout(bonds.Length, bonds, _frames.Positions));
        _covariance = from._covariance;
    }

    /// <summary>How the fit of all frames ended; χ² with the penalty.</summary>
    public FitOutcome Outcome { get; private set; }

    /// <summary>χ² of the data alone.</summary>
    public double ChiSquare => _minimiser.DataChiSquare;

    /// <summary>Points that count, in all frames.</summary>
    public int Points => _minimiser.PointCount;

    /// <summary>Values that the data determine: unknowns, with the effective number of the smooth ones.</summary>
    public double EffectiveVariables { get; private set; }

    /// <summary>Neighbouring points that share one piece of noise: 1 + 2 Σ r(k) over the first lags of the autocorrelation r of the residuals of all frames, fitted on their own, that stand out.</summary>
    public double NoisePoints => _pass.NoisePoints;

    /// <summary>Different positions of the frames.</summary>
    public int DistinctPositions => _minimiser.Layout.KnotPositions.Length;

    /// <summary>λ of each smooth variable as it stands in χ².</summary>
    internal ReadOnlySpan<double> Lambdas => _minimiser.Equations.Lambda;

    /// <summary>λ given; NaN = chosen.</summary>
    private double Lambda { get; }

    /// <summary>Fits from all starts.</summary>
    public void Fit(FitLimits limits)
    {
        SetLambda();
        FitOutcome? best = null;
        double[] kept = [];
        var loose = new FitLimits(Math.Min(limits.MaxIterations, 40), Math.Max(limits.Offset, 0.02));
        foreach (double[] start in new SeriesFitStarts(_fitter, _minimiser.Layout, _pass).All())
        {
            start.CopyTo(_minimiser.Point.Unknowns, 0);
            _minimiser.Minimize(new FitLimits(MaxIterations: 2, InitialDamping: 1e-9), _fitter.IsLinear);
            FitOutcome outcome = _minimiser.Minimize(loose);
            if (best is { } b && !IsBetter(outcome, b))
                continue;
            (best, kept) = (outcome, [.. _minimiser.Point.Unknowns]);
        }
        kept.CopyTo(_minimiser.Point.Unknowns, 0);
        Finish(limits);
    }

    /// <summary>The same series with one parameter released from its bond, from where this fit ended; nearly converged, to be compared by χ².</summary>
    public SeriesFit Released(int peak, int parameter, OverFrames to)
    {
        var bonds = (OverFrames[])_bonds.Clone();
        bonds[Variable(peak, parameter)] = to;
        var rival = new SeriesFit(this, bonds);
        double[] all = new double[_frames.Count * bonds.Length];
        for (int f = 0; f < _frames.Count; f++)
            _minimiser.Layout.Expand(_minimiser.Point.Unknowns, f, all.AsSpan(f * bonds.Length, bonds.Length));
        SeriesFitStarts.Project(rival._minimiser.Layout, all, [], rival._minimiser.Point.Unknowns);
        for (int j = 0; j < rival._minimiser.Layout.SmoothCount; j++)
            rival._minimiser.Equations.Lambda[j] = LambdaOf(rival._minimiser.Layout.SmoothVariables[j]);
        rival.Outcome = rival._minimiser.Minimize(new FitLimits(MaxIterations: 30, Offset: 0.05));
        rival._inverse = rival._minimiser.Layout.SmoothCount > 0 ? rival._minimiser.Covariance() : null;
        rival.CountVariables();
        return rival;
    }

    /// <summary>What a parameter does over the frames; null when it is fixed, or follows another band that is asked for in its place.</summary>
    public OverFrames? Bond(int peak, int parameter)
    {
        int v = Variable(peak, parameter);
        return v < 0 || _fitter.Map.IsTied(peak, parameter) ? null : _bonds[v];
    }

    /// <summary>The line or curve of a bonded parameter: at the middle of the positions, its slope and half its second derivative there, with errors; NaN where there is none.</summary>
    public SeriesTrend Trend(int peak, int parameter)
    {
        SeriesFitLayout layout = _minimiser.Layout;
        int c = Array.IndexOf(layout.Bonded, Variable(peak, parameter));
        double range = layout.High - layout.Low;
        double middle = (layout.Low + layout.High) / 2;
        if (c < layout.SmoothCount)
            return Smooth(c, middle);
        int degree = layout.Degree(c),
            first = layout.FirstCoefficient(c);
        // Value, slope and curvature at s = 1/2 from the Bernstein coefficients.
        double[][] rows = degree switch
        {
            0 =>
            [
                [1],
            ],
            1 =>
            [
                [0.5, 0.5],
                [-1, 1],
            ],
            _ =>
            [
                [0.25, 0.5, 0.25],
                [-1, 0, 1],
                [1, -2, 1],
            ],
        };
        double[] result = [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];
        for (int r = 0; r < rows.Length; r++)
        {
            (double value, double variance) = (0, 0);
            double unit = Math.Pow(range, -r);
            for (int s = 0; s <= degree; s++)
            {
                value += rows[r][s] * _minimiser.Point.Unknowns[layout.FirstGlobal + first + s];
                for (int t = 0; t <= degree; t++)
                    variance += rows[r][s] * rows[r][t] * (_inverse?.Global(first + s, first + t) ?? double.NaN);
            }
            (result[2 * r], result[(2 * r) + 1]) = (value * unit, variance > 0 ? Math.Sqrt(_noise * variance) * unit : double.NaN);
        }
        return new(middle, result[0], result[1], result[2], result[3], result[4], result[5], double.NaN, degree + 1);
    }

    /// <summary>Puts the solution of a frame into the fitter, so that its bands, errors and limits can be read there.</summary>
    public PeakFitQuality Adopt(int frame)
    {
        int n = _bonds.Length;
        SeriesFitLayout layout = _minimiser.Layout;
        double[] variables = new double[n];
        layout.Expand(_minimiser.Point.Unknowns, frame, variables);
        if (_inverse is null)
            _covariance.AsSpan().Fill(double.NaN);
        else
            _inverse.Frame(_minimiser.Point, frame, _covariance);
        for (int i = 0; i < _covariance.Length; i++)
            _covariance[i] *= _noise;
        (VariableState[] states, bool[] local) = _minimiser.Equations.StatesOf(frame);
        return _fitter.Adopt(
            _frames.Values(frame),
            _frames.Sigma(frame),
            _frames.Use(frame),
            new(variables, _covariance, states, local, Outcome.Evaluations, Outcome.End, Outcome.Offset, Outcome.Converged)
        );
    }

    // A later start must be better by more than noise, so that bands keep the order of the list where two orders fit alike.
    private static bool IsBetter(in FitOutcome a, in FitOutcome b) => a.ChiSquare < b.ChiSquare - 1;

    private int Variable(int peak, int parameter) => _fitter.Map.Variable[_fitter.Map.Index(peak, parameter)];

    private SeriesTrend Smooth(int j, double middle)
    {
        SeriesFitLayout layout = _minimiser.Layout;
        int knots = layout.KnotPositions.Length,
            near = Enumerable.Range(0, knots).MinBy(k => Math.Abs(layout.KnotPositions[k] - middle)),
            at = (near * layout.SmoothCount) + j;
        double variance = _inverse is null ? double.NaN : _noise * _inverse.Smooth(at, at);
        double lambda = _minimiser.Equations.Lambda[j] / _pass.Information[layout.SmoothVariables[j]];
        return new(
            layout.KnotPositions[near],
            _minimiser.Point.Unknowns[layout.FirstSmooth + at],
            variance > 0 ? Math.Sqrt(variance) : double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            lambda,
            Effective(j)
        );
    }

    // A smooth rival of a line takes about eight values: K knots at relative λ have some 0.37 K λ^(-1/4).
    private double LambdaOf(int variable)
    {
        int j = Array.IndexOf(_minimiser.Layout.SmoothVariables, variable);
        return j >= 0 ? _minimiser.Equations.Lambda[j] : Math.Pow(0.37 * DistinctPositions / 8, 4) * _pass.Information[variable];
    }

    private void SetLambda()
    {
        for (int j = 0; j < _minimiser.Layout.SmoothCount; j++)
            _minimiser.Equations.Lambda[j] = (double.IsNaN(Lambda) ? 10 : Lambda) * _pass.Information[_minimiser.Layout.SmoothVariables[j]];
    }

    private void Finish(FitLimits limits)
    {
        Outcome = _minimiser.Minimize(limits);
        _inverse = _minimiser.Covariance();
        if (_minimiser.Layout.SmoothCount > 0 && double.IsNaN(Lambda) && _minimiser.Layout.KnotPositions.Length > 3)
            ChooseLambda(limits);
        if (Outcome.Converged)
            _minimiser.Polish();
        _inverse = _minimiser.Covariance();
        CountVariables();
        double freedom = _minimiser.PointCount - EffectiveVariables;
        _noise = _frames.HasSigma || freedom < 1 ? 1 : ChiSquare / freedom;
    }

    private void ChooseLambda(FitLimits limits)
    {
        SeriesFitLayout layout = _minimiser.Layout;
        double[] lambda = _minimiser.Equations.Lambda;
        int rank = layout.KnotPositions.Length - 2;
        for (int round = 0; round < 60 && _inverse is not null; round++)
        {
            double change = 0;
            for (int j = 0; j < layout.SmoothCount; j++)
            {
                double most = 1e9 * _pass.Information[layout.SmoothVariables[j]];
                double spare = (rank / lambda[j]) - _inverse.RoughTrace(j);
                double next =
                    lambda[j]
                    * Math.Clamp(
                        NoisePoints * Math.Max(0, spare) / Math.Max(_minimiser.Layout.Roughness(_minimiser.Point.Unknowns, j), 1e-300),
                        1.0 / 30,
                        30
                    );
                // A straight line has no roughness left: far enough is far enough.
                if (Effective(j) < 2.02 && next > lambda[j])
                    next = lambda[j];
                next = Math.Clamp(next, 1e-12 * most, most);
                change = Math.Max(change, Math.Abs(Math.Log(next / lambda[j])));
                lambda[j] = next;
            }
            if (change < 0.01)
                break;
            Outcome = _minimiser.Minimize(limits);
            _inverse = _minimiser.Covariance();
        }
    }

    private double Effective(int j)
    {
        int knots = _minimiser.Layout.KnotPositions.Length;
        return _inverse is null ? knots : knots - (_minimiser.Equations.Lambda[j] * _inverse.RoughTrace(j));
    }

    private void CountVariables()
    {
        SeriesFitLayout layout = _minimiser.Layout;
        EffectiveVariables = layout.FirstSmooth + layout.Globals;
        for (int j = 0; j < layout.SmoothCount; j++)
            EffectiveVariables += Effective(j);
    }
}
