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

    /// <summary>FEFF's own amplitudes of the numbers of a path, S₀² of 1, no displacement.</summary>
    public static PathParameters Plain(FeffPath path) => new(path.Degeneracy, 1, 0, 0, 0, 0, 0, 0);

    /// <summary>Even steps of 0.05 Å⁻¹.</summary>
    public static double[] Grid(int points) => [.. Enumerable.Range(0, points).Select(i => 0.05 * i)];
}
