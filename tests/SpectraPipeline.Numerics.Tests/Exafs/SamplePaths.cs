using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Numerics.Tests.Exafs;

/// <summary>FEFF's paths of the sample data: Zn in a pocket of graphene, Zn metal.</summary>
public static class SamplePaths
{
    /// <summary>3 N at 1.97 Å.</summary>
    public static FeffPath Nitrogen { get; } = Load("zn-n3/feff0001.dat");

    /// <summary>6 C at 2.8 Å.</summary>
    public static FeffPath Carbon { get; } = Load("zn-n3/feff0002.dat");

    /// <summary>6 Zn at 2.665 Å.</summary>
    public static FeffPath Zinc { get; } = Load("zn-foil/feff0001.dat");

    /// <summary>Even steps of 0.05 Å⁻¹ up to 12.</summary>
    public static double[] K { get; } = [.. Enumerable.Range(0, 241).Select(i => 0.05 * i)];

    /// <summary>Σ χ of paths.</summary>
    public static double[] Chi(params (FeffPath Path, PathParameters Parameters)[] paths)
    {
        double[] sum = new double[K.Length];
        double[] one = new double[K.Length];
        foreach ((FeffPath path, PathParameters parameters) in paths)
        {
            new PathChi(path, K).Evaluate(parameters, one);
            for (int j = 0; j < one.Length; j++)
                sum[j] += one[j];
        }
        return sum;
    }

    private static FeffPath Load(string name) =>
        FeffPathText.Parse(
            File.ReadAllText(Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "feff", name)),
            Path.GetFileNameWithoutExtension(name)
        );
}
