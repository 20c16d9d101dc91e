namespace SpectraPipeline.Stages.Exafs;

/// <summary>A variable over the data sets of a joint fit: few numbers, its value in each data set, and how that depends on them. Immutable.</summary>
internal sealed class FitSeriesCourse
{
    /// <summary>Gas constant, kJ/(mol·K).</summary>
    public const double GasConstant = 8.31446261815324e-3;

    private readonly double[] _basis;
    private readonly double[] _inverse;

    /// <summary>A course of a variable.</summary>
    /// <param name="variable">Name, start, bounds.</param>
    /// <param name="choice">What it does; a smooth one with its knots.</param>
    /// <param name="members">Indices of the data sets that have it.</param>
    /// <param name="positions">Of those.</param>
    /// <param name="temperatures">Of those, K.</param>
    public FitSeriesCourse(ModelVariable variable, CourseChoice choice, int[] members, double[] positions, double[] temperatures)
    {
        bool isArrhenius = choice.Kind == VariableCourse.Arrhenius;
        (Variable, Members, Positions, Temperatures) = (variable, members, positions, temperatures);
        int distinct = (isArrhenius ? temperatures : positions).Distinct().Count();
        Choice = members.Length == 1 ? new(VariableCourse.Free) : FitSeriesBasis.Possible(choice, distinct);
        if (Kind == VariableCourse.Arrhenius)
        {
            double mean = temperatures.Average(t => 1 / t);
            ReferenceTemperature = 1 / mean;
            _inverse = [.. temperatures.Select(t => ((1 / t) - mean) / GasConstant)];
            // ln v is linear in it: the logarithm at the reference, and Ea.
            _basis = [.. _inverse.SelectMany(x => new[] { 1, -x })];
            Count = 2;
            return;
        }
        _inverse = [];
        _basis = FitSeriesBasis.Of(Choice, positions);
        Count = _basis.Length / members.Length;
    }

    public ModelVariable Variable { get; }

    public string Name => Variable.Name;

    public CourseChoice Choice { get; }

    public VariableCourse Kind => Choice.Kind;

    public int[] Members { get; }

    public double[] Positions { get; }

    public double[] Temperatures { get; }

    /// <summary>Numbers that describe it.</summary>
    public int Count { get; }

    /// <summary>Place of the first of them among those of the fit.</summary>
    public int First { get; init; }

    /// <summary>Temperature at which the first number of an arrhenius one is the logarithm of the value.</summary>
    public double ReferenceTemperature { get; } = double.NaN;

    /// <summary>The same variable on another course.</summary>
    public FitSeriesCourse With(CourseChoice choice) => new(Variable, choice, Members, Positions, Temperatures);

    /// <summary>The same at another place.</summary>
    public FitSeriesCourse At(int first) => new(Variable, Choice, Members, Positions, Temperatures) { First = first };

    /// <summary>Value in a data set.</summary>
    /// <param name="member">Index among <see cref="Members"/>.</param>
    /// <param name="all">Numbers of all variables.</param>
    /// <param name="slopes">Receives the derivatives by its own numbers; empty when not wanted.</param>
    public double Value(int member, ReadOnlySpan<double> all, Span<double> slopes)
    {
        double sum = 0;
        ReadOnlySpan<double> row = _basis.AsSpan(member * Count, Count);
        for (int b = 0; b < Count; b++)
            sum += row[b] * all[First + b];
        if (!slopes.IsEmpty)
            row.CopyTo(slopes);
        if (Kind != VariableCourse.Arrhenius)
            return sum;
        double value = Math.Exp(sum);
        foreach (ref double slope in slopes)
            slope *= value;
        return value;
    }

    /// <summary>Weights of its numbers at any position of a line or parabola.</summary>
    public double[] AtPosition(double position) => FitSeriesBasis.At(Choice, Positions, position);

    /// <summary>Starts and bounds of its numbers.</summary>
    public void Begin(Span<double> start, Span<double> lower, Span<double> upper)
    {
        for (int b = 0; b < Count; b++)
            (start[First + b], lower[First + b], upper[First + b]) = (Variable.Start, Variable.Lower, Variable.Upper);
        if (Kind != VariableCourse.Arrhenius)
            return;
        (start[First], start[First + 1]) = (Math.Log(Math.Max(Variable.Start, double.Epsilon)), 0);
        (lower[First], upper[First]) = (
            Variable.Lower > 0 ? Math.Log(Variable.Lower) : double.NegativeInfinity,
            Math.Log(Math.Max(Variable.Upper, double.Epsilon))
        );
        (lower[First + 1], upper[First + 1]) = (double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>Starts of its numbers from values in the data sets; left as they are where the values do not tell them.</summary>
    /// <param name="values">One per member.</param>
    /// <param name="weights">Of their squares; null for equal ones.</param>
    /// <param name="start">Changed.</param>
    public void Near(double[] values, double[]? weights, Span<double> start)
    {
        double[] w = weights ?? [.. values.Select(_ => 1.0)];
        double[] target = values;
        if (Kind == VariableCourse.Arrhenius)
        {
            w = [.. w.Select((x, i) => values[i] > 0 ? x * values[i] * values[i] : 0)];
            target = [.. values.Select(v => v > 0 ? Math.Log(v) : 0)];
        }
        if (Kind == VariableCourse.Free)
            values.CopyTo(start[First..]);
        else if (FitSeriesBasis.Nearest(_basis, Count, target, w) is { } found)
            found.CopyTo(start[First..]);
    }
}
