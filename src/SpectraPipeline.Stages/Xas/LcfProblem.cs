using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A combination of standards that was fitted.</summary>
/// <param name="Set">Standards that took part, as bits.</param>
/// <param name="Weights">One per standard.</param>
/// <param name="Squares">Σd² over the fitted points.</param>
/// <param name="Shift">Shift of the unknown's energies.</param>
internal sealed record LcfSolution(ulong Set, double[] Weights, double Squares, double Shift)
{
    /// <summary>Standards with a weight.</summary>
    public ulong Support
    {
        get
        {
            ulong support = 0;
            for (int j = 0; j < Weights.Length; j++)
                if (Weights[j] != 0)
                    support |= 1UL << j;
            return support;
        }
    }
}

/// <summary>The least-squares problem of one frame after the other: standards on its energies, in its range.</summary>
internal sealed class LcfProblem
{
    private readonly Lcf _stage;
    private readonly LcfSetup _setup;
    private readonly NotAKnotSpline[] _splines;
    private readonly double[] _at,
        _curve,
        _values;
    private double[] _columns = [],
        _y = [];
    private readonly int[] _places;
    private int[] _kept = [];
    private int _first,
        _last;
    private ConstrainedLeastSquares? _fit;

    public LcfProblem(Lcf stage, LcfSetup setup)
    {
        (_stage, _setup, _places) = (stage, setup, new int[setup.X.Length]);
        _splines = [.. setup.Standards.Select(s => new NotAKnotSpline(s.X))];
        for (int j = 0; j < _splines.Length; j++)
            _splines[j].Fit(setup.Standards[j].Y);
        (_at, _curve, _values) = (new double[setup.X.Length], new double[setup.X.Length], new double[setup.X.Length]);
    }

    /// <summary>Points that are fitted.</summary>
    public int Points => _kept.Length;

    /// <summary>The fitted values of the unknown.</summary>
    public ReadOnlySpan<double> Target => _y.AsSpan(0, Points);

    /// <summary>Standards on the fitted points, one after the other, as they were evaluated last.</summary>
    public ReadOnlySpan<double> Columns => _columns.AsSpan(0, Points * _splines.Length);

    /// <summary>Takes a frame.</summary>
    /// <param name="y">Values on the whole axis.</param>
    /// <param name="mask">Points that count; empty = all.</param>
    /// <param name="first">First point of the range.</param>
    /// <param name="last">Last point of the range.</param>
    public void Take(ReadOnlySpan<double> y, ReadOnlySpan<bool> mask, int first, int last)
    {
        (_first, _last) = (first, last);
        int count = 0;
        Span<int> kept = _places;
        for (int i = first; i <= last; i++)
            if (mask.IsEmpty || mask[i])
                kept[count++] = i - first;
        if (_kept.Length != count)
        {
            _kept = new int[count];
            _columns = new double[count * _splines.Length];
            _y = new double[count];
            _fit = null;
        }
        kept[..count].CopyTo(_kept);
        Pick(y, first, last, _y);
    }

    /// <summary>The problem with the standards moved by a shift; its target is the frame.</summary>
    public ConstrainedLeastSquares At(double shift)
    {
        Evaluate(shift);
        _fit ??= new ConstrainedLeastSquares(Points, _splines.Length);
        _fit.SetColumns(Columns);
        _fit.SetTarget(Target);
        return _fit;
    }

    /// <summary>The same with a column of any weight for the slope of the fit against the shift, for intervals.</summary>
    public ConstrainedLeastSquares WithShiftFree(LcfSolution solution)
    {
        const double step = 0.01;
        double[] slope = new double[Points],
            columns = new double[Columns.Length];
        foreach (int sign in (int[])[1, -1])
        {
            Evaluate(solution.Shift + sign * step);
            for (int j = 0; j < _splines.Length; j++)
                Products.AddScaled(slope, sign * solution.Weights[j] / (2 * step), Columns.Slice(j * Points, Points));
        }
        Evaluate(solution.Shift);
        Columns.CopyTo(columns);
        var fit = new ConstrainedLeastSquares(Points, _splines.Length, 1);
        fit.SetColumns(columns, slope);
        fit.SetTarget(Target);
        return fit;
    }

    /// <summary>Σ wⱼ sⱼ on the fitted points.</summary>
    public void Combine(LcfSolution solution, Span<double> result)
    {
        Evaluate(solution.Shift);
        result.Clear();
        for (int j = 0; j < _splines.Length; j++)
            Products.AddScaled(result, solution.Weights[j], Columns.Slice(j * Points, Points));
    }

    /// <summary>Fit and residual on all points that the standards reach; of kⁿχ without the weight.</summary>
    public void Curves(LcfSolution solution, ReadOnlySpan<double> y, Span<double> fit, Span<double> residual)
    {
        int low = _setup.Low,
            count = _setup.High - low + 1;
        double[] one = new double[count];
        fit.Clear();
        for (int j = 0; j < _splines.Length; j++)
        {
            Curve(j, solution.Shift, low, _setup.High, one, weighted: false);
            Products.AddScaled(fit, solution.Weights[j], one);
        }
        Transform(y, low, _setup.High, residual, weighted: false);
        for (int i = 0; i < count; i++)
            residual[i] -= fit[i];
    }

    private void Evaluate(double shift)
    {
        for (int j = 0; j < _splines.Length; j++)
        {
            Curve(j, shift, _first, _last, _values.AsSpan(0, _last - _first + 1), weighted: true);
            Span<double> column = _columns.AsSpan(j * Points, Points);
            for (int i = 0; i < Points; i++)
                column[i] = _values[_kept[i]];
        }
    }

    // A standard on points first..last, in the space of the fit.
    private void Curve(int standard, double shift, int first, int last, Span<double> result, bool weighted)
    {
        int before = Before(first),
            after = After(last);
        Span<double> at = _at.AsSpan(0, after - before + 1);
        for (int i = 0; i < at.Length; i++)
            at[i] = _setup.X[before + i] - shift;
        Span<double> values = _curve.AsSpan(0, at.Length);
        _splines[standard].Evaluate(at, values);
        Finish(values, before, first, last, result, weighted);
    }

    private void Pick(ReadOnlySpan<double> y, int first, int last, Span<double> result)
    {
        Span<double> whole = _values.AsSpan(0, last - first + 1);
        Transform(y, first, last, whole, weighted: true);
        for (int i = 0; i < _kept.Length; i++)
            result[i] = whole[_kept[i]];
    }

    private void Transform(ReadOnlySpan<double> y, int first, int last, Span<double> result, bool weighted) =>
        Finish(y[Before(first)..(After(last) + 1)], Before(first), first, last, result, weighted);

    // The derivative is that of the unknown's grid for unknown and standards alike, so that a combination stays one.
    private void Finish(ReadOnlySpan<double> values, int before, int first, int last, Span<double> result, bool weighted)
    {
        for (int i = first; i <= last; i++)
        {
            int here = i - before;
            if (_stage.Space == LcfSpace.Derivative)
            {
                int left = Math.Max(0, here - 1),
                    right = Math.Min(values.Length - 1, here + 1);
                result[i - first] = (values[right] - values[left]) / (_setup.X[before + right] - _setup.X[before + left]);
            }
            else
                result[i - first] = values[here] * (weighted && _stage.IsChi ? Math.Pow(_setup.X[i], _stage.KWeight) : 1);
        }
    }

    private int Before(int first) => _stage.Space == LcfSpace.Derivative ? Math.Max(_setup.Low, first - 1) : first;

    private int After(int last) => _stage.Space == LcfSpace.Derivative ? Math.Min(_setup.High, last + 1) : last;
}
