using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Where the variables of one data set are among the courses of a joint fit.</summary>
/// <param name="plan">Model of the data set.</param>
/// <param name="index">Index of the data set.</param>
/// <param name="courses">Of all variables.</param>
internal sealed class FitSeriesVariables(ModelPlan plan, int index, IReadOnlyList<FitSeriesCourse> courses)
{
    private readonly (FitSeriesCourse Course, int Member)[] _of =
    [
        .. plan.Variables.Select(v => courses.First(c => c.Name == v.Name)).Select(c => (c, Array.IndexOf(c.Members, index))),
    ];
    private readonly double[][] _slopes = [.. plan.Variables.Select(v => new double[courses.First(c => c.Name == v.Name).Count])];

    /// <summary>Values of the data set's own variables; at least one, as in <see cref="ModelMap"/>.</summary>
    public double[] Values { get; } = new double[Math.Max(1, plan.Variables.Count)];

    /// <summary>Numbers of all courses.</summary>
    public int Total { get; } = courses.Sum(c => c.Count);

    /// <summary>Works out values and their derivatives.</summary>
    public void Set(ReadOnlySpan<double> all)
    {
        for (int v = 0; v < _of.Length; v++)
            Values[v] = _of[v].Course.Value(_of[v].Member, all, _slopes[v]);
    }

    /// <summary>Adds derivatives by the data set's own variables, brought to those of the fit.</summary>
    public void Chain(ReadOnlySpan<double> own, Span<double> all)
    {
        for (int v = 0; v < _of.Length; v++)
        {
            if (own[v] == 0)
                continue;
            int first = _of[v].Course.First;
            for (int b = 0; b < _slopes[v].Length; b++)
                all[first + b] += own[v] * _slopes[v][b];
        }
    }

    /// <summary>All of these variables have one value over the data sets.</summary>
    public bool AreShared(IEnumerable<int> own) => own.All(v => _of[v].Course.Kind == VariableCourse.Shared);
}

/// <summary>Parameters of the paths of one data set from the variables of a joint fit.</summary>
internal sealed class FitSeriesMap(ModelPlan plan, FitSeriesVariables variables) : IPathParameterMap
{
    private readonly ModelMap _own = new(plan);
    private readonly double[] _slopes = new double[plan.Parameters.Count * PathParameters.Count * variables.Values.Length];

    public int Variables => variables.Total;

    public int Paths => plan.Parameters.Count;

    public void Evaluate(ReadOnlySpan<double> at, Span<PathParameters> parameters, Span<double> derivatives)
    {
        variables.Set(at);
        _own.Evaluate(variables.Values, parameters, derivatives.IsEmpty ? [] : _slopes);
        if (derivatives.IsEmpty)
            return;
        derivatives.Clear();
        int count = variables.Values.Length;
        for (int i = 0; i < plan.Parameters.Count * PathParameters.Count; i++)
            variables.Chain(_slopes.AsSpan(i * count, count), derivatives.Slice(i * at.Length, at.Length));
    }
}

/// <summary>Restraints of all data sets; what is about shared variables alone counts once.</summary>
internal sealed class FitSeriesRestraints : IRestraints
{
    private readonly List<(BoundRestraint Restraint, FitSeriesVariables Variables)> _all = [];
    private readonly DerivativeStack _stack = new();
    private readonly double[] _slopes;

    public FitSeriesRestraints(IReadOnlyList<ModelPlan> plans, IReadOnlyList<FitSeriesVariables> variables)
    {
        var said = new HashSet<string>();
        for (int d = 0; d < plans.Count; d++)
            foreach (BoundRestraint restraint in plans[d].Restraints)
            {
                string names = string.Join(' ', restraint.Value.Variables.Select(v => plans[d].Variables[v].Name));
                if (!variables[d].AreShared(restraint.Value.Variables) || said.Add($"{names} {restraint.Target:R} {restraint.Sigma:R}"))
                    _all.Add((restraint, variables[d]));
            }
        _slopes = new double[variables.Max(v => v.Values.Length)];
    }

    public int Count => _all.Count;

    public void Evaluate(ReadOnlySpan<double> at, Span<double> residuals, Span<double> derivatives)
    {
        derivatives.Clear();
        for (int i = 0; i < _all.Count; i++)
        {
            (BoundRestraint restraint, FitSeriesVariables variables) = _all[i];
            variables.Set(at);
            Span<double> own = _slopes.AsSpan(0, variables.Values.Length);
            residuals[i] = (restraint.Value.Evaluate(variables.Values, _stack, own) - restraint.Target) / restraint.Sigma;
            foreach (ref double slope in own)
                slope /= restraint.Sigma;
            variables.Chain(own, derivatives.Slice(i * at.Length, at.Length));
        }
    }
}
