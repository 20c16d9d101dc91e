using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A band to start a fit from.</summary>
/// <param name="Center">Position, axis units.</param>
/// <param name="Fwhm">Full width at half prominence, axis units.</param>
internal readonly record struct StartBand(double Center, double Fwhm);

/// <summary>Which maxima of the mean spectrum count as bands.</summary>
/// <param name="MinSnr">Least prominence over the noise of the mean.</param>
/// <param name="MinWidth">Least full width at half prominence, axis units.</param>
/// <param name="Most">Most bands; the most prominent are kept.</param>
internal sealed record FindLimits(double MinSnr, double MinWidth, int Most);

/// <summary>
/// Bands that a whole series shows, so that every frame is fitted with the same ones: the maxima of the mean of sampled frames (of the mean magnitude
/// where the signal has a sign, so that a band that turns over does not cancel).
/// </summary>
internal static class StartBands
{
    /// <summary>Most frames that are looked at.</summary>
    public const int SampledFrames = 64;

    // A shoulder or ripple below a twentieth of the largest band is left to the user to list.
    private const double LeastProminence = 0.05;

    /// <summary>The bands in ascending position.</summary>
    /// <param name="sample">Frames; faulted ones are left out.</param>
    /// <param name="channel">Channel to look at.</param>
    /// <param name="first">First point of the range.</param>
    /// <param name="end">Past its last point.</param>
    /// <param name="limits">Which maxima count.</param>
    public static IReadOnlyList<StartBand> Find(SpectralSeries sample, string channel, int first, int end, FindLimits limits)
    {
        double[] mean = Mean(sample, sample[channel], first, end);
        if (mean.Length < 5)
            return [];
        double noise = NoiseEstimate.FromSecondDifference(mean, new double[mean.Length]);
        Axis axis = sample.Axis;
        (Peak Peak, StartBand Band)[] found =
        [
            .. PeakFinder
                .Find(
                    mean,
                    new PeakFilter
                    {
                        MinProminence = limits.MinSnr * noise,
                        MinWidth = 2,
                        MinDistance = 3,
                    }
                )
                .Select(p => (p, new StartBand(axis[first + p.Index], At(axis, first + p.Right) - At(axis, first + p.Left))))
                .Where(p => p.Item2.Fwhm >= limits.MinWidth),
        ];
        double largest = found.Length == 0 ? 0 : found.Max(p => p.Peak.Prominence);
        return
        [
            .. found
                .Where(p => p.Peak.Prominence >= LeastProminence * largest)
                .OrderByDescending(p => p.Peak.Prominence)
                .ThenBy(p => p.Peak.Index)
                .Take(limits.Most)
                .OrderBy(p => p.Peak.Index)
                .Select(p => p.Band),
        ];
    }

    private static double[] Mean(SpectralSeries sample, Channel channel, int first, int end)
    {
        // Dips of a transmittance are its bands.
        double turn = channel.Signal.Kind is SignalKind.Transmittance ? -1 : 1;
        double[] mean = new double[end - first];
        int count = 0;
        for (int frame = 0; frame < sample.Frames; frame++)
        {
            if (sample.Faults[frame] is not null)
                continue;
            count++;
            ReadOnlySpan<double> y = channel[frame][first..end];
            for (int i = 0; i < mean.Length; i++)
                mean[i] += channel.Signal.IsSigned ? Math.Abs(y[i]) : turn * y[i];
        }
        for (int i = 0; i < mean.Length; i++)
            mean[i] /= Math.Max(1, count);
        return mean;
    }

    private static double At(Axis axis, double point)
    {
        int i = Math.Clamp((int)point, 0, axis.Length - 2);
        return axis[i] + (point - i) * (axis[i + 1] - axis[i]);
    }
}
