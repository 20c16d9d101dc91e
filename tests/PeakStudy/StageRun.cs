using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Peaks;

namespace SpectraPipeline.PeakStudy;

/// <summary>One spectrum through peaks.fit, in memory.</summary>
internal static class StageRun
{
    /// <summary>What the stage says of a spectrum; null when it faults.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="x">Axis.</param>
    /// <param name="y">Spectrum.</param>
    /// <param name="rivals">Rival baselines beside one of zero; empty for none.</param>
    /// <param name="seed">Seed of the run.</param>
    public static Findings? Of(Fit stage, double[] x, double[] y, double[][] rivals, ulong seed = 1)
    {
        var auxiliary = new Signal(SignalKind.Auxiliary);
        var signal = new Signal(SignalKind.DifferenceAbsorbance);
        var channels = new List<Channel> { new("y", signal, 1, x.Length, y) };
        if (rivals.Length > 0)
            channels.Add(new("baseline", auxiliary, 1, x.Length, new double[x.Length]));
        channels.AddRange(rivals.Select((r, k) => new Channel($"rival-{k + 1}", auxiliary, 1, x.Length, r)));
        var series = new SpectralSeries("s", new Axis("wavenumber", Unit.PerCm, x), channels, [new FrameInfo { Frame = 0, File = "made" }]);
        try
        {
            FrameKernel kernel = stage.Prepare(
                new StageInput
                {
                    Card = new SeriesCard { Id = "s" },
                    Axis = series.Axis,
                    Channel = "y",
                    Signal = signal,
                    Frames = 1,
                    Probe = series,
                    Reference = series,
                    Run = new RunContext(TimeProvider.System, seed),
                }
            );
            double[][] output = [.. kernel.Output.Channels.Select(_ => new double[x.Length])];
            var findings = new Findings("s", "fit");
            var none = new Dictionary<string, double[]>();
            kernel.ApplyBlock(new FrameBlock(series, series.Primary, none, kernel.Output, output, [], [0]), findings);
            return findings;
        }
        catch (Exception e) when (e is UserException or FrameException)
        {
            return null;
        }
    }
}
