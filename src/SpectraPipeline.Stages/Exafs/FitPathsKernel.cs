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
    private readonly ModelFit[] _fits;
    private readonly ModelVerdict[] _verdicts;
    private readonly FitPathsRows _rows;
    private readonly PathIntervals _intervals = new();
    private readonly Dictionary<(int Model, string Label), ModelFit?> _withShell = [];

    public FitPathsKernel(FitPaths stage, FitPlan plan, Axis axis, OutputShape shape)
        : base(shape)
    {
        (_stage, _plan, _k) = (stage, plan, axis.Values.ToArray());
        _fits = [.. plan.Models.Select(Make)];
        _verdicts = new ModelVerdict[_fits.Length];
        _rows = new FitPathsRows(_intervals, stage.Intervals == PathIntervalKind.Profile);
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
        ReadOnlySpan<double> background = input.Channel("delta_chi");
        foreach (ModelFit fit in _fits)
            fit.Run(input.Y, _stage.EpsilonK ?? double.NaN, background);
        int chosen = ModelChoice.Judge(_fits, _verdicts);
        int shown = Best();
        _fits[shown].Curve(curve);
        for (int i = 0; i < residual.Length; i++)
            residual[i] -= curve[i];
        if (chosen < 0)
            findings.Flag("no-model-stands", NoModel());
        for (int m = 0; m < _fits.Length; m++)
            _rows.Write(_fits, m, _verdicts, findings);
        if (chosen >= 0)
            LimitShellsLeftOut(chosen, input.Y, background, findings);
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
            !_fits[m].Converged ? 2
            : _fits[m].Statistics.Freedom > 0 ? 0
            : 1,
            double.IsNaN(_fits[m].Statistics.Bic) ? double.PositiveInfinity : _fits[m].Statistics.Bic
        );

    private string NoModel() =>
        _fits.Any(f => f.Converged)
            ? "Every model that converged has as many variables as there are independent points: share variables, fix some, or widen the ranges."
            : $"No model converged in {_stage.MaxIterations} iterations: give starts nearer the truth (delta-r, e0), bounds, or raise max-iterations.";

    /// <summary>A shell that the model to go on with leaves out gets the largest N that the data allow it, not silence.</summary>
    private void LimitShellsLeftOut(int chosen, ReadOnlySpan<double> chi, ReadOnlySpan<double> background, Findings findings)
    {
        foreach (var (label, model) in LeftOut(chosen))
        {
            if (!_withShell.TryGetValue((chosen, label), out ModelFit? fit))
                _withShell[(chosen, label)] = fit = WithShell(_plan.Models[chosen], model, label);
            if (fit is null)
                continue;
            fit.Run(chi, _stage.EpsilonK ?? double.NaN, background);
            _rows.WriteLimit(fit, chosen, findings);
        }
    }

    private IEnumerable<(string Label, ModelPlan Model)> LeftOut(int chosen)
    {
        var seen = new HashSet<string>(_plan.Models[chosen].Model.Paths.Select(p => p.Label));
        foreach (ModelPlan model in _plan.Models)
        foreach (ModelPath path in model.Model.Paths)
            if (seen.Add(path.Label))
                yield return (path.Label, model);
    }

    private ModelFit? WithShell(ModelPlan chosen, ModelPlan other, string label)
    {
        ResolvedModel with = HiddenShell.Added(chosen.Model, other.Model.Paths.First(p => p.Label == label));
        ModelPlan plan = ModelPlan.Of(with, _stage.Restraints, _plan.About);
        return plan.Variables.Count < _plan.Transform!.IndependentPoints ? Make(plan) : null;
    }
}
