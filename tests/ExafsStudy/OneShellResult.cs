using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.ExafsStudy;

/// <summary>What a model of one shell says where two are, and whether its rival finds that.</summary>
/// <param name="Pocket">The structure.</param>
/// <param name="Noise">Noise of a point of χ(k).</param>
/// <param name="Count">Spectra.</param>
/// <param name="MeanN">Mean N of the model of one shell.</param>
/// <param name="RivalN">Mean N of the rival with a second shell.</param>
/// <param name="Rejected">Share of spectra in which the model of one shell is rejected.</param>
/// <param name="RivalPreferred">Share in which the rival alone stands.</param>
/// <param name="Tied">Share in which both stand: the data do not tell them apart, and the stage says so.</param>
/// <param name="Alone">Share in which the model of one shell stands and the rival does not.</param>
/// <param name="Coverage">Share of intervals of N of the model of one shell that hold the truth, where it stands.</param>
/// <param name="UnionCoverage">The same of the interval that reaches over all models that stand.</param>
internal sealed record OneShellResult(
    Pocket Pocket,
    double Noise,
    int Count,
    double MeanN,
    double RivalN,
    double Rejected,
    double RivalPreferred,
    double Tied,
    double Alone,
    double Coverage,
    double UnionCoverage
)
{
    /// <summary>Counts.</summary>
    public static OneShellResult Of(Pocket pocket, double noise, Realisation[] made, FrameFindings[] found)
    {
        (int rejected, int preferred, int tied, int alone, int stands, int covers, int union, int any) = (0, 0, 0, 0, 0, 0, 0, 0);
        (double sum, double rivalSum, int rivals) = (0, 0, 0);
        for (int i = 0; i < found.Length; i++)
        {
            double truth = made[i].Site.N;
            ExafsFitRow[] standing = [.. found[i].Fits.Where(f => f.Verdict is "preferred" or "tied")];
            bool one = standing.Any(f => f.Model == StudyStage.Nitrogen);
            ExafsFitRow rival = Array.Find(found[i].Fits, f => f.Model.StartsWith($"{StudyStage.Nitrogen} + ", StringComparison.Ordinal));
            bool two = rival.Verdict is "preferred" or "tied";
            rejected += one ? 0 : 1;
            preferred += two && !one ? 1 : 0;
            tied += two && one ? 1 : 0;
            alone += one && !two ? 1 : 0;
            if (found[i].Path(StudyStage.Nitrogen, StudyStage.Nitrogen) is { } path)
            {
                sum += path.N;
                stands += one ? 1 : 0;
                covers += one && !(path.NLow > truth) && !(path.NHigh < truth) ? 1 : 0;
            }
            if (rival.Model is { Length: > 0 } && found[i].Path(rival.Model, StudyStage.Nitrogen) is { } other)
                (rivalSum, rivals) = (rivalSum + other.N, rivals + 1);
            ExafsPathRow[] all =
            [
                .. found[i].Paths.Where(p => p.Path == StudyStage.Nitrogen && standing.Any(f => f.Fit == p.Fit) && double.IsFinite(p.NSe)),
            ];
            any += all.Length > 0 ? 1 : 0;
            union += all.Length > 0 && !all.All(p => p.NLow > truth) && !all.All(p => p.NHigh < truth) ? 1 : 0;
        }
        double count = found.Length;
        return new(
            pocket,
            noise,
            found.Length,
            sum / count,
            rivalSum / rivals,
            rejected / count,
            preferred / count,
            tied / count,
            alone / count,
            covers / (double)stands,
            union / (double)any
        );
    }
}
