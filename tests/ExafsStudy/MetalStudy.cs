using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.ExafsStudy;

/// <summary>Limits on Zn–Zn neighbours.</summary>
/// <param name="Pocket">The structure.</param>
/// <param name="Noise">Noise of a point of χ(k).</param>
/// <param name="Share">Share of zinc that is metal.</param>
/// <param name="Count">Spectra.</param>
/// <param name="Limits">5 %, median and 95 % of the limits.</param>
/// <param name="Holds">Share of limits that are not below the truth.</param>
/// <param name="None">Share of spectra without a limit: the data allow anything.</param>
/// <param name="Found">Share in which the model without metal is rejected.</param>
internal sealed record MetalResult(
    Pocket Pocket,
    double Noise,
    double Share,
    int Count,
    (double Low, double Median, double High) Limits,
    double Holds,
    double None,
    double Found
)
{
    /// <summary>Neighbours at 2.665 Å per zinc that were put in.</summary>
    public double Truth => Share * ZincFoil.Neighbours;
}

/// <summary>A shell of metal that is not there, or hardly: the limit that is printed for it.</summary>
internal static class MetalStudy
{
    /// <summary>Spectra with a share of metal, the path to its first shell offered.</summary>
    public static MetalResult Of(Pocket pocket, StudySize size, double noise, double[] metal, double share)
    {
        Realisation[] made = Realisation.Of(pocket, size, noise, metal, share);
        FrameFindings[] found = StudyStage.Run(StudyStage.WithMetal(pocket), size.Cache, [.. made.Select(m => m.Chi)]);
        double[] all = [.. found.Select(LimitOf)];
        double[] limits = [.. all.Where(double.IsFinite).Order()];
        double At(double part) => limits.Length == 0 ? double.NaN : limits[(int)(part * (limits.Length - 1))];
        double truth = share * ZincFoil.Neighbours;
        return new(
            pocket,
            noise,
            share,
            found.Length,
            (At(0.05), At(0.5), At(0.95)),
            limits.Count(l => l >= truth) / (double)limits.Length,
            all.Count(double.IsNaN) / (double)all.Length,
            found.Count(f => f.Model(StudyStage.Right) is { Verdict: "rejected" }) / (double)found.Length
        );
    }

    // The limit of the simplest model that stands; a shell that stands out has the upper end of its interval in the place of a limit.
    private static double LimitOf(FrameFindings found)
    {
        ExafsPathRow[] metal = [.. found.Paths.Where(p => p.Path == StudyStage.Metal).OrderBy(p => p.Fit)];
        foreach (ExafsPathRow row in metal)
            if (double.IsFinite(row.NUpper))
                return row.NUpper;
        return metal.Select(r => r.NHigh).FirstOrDefault(double.IsFinite, double.NaN);
    }
}
