using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Foot of the main edge below pre-edge peaks, fitted on either side of them: [from, low] and [high, to].</summary>
/// <remarks>
/// Ranges, forms and bounds are those of Larch (pre_edge_baseline, 2026: both ends inclusive, indices by the last point at or below; width 0.05 to 500 eV, height not
/// negative) with two exceptions: the edge lies at or above high, and where it lies among the points it is at least two steps of the grid wide. Else a narrow line on one noisy
/// point would be the least sum of squares. Larch descends from one start; here the best of several is kept. Errors: (JᵀJ)⁻¹ of the free variables times the mean square of the residuals (n − p). What the baseline does under the
/// peaks is extrapolated: compare forms. Instance owns its scratch: one worker each. Cost: a few hundred evaluations of the curve.
/// </remarks>
public sealed class PreEdgeBaseline
{
    private const double NarrowEv = 0.05,
        WidestEv = 500,
        BeyondEv = 25;
    private static readonly FitLimits s_linear = new(MaxIterations: 2, InitialDamping: 1e-9, Attempts: 1);
    private static readonly FitLimits s_limits = new(MaxIterations: 500, Offset: 1e-7);
    private readonly PreEdgeForm _form;
    private readonly PreEdgeCurve _curve;
    private readonly CurveProblem _problem;
    private readonly BoundedLevenbergMarquardt _minimiser;
    private readonly double[] _best,
        _trial,
        _lower,
        _upper,
        _pinnedLower,
        _pinnedUpper,
        _covariance,
        _jacobian,
        _model;
    private readonly double[] _starts;
    private readonly bool[] _use;
    private readonly int _points;

    // Where the edge may lie and how narrow it may be there: among the points, and beyond them.
    private readonly (double From, double To, double Narrowest)[] _places;

    /// <summary>A baseline on a fixed grid.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="energy">Points from .. to, eV, increasing.</param>
    /// <param name="low">Lower end of the peaks.</param>
    /// <param name="high">Upper end of the peaks.</param>
    /// <exception cref="XasDataException"><c>pre-edge-range</c>: too few points on a side.</exception>
    public PreEdgeBaseline(PreEdgeForm form, ReadOnlySpan<double> energy, double low, double high)
    {
        double[] x = energy.ToArray();
        _form = form;
        _points = x.Length;
        _curve = new PreEdgeCurve(form, x, low, high);
        _use = new bool[x.Length];
        double slack = Slack(x);
        int last = EnergyGrid.AtOrBelow(x, low + slack),
            next = EnergyGrid.AtOrBelow(x, high + slack);
        int used = last + 1 + (x.Length - next);
        if (last < 2 || x.Length - next < 3 || used < _curve.Variables + 2)
            throw new XasDataException(
                "pre-edge-range",
                FormattableString.Invariant(
                    $"{last + 1} points lie below the pre-edge peaks and {x.Length - next} above; the baseline needs 3 on a side and {_curve.Variables + 2} together. Widen from and to, or narrow low and high."
                )
            );
        for (int i = 0; i < x.Length; i++)
            _use[i] = i <= last || i >= next;
        int n = _curve.Variables;
        _problem = new CurveProblem(_curve.Evaluate, n, x.Length);
        _minimiser = new BoundedLevenbergMarquardt(n);
        (_best, _trial, _lower, _upper) = (new double[n], new double[n], new double[n], new double[n]);
        (_pinnedLower, _pinnedUpper) = (new double[n], new double[n]);
        (_covariance, _jacobian, _model) = (new double[n * n], new double[n * x.Length], new double[x.Length]);
        Array.Fill(_lower, double.NegativeInfinity);
        Array.Fill(_upper, double.PositiveInfinity);
        if (form != PreEdgeForm.Spline)
        {
            double step = 0;
            for (int i = Math.Max(next, 1); i < x.Length; i++)
                step = Math.Max(step, x[i] - x[i - 1]);
            (_lower[2], _upper[3], _upper[4]) = (0, x[^1] + BeyondEv, WidestEv);
            double beyond = x[^1] + (2 * step);
            _places = [(high, beyond, 2 * step), (beyond, _upper[3], NarrowEv)];
            _starts = [(high + beyond) / 2, beyond, beyond + 3, beyond + 13];
        }
        else
            (_places, _starts) = ([], [0]);
    }

    /// <summary>How far beyond a limit a point may lie and still count as at it, eV: a fifth of the smallest step, as in Larch.</summary>
    /// <param name="energy">eV, increasing, at least two.</param>
    public static double Slack(ReadOnlySpan<double> energy)
    {
        double smallest = double.PositiveInfinity;
        for (int i = 1; i < energy.Length; i++)
            smallest = Math.Min(smallest, energy[i] - energy[i - 1]);
        return (smallest / 5) + 1e-11;
    }

    /// <summary>The curve of the last fit on all points.</summary>
    public ReadOnlySpan<double> Curve => _model;

