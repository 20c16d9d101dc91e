using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.ExafsStudy;

/// <summary>Limits on Zn–Zn neighbours.</summary>
/// <param name="Pocket">The structure.</param>
/// <param name="Noise">Noise of a point of χ(k).</param>
/// <param name="PutIn">What was put in, in words.</param>
/// <param name="Truth">Neighbours at 2.665 Å a zinc that were put in.</param>
/// <param name="Count">Spectra.</param>
/// <param name="Limits">5 %, median and 95 % of the limits.</param>
/// <param name="Holds">Share of limits that are not below the truth.</param>
/// <param name="None">Share of spectra without a limit: the data allow anything.</param>
/// <param name="Found">Share in which N(Zn–Zn) has an interval that does not reach 0.</param>
/// <param name="Rejected">Share in which the model without zinc is rejected.</param>
internal sealed record MetalResult(
    Pocket Pocket,
    double Noise,
    string PutIn,
    double Truth,
    int Count,
    (double Low, double Median, double High) Limits,
    double Holds,
    double None,
    double Found,
    double Rejected
);

/// <summary>A shell of zinc that is not there, or hardly: the limit that is printed for it.</summary>
internal sealed class MetalStudy(StudySize size)
{
    /// <summary>Shares of metal that are put in.</summary>
    private static readonly double[] s_shares = [0, 0.05, 0.35];

    private readonly double[] _foil = ZincFoil.Chi(size.Cache, nearestOnly: false);
    private readonly double[] _shell = ZincFoil.Chi(size.Cache, nearestOnly: true);

    /// <summary>A lone shell at 2.665 Å beside the pocket, and a model that has such a shell with N, R and σ² free.</summary>
    public IEnumerable<MetalResult> Shells(Pocket pocket, double noise) =>
        s_shares.Select(share =>
        {
            double truth = share * ZincFoil.Neighbours;
            double[] Added(double[] chi) => [.. chi.Zip(_shell, (site, zinc) => site + (share * zinc))];
            string words = FormattableString.Invariant($"shell of {truth:0.0}");
            return Of(pocket, noise, (words, truth), Added, StudyStage.WithShell(pocket), LimitOf);
        });

    /// <summary>A share of metal in the place of pockets, and a model that has its two near shells as the foil has them.</summary>
    public IEnumerable<MetalResult> Metal(Pocket pocket, double noise) =>
        s_shares.Select(share =>
        {
            double[] Mixed(double[] chi) => [.. chi.Zip(_foil, (site, zinc) => ((1 - share) * site) + (share * zinc))];
            string words = FormattableString.Invariant($"{100 * share:0} % metal");
            return Of(pocket, noise, (words, share * ZincFoil.Neighbours), Mixed, StudyStage.WithFoil(pocket), EndOf);
        });

    private MetalResult Of(
        Pocket pocket,
        double noise,
        (string Words, double Truth) putIn,
        Func<double[], double[]> mixed,
        string step,
        Func<FrameFindings, double> limit
    )
    {
        Realisation[] made = Realisation.Of(pocket, size, noise, mixed);
        FrameFindings[] found = StudyStage.Run(step, size.Cache, [.. made.Select(m => m.Chi)]);
        double[] all = [.. found.Select(limit)];
        double[] limits = [.. all.Where(double.IsFinite).Order()];
        double At(double part) => limits.Length == 0 ? double.NaN : limits[(int)(part * (limits.Length - 1))];
        double count = found.Length;
        return new(
            pocket,
            noise,
            putIn.Words,
            putIn.Truth,
            found.Length,
            (At(0.05), At(0.5), At(0.95)),
            limits.Count(l => l >= putIn.Truth) / (double)limits.Length,
            all.Count(double.IsNaN) / count,
            found.Count(f => RowOf(f) is { NLow: > 0.001 }) / count,
            found.Count(f => f.Model(StudyStage.Right) is { Verdict: "rejected" }) / count
        );
    }

    private static ExafsPathRow? RowOf(FrameFindings found) => found.Path($"{StudyStage.Right} + Zn", StudyStage.Metal);

    // The limit of the simplest model that stands; a shell that stands out has the upper end of its interval in the place of a limit.
    private static double LimitOf(FrameFindings found) =>
        found
            .Paths.Where(p => p.Path == StudyStage.Metal)
            .OrderBy(p => p.Fit)
            .Select(p => double.IsFinite(p.NUpper) ? p.NUpper : p.NHigh)
            .FirstOrDefault(double.IsFinite, double.NaN);

    private static double EndOf(FrameFindings found) => RowOf(found) is { } row ? row.NHigh : double.NaN;
}
