using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Fits all models to one frame after the other, each always from its own start, so that a frame's result does not depend on its company.</summary>
internal sealed class FitPathsKernel : XasKernel
{
    private readonly FitPaths _stage;
    private readonly FitPlan _plan;
    private readonly double[] _k;
    private readonly double _kMax;
    private readonly ModelFit[] _fits;
    private readonly ModelVerdict[] _verdicts;
    private readonly FitPathsRows _rows;
    private readonly Dictionary<(int Model, string Label), ModelFit?> _withShell = [];
    private double[] _chi = [];

    public FitPathsKernel(FitPaths stage, FitPlan plan, Axis axis, OutputShape shape)
        : base(shape)
    {
        (_stage, _plan, _k) = (stage, plan, axis.Values.ToArray());
        _kMax = plan.Transform?.KWindow.To ?? 0;
        _fits = [.. plan.Models.Select(Make)];
        _verdicts = new ModelVerdict[_fits.Length];
        _rows = new FitPathsRows(stage.Intervals == PathIntervalKind.Profile, LimitOfListed);
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        foreach (var (code, message) in _plan.Warnings)
            findings.Warn(code, message);
        input.Y.CopyTo(output[0]);
        Span<double> curve = output[1];
        Span<double> residual = output[2];
        curve.Clear();
        input.Y.CopyTo(residual);
        if (_fits.Length == 0)
            return;
        MeasuredRange.CheckReach(input.Mask, _k, _kMax, "xas.fit-paths");
        _chi = [.. input.Y];
        foreach (ModelFit fit in _fits)
            Run(fit);
        int chosen = ModelChoice.Judge(_fits, _verdicts);
        int shown = Best();
        if (_fits[shown].NotFinite is { } wrong)
            throw new FrameException("model-not-finite", wrong);
        _fits[shown].Curve(curve);
        for (int i = 0; i < residual.Length; i++)
            residual[i] -= curve[i];
        if (chosen < 0)
            findings.Flag("no-model-stands", NoModel());
        if (_fits.FirstOrDefault(f => f.NotFinite is not null)?.NotFinite is { } notFinite)
            findings.Flag("model-not-finite", notFinite);
        if (FitPathsRows.Misfit(_fits[shown]) is { } misfit)
            findings.Flag("no-model-fits", $"The best model, '{_fits[shown].Plan.Model.Name}': {misfit}");
        for (int m = 0; m < _fits.Length; m++)
            _rows.Write(_fits, m, _verdicts, findings);
        if (chosen >= 0)
            LimitShellsLeftOut(chosen, findings);
    }

    private ModelFit Make(ModelPlan plan) => new(plan, _k, _plan.Transform!, _stage.MaxIterations);

    // The curve that is drawn: the best that converged, whatever its number of variables; else the first.
    private int Best()
    {
        int best = 0;
        for (int m = 1; m < _fits.Length; m++)
            if (Rank(m).CompareTo(Rank(best)) < 0)
                best = m;
        return best;
    }

    private (int Class, double Bic) Rank(int m) =>
        (
            _fits[m].NotFinite is not null ? 3
            : !_fits[m].Converged ? 2
            : _fits[m].Statistics.Freedom > 0 ? 0
            : 1,
            double.IsNaN(_fits[m].Statistics.Bic) ? double.PositiveInfinity : _fits[m].Statistics.Bic
        );

    private string NoModel() =>
        _fits.Any(f => f.Converged)
            ? "Every model that converged has as many variables as there are independent points: share variables, fix some, or widen the ranges."
            : $"No model converged in {_stage.MaxIterations} iterations: give starts nearer the truth (delta-r, e0), bounds, or raise max-iterations.";

    private void Run(ModelFit fit) => fit.Run(_chi, _stage.EpsilonK ?? double.NaN);

    /// <summary>A shell that the model to go on with leaves out gets the largest N that the data allow it, not silence.</summary>
    private void LimitShellsLeftOut(int chosen, Findings findings)
    {
        ResolvedModel model = _plan.Models[chosen].Model;
        var seen = new HashSet<string>(model.Paths.Select(p => p.Label));
        foreach (ModelPath path in _plan.Models.SelectMany(m => m.Model.Paths))
            if (seen.Add(path.Label))
                FitPathsRows.WriteLimit(chosen, path, Limit(chosen, model, path), findings);
    }

    // The same for a listed path that need not be there: as if it were left out and looked for.
    private double LimitOfListed(int model, int path)
    {
        ResolvedModel with = _plan.Models[model].Model;
        ModelPath hidden = with.Paths[path];
        return Limit(model, with with { Paths = [.. with.Paths.Where(p => p != hidden)] }, hidden);
    }

    private double Limit(int model, ResolvedModel without, ModelPath path)
    {
        if (!_withShell.TryGetValue((model, path.Label), out ModelFit? fit))
        {
            ModelPlan plan = ModelPlan.Of(HiddenShell.Added(without, path), _stage.Restraints, _plan.About);
            fit = plan.Variables.Count - plan.Restraints.Count < _plan.Transform!.IndependentPoints ? Make(plan) : null;
            _withShell[(model, path.Label)] = fit;
        }
        if (fit is null)
            return double.NaN;
        Run(fit);
        return fit.Converged ? PathIntervals.Upper(fit, fit.Plan.Model.Paths.Count - 1) : double.NaN;
    }
}