    /// <summary>Points that the baseline is fitted to.</summary>
    public ReadOnlySpan<bool> Use => _use;

    /// <summary>Sum of squares of the last fit.</summary>
    public double Squares { get; private set; }

    /// <summary>Standard deviation of a point about the baseline.</summary>
    public double Noise { get; private set; }

    /// <summary>The last fit met its criterion.</summary>
    public bool Converged { get; private set; }

    /// <summary>Number of variables.</summary>
    public int Variables => _curve.Variables;

    /// <summary>Centre of the edge's foot in the last fit, eV; NaN for the spline.</summary>
    public double Center => _form == PreEdgeForm.Spline ? double.NaN : _best[3];

    /// <summary>Fits one spectrum.</summary>
    /// <param name="norm">Values on the grid, finite.</param>
    public void Fit(ReadOnlySpan<double> norm)
    {
        _problem.SetData(norm, [], _use);
        Squares = double.PositiveInfinity;
        double best = _starts[0];
        foreach (double center in _starts)
        foreach (double width in (ReadOnlySpan<double>)[0.3, 2, 6])
        {
            if (_form == PreEdgeForm.Spline && Squares < double.PositiveInfinity)
                continue;
            Bound(center);
            Start(center, width);
            FitOutcome outcome = _minimiser.Minimize(_problem, _trial, _lower, _upper, s_limits);
            if (!(outcome.ChiSquare < Squares))
                continue;
            (Squares, Converged, best) = (outcome.ChiSquare, outcome.Converged, center);
            _trial.CopyTo(_best, 0);
        }
        // Covariance and curve are those of the minimiser's last point: go back to the best.
        _best.CopyTo(_trial, 0);
        Bound(best);
        FitOutcome last = _minimiser.Minimize(_problem, _trial, _lower, _upper, s_limits);
        if (last.ChiSquare <= Squares)
        {
            _trial.CopyTo(_best, 0);
            Squares = last.ChiSquare;
        }
        _curve.Evaluate(_best, _model, _jacobian, _points);
        int free = 0;
        foreach (VariableState state in _minimiser.States)
            free += state == VariableState.Free ? 1 : 0;
        double variance = Squares / Math.Max(1, _problem.PointCount - free);
        Noise = Math.Sqrt(variance);
        if (!_minimiser.Covariance(_problem, _best, _covariance))
            Array.Clear(_covariance);
        for (int i = 0; i < _covariance.Length; i++)
            _covariance[i] = double.IsFinite(_covariance[i]) ? variance * _covariance[i] : 0;
    }

    /// <summary>A deviation of the baseline, one of <see cref="Variables"/> independent ones whose squares add up to its variance.</summary>
    /// <param name="direction">0 to <see cref="Variables"/> − 1.</param>
    /// <param name="result">Deviation at every point.</param>
    public void Deviation(int direction, Span<double> result)
    {
        int n = Variables;
        Span<double> column = stackalloc double[8];
        Factor(direction, column);
        for (int i = 0; i < _points; i++)
        {
            double sum = 0;
            for (int k = direction; k < n; k++)
                sum += column[k] * _jacobian[(k * _points) + i];
            result[i] = sum;
        }
    }

    private void Bound(double center)
    {
        foreach (var (from, to, narrowest) in _places)
            if (center >= from && center <= to)
                (_lower[3], _upper[3], _lower[4]) = (from, to, narrowest);
    }

    // Start values of the linear variables for a given centre and width: two linear steps with these held.
    private void Start(double center, double width)
    {
        Array.Clear(_trial);
        if (_form == PreEdgeForm.Spline)
            return;
        (_trial[3], _trial[4]) = (center, width);
        _lower.CopyTo(_pinnedLower, 0);
        _upper.CopyTo(_pinnedUpper, 0);
        (_pinnedLower[3], _pinnedUpper[3], _pinnedLower[4], _pinnedUpper[4]) = (center, center, width, width);
        _minimiser.Minimize(_problem, _trial, _pinnedLower, _pinnedUpper, s_linear);
    }

    /// <summary>Column of the Cholesky factor of the covariance; held variables have zero rows.</summary>
    private void Factor(int direction, Span<double> column)
    {
        int n = Variables;
        Span<double> l = stackalloc double[64];
        for (int j = 0; j <= direction; j++)
        for (int i = j; i < n; i++)
        {
            double sum = _covariance[(i * n) + j];
            for (int k = 0; k < j; k++)
                sum -= l[(i * n) + k] * l[(j * n) + k];
            l[(i * n) + j] =
                i == j ? Math.Sqrt(Math.Max(0, sum))
                : l[(j * n) + j] > 0 ? sum / l[(j * n) + j]
                : 0;
        }
        for (int i = direction; i < n; i++)
            column[i] = l[(i * n) + direction];
    }
}
