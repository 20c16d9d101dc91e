using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Stages.Shape;

/// <summary>One spectrum out of the frames that a stage refers to: their mean.</summary>
internal static class ReferenceSpectrum
{
    /// <summary>The mean of the frames that a selection means, on the axis of the input.</summary>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <param name="input">What the stage was given.</param>
    /// <param name="wanted">The selection that it asked for.</param>
    /// <exception cref="UserException">They are not there, have another axis, or all are faulted.</exception>
    public static double[] Of(string stage, StageInput input, FrameSelection wanted)
    {
        SpectralSeries source = Source(stage, input, wanted);
        return source.Axis.SameAs(input.Axis)
            ? Mean(stage, input, source)
            : throw new UserException(
                $"{stage}: the reference has another axis ({source.Axis.Length} points) than the series ({input.Axis.Length}); put shape.resample before."
            );
    }

    /// <summary>Another finished series, or the frames of this one that the engine handed over.</summary>
    /// <exception cref="UserException">They are not there.</exception>
    public static SpectralSeries Source(string stage, StageInput input, FrameSelection wanted)
    {
        SpectralSeries? source = input.Reference;
        if (wanted.Series is { } id && !input.Others.TryGetValue(id, out source))
            throw new UserException($"{stage}: the reference series '{id}' is not there or gave no spectra.");
        return source ?? throw new UserException($"{stage}: the reference frames were not handed over.");
    }

    /// <summary>Mean of the frames that are neither faulted nor hold a number that is none.</summary>
    /// <exception cref="UserException">There is no such frame.</exception>
    public static double[] Mean(string stage, StageInput input, SpectralSeries source)
    {
        Channel channel = source.Find(input.Channel) ?? source.Primary;
        double[] mean = new double[channel.Points];
        int count = 0;
        for (int frame = 0; frame < source.Frames; frame++)
        {
            if (source.Faults[frame] is not null || Finite.FirstNot(channel[frame]) >= 0)
                continue;
            count++;
            for (int i = 0; i < mean.Length; i++)
                mean[i] += channel[frame][i];
        }
        if (count == 0)
            throw new UserException($"{stage}: every reference frame is faulted; choose another with 'reference:'.");
        for (int i = 0; i < mean.Length; i++)
            mean[i] /= count;
        return mean;
    }
}
