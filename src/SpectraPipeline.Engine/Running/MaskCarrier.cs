using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running;

/// <summary>Carries the mask of a step's input to its output.</summary>
/// <remarks>
/// Same axis: same mask. Another axis of the same unit: an output point counts when all input points around it do: the two that it lies between (or the one that
/// it lies on) and all within its cell, which ends half way to the next output points. Another unit (a Fourier transform mixes all points): none.
/// </remarks>
internal sealed class MaskCarrier
{
    private readonly int _pointsIn,
        _pointsOut;
    private readonly bool _sameAxis,
        _ownMask;

    // Input points around each output point: from the first up to the second; empty = the unit is another one.
    private readonly (int First, int End)[] _around = [];
    private bool[]? _buffer;

    /// <param name="from">Axis of the input.</param>
    /// <param name="shape">Shape of the output.</param>
    public MaskCarrier(Axis from, OutputShape shape)
    {
        (_pointsIn, _pointsOut, _ownMask) = (from.Length, shape.MapPoints, shape.HasMask);
        bool isSpectrum = shape.Axis2 is null && from.Length > 0 && shape.Axis.Length > 0;
        _sameAxis = isSpectrum && shape.Axis.SameAs(from);
        if (isSpectrum && !_sameAxis && shape.Axis.Unit == from.Unit)
            _around = Around(from, shape.Axis);
    }

    /// <summary>Mask of the output; null when all its points count and the step makes none.</summary>
    /// <param name="channel">Channel that the step reads.</param>
    /// <param name="frames">Frames in the block.</param>
    /// <param name="reuse">The mask of the call before is no longer needed.</param>
    public bool[]? Carry(Channel channel, int frames, bool reuse)
    {
        bool[]? mask = channel.Points == _pointsIn ? channel.Mask : null;
        if (!_ownMask && (mask is null || (!_sameAxis && _around.Length == 0)))
            return null;
        if (!_ownMask && _sameAxis)
            return mask;
        if (!reuse || _buffer?.Length != frames * _pointsOut)
            _buffer = new bool[frames * _pointsOut];
        if (mask is not null && _sameAxis)
            mask.CopyTo(_buffer, 0);
        else if (mask is not null && _around.Length > 0)
            for (int row = 0; row < frames; row++)
                Carry(mask.AsSpan(row * _pointsIn, _pointsIn), _buffer.AsSpan(row * _pointsOut, _pointsOut));
        else
            Array.Fill(_buffer, true);
        return _buffer;
    }

    private void Carry(ReadOnlySpan<bool> from, Span<bool> to)
    {
        for (int j = 0; j < to.Length; j++)
            to[j] = !from[_around[j].First.._around[j].End].Contains(false);
    }

    private static (int, int)[] Around(Axis from, Axis to)
    {
        var around = new (int, int)[to.Length];
        for (int j = 0; j < to.Length; j++)
        {
            double x = to[j],
                low = j > 0 ? (to[j - 1] + x) / 2 : x,
                high = j + 1 < to.Length ? (x + to[j + 1]) / 2 : x;
            // The point below or at x, and the one at or above it; a point beyond the input counts as its end does.
            int above = Math.Min(from.IndexAtOrAbove(x), from.Length - 1),
                below = from[above] > x && above > 0 ? above - 1 : above;
            int first = Math.Min(below, from.IndexAtOrAbove(Math.BitIncrement(low))),
                end = Math.Max(above + 1, from.IndexAtOrAbove(high));
            around[j] = (first, Math.Min(end, from.Length));
        }
        return around;
    }
}
