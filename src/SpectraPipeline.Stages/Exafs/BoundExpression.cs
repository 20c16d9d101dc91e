using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>One step of a bound expression: an operation, a number, or a variable by its place.</summary>
/// <param name="Operation">What it does; <see cref="Operation.Name"/> stands for a variable.</param>
/// <param name="Value">Of a number.</param>
/// <param name="Variable">Place of a variable among those of the fit.</param>
/// <param name="Thermal">Model of einstein and debye.</param>
internal readonly record struct BoundStep(Operation Operation, double Value = 0, int Variable = -1, IThermalModel? Thermal = null);

/// <summary>An expression whose names are variables of a fit and numbers of a path; derived variables are written out.</summary>
/// <param name="steps">Postfix.</param>
internal sealed class BoundExpression(BoundStep[] steps)
{
    /// <summary>Values that the stack must hold.</summary>
    public int Depth { get; } = DepthOf(steps);

    /// <summary>Places of the variables that it uses, ascending.</summary>
    public IReadOnlyList<int> Variables { get; } =
    [.. steps.Where(s => s.Operation == Operation.Name).Select(s => s.Variable).Distinct().Order()];

    /// <summary>Place of the variable when the whole expression is one; -1 when it is not.</summary>
    public int SoleVariable => steps is [{ Operation: Operation.Name, Variable: var variable }] ? variable : -1;

    /// <summary>It is a number, whatever the variables.</summary>
    public bool IsNumber => Variables.Count == 0;

    /// <summary>A number.</summary>
    public static BoundExpression Of(double value) => new([new(Operation.Number, value)]);

    /// <summary>A variable.</summary>
    public static BoundExpression OfVariable(int variable) => new([new(Operation.Name, Variable: variable)]);

    /// <summary>Its value and exact derivatives (forward mode: each number on the stack carries those of its own).</summary>
    /// <param name="variables">Values of all variables.</param>
    /// <param name="stack">Scratch.</param>
    /// <param name="derivatives">Receives one per variable; empty when not wanted.</param>
    public double Evaluate(ReadOnlySpan<double> variables, DerivativeStack stack, Span<double> derivatives)
    {
        if (steps is [{ Operation: Operation.Number, Value: var number }])
        {
            derivatives.Clear();
            return number;
        }
        stack.Begin(variables.Length, Depth, !derivatives.IsEmpty);
        foreach (BoundStep step in steps)
            if (step.Operation == Operation.Number)
                stack.Push(step.Value);
            else if (step.Operation == Operation.Name)
                stack.PushVariable(variables[step.Variable], step.Variable);
            else
                stack.Apply(step.Operation, step.Thermal);
        return stack.Pop(derivatives);
    }

    private static int DepthOf(BoundStep[] steps)
    {
        (int depth, int deepest) = (0, 0);
        foreach (BoundStep step in steps)
        {
            depth +=
                step.Operation is Operation.Number or Operation.Name ? 1
                : IsBinary(step.Operation) ? -1
                : 0;
            deepest = Math.Max(deepest, depth);
        }
        return deepest;
    }

    /// <summary>It takes two values.</summary>
    internal static bool IsBinary(Operation operation) =>
        operation
            is Operation.Add
                or Operation.Subtract
                or Operation.Multiply
                or Operation.Divide
                or Operation.Power
                or Operation.Min
                or Operation.Max
                or Operation.Einstein
                or Operation.Debye;
}
