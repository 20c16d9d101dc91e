namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Levenberg-Marquardt over all frames of a series at once, with bounds by active set: the rules of <see cref="BoundedLevenbergMarquardt"/> on the equations of a series.</summary>
internal sealed class SeriesFitMinimiser
{
    private readonly MultiPeakFit _fitter;
    private readonly SeriesFrames _frames;
    private readonly double[] _weights,
        _variables,
        _scale,
        _gradient,
        _diagonal;
    private readonly SeriesFitBox _box;
    private SeriesFitPoint _trial;
    private double _rounding;

    /// <param name="fitter">The fit of one frame: model, starts, bounds.</param>
    /// <param name="frames">The data.</param>
    /// <param name="weights">1/variance of each frame.</param>
    /// <param name="layout">Order of the unknowns.</param>
    public SeriesFitMinimiser(MultiPeakFit fitter, SeriesFrames frames, double[] weights, SeriesFitLayout layout)
    {
        (_fitter, _frames, _weights, Layout) = (fitter, frames, weights, layout);
        Equations = new SeriesFitEquations(layout);
        (Point, _trial) = (new SeriesFitPoint(layout), new SeriesFitPoint(layout));
        _variables = new double[layout.Variables];
        int unknowns = layout.Unknowns;
        (_scale, _gradient, _diagonal) = (new double[unknowns], new double[unknowns], new double[unknowns]);
        _box = new SeriesFitBox(fitter, layout);
    }

    public SeriesFitLayout Layout { get; }

    public SeriesFitEquations Equations { get; }

    /// <summary>Where the last fit ended.</summary>
    public SeriesFitPoint Point { get; private set; }

    /// <summary>Points that count in all frames.</summary>
    public int PointCount { get; private set; }

    /// <summary>Moves the unknowns of <see cref="Point"/> to a minimum within the bounds.</summary>
    /// <param name="limits">When to stop.</param>
    /// <param name="isFree">Which variables of a frame may move; null = all.</param>
    public FitOutcome Minimize(FitLimits limits, Func<int, bool>? isFree = null)
    {
        _box.Pin(isFree);
        _box.Clamp(Point.Unknowns);
        Evaluate(Point);
        if (!double.IsFinite(Point.Total))
            return new(Point.Total, 1, 0, FitEnd.NotFinite, double.NaN, false);
        _scale.AsSpan().Clear();
        Reduce();
        double freedom = Math.Max(1, PointCount - Layout.Unknowns);
        double tolerance = Math.Max(limits.Offset * limits.Offset / freedom, 4e-16);
        var damping = new MarquardtDamping(limits.InitialDamping);
        (int evaluations, int restarts, int iteration) = (1, 0, 0);
        FitEnd end = FitEnd.IterationLimit;
        while (iteration < limits.MaxIterations)
        {
            iteration++;
            if (Hold() == 0)
            {
                end = FitEnd.AllHeld;
                break;
            }
            if (!Solve(damping.Value))
            {
                damping.Singular();
                if (damping.IsHopeless)
                    break;
                continue;
            }
            (double predicted, double stiffness) = Predict();
            bool moved = Move();
            bool settled = predicted <= tolerance * Point.Total;
            if (moved)
            {
                Evaluate(_trial);
                evaluations++;
                double decrease = Point.Total - _trial.Total;
                settled = settled && Math.Abs(decrease) <= Math.Max(tolerance, 1e-14) * Point.Total || _trial.Total <= _rounding;
                if (decrease >= 0)
                {
                    (Point, _trial) = (_trial, Point);
                    Reduce();
                    damping.Accepted(decrease / predicted, stiffness);
                }
                else if (!settled)
                    damping.Rejected(stiffness);
            }
            if (!settled && moved && !damping.IsHopeless)
                continue;
            end = damping.IsHopeless ? FitEnd.Stalled : FitEnd.Settled;
            if (restarts == 3 || Offset(freedom) <= 10 * limits.Offset)
                break;
            restarts++;
            damping.Restart();
            end = FitEnd.IterationLimit;
        }
        double offset = Offset(freedom);
        bool converged = offset <= Math.Max(1e-3, 10 * limits.Offset);
        if (end != FitEnd.AllHeld)
            end =
                converged ? FitEnd.Settled
                : end == FitEnd.Settled ? FitEnd.Stalled
                : end;
        return new(Point.Total, evaluations, iteration, end, offset, converged);
    }

