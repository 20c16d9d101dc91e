namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A peak model with one more residual, √κ (target - q), that pulls a quantity q of a band to a target: χ² without it at the minimum is the profile of χ² at the q reached.</summary>
/// <remarks>The minimum of χ² + κ (target - q)² has the least χ² of all points with its q, whatever κ is: so q needs to come near the target, not to meet it, and no
/// parameter has to be solved for. q is a parameter of the shape or the area.</remarks>
internal sealed class PinnedProblem(MultiPeakFit fitter) : IPinnedProblem
{
    private readonly PeakModel _model = fitter.Model;
    private readonly double[] _gradient = new double[fitter.Shape.ParameterCount];
    private readonly double[] _byVariable = new double[fitter.Model.ParameterCount];
    private double[] _jacobian = [];
    private int _first;
    private int _parameter;

    /// <summary>κ.</summary>
    public double Weight { get; set; }

    /// <summary>Where q is pulled.</summary>
    public double Target { get; set; }

    /// <summary>q at the last evaluation.</summary>
    public double Reached { get; private set; }

    /// <summary>χ² of the data alone at the last evaluation.</summary>
    public double ChiSquare { get; private set; }

    public int VariableCount => _model.VariableCount;

    public int RowCount => _model.RowCount + 1;

    public int PointCount => _model.PointCount + 1;

    public double RoundingFloor => _model.RoundingFloor;

    /// <summary>Chooses q.</summary>
    public void Choose(int peak, int parameter) => (_first, _parameter) = (fitter.Map.Index(peak, 0), parameter);

    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient)
    {
        ChiSquare = _model.Evaluate(variables, gram, gradient);
        Differentiate();
        double residual = Target - Reached;
        int count = VariableCount;
        for (int a = 0; a < count; a++)
        {
            gradient[a] += Weight * residual * _byVariable[a];
            for (int b = 0; b <= a; b++)
                gram[(a * count) + b] += Weight * _byVariable[a] * _byVariable[b];
        }
        return ChiSquare + (Weight * residual * residual);
    }

    public void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian)
    {
        int rows = _model.RowCount;
        if (_jacobian.Length < rows * VariableCount)
            _jacobian = new double[rows * VariableCount];
        _model.Linearize(variables, residuals, _jacobian);
        Differentiate();
        double root = Math.Sqrt(Weight);
        residuals[rows] = root * (Target - Reached);
        for (int v = 0; v < VariableCount; v++)
        {
            _jacobian.AsSpan(v * rows, rows).CopyTo(jacobian[(v * (rows + 1))..]);
            jacobian[(v * (rows + 1)) + rows] = root * _byVariable[v];
        }
    }

    public bool IsAt(ReadOnlySpan<double> variables) => _model.IsAt(variables);

    public bool IsAtBound(ReadOnlySpan<double> variables, int side)
    {
        for (int k = 0; k < _gradient.Length; k++)
        {
            int v = fitter.Map.Variable[_first + k];
            bool isArea = _parameter == ProfileInterval.Area;
            if (v < 0 || (!isArea && k != _parameter))
                continue;
            bool up = isArea || (side > 0) == (fitter.Map.Factor[_first + k] > 0);
            if (variables[v] == fitter.VariableUpper[v] && up || variables[v] == fitter.VariableLower[v] && (!up || isArea))
                return true;
        }
        return false;
    }

    // q and its derivatives at the parameters of the last evaluation.
    private void Differentiate()
    {
        ReadOnlySpan<double> band = _model.Parameters.Slice(_first, _gradient.Length);
        if (_parameter == ProfileInterval.Area)
        {
            Reached = fitter.Shape.Area(band, _gradient);
        }
        else
        {
            Reached = band[_parameter];
            _gradient.AsSpan().Clear();
            _gradient[_parameter] = 1;
        }
        _byVariable.AsSpan().Clear();
        for (int k = 0; k < _gradient.Length; k++)
            if (fitter.Map.Variable[_first + k] is var v and >= 0)
                _byVariable[v] += fitter.Map.Factor[_first + k] * _gradient[k];
    }
}
