namespace SpectraPipeline.Numerics.Fitting;

/// <summary>The linearised problem of one iteration: which variables are free, the damped step within the box, and the inverse of J'J.</summary>
internal sealed class LinearizedStep(int maxVariables, double illConditioned, double rankDeficient)
{
    // Transtrum and Sethna's bound for 2|a|/|d|: beyond, the quadratic path says nothing about the way.
    private const double MostCurved = 0.75;
    private readonly VariableState[] _states = new VariableState[maxVariables];
    private readonly int[] _free = new int[maxVariables];
    private readonly NormalFactor _factor = new(maxVariables);
    private readonly OrthogonalStep _orthogonal = new();
    private readonly double[] _solution = new double[maxVariables];
    private readonly double[] _curve = new double[maxVariables];
    private readonly double[] _step = new double[maxVariables];
    private int _inside;
    private bool _byReflections;

    // The factors at hand are those of J'J of all free variables at this point, without damping.
    private bool _undamped;

    public int Count { get; private set; }

    public ReadOnlySpan<VariableState> States => _states.AsSpan(0, Count);

    /// <summary>The step found last.</summary>
    public ReadOnlySpan<double> Step => _step.AsSpan(0, Count);

    /// <summary>The step puts a variable on a bound that it had not reached before.</summary>
    public bool MeetsBound { get; private set; }

    /// <summary>χ²(v) - χ²(v + d) of the linearised problem: 2 d'J'r - d'J'J d.</summary>
    public double PredictedDecrease { get; private set; }

    /// <summary>d'J'J d / d'D d: the damping that halves a step along d.</summary>
    public double Stiffness { get; private set; }

    public void Begin(ILeastSquaresProblem problem, int count)
    {
        _orthogonal.Begin(problem, count);
        Count = count;
        _undamped = false;
    }

    /// <summary>The point has moved: what is known of J is stale.</summary>
    public void Forget()
    {
        _orthogonal.Forget();
        _undamped = false;
    }

    /// <summary>Decides which variables are free; returns how many.</summary>
    public int Hold(
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        ReadOnlySpan<double> gram,
        ReadOnlySpan<double> gradient
    )
    {
        int free = 0;
        for (int i = 0; i < Count; i++)
        {
            bool outward =
                lower[i] == upper[i] || variables[i] <= lower[i] && gradient[i] < 0 || variables[i] >= upper[i] && gradient[i] > 0;
            _states[i] =
                outward ? VariableState.Held
                : gram[i * Count + i] > 0 ? VariableState.Free
                : VariableState.Blind;
            if (_states[i] == VariableState.Free)
                free++;
        }
        return free;
    }

    /// <summary>The damped step within the box; false when the matrix cannot be solved.</summary>
    public bool Solve(
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        ReadOnlySpan<double> gram,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> scale,
        double damping
    )
    {
        _step.AsSpan(0, Count).Clear();
        MeetsBound = false;
        int free = ListFree();
        // Each pass puts at least one more variable on its bound, so this ends.
        while (free > 0)
        {
            if (!SolveFree(free, variables, gram, gradient, scale, damping))
                return false;
            int inside = 0;
            for (int k = 0; k < free; k++)
            {
                int i = _free[k];
                double target = variables[i] + _solution[k];
                if (target < lower[i])
                    _step[i] = lower[i] - variables[i];
                else if (target > upper[i])
                    _step[i] = upper[i] - variables[i];
                else
                    _free[inside++] = i;
            }
            if (inside == free)
            {
                for (int k = 0; k < free; k++)
                    _step[_free[k]] = _solution[k];
                break;
            }
            MeetsBound = true;
            free = inside;
        }
        _inside = free;
        Measure(gram, gradient, scale, damping);
        return true;
    }

    /// <summary>
    /// Bends the step along the geodesic of the model: d becomes d + a/2 with (J'J + λD) a = J'r″, r″ the second derivative of the residuals along d
    /// (M. K. Transtrum and J. P. Sethna, arXiv:1201.5885). Nothing happens where a is not small against d, or at bounds.
    /// </summary>
    /// <returns>Whether the residuals ahead were asked for: one evaluation.</returns>
    public bool Bend(ReadOnlySpan<double> variables, ReadOnlySpan<double> scale)
    {
        if (MeetsBound)
            return false;
        Span<double> curve = _curve.AsSpan(0, Count);
        if (!_orthogonal.Curve(variables, Step, curve))
            return true;
        for (int k = 0; k < _inside; k++)
            _solution[k] = curve[_free[k]];
        SolveNormal(_solution.AsSpan(0, _inside));
        (double bend, double length) = (0, 0);
        for (int k = 0; k < _inside; k++)
        {
            int i = _free[k];
            bend += _solution[k] * _solution[k] * scale[i];
            length += _step[i] * _step[i] * scale[i];
        }
        if (4 * bend <= MostCurved * MostCurved * length)
            for (int k = 0; k < _inside; k++)
                _step[_free[k]] += _solution[k] / 2;
        return true;
    }

