using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>A fit of paths with a pull on a quantity.</summary>
internal sealed class PinnedExafsFit(ExafsFit fit) : IPinnedProblem
{
    private readonly double[] _slope = new double[fit.Variables];
    private readonly double[] _at = new double[fit.VariableCount];
    private double[] _jacobian = [];

    public IExafsQuantity Quantity { get; set; } = null!;

    public double Weight { get; set; }

    public double Target { get; set; }

    public double Reached { get; private set; }

    public double ChiSquare { get; private set; }

    public int VariableCount => fit.VariableCount;

    public int RowCount => fit.RowCount + 1;

    public int PointCount => fit.PointCount + 1;

    public double RoundingFloor => fit.RoundingFloor;

    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient)
    {
        ChiSquare = fit.Evaluate(variables, gram, gradient);
        Reached = Quantity.Evaluate(variables[..fit.Variables], _slope);
        variables.CopyTo(_at);
        double residual = Target - Reached;
        for (int a = 0; a < _slope.Length; a++)
        {
            gradient[a] += Weight * residual * _slope[a];
            for (int b = 0; b <= a; b++)
                gram[(a * VariableCount) + b] += Weight * _slope[a] * _slope[b];
        }
        return ChiSquare + (Weight * residual * residual);
    }

    public void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian)
    {
        int rows = fit.RowCount;
        if (_jacobian.Length < rows * VariableCount)
            _jacobian = new double[rows * VariableCount];
        fit.Linearize(variables, residuals, _jacobian);
        double root = Math.Sqrt(Weight);
        residuals[rows] = root * (Target - Quantity.Evaluate(variables[..fit.Variables], _slope));
        for (int v = 0; v < VariableCount; v++)
        {
            _jacobian.AsSpan(v * rows, rows).CopyTo(jacobian[(v * (rows + 1))..]);
            jacobian[(v * (rows + 1)) + rows] = v < _slope.Length ? root * _slope[v] : 0;
        }
    }

    public bool IsAt(ReadOnlySpan<double> variables) => variables.SequenceEqual(_at);

    public bool IsAtBound(ReadOnlySpan<double> variables, int side)
    {
        for (int v = 0; v < _slope.Length; v++)
            if (_slope[v] != 0 && variables[v] == (side * _slope[v] > 0 ? fit.Upper[v] : fit.Lower[v]))
                return true;
        return false;
    }
}
