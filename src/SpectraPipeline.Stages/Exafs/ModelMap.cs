using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Parameters of the paths of a model from its variables. One per worker.</summary>
internal sealed class ModelMap(ModelPlan plan) : IPathParameterMap
{
    private readonly DerivativeStack _stack = new();
    private readonly double[] _values = new double[PathParameters.Count];

    // A fit has one variable at least: a model without any has one that nothing depends on.
    public int Variables { get; } = Math.Max(1, plan.Variables.Count);

    public int Paths => plan.Parameters.Count;

    public void Evaluate(ReadOnlySpan<double> variables, Span<PathParameters> parameters, Span<double> derivatives)
    {
        int slope = 0;
        for (int p = 0; p < plan.Parameters.Count; p++)
        {
            for (int key = 0; key < PathParameters.Count; key++)
            {
                Span<double> own = derivatives.IsEmpty ? [] : derivatives.Slice(slope, variables.Length);
                _values[key] = plan.Parameters[p][key].Evaluate(variables, _stack, own);
                slope += variables.Length;
            }
            parameters[p] = new(_values[0], _values[1], _values[2], _values[3], _values[4], _values[5], _values[6], _values[7]);
        }
    }
}

/// <summary>Restraints of a model. One per worker.</summary>
internal sealed class ModelRestraints(IReadOnlyList<BoundRestraint> restraints) : IRestraints
{
    private readonly DerivativeStack _stack = new();

    public int Count => restraints.Count;

    public void Evaluate(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> derivatives)
    {
        for (int i = 0; i < restraints.Count; i++)
        {
            BoundRestraint restraint = restraints[i];
            Span<double> slopes = derivatives.Slice(i * variables.Length, variables.Length);
            residuals[i] = (restraint.Value.Evaluate(variables, _stack, slopes) - restraint.Target) / restraint.Sigma;
            foreach (ref double slope in slopes)
                slope /= restraint.Sigma;
        }
    }
}
