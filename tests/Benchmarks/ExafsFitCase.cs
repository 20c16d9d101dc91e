using System.Globalization;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.Benchmarks;

/// <summary>The peers' fit of ZnO: four paths (3 + 1 O, 6 + 6 Zn), six variables, R space 1 to 3.3 Å, k 3 to 11 Å⁻¹.</summary>
internal sealed class ExafsFitCase : IPathParameterMap
{
    /// <summary>R-factor that Larch finds (newest, August 2026).</summary>
    public const double LarchRFactor = 0.053396;

    private const double Energy = 9664.498;
    private const string Place = "reference/xas";

    public ExafsTransform Transform { get; } =
        new() { KWindow = new(WindowShape.Hanning, 3, 11, 1, 1), RWindow = new(WindowShape.Hanning, 1, 3.3, 0, 0) };

    public double[] Start { get; } = [0.9, 2, 0, 0.004, 0, 0.007];

    public FeffPath[] FeffPaths { get; private init; } = [];

    public double[] K { get; private init; } = [];

    /// <summary>χ of the file, then with noise.</summary>
    public double[][] Chi { get; private init; } = [];

    public int Variables => 6;

    public int Paths => 4;

    /// <summary>Whether this is the peers' scan; else four paths of Zn metal, generated.</summary>
    public bool IsPeers { get; private init; }

    /// <summary>The peers' scan where the shared folder is, else a generated one of the same size.</summary>
    public static ExafsFitCase Load(int spectra)
    {
        var noise = new NoiseSource(1);
        double[][] Noisy(double[] chi) =>
            [.. Enumerable.Range(0, spectra).Select(s => (double[])[.. chi.Select(c => c + (s == 0 ? 0 : 5e-4 * noise.NextNormal()))])];
        string sample = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "feff", "zn-foil");
        if (Corpus.Path(Place) is not { } folder)
        {
            double[] k = [.. Enumerable.Range(0, 241).Select(i => 0.05 * i)];
            FeffPath[] metal = Read(sample, "feff0001.dat", "feff0002.dat", "feff0003.dat", "feff0006.dat");
            return new ExafsFitCase
            {
                K = k,
                FeffPaths = metal,
                Chi = Noisy(Sum(metal, k)),
            };
        }
        double[][] rows =
        [
            .. File.ReadLines(Path.Combine(folder, "inputs", "zno.csv"))
                .Skip(1)
                .Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        (double[] energy, double[] mu) = ([.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])]);
        double step = new Normalization(new NormalizationSettings { E0 = Energy }).Apply(energy, mu).EdgeStep;
        var background = new AutobkFit(energy, Energy, new AutobkSettings { KMax = 12, KWeight = 2 });
        double[] chi = new double[background.K.Length];
        background.Apply(mu, step, chi);
        string[] files = ["feff0001.dat", "feff0002.dat", "feff0003.dat", "feff0004.dat"];
        return new ExafsFitCase
        {
            IsPeers = true,
            K = background.K.ToArray(),
            Chi = Noisy(chi),
            FeffPaths = Read(Path.Combine(folder, "feff", "ZnO_wurtzite"), files),
        };
    }

    private static FeffPath[] Read(string folder, params string[] files) =>
        [.. files.Select(f => FeffPathText.Parse(File.ReadAllText(Path.Combine(folder, f)), f))];

    private static double[] Sum(FeffPath[] paths, double[] k)
    {
        double[] sum = new double[k.Length];
        double[] one = new double[k.Length];
        for (int p = 0; p < paths.Length; p++)
        {
            new PathChi(paths[p], k).Evaluate(new(paths[p].Degeneracy, 0.85, 1, 0.01, 0.008 + (0.002 * p), 0, 0, 0), one);
            for (int j = 0; j < k.Length; j++)
                sum[j] += one[j];
        }
        return sum;
    }

    /// <summary>amp, e0, and a shift and σ² each for the first two paths and the last two.</summary>
    public void Evaluate(ReadOnlySpan<double> variables, Span<PathParameters> parameters, Span<double> derivatives)
    {
        derivatives.Clear();
        for (int p = 0; p < Paths; p++)
        {
            int shift = p < 2 ? 2 : 4;
            parameters[p] = new(FeffPaths[p].Degeneracy, variables[0], variables[1], variables[shift], variables[shift + 1], 0, 0, 0);
            if (derivatives.IsEmpty)
                continue;
            Span<double> own = derivatives.Slice(p * PathParameters.Count * Variables, PathParameters.Count * Variables);
            own[(1 * Variables) + 0] = 1;
            own[(2 * Variables) + 1] = 1;
            own[(3 * Variables) + shift] = 1;
            own[(4 * Variables) + shift + 1] = 1;
        }
    }
}
