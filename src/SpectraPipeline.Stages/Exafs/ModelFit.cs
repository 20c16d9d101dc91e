using System.Globalization;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Fits one model to one spectrum after the other, always from the start of the model. One per worker.</summary>
internal sealed class ModelFit
{
    // Another start need only show that it leads lower; what it finds is fitted in full.
    private static readonly FitLimits s_seek = new(MaxIterations: 30, Offset: 1e-2, Attempts: 1);

    private readonly PathChi[] _paths;
    private readonly double[] _pathChi;
    private readonly PathParameters[] _parameters;
    private readonly PathQuantity?[] _quantities;
    private readonly QuantityInterval?[] _profiles;
    private readonly FitLimits _limits;
    private readonly double[] _start;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _best;
    private readonly double[] _again;
    private readonly double[] _found;

    public ModelFit(ModelPlan plan, ReadOnlySpan<double> k, ExafsTransform transform, int maxIterations)
    {
        Plan = plan;
        Data = new ExafsDataSet(k, [.. plan.Model.Paths.Select(p => p.Path)], new ModelMap(plan), transform);
        Fit = new ExafsFit([Data], new ModelRestraints(plan.Restraints));
        Intervals = new ExafsInterval(Fit);
        _limits = new FitLimits(maxIterations, Offset: 1e-5);
        _start = [.. plan.Variables.Select(v => v.Start)];
        (_lower, _upper) = ([.. plan.Variables.Select(v => v.Lower)], [.. plan.Variables.Select(v => v.Upper)]);
        if (plan.Variables.Count == 0)
            (_start, _lower, _upper) = ([0], [0], [0]);
        (_best, _again, _found) = (new double[_start.Length], new double[_start.Length], new double[_start.Length]);
        _profiles = new QuantityInterval?[_start.Length];
        _parameters = new PathParameters[plan.Model.Paths.Count];
        _quantities = new PathQuantity?[plan.Model.Paths.Count * PathParameters.Count];
        double[] grid = k.ToArray();
        _paths = [.. plan.Model.Paths.Select(p => new PathChi(p.Path, grid))];
        _pathChi = new double[k.Length];
    }

    public ModelPlan Plan { get; }

    /// <summary>The spectrum and its residuals.</summary>
    public ExafsDataSet Data { get; }

    /// <summary>The fit.</summary>
    public ExafsFit Fit { get; }

    /// <summary>Intervals of the last fit.</summary>
    public ExafsInterval Intervals { get; }

    /// <summary>Statistics of the last fit.</summary>
    public ExafsStatistics Statistics => Fit.Statistics;

    /// <summary>It found a minimum.</summary>
    public bool Converged { get; private set; }

    /// <summary>Which parameter of which path is no number at the start of the model or where the fit ended, as a sentence; null when all are.</summary>
    public string? NotFinite { get; private set; }

    /// <summary>Takes a spectrum and fits it.</summary>
    /// <param name="chi">On the k axis.</param>
    /// <param name="noise">Standard deviation of χ(k); NaN to estimate it.</param>
    public void Run(ReadOnlySpan<double> chi, double noise)
    {
        Take(Data, chi, noise);
        FitOutcome outcome = Fit.Fit(_start, _lower, _upper, _limits);
        for (int path = 0; path < Plan.Parameters.Count; path++)
            if (outcome.Converged && IsWeak(path))
                outcome = SeekAgain(path, outcome);
        _profiles.AsSpan().Clear();
        NotFinite = NoNumber(_start, "at the start") ?? NoNumber(Fit.Values[.._start.Length], "where the fit ended");
        Converged = NotFinite is null && (outcome.Converged || (Plan.Variables.Count == 0 && double.IsFinite(outcome.ChiSquare)));
    }

