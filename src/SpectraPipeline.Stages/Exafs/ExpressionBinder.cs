using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Binds expressions of a model to the variables of its fit, in the order in which they are met.</summary>
/// <param name="model">The model.</param>
/// <param name="temperature">Temperature of the sample, K; NaN when nothing tells it.</param>
internal sealed class ExpressionBinder(ResolvedModel model, double temperature)
{
    // Derived variables that name each other are refused before; this ends what slipped through.
    private const int MostSteps = 4096;

    private readonly Dictionary<string, PathValue> _named = model.Variables.ToDictionary(v => v.Name, v => v.Value);
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Makes a name a variable of the fit, at the next place unless it is one already.</summary>
    public int Place(string name)
    {
        if (!_places.TryGetValue(name, out int place))
            _places[name] = place = _places.Count;
        return place;
    }

    /// <summary>Variables met so far, by place.</summary>
    public IReadOnlyList<string> Names => [.. _places.OrderBy(p => p.Value).Select(p => p.Key)];

    /// <summary>Every variable of an expression was met before; derived ones are looked into.</summary>
    public bool Knows(Expression expression) =>
        expression.Variables.All(v =>
            _places.ContainsKey(v.Name) || _named.TryGetValue(v.Name, out PathValue? value) && value.Expression is { } inner && Knows(inner)
        );

    /// <summary>Binds an expression.</summary>
    /// <param name="expression">As parsed.</param>
    /// <param name="path">The path that it is for; null for one of the whole model.</param>
    /// <exception cref="UserException">It needs a temperature that nobody told, or a path that has no debye.</exception>
    public BoundExpression Bind(Expression expression, FeffPath? path)
    {
        var steps = new List<BoundStep>();
        Write(expression, path, steps);
        return new([.. steps]);
    }

    private void Write(Expression expression, FeffPath? path, List<BoundStep> steps)
    {
        if (steps.Count > MostSteps)
            throw new UserException(
                $"xas.fit-paths: '{expression.Text}' grows beyond {MostSteps} operations when derived variables are written out."
            );
        foreach (Instruction instruction in expression.Instructions)
            if (instruction.Operation == Operation.Number)
                steps.Add(new(Operation.Number, instruction.Value));
            else if (instruction.Operation == Operation.Name)
                WriteName(instruction.Name, expression, path, steps);
            else
                steps.Add(new(instruction.Operation, Thermal: ThermalOf(instruction.Operation, path)));
    }

    private void WriteName(string name, Expression expression, FeffPath? path, List<BoundStep> steps)
    {
        if (Expression.Constants.Contains(name))
            steps.Add(new(Operation.Number, Constant(name, expression, path)));
        else if (_named.TryGetValue(name, out PathValue? value) && value.Expression is { } derived)
            Write(derived, path, steps);
        else
            steps.Add(new(Operation.Name, Variable: Place(name)));
    }

    private double Constant(string name, Expression expression, FeffPath? path) =>
        name switch
        {
            Expression.Pi => Math.PI,
            Expression.Reff when path is not null => path.Reff,
            Expression.Degeneracy when path is not null => path.Degeneracy,
            Expression.Temperature when double.IsFinite(temperature) => temperature,
            Expression.Temperature => throw new UserException(
                $"xas.fit-paths: '{expression.Text}' needs the temperature of the sample: give the step temperature: 300 (K), or the series labels: {{ temperature: 300 }}."
            ),
            _ => throw new UserException($"xas.fit-paths: '{expression.Text}' names {name}, which is of a path, where there is none."),
        };

    private static IThermalModel? ThermalOf(Operation operation, FeffPath? path)
    {
        if (operation is not (Operation.Einstein or Operation.Debye))
            return null;
        if (path is null)
            throw new UserException("xas.fit-paths: einstein and debye are about a path and stand at its sigma2 only.");
        try
        {
            return operation == Operation.Einstein ? new EinsteinModel(path) : new CorrelatedDebyeModel(path);
        }
        catch (ArgumentException e)
        {
            throw new UserException($"xas.fit-paths: {e.Message} Take einstein for it.");
        }
    }
}
