namespace SpectraPipeline.ExafsStudy;

/// <summary>All that the study found.</summary>
/// <param name="Coverage">The right model, by structure and noise.</param>
/// <param name="Near">Only the near paths, at the noise of the seed case.</param>
/// <param name="Misfit">The right model without noise.</param>
/// <param name="OneShell">One shell where more are.</param>
/// <param name="Compared">Pairs.</param>
/// <param name="Shells">Limits on a lone shell of zinc.</param>
/// <param name="Metal">Limits on metal.</param>
/// <param name="Verdicts">Verdicts on the right model and its rivals.</param>
/// <param name="Amplitude">Mean N of both structures with S₀² as it is, and with it set wrongly, by noise.</param>
internal sealed record ExafsResult(
    IReadOnlyList<CoverageResult> Coverage,
    IReadOnlyList<CoverageResult> Near,
    IReadOnlyList<CoverageResult> Misfit,
    IReadOnlyList<OneShellResult> OneShell,
    IReadOnlyList<(double Noise, CompareResult Result)> Compared,
    IReadOnlyList<MetalResult> Shells,
    IReadOnlyList<MetalResult> Metal,
    IReadOnlyList<(Pocket Pocket, double Noise, string Model, string Verdict, double Share)> Verdicts,
    IReadOnlyList<(double Noise, double Three, double Four, double WrongThree, double WrongFour)> Amplitude
)
{
    /// <summary>Noise of a point of χ(k) in seed case 000-C.</summary>
    public const double SeedNoise = 0.003;

    /// <summary>That of a good scan in transmission.</summary>
    public const double LowNoise = 0.001;

    /// <summary>S₀² of the fits that have it wrong.</summary>
    public const double WrongAmplitude = 0.8;

    /// <summary>Runs the study; the same size and seed give the same numbers.</summary>
    public static ExafsResult Of(StudySize size, Action<string> report)
    {
        Pocket[] pockets = [Pocket.ThreeNitrogen(size.Cache), Pocket.FourNitrogen(size.Cache)];
        // What is no claim of its own needs fewer draws.
        StudySize few = size with
        {
            Draws = Math.Max(1, size.Draws / 5),
        };
        StudySize once = size with { Draws = 1 };
        var zinc = new MetalStudy(once);
        List<CoverageResult> coverage = [];
        List<CoverageResult> near = [];
        List<CoverageResult> misfit = [];
        List<OneShellResult> one = [];
        List<(double, CompareResult)> compared = [];
        List<MetalResult> shells = [];
        List<MetalResult> metal = [];
        List<(Pocket, double, string, string, double)> verdicts = [];
        List<(double, double, double, double, double)> amplitude = [];
        foreach (double noise in (double[])[SeedNoise, LowNoise])
        {
            report($"noise {noise}: right model");
            CoverageResult[] right = [.. pockets.Select(p => CoverageStudy.Of(p, size, noise, StudyStage.AllPaths, "all paths"))];
            coverage.AddRange(right);
            compared.Add((noise, CompareStudy.Different(right[0], right[1])));
            compared.AddRange(right.Select(r => (noise, CompareStudy.Alike(r))));
            report($"noise {noise}: one shell");
            one.AddRange(pockets.Select(p => CoverageStudy.OneShell(p, size, noise)));
            report($"noise {noise}: S02, near paths, metal");
            CoverageResult[] wrong =
            [
                .. pockets.Select(p => CoverageStudy.Of(p, few, noise, StudyStage.AllPaths, "S₀² set wrongly", WrongAmplitude)),
            ];
            amplitude.Add((noise, 3 + right[0].N.Bias, 4 + right[1].N.Bias, 3 + wrong[0].N.Bias, 4 + wrong[1].N.Bias));
            near.AddRange(pockets.Select(p => CoverageStudy.Of(p, few, noise, StudyStage.NearPaths, "paths to 3.3 Å")));
            shells.AddRange(pockets.SelectMany(p => zinc.Shells(p, noise)));
            metal.AddRange(pockets.SelectMany(p => zinc.Metal(p, noise)));
            report($"noise {noise}: rivals of the right model");
            verdicts.AddRange(pockets.SelectMany(p => CoverageStudy.Verdicts(p, once, noise)));
        }
        report("without noise");
        misfit.AddRange(pockets.Select(p => CoverageStudy.Of(p, once, CoverageStudy.NoNoise, StudyStage.AllPaths, "all paths, no noise")));
        return new(coverage, near, misfit, one, compared, shells, metal, verdicts, amplitude);
    }
}
