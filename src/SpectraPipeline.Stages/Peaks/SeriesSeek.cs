using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Where the bands that move start in a frame, as <see cref="FitKernel"/> looks for it.</summary>
internal sealed class SeriesSeek
{
    private readonly Axis _axis;
    private readonly CenterSeeker?[] _seekers;
    private readonly double[] _scratch,
        _bridged;

    public SeriesSeek(Axis axis, StartBand[] starts, IReadOnlyList<ListedBand> bands)
    {
        _axis = axis;
        (_scratch, _bridged) = (new double[axis.Length], new double[axis.Length]);
        _seekers =
        [
            .. starts.Select(
                (s, k) =>
                    s.High > s.Low
                        ? new CenterSeeker(
                            axis,
                            s,
                            bands[k].Height.Lower >= 0 ? 1
                                : bands[k].Height.Upper <= 0 ? -1
                                : 0
                        )
                        : null
            ),
        ];
    }

    /// <summary>Start of each band; NaN = the common one.</summary>
    public void Centers(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Span<double> centers)
    {
        centers.Fill(double.NaN);
        if (Array.TrueForAll(_seekers, s => s is null))
            return;
        double noise = NoiseEstimate.FromSecondDifference(MaskBridge.Used(y, use, _bridged), _scratch);
        if (!use.IsEmpty)
        {
            MaskBridge.Fill(_axis.Values, y, use, _bridged);
            y = _bridged;
        }
        for (int k = 0; k < centers.Length; k++)
            if (_seekers[k] is { } seeker)
                centers[k] = seeker.Seek(y, noise);
    }
}
