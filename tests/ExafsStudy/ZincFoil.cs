using SpectraPipeline.Engine.Feff;
using SpectraPipeline.Testing.Generators.Xas;

namespace SpectraPipeline.ExafsStudy;

/// <summary>Zinc metal: the path of its nearest shell to look for, and the χ(k) that a share of metal adds.</summary>
internal static class ZincFoil
{
    /// <summary>Neighbours at 2.665 Å.</summary>
    public const double Neighbours = 6;

    /// <summary>File of the path to them, from the cache's folder.</summary>
    public const string FirstPath = "zn-foil/model/feff0001.dat";

    /// <summary>File of the path to the 6 at 2.913 Å.</summary>
    public const string SecondPath = "zn-foil/model/feff0002.dat";

    /// <summary>σ² of the neighbours at 2.665 Å, Å².</summary>
    public const double FirstSigma2 = 0.0105;

    /// <summary>σ² of all others, Å².</summary>
    public const double OtherSigma2 = 0.016;

    private const double LongestPath = 5;
    private const double First = 2.7;

    /// <summary>χ(k) of the metal, or of its nearest shell; FEFF runs unless it did so before.</summary>
    public static double[] Chi(string cache, bool nearestOnly)
    {
        string folder = Path.Combine(cache, "zn-foil", "model");
        FeffRun.Make(folder, FeffStructure.ZincMetal(), LongestPath, "4.0 2.5");
        double[] chi = new double[StudyGrid.K.Length];
        double[] one = new double[chi.Length];
        foreach (FeffPathSummary path in FeffPaths.Of(folder).Where(p => !nearestOnly || p.Reff < First))
        {
            double sigma2 = path.Reff < First ? FirstSigma2 : OtherSigma2;
            var parameters = new PathParameters(Amplitude: Pocket.Amplitude, Disorder: sigma2);
            PathChi.Evaluate(FeffPath.Read(Path.Combine(folder, path.File)), parameters, StudyGrid.K, one);
            for (int i = 0; i < chi.Length; i++)
                chi[i] += one[i];
        }
        return chi;
    }
}
