using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Fits one model to one spectrum after the other, always from the start of the model. One per worker.</summary>
internal sealed class ModelFit
{
    private readonly PathChi[] _paths;
    private readonly double[] _pathChi;
    private readonly PathParameters[] _parameters;
    private readonly FitLimits _limits;
    private readonly double[] _start;

    public ModelFit(ModelPlan plan, ReadOnlySpan<double> k, ExafsTransform transform, int maxIterations)
    {
        Plan = plan;
        Map = new ModelMap(plan);
        Data = new ExafsDataSet(k, [.. plan.Model.Paths.Select(p => p.Path)], Map, transform);
        Fit = new ExafsFit([Data], new ModelRestraints(plan.Restraints));
        _limits = new FitLimits(maxIterations, Offset: 1e-5);
        _start = [.. plan.Variables.Select(v => v.Start)];
        (Lower, Upper) = ([.. plan.Variables.Select(v => v.Lower)], [.. plan.Variables.Select(v => v.Upper)]);
        if (plan.Variables.Count == 0)
            (_start, Lower, Upper) = ([0], [0], [0]);
        Values = new double[_start.Length];
        Errors = new double[_start.Length];
        Correlations = new double[_start.Length * _start.Length];
        Estimates = new PathEstimate[plan.Model.Paths.Count];
        _parameters = new PathParameters[plan.Model.Paths.Count];
        double[] grid = k.ToArray();
        _paths = [.. plan.Model.Paths.Select(p => new PathChi(p.Path, grid))];
        _pathChi = new double[k.Length];
    }

    public ModelPlan Plan { get; }

    /// <summary>Parameters of the paths.</summary>
    public ModelMap Map { get; }

    /// <summary>The spectrum and its residuals.</summary>
    public ExafsDataSet Data { get; }

    /// <summary>The fit; a profile moves it, so that what follows here is kept apart.</summary>
    public ExafsFit Fit { get; }

    /// <summary>Bounds of the variables.</summary>
    public double[] Lower { get; }

    /// <summary>Bounds of the variables.</summary>
    public double[] Upper { get; }

    /// <summary>Values of the last fit.</summary>
    public double[] Values { get; }

    /// <summary>Their standard errors; NaN where held.</summary>
    public double[] Errors { get; }

    /// <summary>Their correlations, row-major.</summary>
    public double[] Correlations { get; }

    /// <summary>Parameters of the paths with errors.</summary>
    public PathEstimate[] Estimates { get; }

    /// <summary>Statistics of the last fit.</summary>
    public ExafsStatistics Statistics { get; private set; }

    /// <summary>It found a minimum.</summary>
    public bool Converged { get; private set; }

    /// <summary>χ² as fitted, of residuals and restraints.</summary>
    public double Squares { get; private set; }

    /// <summary>Weight of the restraints in it.</summary>
    public double RestraintWeight { get; private set; }

    /// <summary>Takes a spectrum and fits it.</summary>
    /// <param name="chi">On the k axis.</param>
    /// <param name="noise">Standard deviation of χ(k); NaN to estimate it.</param>
    /// <param name="background">Standard deviations of χ(k) from its background; empty when not known.</param>
    public void Run(ReadOnlySpan<double> chi, double noise, ReadOnlySpan<double> background)
    {
        if (noise > 0)
            Data.SetData(chi, noise);
        else if (!background.IsEmpty)
            Data.SetDataWithBackground(chi, background);
        else
            Data.SetData(chi);
        FitOutcome outcome = Fit.Fit(_start, Lower, Upper, _limits);
        Converged = outcome.Converged || Plan.Variables.Count == 0 && double.IsFinite(outcome.ChiSquare);
        Statistics = Fit.Statistics;
        RestraintWeight = Fit.RestraintWeight;
        Squares = Data.Squares + (RestraintWeight * Fit.RestraintSquares);
        Fit.Values[..Values.Length].CopyTo(Values);
        for (int v = 0; v < Values.Length; v++)
        {
            Errors[v] = Fit.StandardError(v);
            for (int w = 0; w < Values.Length; w++)
                Correlations[(v * Values.Length) + w] = Fit.Correlation(v, w);
        }
        for (int p = 0; p < Estimates.Length; p++)
            Estimates[p] = Fit.Path(0, p);
    }

    /// <summary>The variable ended at one of its bounds.</summary>
    public bool IsAtBound(int variable) => Values[variable] == Lower[variable] || Values[variable] == Upper[variable];

    /// <summary>χ(k) of the last fit on the k axis, without a refined background.</summary>
    public void Curve(Span<double> chi)
    {
        chi.Clear();
        Map.Evaluate(Values, _parameters, []);
        for (int p = 0; p < _paths.Length; p++)
        {
            _paths[p].Evaluate(_parameters[p], _pathChi);
            Products.AddScaled(chi, 1, _pathChi);
        }
    }
}
