using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A variable of a fit.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Lower">Lower bound, -∞ when there is none.</param>
/// <param name="Upper">Upper bound, ∞ when there is none.</param>
internal sealed record ModelVariable(string Name, double Start, double Lower, double Upper);

/// <summary>A restraint of a fit.</summary>
/// <param name="Value">Expression of variables.</param>
/// <param name="Target">What it should be.</param>
/// <param name="Sigma">How well that is known.</param>
internal sealed record BoundRestraint(BoundExpression Value, double Target, double Sigma);

/// <summary>A model ready to be fitted: its parameters as functions of its variables. Immutable; shared by all workers.</summary>
internal sealed class ModelPlan
{
    private ModelPlan(
        ResolvedModel model,
        BoundExpression[][] parameters,
        IReadOnlyList<ModelVariable> variables,
        IReadOnlyList<BoundRestraint> restraints
    ) => (Model, Parameters, Variables, Restraints) = (model, parameters, variables, restraints);

    /// <summary>What it was made from.</summary>
    public ResolvedModel Model { get; }

    /// <summary>Parameters of each path, in the order of <see cref="ScatteringPath.Keys"/>.</summary>
    public IReadOnlyList<BoundExpression[]> Parameters { get; }

    /// <summary>Variables that some path depends on.</summary>
    public IReadOnlyList<ModelVariable> Variables { get; }

    /// <summary>Restraints on them.</summary>
    public IReadOnlyList<BoundRestraint> Restraints { get; }

    /// <summary>Binds a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="restraints">Of the step; those count whose variables the model has.</param>
    /// <param name="about">What values depend on beside variables.</param>
    public static ModelPlan Of(ResolvedModel model, FitRestraints? restraints, ModelSurroundings about)
    {
        var binder = new ExpressionBinder(model, about.Temperature);
        var own = new Dictionary<string, ModelVariable>();
        BoundExpression[][] parameters =
        [
            .. model.Paths.Select(p =>
                Enumerable.Range(0, PathParameters.Count).Select(key => Parameter(p, key, binder, own, about)).ToArray()
            ),
        ];
        BoundRestraint[] bound =
        [
            .. about.S02.Where(s => own.ContainsKey(S02Name(s.Key))).Select(s => Known(binder.Place(S02Name(s.Key)), s.Value)),
            .. from r in restraints?.Entries ?? []
            where r.Value.Expression is { } e && binder.Knows(e)
            select new BoundRestraint(binder.Bind(r.Value.Expression!, null), r.Target, r.Sigma),
        ];
        ModelVariable[] variables =
        [
            .. binder.Names.Select(
                (name, place) => own.TryGetValue(name, out ModelVariable? v) ? v : Named(model, name, StartOf(model, parameters, place))
            ),
        ];
        return new(model, parameters, variables, bound);
    }

    private static BoundExpression Parameter(
        ModelPath path,
        int key,
        ExpressionBinder binder,
        Dictionary<string, ModelVariable> own,
        ModelSurroundings about
    )
    {
        PathValue value = path.Values[key];
        if (value.Series is { } series)
            return S02(series, binder, own, about);
        if (value.Expression is { } expression)
            return binder.Bind(expression, path.Path);
        if (!value.IsVaried)
            return BoundExpression.Of(value.Start);
        string name = path.Own(key);
        own[name] = Variable(name, value, ResolvedModel.UsualStart(key, path.Path));
        return BoundExpression.OfVariable(binder.Place(name));
    }

    // A variable that its own fit restrains: so its error goes into all that depends on it.
    private static BoundExpression S02(
        string series,
        ExpressionBinder binder,
        Dictionary<string, ModelVariable> own,
        ModelSurroundings about
    )
    {
        (double value, double error) = about.S02[series];
        if (!(error > 0))
            return BoundExpression.Of(value);
        string name = S02Name(series);
        own[name] = new(name, value, double.NegativeInfinity, double.PositiveInfinity);
        return BoundExpression.OfVariable(binder.Place(name));
    }

    private static string S02Name(string series) => $"s02 from {series}";

    private static BoundRestraint Known(int place, (double Value, double Se) s02) =>
        new(BoundExpression.OfVariable(place), s02.Value, s02.Se);

    private static ModelVariable Named(ResolvedModel model, string name, double usual) =>
        Variable(name, model.Variables.First(v => v.Name == name).Value, usual);

    // Without a start: the middle of the bounds, else what is usual for the use, within the bounds.
    private static ModelVariable Variable(string name, PathValue value, double usual)
    {
        double start = value.Start;
        if (double.IsNaN(start))
            start = double.IsFinite(value.Lower + value.Upper)
                ? (value.Lower + value.Upper) / 2
                : Math.Clamp(usual, value.Lower, value.Upper);
        return new(name, start, value.Lower, value.Upper);
    }

    // A variable that stands alone at a key of a path starts as a value there would.
    private static double StartOf(ResolvedModel model, BoundExpression[][] parameters, int place)
    {
        for (int p = 0; p < parameters.Length; p++)
        for (int key = 0; key < parameters[p].Length; key++)
            if (parameters[p][key].SoleVariable == place)
                return ResolvedModel.UsualStart(key, model.Paths[p].Path);
        return 0;
    }
}

/// <summary>What the values of a model depend on beside its variables.</summary>
/// <param name="Temperature">Temperature of the sample, K; NaN when nothing tells it.</param>
/// <param name="S02">Amplitude reduction that other series found, with its standard error.</param>
internal sealed record ModelSurroundings(double Temperature, IReadOnlyDictionary<string, (double Value, double Se)> S02);
