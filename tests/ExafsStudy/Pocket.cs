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
/// <param name="CarbonR">Mean distance of the first carbon shell, Å.</param>
internal sealed record Site(double[] Chi, int N, double R, double CarbonR);

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

    /// <summary>Folder of the paths of the undisplaced pocket.</summary>
    public string ModelFolder => Path.Combine(_folder, "model");

    /// <summary>Paths of the undisplaced pocket as FEFF lists them.</summary>
    public IReadOnlyList<FeffPathSummary> ModelPaths()
    {
        Calculate(ModelFolder, _structure, "4.0 2.5");
        return FeffPaths.Of(ModelFolder);
    }

    /// <summary>One displaced site; FEFF runs unless it did so before.</summary>
    /// <param name="number">Number of the site.</param>
    /// <param name="k">The k grid, Å⁻¹.</param>
    public Site Site(int number, double[] k)
    {
        var noise = NoiseSource.For((ulong)number, "exafs study " + _structure.Name);
        FeffStructure displaced = _structure.Displaced(noise, Displacement);
        string folder = Path.Combine(_folder, number.ToString("D4", CultureInfo.InvariantCulture));
        Calculate(folder, displaced, "1.0 0.5");
        double[] chi = new double[k.Length];
        double[] one = new double[k.Length];
        foreach (FeffPathSummary path in FeffPaths.Of(folder))
        {
            double sigma2 = path.Legs == 2 && path.Reff < Shorter ? _nitrogenSigma2 : _otherSigma2;
            PathChi.Evaluate(FeffPath.Read(Path.Combine(folder, path.File)), new(Amplitude: Amplitude, Disorder: sigma2), k, one);
            for (int i = 0; i < chi.Length; i++)
                chi[i] += one[i];
        }
        double[] nitrogen = [.. displaced.Atoms.Where(a => a.Potential == 1).Select(a => a.Radius)];
        int carbons = _structure.Atoms.Count(a =>
            a.Potential == 2 && a.Radius < _structure.Atoms.First(c => c.Potential == 2).Radius + 0.05
        );
        double carbon = displaced.Atoms.Where(a => a.Potential == 2).Take(carbons).Average(a => a.Radius);
        return new Site(chi, nitrogen.Length, nitrogen.Average(), carbon);
    }

    private static void Calculate(string folder, FeffStructure structure, string criteria)
    {
        if (File.Exists(Path.Combine(folder, "files.dat")))
            return;
        string program =
            FeffProgram.Find() ?? throw new UserException("The study needs FEFF: on Debian and Ubuntu 'apt install feff85exafs'.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "feff.inp"), structure.ToFeffInput("", LongestPath, criteria));
        FeffProgram.Run(program, folder, CancellationToken.None);
        // What no one reads again would fill the disk at two thousand sites.
        foreach (string file in Directory.EnumerateFiles(folder))
            if (
                Path.GetFileName(file) is var name
                && !name.StartsWith("feff0", StringComparison.Ordinal)
                && name is not ("files.dat" or "feff.inp")
            )
                File.Delete(file);
    }
}