    /// <summary>g'(J'J)⁻¹g of the free variables: how far χ² would fall by a full, undamped step. Leaves <see cref="Step"/> as it is.</summary>
    public double NewtonDecrement(ReadOnlySpan<double> variables, ReadOnlySpan<double> gram, ReadOnlySpan<double> gradient)
    {
        if (!FactorizeUndamped(variables, gram))
            return double.PositiveInfinity;
        if (_byReflections)
            return _orthogonal.Decrease;
        Span<double> solution = _solution.AsSpan(0, _inside);
        for (int k = 0; k < solution.Length; k++)
            solution[k] = gradient[_free[k]];
        _factor.Solve(solution);
        double sum = 0;
        for (int k = 0; k < solution.Length; k++)
            sum += gradient[_free[k]] * solution[k];
        return sum;
    }

    /// <summary>(J'J)⁻¹ of the free variables.</summary>
    public bool Inverse(ReadOnlySpan<double> variables, ReadOnlySpan<double> gram, Span<double> inverse)
    {
        int count = Count;
        inverse[..(count * count)].Clear();
        for (int i = 0; i < count; i++)
            if (_states[i] == VariableState.Blind)
                inverse[i * count + i] = double.NaN;
        bool solvable = _undamped || FactorizeUndamped(variables, gram);
        ReadOnlySpan<int> free = _free.AsSpan(0, _inside);
        if (!solvable)
        {
            foreach (int i in free)
                inverse[i * count + i] = double.NaN;
            return false;
        }
        if (!_byReflections)
        {
            _factor.Inverse(free, count, inverse);
            return true;
        }
        Span<double> column = _solution.AsSpan(0, free.Length);
        for (int k = 0; k < free.Length; k++)
        {
            column.Clear();
            column[k] = 1;
            SolveNormal(column);
            for (int j = 0; j < free.Length; j++)
                inverse[free[j] * count + free[k]] = column[j];
        }
        return true;
    }

    private int ListFree()
    {
        int free = 0;
        for (int i = 0; i < Count; i++)
            if (_states[i] == VariableState.Free)
                _free[free++] = i;
        return free;
    }

    private bool FactorizeUndamped(ReadOnlySpan<double> variables, ReadOnlySpan<double> gram)
    {
        _inside = ListFree();
        Span<double> nothing = _curve.AsSpan(0, Count);
        nothing.Clear();
        return _undamped = Factorize(_inside, variables, gram, default, 0, nothing);
    }

    private bool Factorize(
        int free,
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> gram,
        ReadOnlySpan<double> scale,
        double damping,
        ReadOnlySpan<double> moved
    )
    {
        _undamped = false;
        ReadOnlySpan<int> chosen = _free.AsSpan(0, free);
        double pivot = _factor.Factorize(chosen, gram, Count, scale, damping);
        _byReflections = !(pivot > illConditioned);
        return !_byReflections
            || !double.IsNaN(pivot) && _orthogonal.Reduce(variables, chosen, _factor.Lengths, moved, scale, damping) > rankDeficient;
    }

    private bool SolveFree(
        int free,
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> gram,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> scale,
        double damping
    )
    {
        if (!Factorize(free, variables, gram, scale, damping, Step))
            return false;
        if (_byReflections)
        {
            _orthogonal.Solve(_factor.Lengths, _solution);
            return true;
        }
        for (int k = 0; k < free; k++)
        {
            int i = _free[k];
            double value = gradient[i];
            // Variables already put on a bound move the target of the others.
            if (MeetsBound)
                for (int j = 0; j < Count; j++)
                    if (_step[j] != 0)
                        value -= (j <= i ? gram[i * Count + j] : gram[j * Count + i]) * _step[j];
            _solution[k] = value;
        }
        _factor.Solve(_solution.AsSpan(0, free));
        return true;
    }

    private void SolveNormal(Span<double> rightSide)
    {
        if (_byReflections)
            _orthogonal.SolveNormal(_factor.Lengths, rightSide);
        else
            _factor.Solve(rightSide);
    }

    private void Measure(ReadOnlySpan<double> gram, ReadOnlySpan<double> gradient, ReadOnlySpan<double> scale, double damping)
    {
        (double descent, double length) = (0, 0);
        for (int i = 0; i < Count; i++)
        {
            descent += _step[i] * gradient[i];
            length += _step[i] * _step[i] * scale[i];
        }
        double curvature;
        if (!MeetsBound && !_byReflections)
        {
            // The step solves (J'J + λD) d = J'r, so its curvature is known without the matrix.
            curvature = descent - damping * length;
        }
        else
        {
            curvature = 0;
            for (int i = 0; i < Count; i++)
            {
                double product = 0;
                for (int j = 0; j < i; j++)
                    product += gram[i * Count + j] * _step[j];
                curvature += _step[i] * (gram[i * Count + i] * _step[i] + 2 * product);
            }
        }
        PredictedDecrease = 2 * descent - curvature;
        Stiffness = length > 0 ? Math.Max(0, curvature) / length : 0;
    }
}
