namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What a variable may do.</summary>
public enum VariableState
{
    /// <summary>It is fitted.</summary>
    Free,

    /// <summary>It sits at a bound and χ² would only fall beyond.</summary>
    Held,

    /// <summary>χ² does not depend on it here (the width of a band of height zero).</summary>
    Blind,
}

/// <summary>The linearised problem of one iteration: which variables are free, the damped step within the box, and the inverse of J'J.</summary>
internal sealed class LinearizedStep(int maxVariables, double illConditioned, double rankDeficient)
{
    private readonly VariableState[] _states = new VariableState[maxVariables];
    private readonly int[] _free = new int[maxVariables];
    private readonly double[] _matrix = new double[maxVariables * maxVariables];
    private readonly double[] _length = new double[maxVariables];
    private readonly double[] _solution = new double[maxVariables];
    private readonly double[] _work = new double[maxVariables];
    private readonly double[] _step = new double[maxVariables];
    private double[] _residuals = [];
    private double[] _jacobian = [];
    private double[] _orthogonal = [];
    private double[] _rotated = [];
    private bool _linearized;
    private ILeastSquaresProblem? _problem;

    public int Count { get; private set; }

    public ReadOnlySpan<VariableState> States => _states.AsSpan(0, Count);

    public ReadOnlySpan<double> Step => _step.AsSpan(0, Count);

    public void Begin(ILeastSquaresProblem problem, int count)
    {
        _problem = problem;
        Count = count;
        _linearized = false;
    }

