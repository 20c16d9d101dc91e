using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Peaks;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>
/// Start position of a band that moves: where in its range a frame answers most to a Gaussian of its width, or the usual place when nothing there stands out of the
/// noise. It looks at the frame alone, so the start does not depend on other frames.
/// </summary>
internal sealed class CenterSeeker
{
    private const double LeastLevel = 5;

    private readonly BandFilterBank _bank;
    private readonly double _usual;
    private readonly double _offset;
    private readonly int _sign;

    /// <param name="axis">The fitted range.</param>
    /// <param name="band">The band and the range in which it is looked for.</param>
    /// <param name="sign">1 or -1 for a band of known sign, else 0.</param>
    public CenterSeeker(Axis axis, in StartBand band, int sign)
    {
        (_usual, _offset, _sign) = (band.Center, band.Offset, sign);
        _bank = new BandFilterBank(axis.Values, band.Sought, band.Sought, band.Low, band.High);
    }

    /// <summary>The start in a spectrum.</summary>
    /// <param name="y">Values on the axis of the constructor.</param>
    /// <param name="noise">Noise of a point.</param>
    public double Seek(ReadOnlySpan<double> y, double noise)
    {
        _bank.Apply(y);
        return _bank.Strongest(_sign) is { } best && Math.Abs(best.Response) > LeastLevel * noise ? best.Center + _offset : _usual;
    }
}
