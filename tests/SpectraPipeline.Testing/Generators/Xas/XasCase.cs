namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>The Zn K-edge samples of case 000-C.</summary>
public enum XasSample
{
    ZincFoil,
    ZincThreeNitrogen,
    ZincFourNitrogen,
}

/// <summary>What may be wrong or different in a scan; null takes the sample's own value.</summary>
/// <param name="MetalFraction">Share of the zinc that is metal (trap 2 of 000-C: 0.05; 0.35 is above detection).</param>
/// <param name="EnergyOffset">Drift of the monochromator in eV, in the sample and in its reference foil.</param>
/// <param name="Counts">Photons a point in the incident beam; noise goes as its inverse root.</param>
public sealed record XasOptions(double MetalFraction = 0, double? EnergyOffset = null, double? Counts = null);

/// <summary>Zn K-edge transmission scans with χ(k) from FEFF paths, cases 000-B to 000-D: <see cref="Generate"/>.</summary>
public static class XasCase
{
    /// <summary>S₀² of all samples.</summary>
    public const double Amplitude = 0.95;

    /// <summary>Tabulated Zn K edge in eV, the energy scale of the foil.</summary>
    public const double FoilEdge = 9659.0;

    private sealed record Recipe(
        string Name,
        double EdgeShift,
        double EdgeStep,
        double WhiteLine,
        double EnergyOffset,
        double Counts,
        IReadOnlyList<XasShell> Shells
    );

    /// <summary>One scan of a sample; feffFolder holds zn-foil, zn-n3 and zn-n4, each with its feffNNNN.dat.</summary>
    public static XasSpectrum Generate(XasSample sample, ulong seed, string feffFolder, XasOptions? options = null)
    {
        options ??= new();
        Recipe recipe = RecipeOf(sample);
        Recipe foil = RecipeOf(XasSample.ZincFoil);
        Func<double, double> chi = Chi(feffFolder, foil.Name, foil.Shells);
        AbsorptionModel reference = ModelOf(foil) with { EdgeStep = 1.1, Matrix = 0.3 };
        AbsorptionModel model = ModelOf(recipe);
        Func<double, double> ownChi = sample == XasSample.ZincFoil ? chi : Chi(feffFolder, recipe.Name, recipe.Shells);
        AbsorptionModel metal = ModelOf(foil) with { EdgeStep = recipe.EdgeStep, Matrix = model.Matrix };
        double share = sample == XasSample.ZincFoil ? 0 : options.MetalFraction;
        double Mu(double energy) => (1 - share) * model.At(energy, ownChi) + (share == 0 ? 0 : share * metal.At(energy, chi));

        double offset = options.EnergyOffset ?? recipe.EnergyOffset;
        double[] energy = Grid();
        double[] mu = new double[energy.Length];
        double[] referenceMu = new double[energy.Length];
        for (int i = 0; i < energy.Length; i++)
        {
            mu[i] = Mu(energy[i] - offset);
            referenceMu[i] = reference.At(energy[i] - offset, chi);
        }
        double counts = options.Counts ?? recipe.Counts;
        int after = Array.FindIndex(energy, static e => e > FoilEdge + 100);
        double noise = Math.Sqrt((1 + Math.Exp(mu[after])) / counts) / recipe.EdgeStep;
        XasTruth truth = new()
        {
            Sample = recipe.Name,
            EdgeEnergy = model.EdgeEnergy,
            Inflection = model.Inflection(ownChi),
            EnergyOffset = offset,
            EdgeStep = recipe.EdgeStep,
            Amplitude = Amplitude,
            Noise = noise,
            MetalFraction = share,
            Shells = recipe.Shells,
        };
        return Count(energy, mu, referenceMu, counts, NoiseSource.For(seed, "xas " + recipe.Name), truth);
    }

    /// <summary>Σ over the paths as a function of k, splined from an even grid of 0.02 Å⁻¹ (20 points a period at R = 5 Å, k &lt; 20).</summary>
    public static Func<double, double> Chi(string feffFolder, string name, IReadOnlyList<XasShell> shells)
    {
        const double step = 0.02;
        double[] k = [.. Enumerable.Range(0, 751).Select(static i => i * step)];
        double[] sum = new double[k.Length];
        double[] one = new double[k.Length];
        foreach (XasShell shell in shells)
        {
            FeffPath path = FeffPath.Read(Path.Combine(feffFolder, name, shell.File));
            PathParameters parameters = new(
                Number: shell.Number,
                Amplitude: Amplitude,
                DistanceShift: shell.Distance - path.HalfLength,
                Disorder: shell.Disorder
            );
            PathChi.Evaluate(path, parameters, k, one);
            for (int i = 0; i < k.Length; i++)
                sum[i] += one[i];
        }
        return new NotAKnotSpline(k, sum).At;
    }

