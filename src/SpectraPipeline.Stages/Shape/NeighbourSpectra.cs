using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Stages.Shape;

/// <summary>The frames before and after one, at the points that count in that one.</summary>
/// <remarks>Where a neighbour is masked and the frame is not, nothing was measured in the neighbour: the mean of the other neighbours that count there stands for it, or
/// the frame's own value where none does. So it tells neither for nor against a spike or a jump.</remarks>
/// <param name="reach">Neighbours on each side.</param>
/// <param name="points">Points of the axis.</param>
internal sealed class NeighbourSpectra(int reach, int points)
{
    private readonly double[] _mean = new double[points];
    private readonly int[] _counts = new int[points];

    /// <summary>The neighbour is there and all its numbers are.</summary>
    public bool IsThere(in FrameIn input, int offset)
    {
        ReadOnlySpan<double> y = offset == 0 ? [] : input.Neighbour(offset);
        return y.Length == points && Finite.FirstNot(y) < 0;
    }

    /// <summary>Looks at all neighbours of a frame; to be called before <see cref="Gather"/>.</summary>
    public void Look(in FrameIn input)
    {
        _mean.AsSpan().Clear();
        _counts.AsSpan().Clear();
        for (int offset = -reach; offset <= reach; offset++)
        {
            if (!IsThere(input, offset))
                continue;
            ReadOnlySpan<double> y = input.Neighbour(offset);
            ReadOnlySpan<bool> use = input.NeighbourMask(offset);
            for (int i = 0; i < points; i++)
                if (use.IsEmpty || use[i])
                    (_mean[i], _counts[i]) = (_mean[i] + y[i], _counts[i] + 1);
        }
        for (int i = 0; i < points; i++)
            _mean[i] = _counts[i] > 0 ? _mean[i] / _counts[i] : input.Y[i];
    }

    /// <summary>Values of one neighbour that is there, one after the other.</summary>
    /// <param name="input">The frame.</param>
    /// <param name="offset">Of the neighbour.</param>
    /// <param name="result">Receives as many values as points of the frame count.</param>
    public void Gather(in FrameIn input, int offset, Span<double> result)
    {
        ReadOnlySpan<double> y = input.Neighbour(offset);
        ReadOnlySpan<bool> use = input.NeighbourMask(offset);
        for (int i = 0, k = 0; i < points; i++)
            if (input.Mask.IsEmpty || input.Mask[i])
                result[k++] = use.IsEmpty || use[i] ? y[i] : _mean[i];
    }
}