    private string? NoNumber(ReadOnlySpan<double> variables, string when)
    {
        Data.Parameters(variables, _parameters);
        for (int path = 0; path < Plan.Parameters.Count; path++)
        for (int key = 0; key < PathParameters.Count; key++)
            if (_parameters[path][key] is var value && !double.IsFinite(value))
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Model '{Plan.Model.Name}': {ScatteringPath.Keys[key]} of path {Plan.Model.Paths[path].Label}, '{Plan.Model.Paths[path].Values[key].Text}', is {value} {when}: change the expression, or give its variables other starts or bounds."
                );
        return null;
    }

    /// <summary>Gives a spectrum to a data set, with its noise given, or estimated.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="chi">On its k axis.</param>
    /// <param name="noise">Standard deviation of χ(k); NaN to estimate it.</param>
    public static void Take(ExafsDataSet data, ReadOnlySpan<double> chi, double noise)
    {
        if (noise > 0)
            data.SetData(chi, noise);
        else
            data.SetData(chi);
    }

    // Where N has come to its bound at 0 nothing pulls at the distance any more, and the fit sits there even if the shell lies a tenth of an Å further on;
    // a weak shell has several minima.
    private bool IsWeak(int path) =>
        Plan.Parameters[path][ScatteringPath.N].SoleVariable is >= 0 and var n
        && Plan.Parameters[path][ScatteringPath.DeltaR].SoleVariable >= 0
        && _lower[n] == 0
        && (Fit.Values[n] == 0 || Fit.Values[n] < 2 * Fit.StandardError(n));

    private FitOutcome SeekAgain(int path, FitOutcome outcome)
    {
        const double Aside = 0.08;
        const double Share = 0.1;
        BoundExpression[] parameters = Plan.Parameters[path];
        int n = parameters[ScatteringPath.N].SoleVariable;
        int shift = parameters[ScatteringPath.DeltaR].SoleVariable;
        Fit.Values[.._start.Length].CopyTo(_best);
        _best.CopyTo(_found, 0);
        double least = outcome.ChiSquare;
        foreach (int side in (ReadOnlySpan<int>)[-1, 0, 1])
        {
            _best.CopyTo(_again, 0);
            _again[n] = Math.Min(Share * Plan.Model.Paths[path].Path.Degeneracy, _upper[n]);
            _again[shift] = Math.Clamp(_start[shift] + (side * Aside), _lower[shift], _upper[shift]);
            if (parameters[ScatteringPath.Sigma2].SoleVariable is >= 0 and var disorder)
                _again[disorder] = _start[disorder];
            FitOutcome next = Fit.Fit(_again, _lower, _upper, s_seek);
            if (!(next.ChiSquare < least))
                continue;
            least = next.ChiSquare;
            Fit.Values[.._start.Length].CopyTo(_found);
        }
        return Fit.Fit(_found, _lower, _upper, _limits);
    }

    /// <summary>The variable ended at one of its bounds.</summary>
    public bool IsAtBound(int variable) => Fit.Values[variable] == _lower[variable] || Fit.Values[variable] == _upper[variable];

    /// <summary>The parameter of a path is a variable of its own that ended at one of its bounds.</summary>
    public bool IsAtBound(int path, int key) => Plan.Parameters[path][key].SoleVariable is >= 0 and var variable && IsAtBound(variable);

    /// <summary>A parameter of a path as a quantity of the fit.</summary>
    public PathQuantity Quantity(int path, int key) =>
        _quantities[(path * PathParameters.Count) + key] ??= new PathQuantity(Data, path, key);

    /// <summary>Interval of a variable of the last fit by its profile.</summary>
    public QuantityInterval Profile(int variable) => _profiles[variable] ??= Intervals.Of(new VariableQuantity(variable));

    /// <summary>A quantity and its derivative by a variable where that one has another value than the fit's; NaN for NaN.</summary>
    public (double Value, double Slope) At(PathQuantity quantity, int variable, double value)
    {
        if (double.IsNaN(value))
            return (double.NaN, double.NaN);
        Fit.Values[.._start.Length].CopyTo(_found);
        _found[variable] = value;
        double result = quantity.Evaluate(_found, _again);
        return (result, _again[variable]);
    }

    /// <summary>Standard error of a parameter of a path for noise that is independent from point to point of χ(k); NaN where it was not fitted.</summary>
    public double TotalError(int path, int key)
    {
        Quantity(path, key).Evaluate(Fit.Values[.._start.Length], _again);
        return double.IsFinite(Fit.Path(0, path).Errors[key]) ? Intervals.Errors.ErrorOf(_again) : double.NaN;
    }

    /// <summary>χ(k) of the last fit on the k axis, without a refined background.</summary>
    public void Curve(Span<double> chi) => Curve(Fit.Values[.._start.Length], chi);

    /// <summary>χ(k) at other values of the variables.</summary>
    public void Curve(ReadOnlySpan<double> variables, Span<double> chi)
    {
        chi.Clear();
        Data.Parameters(variables, _parameters);
        for (int p = 0; p < _paths.Length; p++)
        {
            _paths[p].Evaluate(_parameters[p], _pathChi);
            Products.AddScaled(chi, 1, _pathChi);
        }
    }
}
