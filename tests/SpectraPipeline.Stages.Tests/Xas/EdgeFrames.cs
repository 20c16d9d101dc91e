using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>Generated normalised edges with known positions, and stages run on them beside finished other series.</summary>
internal static class EdgeFrames
{
    public static readonly double[] Energy =
    [
        .. Enumerable.Range(0, 28).Select(i => 9500 + (5.0 * i)),
        .. Enumerable.Range(0, 150).Select(i => 9640.1 + (0.3 * i)),
        .. Enumerable.Range(0, 100).Select(i => 9685 + (2.0 * i)),
    ];

    /// <summary>An edge at 9659 eV plus a shift, with a white line.</summary>
    public static double[] Edge(double shift, double whiteLine = 0.4, SeededNormal? noise = null, double sigma = 0) =>
        [
            .. Energy.Select(e =>
                0.5
                + (Math.Atan((e - 9659 - shift) / 1.2) / Math.PI)
                + (whiteLine * Math.Exp(-Math.Pow((e - 9663.5 - shift) / 3, 2)))
                + (sigma > 0 ? sigma * noise!.Next() : 0)
            ),
        ];

    public static SpectralSeries Series(string id, params double[][] frames) =>
        new(
            id,
            new Axis("energy", Unit.ElectronVolt, Energy),
            [new Channel("norm", new Signal(SignalKind.Norm), frames.Length, Energy.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]
        );

    public static FinishedSeries Finished(SpectralSeries series, string name, string? state, string role = "sample")
    {
        var labels = new Dictionary<string, string> { ["standard"] = name };
        if (state is not null)
            labels["oxidation-state"] = state;
        return new(
            new SeriesCard
            {
                Id = series.Id,
                Role = role,
                Edge = "Zn K",
                Labels = labels,
            },
            _ => series
        );
    }

    /// <summary>Rows and notes of a frame stage on all frames of a series.</summary>
    public static Findings Run(FrameStage stage, SpectralSeries series, params FinishedSeries[] others)
    {
        Channel channel = series.Primary;
        var input = new StageInput
        {
            Card = new SeriesCard { Id = series.Id, Edge = "Zn K" },
            Axis = series.Axis,
            Channel = channel.Name,
            Signal = channel.Signal,
            Frames = series.Frames,
            Probe = series,
            Others = others.ToDictionary(o => o.Card.Id, o => o.Newest([])!),
            Finished = others.ToDictionary(o => o.Card.Id),
            Run = new RunContext(TimeProvider.System),
        };
        FrameKernel kernel = stage.Prepare(input);
        var findings = new Findings(series.Id, "edge");
        int points = kernel.Output.MapPoints;
        var block = new FrameBlock(
            series,
            channel,
            new Dictionary<string, double[]>(),
            kernel.Output,
            [.. kernel.Output.Channels.Select(_ => new double[series.Frames * points])],
            [.. kernel.Output.Scalars.Select(_ => new double[series.Frames])],
            [.. Enumerable.Range(0, series.Frames)]
        );
        kernel.ApplyBlock(block, findings);
        return findings;
    }
}
