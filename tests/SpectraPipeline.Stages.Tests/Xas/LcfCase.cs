using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>Standards and unknowns of xas.lcf: made with known weights, and the gold series of the shared corpus.</summary>
internal static class LcfCase
{
    public const double Edge = 9660;

    /// <summary>Energies of a XANES scan: 1 eV before the edge, 0.5 eV in it, then growing.</summary>
    public static double[] Energies { get; } =
    [
        .. Enumerable.Range(0, 100).Select(i => Edge - 140 + i),
        .. Enumerable.Range(0, 160).Select(i => Edge - 40 + 0.5 * i),
        .. Enumerable.Range(1, 80).Select(i => Edge + 40 + 2.0 * i),
    ];

    /// <summary>A smooth edge of its own for each number, norm from 0 to 1.</summary>
    public static double Curve(int standard, double energy)
    {
        double e = energy - Edge;
        (double shift, double white, double width) = standard switch
        {
            0 => (0.0, 0.0, 2.5),
            1 => (3.1, 0.55, 1.8),
            2 => (1.7, 0.25, 2.0),
            3 => (2.4, 0.9, 1.5),
            _ => (1.2, 0.4, 2.8),
        };
        double edge = 0.5 + Math.Atan((e - shift) / (0.5 * width)) / Math.PI,
            line = white * Math.Exp(-Math.Pow((e - shift - 3) / (2 * width), 2)),
            above = Math.Max(0, e - shift),
            far =
                0.12
                * Math.Sin((1.4 + 0.2 * standard) * Math.Sqrt(above) + standard)
                * Math.Exp(-0.02 * above)
                * (1 - Math.Exp(-above * above / 25));
        return edge + line + far * edge;
    }

    /// <summary>A standard on the energies, or shifted, with noise.</summary>
    public static double[] Standard(int standard, double sigma = 0, SeededNormal? noise = null) =>
        [.. Energies.Select(e => Curve(standard, e) + (sigma > 0 ? sigma * noise!.Next() : 0))];

    /// <summary>Σ wⱼ·standard j, on energies that read so much too high, with noise.</summary>
    public static double[] Mixture(double[] weights, double shift = 0, double sigma = 0, SeededNormal? noise = null) =>
        [.. Energies.Select(e => weights.Select((w, j) => w * Curve(j, e - shift)).Sum() + (sigma > 0 ? sigma * noise!.Next() : 0))];

    public static SpectralSeries Series(string id, double[] energy, params double[][] frames) =>
        new(
            id,
            new Axis("energy", Unit.ElectronVolt, energy),
            [new Channel("norm", new Signal(SignalKind.Norm), frames.Length, energy.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]
        );

    public static Dictionary<string, SpectralSeries> Others(params double[][] standards) =>
        standards.Select((s, j) => Series($"s{j}", Energies, s)).ToDictionary(s => s.Id);

    public static FrameStageRun Run(Lcf stage, Dictionary<string, SpectralSeries> others, SpectralSeries unknown) =>
        FrameStageRun.Of(
            unknown,
            new SeriesCard { Id = unknown.Id, Technique = "xas" },
            others,
            stage with
            {
                Standards = new([.. others.Keys]),
            }
        );

    public static List<ComponentRow> Weights(FrameStageRun run, int frame = 0) =>
        [.. run.Findings.List<ComponentRow>().Where(r => r.Frame == frame)];

    public static List<ModelQualityRow> Quality(FrameStageRun run, string criterion, int frame = 0) =>
        [.. run.Findings.List<ModelQualityRow>().Where(r => r.Frame == frame && r.Criterion == criterion)];

    /// <summary>A gold spectrum of the corpus through xas.normalize with stated ranges; skips the test where the corpus is absent.</summary>
    public static SpectralSeries Gold(string name)
    {
        string file = $"reference/xas/inputs/cyano_{name}.csv";
        string? path = Corpus.Path(file);
        Assert.SkipWhen(path is null, "needs the shared corpus: " + file);
        double[][] rows =
        [
            .. File.ReadLines(path).Skip(1).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        var normalize = new Normalize
        {
            E0 = 11919,
            PreFrom = -150,
            PreTo = -30,
            PostFrom = 150,
            PostTo = 850,
            PostDegree = 2,
        };
        XasChain.Result result = XasChain.Run(
            [.. rows.Select(r => r[0])],
            [
                [.. rows.Select(r => r[1])],
            ],
            normalize
        );
        return Series(name, [.. rows.Select(r => r[0])], result.Values(0, "norm"));
    }
}
