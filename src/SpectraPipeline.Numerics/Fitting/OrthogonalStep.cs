namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Steps from J itself by reflections, for problems whose J'J has lost its digits, and the second derivative along a step.</summary>
/// <remarks>Grows its arrays when it is first needed: most fits never need it.</remarks>
internal sealed class OrthogonalStep
{
    // Part of the step at which the curvature along it is measured: small against its nonlinearity, large against rounding
    // (Transtrum and Sethna use 0.1 as well).
    private const double ProbePart = 0.1;
    private ILeastSquaresProblem _problem = null!;
    private double[] _residuals = [];
    private double[] _jacobian = [];
    private double[] _matrix = [];
    private double[] _rotated = [];
    private double[] _probeResiduals = [];
    private double[] _probeJacobian = [];
    private double[] _probe = [];
    private bool _linearized;
    private int _count;
    private int _columns;

    /// <summary>A new problem.</summary>
    public void Begin(ILeastSquaresProblem problem, int count)
    {
        _problem = problem;
        _count = count;
        _linearized = false;
    }

    /// <summary>The point has moved: J kept from before is stale.</summary>
    public void Forget() => _linearized = false;

    /// <summary>
    /// Reduces [J; √(λD)] d = [r; 0] of the chosen variables, columns divided by <paramref name="length"/>. Variables whose <paramref name="step"/> is not 0
    /// have moved already. Returns the smallest diagonal relative to its column.
    /// </summary>
    public double Reduce(
        ReadOnlySpan<double> variables,
        ReadOnlySpan<int> free,
        ReadOnlySpan<double> length,
        ReadOnlySpan<double> step,
        ReadOnlySpan<double> scale,
        double damping
    )
    {
        Linearize(variables);
        int points = _problem.RowCount;
        _columns = free.Length;
        int rows = points + _columns;
        Span<double> rotated = _rotated.AsSpan(0, rows);
        rotated.Clear();
        _residuals.AsSpan(0, points).CopyTo(rotated);
        for (int j = 0; j < _count; j++)
            if (step[j] != 0)
                for (int i = 0; i < points; i++)
                    rotated[i] -= _jacobian[j * points + i] * step[j];
        Span<double> matrix = _matrix.AsSpan(0, rows * _columns);
        matrix.Clear();
        for (int k = 0; k < _columns; k++)
        {
            for (int i = 0; i < points; i++)
                matrix[k * rows + i] = _jacobian[free[k] * points + i] / length[k];
            if (damping > 0)
                matrix[k * rows + points + k] = Math.Sqrt(damping * scale[free[k]]) / length[k];
        }
        return OrthogonalLeastSquares.Reduce(matrix, rows, _columns, rotated);
    }

    /// <summary>|Q'r|² of the columns: how far the linearised χ² falls by the step.</summary>
    public double Decrease
    {
        get
        {
            double sum = 0;
            for (int k = 0; k < _columns; k++)
                sum += _rotated[k] * _rotated[k];
            return sum;
        }
    }

    /// <summary>The step of the reduced system, whose columns had been divided by <paramref name="length"/>.</summary>
    public void Solve(ReadOnlySpan<double> length, Span<double> step)
    {
        OrthogonalLeastSquares.SolveUpper(_matrix, _problem.RowCount + _columns, _columns, _rotated);
        for (int k = 0; k < _columns; k++)
            step[k] = _rotated[k] / length[k];
    }

    /// <summary>Solves (J'J + λD) x = b of the reduced system in place.</summary>
    public void SolveNormal(ReadOnlySpan<double> length, Span<double> rightSide)
    {
        int rows = _problem.RowCount + _columns;
        for (int k = 0; k < _columns; k++)
            rightSide[k] /= length[k];
        OrthogonalLeastSquares.SolveUpperTransposed(_matrix, rows, _columns, rightSide);
        OrthogonalLeastSquares.SolveUpper(_matrix, rows, _columns, rightSide);
        for (int k = 0; k < _columns; k++)
            rightSide[k] /= length[k];
    }

    /// <summary>J'r″ with r″ = d²r/dt² along v + t·step, from the residuals a tenth of the step ahead; false where these are not numbers.</summary>
    public bool Curve(ReadOnlySpan<double> variables, ReadOnlySpan<double> step, Span<double> gradient)
    {
        Linearize(variables);
        int points = _problem.RowCount;
        if (_probeResiduals.Length < points || _probe.Length < _count || _probeJacobian.Length < points * _count)
        {
            _probeResiduals = new double[points];
            _probeJacobian = new double[points * _count];
            _probe = new double[_count];
        }
        for (int j = 0; j < _count; j++)
            _probe[j] = variables[j] + ProbePart * step[j];
        Span<double> ahead = _probeResiduals.AsSpan(0, points);
        _problem.Linearize(_probe.AsSpan(0, _count), ahead, _probeJacobian.AsSpan(0, points * _count));
        double sum = 0;
        for (int i = 0; i < points; i++)
        {
            double slope = 0;
            for (int j = 0; j < _count; j++)
                slope += _jacobian[j * points + i] * step[j];
            ahead[i] = 2 / ProbePart * ((ahead[i] - _residuals[i]) / ProbePart + slope);
            sum += ahead[i];
        }
        for (int j = 0; j < _count; j++)
        {
            gradient[j] = 0;
            for (int i = 0; i < points; i++)
                gradient[j] += _jacobian[j * points + i] * ahead[i];
        }
        return double.IsFinite(sum);
    }

    private void Linearize(ReadOnlySpan<double> variables)
    {
        if (_linearized)
            return;
        int points = _problem.RowCount;
        if (_jacobian.Length < points * _count || _rotated.Length < points + _count || _matrix.Length < (points + _count) * _count)
        {
            _jacobian = new double[points * _count];
            _residuals = new double[points];
            _matrix = new double[(points + _count) * _count];
            _rotated = new double[points + _count];
        }
        _problem.Linearize(variables, _residuals.AsSpan(0, points), _jacobian.AsSpan(0, points * _count));
        _linearized = true;
    }
}
