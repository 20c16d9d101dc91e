using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A combination of standards against the preferred one.</summary>
/// <param name="Solution">Its weights.</param>
/// <param name="Variables">Free variables.</param>
/// <param name="BicDifference">BIC less that of the preferred one.</param>
/// <param name="PValue">Of a difference as large by chance; NaN for the preferred one.</param>
/// <param name="Verdict">preferred (no other is tied with it), tied, rejected, overparameterised.</param>
internal sealed record LcfRank(LcfSolution Solution, int Variables, double BicDifference, double PValue, string Verdict);

/// <summary>Which combinations of standards explain a frame, and which cannot be told apart.</summary>
/// <remarks>
/// Order and preference by BIC = n ln(Σd²/m) + k ln n, n = m/τ points that count as independent (G. Schwarz, Ann. Stat. 6 (1978) 461). Nested combinations are tested by
/// F = (Σd²₁/Σd²₀ − 1)(n − k)/Δk, which is Hamilton's test of the R ratio; others by z = (Σd²₁ − Σd²₀)/(2 s √τ |f₁ − f₀|), the
/// difference over its standard deviation when both miss equally (Vuong). p ≥ 0.05: tied.
/// </remarks>
internal sealed class LcfRanking(Lcf stage, LcfProblem problem, LcfSearch search)
{
    private const double Level = 0.05;
    private const string Tied = "tied",
        Rejected = "rejected";
    private const int Spare = 5; // combinations beyond the listed ones whose shift is refined
    private double[] _preferred = [],
        _other = [];

    /// <summary>Free variables of a combination of so many weights.</summary>
    public static int Variables(Lcf stage, int weights) =>
        Math.Max(0, weights - (stage.SumToOne ? 1 : 0)) + (stage.EnergyShift == LcfShift.None ? 0 : 1);

    /// <summary>The best combinations, the one of least BIC first; it is preferred unless another is tied with it.</summary>
    /// <param name="shared">τ, points that share one piece of noise.</param>
    public List<LcfRank> Rank(double shared)
    {
        double points = problem.Points / shared;
        double Bic(double squares, ulong set) =>
            points * Math.Log(Math.Max(squares, 1e-300) / problem.Points) + Variables(stage, LcfSetup.Size(set)) * Math.Log(points);
        var best = search
            .Combinations()
            .OrderBy(c => Bic(c.Squares, c.Set))
            .ThenBy(c => c.Index)
            .Take(stage.Listed + Spare)
            .Select(c => search.Refined(c.Index))
            // Between two steps of the scan a weight may have gone: then it is a smaller combination, which is there on its own.
            .Where(s => s.Support == s.Set)
            .OrderBy(s => Bic(s.Squares, s.Set))
            .Take(stage.Listed)
            .ToList();
        if (best.Count == 0)
            return [];
        LcfSolution preferred = best[0];
        double least = Bic(preferred.Squares, preferred.Set);
        Array.Resize(ref _preferred, problem.Points);
        Array.Resize(ref _other, problem.Points);
        problem.Combine(preferred, _preferred);
        List<LcfRank> others =
        [
            .. best.Skip(1)
                .Select(s =>
                {
                    (double p, string verdict) = Compare(s, preferred, shared);
                    return new LcfRank(s, Variables(stage, LcfSetup.Size(s.Set)), Bic(s.Squares, s.Set) - least, p, verdict);
                }),
        ];
        string first = others.Any(r => r.Verdict == Tied) ? Tied : "preferred";
        return [new LcfRank(preferred, Variables(stage, LcfSetup.Size(preferred.Set)), 0, double.NaN, first), .. others];
    }

    private (double P, string Verdict) Compare(LcfSolution other, LcfSolution preferred, double shared)
    {
        double points = problem.Points / shared;
        int mine = Variables(stage, LcfSetup.Size(other.Set)),
            theirs = Variables(stage, LcfSetup.Size(preferred.Set));
        bool isSmaller = (other.Set & ~preferred.Set) == 0,
            isLarger = (preferred.Set & ~other.Set) == 0;
        if (isSmaller || isLarger)
        {
            (double poor, double good) = isSmaller ? (other.Squares, preferred.Squares) : (preferred.Squares, other.Squares);
            double freedom = points - Math.Max(mine, theirs),
                ratio = (poor / good - 1) * freedom / Math.Abs(mine - theirs),
                p = FisherTail.Probability(Math.Max(0, ratio), Math.Abs(mine - theirs), freedom);
            // Above: BIC prefers the smaller one, but the test would keep the additional standard.
            return (p, isSmaller ? (p < Level ? Rejected : Tied) : (p < Level ? Tied : "overparameterised"));
        }
        problem.Combine(other, _other);
        Products.AddScaled(_other, -1, _preferred);
        double apart = Math.Sqrt(Products.Dot(_other, _other)),
            deviation = Math.Sqrt(preferred.Squares / Math.Max(1, problem.Points - theirs)),
            z = (other.Squares - preferred.Squares) / (2 * deviation * Math.Sqrt(shared) * apart),
            chance = apart > 0 && deviation > 0 ? Student.Above(z, double.PositiveInfinity)
            : other.Squares > preferred.Squares ? 0
            : 0.5;
        return (chance, chance < Level ? Rejected : Tied);
    }
}
