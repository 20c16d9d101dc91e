using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>xas.autobk where one stated edge serves a long series: sixteen frames at a time through one matrix.</summary>
internal sealed class AutobkSeriesKernel(Autobk stage, AutobkSeries series, double[] energies, OutputShape shape) : XasKernel(shape)
{
    private readonly Normalization _own = new(new NormalizationSettings { E0 = stage.E0 });

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        for (int first = 0; first < block.Healthy.Count; first += AutobkSeries.Lanes)
        {
            int count = Math.Min(AutobkSeries.Lanes, block.Healthy.Count - first);
            for (int lane = 0; lane < count; lane++)
                series.Set(lane, block.In(block.Healthy[first + lane]).Y);
            series.Run(count);
            for (int lane = 0; lane < count; lane++)
            {
                int row = block.Healthy[first + lane];
                findings.Frame = block.Input.FirstFrame + row;
                Apply(block.In(row), block.Out(row), lane);
            }
        }
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        series.Set(0, input.Y);
        series.Run(1);
        Take(input, output, 0);
    }

    private void Apply(in FrameIn input, in FrameOut output, int lane)
    {
        try
        {
            Take(input, output, lane);
        }
        catch (XasDataException e)
        {
            throw new FrameException(e.Code, e.Message);
        }
    }

    private void Take(in FrameIn input, in FrameOut output, int lane)
    {
        double step = input.Scalar("edge_step");
        if (!double.IsFinite(step))
            step = _own.Apply(energies, input.Y).EdgeStep;
        series.Get(lane, step, output[0]);
    }
}