    /// <summary>The point has moved: J kept from before is stale.</summary>
    public void Forget() => _linearized = false;

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
        int free = 0;
        for (int i = 0; i < Count; i++)
            if (_states[i] == VariableState.Free)
                _free[free++] = i;
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
            free = inside;
        }
        return true;
    }

    /// <summary>χ²(v) - χ²(v + d) of the linearised problem: 2 d'J'r - d'J'J d.</summary>
    public double PredictedDecrease(ReadOnlySpan<double> gram, ReadOnlySpan<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            double product = 0;
            for (int j = 0; j < i; j++)
                product += gram[i * Count + j] * _step[j];
            sum += _step[i] * (2 * gradient[i] - gram[i * Count + i] * _step[i] - 2 * product);
        }
        return sum;
    }

    /// <summary>d'J'J d / d'D d: the damping that halves a step along d.</summary>
    public double Stiffness(ReadOnlySpan<double> gram, ReadOnlySpan<double> scale)
    {
        double curvature = 0;
        double length = 0;
        for (int i = 0; i < Count; i++)
        {
            double product = 0;
            for (int j = 0; j < i; j++)
                product += gram[i * Count + j] * _step[j];
            curvature += _step[i] * (gram[i * Count + i] * _step[i] + 2 * product);
            length += _step[i] * _step[i] * scale[i];
        }
        return length > 0 ? curvature / length : 0;
    }

    /// <summary>g'(J'J)⁻¹g of the free variables: how far χ² would fall by a full, undamped step.</summary>
    public double NewtonDecrement(ReadOnlySpan<double> variables, ReadOnlySpan<double> gram, ReadOnlySpan<double> gradient)
    {
        int free = 0;
        for (int i = 0; i < Count; i++)
            if (_states[i] == VariableState.Free)
                _free[free++] = i;
        _step.AsSpan(0, Count).Clear();
        if (!SolveFree(free, variables, gram, gradient, default, 0))
            return double.PositiveInfinity;
        double sum = 0;
        for (int k = 0; k < free; k++)
            sum += gradient[_free[k]] * _solution[k];
        return sum;
    }

    /// <summary>(J'J)⁻¹ of the free variables.</summary>
    public bool Inverse(ReadOnlySpan<double> variables, ReadOnlySpan<double> gram, Span<double> inverse)
    {
        int count = Count;
        inverse[..(count * count)].Clear();
        int free = 0;
        for (int i = 0; i < count; i++)
            if (_states[i] == VariableState.Free)
                _free[free++] = i;
            else if (_states[i] == VariableState.Blind)
                inverse[i * count + i] = double.NaN;
        Fill(free, gram, default, 0);
        double pivot = SymmetricFactor.Factorize(_matrix.AsSpan(0, free * free), free, _work);
        bool orthogonal = !(pivot > illConditioned);
        if (orthogonal && !(ReduceFree(free, variables, default, 0) > rankDeficient))
        {
            for (int k = 0; k < free; k++)
                inverse[_free[k] * count + _free[k]] = double.NaN;
            return false;
        }
        int rows = _problem!.RowCount + free;
        for (int k = 0; k < free; k++)
        {
            Span<double> column = _solution.AsSpan(0, free);
            column.Clear();
            column[k] = 1;
            if (orthogonal)
            {
                OrthogonalLeastSquares.SolveUpperTransposed(_orthogonal, rows, free, column);
                OrthogonalLeastSquares.SolveUpper(_orthogonal, rows, free, column);
            }
            else
            {
                SymmetricFactor.Solve(_matrix.AsSpan(0, free * free), free, column);
            }
            for (int j = 0; j < free; j++)
                inverse[_free[j] * count + _free[k]] = column[j] / (_length[j] * _length[k]);
        }
        return true;
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
        Fill(free, gram, scale, damping);
        double pivot = SymmetricFactor.Factorize(_matrix.AsSpan(0, free * free), free, _work);
        if (double.IsNaN(pivot))
            return false;
        if (pivot > illConditioned)
        {
            for (int k = 0; k < free; k++)
            {
                int i = _free[k];
                // Variables already put on a bound move the target of the others.
                double value = gradient[i];
                for (int j = 0; j < Count; j++)
                    if (_step[j] != 0)
                        value -= (j <= i ? gram[i * Count + j] : gram[j * Count + i]) * _step[j];
                _solution[k] = value / _length[k];
            }
            SymmetricFactor.Solve(_matrix.AsSpan(0, free * free), free, _solution);
            for (int k = 0; k < free; k++)
                _solution[k] /= _length[k];
            return true;
        }
        if (!(ReduceFree(free, variables, scale, damping) > rankDeficient))
            return false;
        int rows = _problem!.RowCount + free;
        OrthogonalLeastSquares.SolveUpper(_orthogonal, rows, free, _rotated);
        for (int k = 0; k < free; k++)
            _solution[k] = _rotated[k] / _length[k];
        return true;
    }

    // J'J + λD of the free variables, divided by the square roots of its diagonal.
    private void Fill(int free, ReadOnlySpan<double> gram, ReadOnlySpan<double> scale, double damping)
    {
        for (int k = 0; k < free; k++)
        {
            int i = _free[k];
            double diagonal = gram[i * Count + i];
            _length[k] = Math.Sqrt(damping > 0 ? diagonal + damping * scale[i] : diagonal);
            for (int m = 0; m < k; m++)
                _matrix[k * free + m] = gram[i * Count + _free[m]] / (_length[k] * _length[m]);
            _matrix[k * free + k] = 1;
        }
    }

    // The same system as [J; √(λD)] d = [r; 0], columns scaled alike, reduced by reflections.
    private double ReduceFree(int free, ReadOnlySpan<double> variables, ReadOnlySpan<double> scale, double damping)
    {
        int points = _problem!.RowCount;
        if (!_linearized)
        {
            if (_jacobian.Length < points * Count || _orthogonal.Length < (points + Count) * Count)
            {
                _jacobian = new double[points * Count];
                _residuals = new double[points];
                _orthogonal = new double[(points + Count) * Count];
                _rotated = new double[points + Count];
            }
            _problem.Linearize(variables, _residuals.AsSpan(0, points), _jacobian.AsSpan(0, points * Count));
            _linearized = true;
        }
        int rows = points + free;
        Span<double> rotated = _rotated.AsSpan(0, rows);
        rotated.Clear();
        _residuals.AsSpan(0, points).CopyTo(rotated);
        for (int j = 0; j < Count; j++)
            if (_step[j] != 0)
                for (int i = 0; i < points; i++)
                    rotated[i] -= _jacobian[j * points + i] * _step[j];
        Span<double> matrix = _orthogonal.AsSpan(0, rows * free);
        matrix.Clear();
        for (int k = 0; k < free; k++)
        {
            for (int i = 0; i < points; i++)
                matrix[k * rows + i] = _jacobian[_free[k] * points + i] / _length[k];
            if (damping > 0)
                matrix[k * rows + points + k] = Math.Sqrt(damping * scale[_free[k]]) / _length[k];
        }
        return OrthogonalLeastSquares.Reduce(matrix, rows, free, rotated);
    }
}
