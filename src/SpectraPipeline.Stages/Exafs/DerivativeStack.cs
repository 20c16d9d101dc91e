using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Stack of numbers with their derivatives by every variable. One per worker; grows once.</summary>
internal sealed class DerivativeStack
{
    private double[] _values = [];
    private double[] _slopes = [];
    private int _count;
    private int _variables;

    public void Begin(int variables, int depth, bool withDerivatives)
    {
        (_count, _variables) = (0, withDerivatives ? variables : 0);
        if (_values.Length < depth)
            _values = new double[depth];
        if (_slopes.Length < depth * _variables)
            _slopes = new double[depth * _variables];
    }

    public void Push(double value)
    {
        Slope(_count).Clear();
        _values[_count++] = value;
    }

    public void PushVariable(double value, int variable)
    {
        Push(value);
        if (_variables > 0)
            Slope(_count - 1)[variable] = 1;
    }

    public double Pop(Span<double> derivatives)
    {
        _count--;
        if (!derivatives.IsEmpty)
            Slope(_count).CopyTo(derivatives);
        return _values[_count];
    }

    /// <summary>Takes the one or two topmost numbers and puts the result there.</summary>
    public void Apply(Operation operation, IThermalModel? thermal)
    {
        if (BoundExpression.IsBinary(operation))
        {
            _count--;
            (double value, double byFirst, double bySecond) = Two(operation, _values[_count - 1], _values[_count], thermal);
            Span<double> first = Slope(_count - 1);
            ReadOnlySpan<double> second = Slope(_count);
            for (int v = 0; v < first.Length; v++)
                first[v] = Product(byFirst, first[v]) + Product(bySecond, second[v]);
            _values[_count - 1] = value;
            return;
        }
        (double result, double slope) = One(operation, _values[_count - 1]);
        foreach (ref double s in Slope(_count - 1))
            s = Product(slope, s);
        _values[_count - 1] = result;
    }

    // What does not depend on a variable does not either where the slope is infinite (√ at 0, a power of a constant).
    private static double Product(double outer, double inner) => inner == 0 ? 0 : outer * inner;

    private Span<double> Slope(int at) => _slopes.AsSpan(at * _variables, _variables);

    private static (double Value, double Slope) One(Operation operation, double x) =>
        operation switch
        {
            Operation.Negate => (-x, -1),
            Operation.Sqrt => (Math.Sqrt(x), 0.5 / Math.Sqrt(x)),
            Operation.Exp => (Math.Exp(x), Math.Exp(x)),
            Operation.Log => (Math.Log(x), 1 / x),
            Operation.Sin => (Math.Sin(x), Math.Cos(x)),
            Operation.Cos => (Math.Cos(x), -Math.Sin(x)),
            Operation.Tan => (Math.Tan(x), 1 + Math.Pow(Math.Tan(x), 2)),
            Operation.Abs => (Math.Abs(x), Math.Sign(x)),
            _ => throw new InvalidOperationException($"no rule for {operation}"),
        };

    private static (double Value, double ByFirst, double BySecond) Two(Operation operation, double a, double b, IThermalModel? thermal) =>
        operation switch
        {
            Operation.Add => (a + b, 1, 1),
            Operation.Subtract => (a - b, 1, -1),
            Operation.Multiply => (a * b, b, a),
            Operation.Divide => (a / b, 1 / b, -a / (b * b)),
            Operation.Power => (Math.Pow(a, b), b * Math.Pow(a, b - 1), Math.Pow(a, b) * Math.Log(a)),
            Operation.Min => a <= b ? (a, 1, 0) : (b, 0, 1),
            Operation.Max => a >= b ? (a, 1, 0) : (b, 0, 1),
            Operation.Einstein or Operation.Debye => Disorder(thermal!, a, b),
            _ => throw new InvalidOperationException($"no rule for {operation}"),
        };

    private static (double Value, double ByFirst, double BySecond) Disorder(IThermalModel model, double temperature, double theta)
    {
        ThermalDisplacement at = model.Evaluate(theta, temperature);
        return (at.Sigma2, at.ByTemperature, at.ByTheta);
    }
}