    /// <summary>(J'J + P)⁻¹ where the last fit ended; null when it cannot be had.</summary>
    public SeriesFitCovariance? Covariance()
    {
        Hold();
        return Solve(0, box: false) ? new SeriesFitCovariance(Layout, Equations) : null;
    }

    /// <summary>Undamped steps from a converged fit down to rounding, as long as each is smaller than the one before: two roads to one minimum then end on the same digits.</summary>
    public void Polish()
    {
        Hold();
        double last = double.PositiveInfinity;
        for (int round = 0; round < 6; round++)
        {
            if (!Solve(0))
                return;
            double size = 0;
            for (int u = 0; u < _gradient.Length; u++)
                size += Math.Abs(_gradient[u] * Equations.Step[u]);
            if (!(size < 0.25 * last) || !Move())
                return;
            last = size;
            Evaluate(_trial);
            (Point, _trial) = (_trial, Point);
            Reduce();
            Hold();
        }
    }

    /// <summary>χ² without the penalty.</summary>
    public double DataChiSquare => Point.ChiSquare.Sum();

    private double Offset(double freedom)
    {
        if (Hold() == 0 || Point.Total <= _rounding)
            return 0;
        if (!Solve(0, box: false))
            return double.PositiveInfinity;
        double sum = 0;
        for (int u = 0; u < _gradient.Length; u++)
            sum += _gradient[u] * Equations.Step[u];
        return Math.Sqrt(Math.Max(0, sum) * freedom / Point.Total);
    }

    private void Evaluate(SeriesFitPoint point)
    {
        int n = Layout.Variables;
        double total = 0;
        _rounding = 0;
        PointCount = 0;
        for (int f = 0; f < Layout.Frames; f++)
        {
            Layout.Expand(point.Unknowns, f, _variables);
            _fitter.Model.SetData(_frames.Values(f), _frames.Sigma(f), _frames.Use(f));
            Span<double> gram = point.Gram.AsSpan(f * n * n, n * n);
            Span<double> gradient = point.Gradient.AsSpan(f * n, n);
            double weight = _weights[f];
            point.ChiSquare[f] = weight * _fitter.Model.Evaluate(_variables, gram, gradient);
            for (int i = 0; i < gram.Length; i++)
                gram[i] *= weight;
            for (int i = 0; i < n; i++)
                gradient[i] *= weight;
            total += point.ChiSquare[f];
            _rounding += weight * _fitter.Model.RoundingFloor;
            PointCount += _fitter.Model.PointCount;
        }
        for (int j = 0; j < Layout.SmoothCount; j++)
            total += Equations.Lambda[j] * Layout.Roughness(point.Unknowns, j);
        point.Total = total;
    }

