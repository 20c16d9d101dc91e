using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Tests.Writers;

/// <summary>Files with hard numbers for round trips: all magnitudes, both directions of x, uneven steps, missing values.</summary>
internal static class RandomSpectra
{
    /// <summary>A file of a seed.</summary>
    /// <param name="seed">Which.</param>
    /// <param name="spectra">Number of spectra.</param>
    /// <param name="shared">All on one x.</param>
    public static SpectrumFile File(int seed, int spectra, bool shared)
    {
        var random = new Random(seed);
        double[] x = X(random);
        return new SpectrumFile
        {
            Format = "test",
            Technique = "ir",
            Metadata = new Dictionary<string, string> { ["Sample name"] = "Cu, \"foil\"; 5 µm", ["Résolution"] = "4" },
            Spectra =
            [
                .. Enumerable
                    .Range(0, spectra)
                    .Select(k =>
                    {
                        double[] own = shared ? x : X(random);
                        return new SpectrumData
                        {
                            X = own,
                            XLabel = "wavenumber",
                            XUnit = Unit.PerCm,
                            Title = string.Create(CultureInfo.InvariantCulture, $"sample {k}, \"hot\""),
                            Channels = [new ChannelData("absorbance", [.. own.Select(_ => Number(random))], new(SignalKind.Absorbance))],
                        };
                    }),
            ],
        };
    }

    private static double[] X(Random random)
    {
        double[] x = new double[random.Next(8, 60)];
        double at = 400 + 1000 * random.NextDouble();
        for (int i = 0; i < x.Length; i++)
            x[i] = at += 0.1 + random.NextDouble();
        if (random.Next(2) == 0)
            Array.Reverse(x);
        return x;
    }

    private static double Number(Random random) =>
        random.Next(12) switch
        {
            0 => double.NaN,
            1 => 0,
            2 => -1e-300 * random.NextDouble(),
            3 => 1e300 * random.NextDouble(),
            4 => random.Next(),
            5 => (float)random.NextDouble(),
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
        };
}
