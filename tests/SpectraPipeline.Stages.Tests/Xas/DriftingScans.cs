using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>Zinc scans over a monochromator that drifts, with a foil behind the sample; made, with known truth.</summary>
internal static class DriftingScans
{
    public const double FoilEdge = 9660.4;
    public const double SampleEdge = 9662.6;

    public static double[] Energies { get; } = [.. Enumerable.Range(0, 620).Select(i => 9560 + (0.5 * i))];

    public static RunContext Run { get; } = new(TimeProvider.System) { ConfigFolder = ConfigFolder() };

    public static SeriesCard Card { get; } =
        new()
        {
            Id = "s",
            Technique = "xas",
            Edge = "Zn K",
        };

    /// <summary>A scan whose energies as recorded are too low by <paramref name="shift"/>.</summary>
    public static double[] Scan(double edge, double shift, double noise = 0, ulong seed = 0)
    {
        var random = new SeededNormal(seed, "scan");
        return [.. Energies.Select(e => Edge(e + shift - edge) + (noise * random.Next()))];
    }

    /// <summary>Frames with sample and reference; a NaN shift of the reference leaves noise in its place.</summary>
    public static SpectralSeries Series(
        double[] shifts,
        double noise = 0,
        int? broken = null,
        double[]? sampleEdges = null,
        int? dead = null
    )
    {
        int n = shifts.Length;
        double[] mu = [.. shifts.SelectMany((s, f) => Scan(sampleEdges?[f] ?? SampleEdge, s, noise, (ulong)f))];
        double[] reference =
        [
            .. shifts.SelectMany(
                (s, f) =>
                    f == broken ? Scan(FoilEdge, s + 3, noise, (ulong)(f + 1000))
                    : f == dead ? [.. Energies.Select(_ => double.NaN)]
                    : Scan(FoilEdge, s, noise, (ulong)(f + 1000))
            ),
        ];
        return new SpectralSeries(
            "s",
            new Axis("energy", Unit.ElectronVolt, Energies),
            [
                new Channel("mu", new Signal(SignalKind.Mu), n, Energies.Length, mu),
                new Channel("reference", new Signal(SignalKind.Auxiliary), n, Energies.Length, reference),
            ],
            [
                .. Enumerable
                    .Range(0, n)
                    .Select(f => new FrameInfo { Frame = f, File = string.Create(CultureInfo.InvariantCulture, $"scan{f}.xdi") }),
            ]
        );
    }

    public static SpectralSeries Without(SpectralSeries series, string channel) =>
        new(series.Id, series.Axis, [.. series.Channels.Where(c => c.Name != channel)], series.Info);

    /// <summary>Absorption at a distance from the edge (eV).</summary>
    public static double Edge(double x)
    {
        double chi = x > 5 ? 0.08 * Math.Sin(2.2 * Math.Sqrt(x)) * Math.Exp(-x / 90) * (1 - Math.Exp(-(x - 5) / 4)) : 0;
        return 0.2 - (3e-4 * x) + 0.5 + (Math.Atan(x / 0.9) / Math.PI) + (0.15 * Math.Exp(-Math.Pow((x - 8) / 3, 2) / 2)) + chi;
    }

    private static string ConfigFolder()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "config", "library", "xas.csv")))
                return Path.Combine(d.FullName, "config");
        throw new InvalidOperationException("config/library/xas.csv lies above no folder of the tests.");
    }
}
