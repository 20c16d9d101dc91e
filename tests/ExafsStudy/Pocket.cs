using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Feff;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;

namespace SpectraPipeline.ExafsStudy;

/// <summary>One generated site: what a spectrum was made of.</summary>
/// <param name="Chi">χ on the study's k grid, without noise.</param>
/// <param name="N">Nitrogen atoms.</param>
/// <param name="R">Their mean distance from zinc, Å.</param>
/// <param name="Sigma2">σ² that the paths were given, and the variance of the distances, Å².</param>
internal sealed record Site(double[] Chi, int N, double R, double Sigma2);

/// <summary>The k axis of all spectra.</summary>
internal static class StudyGrid
{
    /// <summary>0 to 13 Å⁻¹ in steps of 0.05.</summary>
    public static double[] K { get; } = [.. Enumerable.Range(0, 261).Select(i => 0.05 * i)];
}

/// <summary>Zn-N3 or Zn-N4: paths of the undisplaced pocket to fit with, and sites whose atoms are displaced at random, each with the χ(k) that FEFF
/// gives for it: all its paths to 4.2 Å. The fit never sees the paths that made its data.</summary>
internal sealed class Pocket
{
    /// <summary>Displacement of each atom along each axis, Å.</summary>
    public const double Displacement = 0.02;

    /// <summary>S₀² of all data.</summary>
    public const double Amplitude = 0.95;

    private const double LongestPath = 4.2;
    private const double Shorter = 2.4;
    private readonly FeffStructure _structure;
    private readonly string _folder;
    private readonly double _nitrogenSigma2;
    private readonly double _otherSigma2;

    private Pocket(FeffStructure structure, string cache, double nitrogenSigma2, double otherSigma2) =>
        (_structure, _folder, _nitrogenSigma2, _otherSigma2) = (
            structure,
            Path.Combine(cache, structure.Name),
            nitrogenSigma2,
            otherSigma2
        );

    /// <summary>3 N at 1.97 Å.</summary>
    public static Pocket ThreeNitrogen(string cache) => new(FeffStructure.ZincThreeNitrogen(), cache, 0.007, 0.022);

    /// <summary>4 N at 2.00 Å.</summary>
    public static Pocket FourNitrogen(string cache) => new(FeffStructure.ZincFourNitrogen(), cache, 0.006, 0.021);

    /// <summary>Name of the structure.</summary>
    public string Name => _structure.Name;

    /// <summary>A path file of the undisplaced pocket, from the cache's folder.</summary>
    public string ModelFile(string file) => $"{Name}/model/{file}";

    private string ModelFolder => Path.Combine(_folder, "model");

    /// <summary>Paths of the undisplaced pocket as FEFF lists them.</summary>
    public IReadOnlyList<FeffPathSummary> ModelPaths()
    {
        FeffRun.Make(ModelFolder, _structure, LongestPath, "4.0 2.5");
        return FeffPaths.Of(ModelFolder);
    }

    /// <summary>One displaced site; FEFF runs unless it did so before.</summary>
    /// <param name="seed">Seed of the study.</param>
    /// <param name="number">Number of the site.</param>
    public Site Site(ulong seed, int number)
    {
        var noise = NoiseSource.For(seed, string.Create(CultureInfo.InvariantCulture, $"exafs study {Name} {number}"));
        FeffStructure displaced = _structure.Displaced(noise, Displacement);
        string folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"));
        string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D4}.chi"));
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            string run = Path.ChangeExtension(file, "feff");
            FeffRun.Make(run, displaced, LongestPath, "1.0 0.5");
            WriteAtOnce(file, ChiOf(run));
            // What no one reads again would fill the disk at hundreds of sites.
            Directory.Delete(run, recursive: true);
        }
        double[] chi = [.. File.ReadLines(file).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        double[] nitrogen = [.. displaced.Atoms.Where(a => a.Potential == 1).Select(a => a.Radius)];
        double mean = nitrogen.Average();
        return new Site(chi, nitrogen.Length, mean, _nitrogenSigma2 + nitrogen.Average(r => (r - mean) * (r - mean)));
    }

    private double[] ChiOf(string folder)
    {
        double[] chi = new double[StudyGrid.K.Length];
        double[] one = new double[chi.Length];
        foreach (FeffPathSummary path in FeffPaths.Of(folder))
        {
            double sigma2 = path.Legs == 2 && path.Reff < Shorter ? _nitrogenSigma2 : _otherSigma2;
            var parameters = new PathParameters(Amplitude: Amplitude, Disorder: sigma2);
            PathChi.Evaluate(FeffPath.Read(Path.Combine(folder, path.File)), parameters, StudyGrid.K, one);
            for (int i = 0; i < chi.Length; i++)
                chi[i] += one[i];
        }
        return chi;
    }

    // A study that is stopped must not leave half a spectrum behind.
    private static void WriteAtOnce(string file, double[] chi)
    {
        string draft = file + ".new";
        File.WriteAllLines(draft, chi.Select(c => c.ToString("R", CultureInfo.InvariantCulture)));
        File.Move(draft, file, overwrite: true);
    }
}
