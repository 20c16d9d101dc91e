using System.Globalization;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Whether the shell that the program added to a listed model ended as one that an atom could make.</summary>
/// <remarks>
/// A shell beyond the range leaks into it, and what a background left over looks like a broad shell: the added one then takes any N and σ² to describe it, and its model is
/// better by any criterion of the residuals. Such a model must not reject the one that is listed.
/// </remarks>
internal static class AddedShell
{
    /// <summary>N up to this many times FEFF's degeneracy can be a real shell with a wrong σ² or s02.</summary>
    public const double MostDegeneracies = 1.5;

    private static readonly (int Key, string Symbol)[] s_bounded =
    [
        (ScatteringPath.N, "N"),
        (ScatteringPath.DeltaR, "ΔR"),
        (ScatteringPath.Sigma2, "σ²"),
    ];

    /// <summary>What is wrong with the shell that the program added, as a sentence; null when nothing is, or none was added.</summary>
    public static string? Doubt(ModelFit fit)
    {
        ResolvedModel model = fit.Plan.Model;
        int added = model.Added.Length == 0 || !fit.Converged ? -1 : model.Paths.ToList().FindIndex(p => p.Label == model.Added);
        if (added < 0)
            return null;
        PathParameters values = fit.Fit.Path(0, added).Values;
        // A shell that is not there makes no model better.
        if (values.N == 0)
            return null;
        string[] wrong =
        [
            .. s_bounded.Where(b => fit.IsAtBound(added, b.Key)).Select(b => $"{b.Symbol} at its bound"),
            .. Number(model, added, values.N),
        ];
        return wrong.Length == 0
            ? null
            : $"{model.Added} ended with {string.Join(" and ", wrong)}: leakage of a shell beyond the range or a wrong background; widen r-max or add it. So it rejects no listed model.";
    }

    private static IEnumerable<string> Number(ResolvedModel model, int added, double n)
    {
        FeffPath path = model.Paths[added].Path;
        // A path that stands in for an unknown shell does not know its degeneracy.
        bool isKnown = model.Paths.Count(p => ReferenceEquals(p.Path, path)) == 1;
        if (n < 0 || isKnown && n > MostDegeneracies * path.Degeneracy)
            yield return string.Create(CultureInfo.InvariantCulture, $"N = {n:F1} where FEFF has {path.Degeneracy:g}");
    }
}
