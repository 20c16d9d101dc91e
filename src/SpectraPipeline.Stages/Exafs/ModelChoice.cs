using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>What the data say of a model among its rivals; the words of <c>exafs_fits.verdict</c>.</summary>
internal enum ModelVerdict
{
    Preferred,
    Tied,
    Rejected,
    Overparameterised,
    NotConverged,
}

/// <summary>Judges rival models of one spectrum.</summary>
/// <remarks>
/// By the Bayesian criterion over the independent points, BIC = N_idp·ln(χ²/N_idp) + N_var·ln N_idp. A difference of no more than 6 is a tie: below that R. E. Kass, A. E. Raftery,
/// J. Am. Stat. Assoc. 90 (1995) 773, doi:10.1080/01621459.1995.10476572, speak of positive evidence at most. With some ten independent points the criterion grants variables too
/// easily, so a model with more of them beats one with fewer only where the F test of W. C. Hamilton, Acta Cryst. 18 (1965) 502, grants them at 5 % as well. A model to which the
/// program added a shell that no atoms make (<see cref="AddedShell"/>) is never the best: it is tied at most, however well it describes the data.
/// </remarks>
internal static class ModelChoice
{
    /// <summary>Difference of BIC up to which two models are tied.</summary>
    public const double Tie = 6;

    private const double Significance = 0.05;

    /// <summary>Verdicts in the order of the fits, and the model to go on with: the simplest of those that are not beaten; -1 when none stands.</summary>
    public static int Judge(IReadOnlyList<ModelFit> fits, ModelVerdict[] verdicts)
    {
        int best = Best(fits);
        int chosen = best;
        bool hasTie = false;
        for (int i = 0; i < fits.Count; i++)
        {
            verdicts[i] =
                !fits[i].Converged ? ModelVerdict.NotConverged
                : !Stands(fits[i]) ? ModelVerdict.Overparameterised
                : i == best || IsTied(fits[best], fits[i]) ? ModelVerdict.Tied
                : IsBeatenFromWithin(fits, i) ? ModelVerdict.Overparameterised
                : ModelVerdict.Rejected;
            hasTie |= i != best && verdicts[i] == ModelVerdict.Tied;
            if (verdicts[i] == ModelVerdict.Tied && AddedShell.Doubt(fits[i]) is null && IsSimpler(fits[i], fits[chosen]))
                chosen = i;
        }
        if (best >= 0 && !hasTie && AddedShell.Doubt(fits[best]) is null)
            verdicts[best] = ModelVerdict.Preferred;
        return chosen;
    }

    /// <summary>Index of the least BIC among the models that count: those with a doubtful shell of the program only where no other stands; -1 when none stands.</summary>
    public static int Best(IReadOnlyList<ModelFit> fits)
    {
        int best = -1;
        for (int i = 0; i < fits.Count; i++)
            if (Stands(fits[i]) && (best < 0 || Order(fits[i]).CompareTo(Order(fits[best])) < 0))
                best = i;
        return best;
    }

    private static (bool IsDoubtful, double Bic) Order(ModelFit fit) => (AddedShell.Doubt(fit) is not null, fit.Statistics.Bic);

    /// <summary>It has an end and points left over, so that it can be compared with others.</summary>
    public static bool Stands(ModelFit fit) => fit.Converged && fit.Statistics.Freedom > 0 && double.IsFinite(fit.Statistics.Bic);

    private static bool IsTied(ModelFit best, ModelFit other)
    {
        if (other.Statistics.Bic - best.Statistics.Bic <= Tie)
            return true;
        int more = best.Statistics.Variables - other.Statistics.Variables;
        return more > 0 && FTest(best, other, more) > Significance;
    }

    private static double FTest(ModelFit larger, ModelFit smaller, int more)
    {
        double freedom = larger.Statistics.Freedom;
        double gain = (smaller.Statistics.ChiSquare - larger.Statistics.ChiSquare) / more;
        return FisherTail.Probability(gain / (larger.Statistics.ChiSquare / freedom), more, freedom);
    }

    // What it has beyond a model within it is not asked for by the data.
    private static bool IsBeatenFromWithin(IReadOnlyList<ModelFit> fits, int model) =>
        fits.Any(f =>
            f != fits[model] && Stands(f) && IsWithin(f.Plan, fits[model].Plan) && f.Statistics.Bic < fits[model].Statistics.Bic - Tie
        );

    private static bool IsSimpler(ModelFit a, ModelFit b) =>
        (a.Statistics.Variables, a.Statistics.Bic).CompareTo((b.Statistics.Variables, b.Statistics.Bic)) < 0;

    private static bool IsWithin(ModelPlan small, ModelPlan large) =>
        small.Variables.Count < large.Variables.Count
        && small.Variables.All(v => large.Variables.Any(w => w.Name == v.Name))
        && small.Model.Paths.All(p => large.Model.Paths.Any(q => q.Label == p.Label && q.Path.Reff == p.Path.Reff));
}