    /// <summary>9500 to 10400 eV: 5 eV before the edge, 0.3 eV in it, 0.05 Å⁻¹ above.</summary>
    private static double[] Grid()
    {
        List<double> energy = [];
        for (double e = 9500; e < FoilEdge - 20; e += 5)
            energy.Add(e);
        for (int i = 0; FoilEdge - 19.4 + 0.3 * i < FoilEdge + 25; i++)
            energy.Add(FoilEdge - 19.4 + 0.3 * i);
        for (double k = 2.6; ; k += 0.05)
        {
            double e = FoilEdge + k * k * PathChi.ElectronConstant;
            if (e > 10400)
                return [.. energy.Select(static e => Math.Round(e, 3))];
            energy.Add(e);
        }
    }

    /// <summary>Photons counted in three chambers in a row: each count scatters by its own root; μ is what a beamline would print from them.</summary>
    private static XasSpectrum Count(double[] energy, double[] mu, double[] referenceMu, double counts, NoiseSource noise, XasTruth truth)
    {
        int n = energy.Length;
        double[] incident = new double[n];
        double[] transmitted = new double[n];
        double[] reference = new double[n];
        double[] muOut = new double[n];
        double[] referenceOut = new double[n];
        for (int i = 0; i < n; i++)
        {
            // The beam decays over the scan, and two Bragg reflections of the monochromator steal intensity; both cancel in the ratio.
            double beam = counts * (1 - 0.1 * i / n) * (1 - 0.08 * Dip(energy[i], 9852) - 0.05 * Dip(energy[i], 10127));
            incident[i] = Counted(beam, noise);
            transmitted[i] = Counted(beam * Math.Exp(-mu[i]), noise);
            reference[i] = Counted(beam * Math.Exp(-mu[i] - referenceMu[i]), noise);
            muOut[i] = Math.Log(incident[i] / transmitted[i]);
            referenceOut[i] = Math.Log(transmitted[i] / reference[i]);
        }
        return new(energy, incident, transmitted, reference, muOut, referenceOut, truth);
    }

    private static double Counted(double expected, NoiseSource noise) => Math.Round(expected + Math.Sqrt(expected) * noise.NextNormal());

    private static double Dip(double energy, double centre) => 1 / (1 + Math.Pow((energy - centre) / 1.2, 4));

    private static AbsorptionModel ModelOf(Recipe recipe) =>
        new()
        {
            EdgeEnergy = FoilEdge + recipe.EdgeShift,
            EdgeStep = recipe.EdgeStep,
            WhiteLine = recipe.WhiteLine,
        };

    private static Recipe RecipeOf(XasSample sample) =>
        sample switch
        {
            XasSample.ZincFoil => new(
                "zn-foil",
                0,
                1.5,
                0.05,
                0,
                2e7,
                [
                    new("Zn-Zn 1", "feff0001.dat", 2, 6, 2.6650, 0.0105),
                    new("Zn-Zn 2", "feff0002.dat", 2, 6, 2.9130, 0.0160),
                    new("Zn-Zn 3", "feff0003.dat", 2, 6, 3.9481, 0.0165),
                    new("Zn-Zn 4", "feff0006.dat", 2, 6, 4.6159, 0.0170),
                    new("Zn-Zn 5", "feff0007.dat", 2, 12, 4.7634, 0.0180),
                ]
            ),
            XasSample.ZincThreeNitrogen => new(
                "zn-n3",
                1.7,
                0.8,
                0.28,
                0.10,
                8.5e5,
                [
                    new("Zn-N", "feff0001.dat", 2, 3, 1.97, 0.007),
                    new("Zn-C 1", "feff0002.dat", 2, 6, 2.8111, 0.022),
                    new("Zn-N-C", "feff0003.dat", 3, 12, 3.1015, 0.022),
                    new("Zn-C 2", "feff0004.dat", 2, 3, 3.1492, 0.023),
                ]
            ),
            XasSample.ZincFourNitrogen => new(
                "zn-n4",
                2.6,
                0.8,
                0.33,
                -0.08,
                8.5e5,
                [
                    new("Zn-N", "feff0001.dat", 2, 4, 2.00, 0.006),
                    new("Zn-C 1", "feff0002.dat", 2, 4, 2.6491, 0.021),
                    new("Zn-N-C 1", "feff0003.dat", 3, 8, 3.0545, 0.022),
                    new("Zn-C 2", "feff0004.dat", 2, 4, 3.1686, 0.023),
                    new("Zn-N-C 2", "feff0005.dat", 3, 8, 3.2826, 0.023),
                ]
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(sample), sample, "no such sample"),
        };
}
