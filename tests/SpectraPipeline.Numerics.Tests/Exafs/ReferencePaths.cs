using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

/// <summary>Paths of FEFF in the shared folder, by the names that the reference numbers give them.</summary>
public static class ReferencePaths
{
    /// <summary>The path of a file named as in the reference: below corpus/xas when it starts with data/, else below reference/xas. Skips the test where it is absent.</summary>
    public static FeffPath Load(string name)
    {
        string place = name.StartsWith("data/", StringComparison.Ordinal) ? "corpus/xas/" + name[5..] : "reference/xas/" + name;
        string? path = Corpus.Path(place);
        Assert.SkipWhen(path is null, "needs the shared corpus: " + place);
        return FeffPathText.Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(name));
    }

    /// <summary>A made path on FEFF's uneven grid of k, by functions of k.</summary>
    public static FeffPath Made(
        Func<double, double> phase,
        Func<double, double> amplitude,
        Func<double, double> momentum,
        Func<double, double> meanFreePath
    )
    {
        double[] k =
        [
            .. Enumerable.Range(0, 20).Select(i => 0.1 * i),
            .. Enumerable.Range(10, 20).Select(i => 0.2 * i),
            .. Enumerable.Range(6, 15),
        ];
        return new()
        {
            Label = "made",
            Degeneracy = 4,
            Reff = 2.1,
            NormanRadius = 1.3,
            Atoms = [new("Zn", 30, 65.38), new("N", 7, 14.007)],
            Positions = [0, 0, 0, 2.1, 0, 0],
            K = k,
            CentralPhase = [.. k.Select(v => 0.3 * phase(v))],
            Phase = [.. k.Select(v => 0.7 * phase(v))],
            Magnitude = [.. k.Select(v => 2 * amplitude(v))],
            Reduction = [.. k.Select(_ => 0.5)],
            MeanFreePath = [.. k.Select(meanFreePath)],
            Momentum = [.. k.Select(momentum)],
        };
    }

    /// <summary>A made path that bends in everything, as a real one does.</summary>
    public static FeffPath Made() =>
        Made(k => 4 - 0.9 * k + 0.02 * k * k, k => 0.6 * Math.Exp(-0.01 * (k - 5) * (k - 5)), k => Math.Sqrt(k * k + 3), k => 6 + 0.8 * k);

    /// <summary>Even steps of 0.05 Å⁻¹.</summary>
    public static double[] Grid(int points) => [.. Enumerable.Range(0, points).Select(i => 0.05 * i)];
}
