using SpectraPipeline.Core;

namespace SpectraPipeline.BaselineStudy;

/// <summary>One spectrum through one stage, in memory.</summary>
internal static class StageRun
{
    /// <summary>Output channels by number, null when the stage has no answer.</summary>
    public static double[][]? Of(FrameStage stage, double[] x, double[] y, SignalKind kind)
    {
        var series = new SpectralSeries(
            "s",
            new Axis("wavenumber", Unit.PerCm, x),
            [new Channel("y", new Signal(kind), 1, x.Length, y)],
            [new FrameInfo { Frame = 0, File = "made" }]
        );
        try
        {
            FrameKernel kernel = stage.Prepare(
                new StageInput
                {
                    Card = new SeriesCard { Id = "s" },
                    Axis = series.Axis,
                    Channel = "y",
                    Signal = series.Primary.Signal,
                    Frames = 1,
                    Run = new RunContext(TimeProvider.System),
                }
            );
            double[][] channels = [.. kernel.Output.Channels.Select(_ => new double[x.Length])];
            double[][] scalars = [.. kernel.Output.Scalars.Select(_ => new double[1])];
            var none = new Dictionary<string, double[]>();
            kernel.ApplyBlock(new FrameBlock(series, series.Primary, none, kernel.Output, channels, scalars, [0]), new Findings("s", "s"));
            return channels;
        }
        catch (Exception e) when (e is UserException or FrameException)
        {
            return null;
        }
    }
}