    // Gradient and diagonal of J'J + P in the unknowns.
    private void Reduce()
    {
        int n = Layout.Variables;
        _gradient.AsSpan().Clear();
        _diagonal.AsSpan().Clear();
        for (int f = 0; f < Layout.Frames; f++)
        {
            ReadOnlySpan<double> gram = Point.Gram.AsSpan(f * n * n, n * n);
            ReadOnlySpan<double> gradient = Point.Gradient.AsSpan(f * n, n);
            for (int a = 0; a < Layout.LocalCount; a++)
            {
                int v = Layout.LocalVariables[a];
                (_gradient[(f * Layout.LocalCount) + a], _diagonal[(f * Layout.LocalCount) + a]) = (gradient[v], gram[(v * n) + v]);
            }
            for (int c = 0; c < Layout.Bonded.Length; c++)
            for (int term = 0; term <= Layout.Degree(c); term++)
            {
                (int u, int v, double share) = (Layout.Unknown(f, c, term), Layout.Bonded[c], Layout.Share(f, c, term));
                _gradient[u] += share * gradient[v];
                _diagonal[u] += share * share * gram[(v * n) + v];
            }
        }
        for (int knot = 0; knot < Layout.KnotPositions.Length; knot++)
        for (int j = 0; j < Layout.SmoothCount; j++)
        {
            int u = Layout.FirstSmooth + (knot * Layout.SmoothCount) + j;
            _gradient[u] -= Equations.Lambda[j] * Layout.Rough(Point.Unknowns, j, knot);
            _diagonal[u] += Equations.Lambda[j] * Layout.PenaltyAt(knot, knot);
        }
        for (int u = 0; u < _scale.Length; u++)
            _scale[u] = Math.Max(_scale[u], _diagonal[u]);
    }

    private int Hold()
    {
        int free = 0;
        ReadOnlySpan<double> unknowns = Point.Unknowns;
        for (int u = 0; u < unknowns.Length; u++)
        {
            Equations.States[u] =
                _box.IsHeld(u, unknowns[u], _gradient[u]) ? VariableState.Held
                : _diagonal[u] > 0 ? VariableState.Free
                : VariableState.Blind;
            free += Equations.States[u] == VariableState.Free ? 1 : 0;
        }
        return free;
    }

    // The damped step within the box: what would cross a bound is put on it and the rest solved for anew.
    private bool Solve(double damping, bool box = true)
    {
        double[] step = Equations.Step;
        step.AsSpan().Clear();
        for (int u = 0; u < step.Length; u++)
            Equations.IsOpen[u] = Equations.States[u] == VariableState.Free;
        while (true)
        {
            for (int u = 0; u < step.Length; u++)
                if (Equations.IsOpen[u])
                    step[u] = 0;
            if (!Equations.Solve(Point, _scale, damping))
                return false;
            bool inside = true;
            for (int u = 0; box && u < step.Length; u++)
            {
                if (!Equations.IsOpen[u])
                    continue;
                double target = Point.Unknowns[u] + step[u];
                if (target >= _box.Lower[u] && target <= _box.Upper[u])
                    continue;
                step[u] = (target < _box.Lower[u] ? _box.Lower[u] : _box.Upper[u]) - Point.Unknowns[u];
                (Equations.IsOpen[u], inside) = (false, false);
            }
            if (inside)
                return true;
        }
    }

    // 2 d'g - d'(J'J + P)d, and d'(J'J + P)d / d'D d.
    private (double Decrease, double Stiffness) Predict()
    {
        int n = Layout.Variables;
        double[] step = Equations.Step;
        (double curvature, double linear, double length) = (0, 0, 0);
        for (int f = 0; f < Layout.Frames; f++)
        {
            Layout.Expand(step, f, _variables);
            ReadOnlySpan<double> gram = Point.Gram.AsSpan(f * n * n, n * n);
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int j = 0; j < i; j++)
                    sum += gram[(i * n) + j] * _variables[j];
                curvature += _variables[i] * ((gram[(i * n) + i] * _variables[i]) + (2 * sum));
            }
        }
        for (int j = 0; j < Layout.SmoothCount; j++)
            curvature += Equations.Lambda[j] * Layout.Roughness(step, j);
        for (int u = 0; u < step.Length; u++)
        {
            linear += step[u] * _gradient[u];
            length += step[u] * step[u] * _scale[u];
        }
        return ((2 * linear) - curvature, length > 0 ? curvature / length : 0);
    }

    private bool Move()
    {
        bool moved = false;
        for (int u = 0; u < _trial.Unknowns.Length; u++)
        {
            _trial.Unknowns[u] = Math.Clamp(Point.Unknowns[u] + Equations.Step[u], _box.Lower[u], _box.Upper[u]);
            moved |= _trial.Unknowns[u] != Point.Unknowns[u];
        }
        return moved;
    }
}
