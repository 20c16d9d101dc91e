using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>The fit of one data set without the others.</summary>
/// <param name="Values">Of its variables.</param>
/// <param name="Errors">Their standard errors; NaN where there is none.</param>
/// <param name="Statistics">How well it went.</param>
/// <param name="Converged">It found a minimum.</param>
internal sealed record LoneFit(double[] Values, double[] Errors, ExafsStatistics Statistics, bool Converged);

/// <summary>Fits each data set on its own: starts of the joint fit, and what it is compared with. Curves of the models too.</summary>
internal sealed class FitSeriesAlone(FitSeries stage)
{
    // Data sets of one series and temperature take turns in one fit.
    private readonly Dictionary<(ModelPlan, double[]), ModelFit> _fits = [];

    public LoneFit Fit(FitSeriesSet set)
    {
        ModelFit fit = Of(set);
        fit.Run(set.Chi, stage.EpsilonK ?? double.NaN);
        int count = set.Plan.Variables.Count;
        return new(
            fit.Fit.Values[..count].ToArray(),
            [.. Enumerable.Range(0, count).Select(fit.Fit.StandardError)],
            fit.Statistics,
            fit.Converged
        );
    }

    /// <summary>χ(k) of a data set's model at values of its variables.</summary>
    public void Curve(FitSeriesSet set, ReadOnlySpan<double> variables, Span<double> chi) => Of(set).Curve(variables, chi);

    private ModelFit Of(FitSeriesSet set)
    {
        if (!_fits.TryGetValue((set.Plan, set.K), out ModelFit? fit))
            _fits[(set.Plan, set.K)] = fit = new ModelFit(set.Plan, set.K, set.Transform, stage.MaxIterations);
        return fit;
    }
}
