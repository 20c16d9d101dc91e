using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Size of a band.</summary>
public enum BandQuantity
{
    /// <summary>Height.</summary>
    Height,

    /// <summary>Area.</summary>
    Area,
}

/// <summary>The frames that are not faulted, in order of their numbers; one object serves all tracks.</summary>
internal sealed class HealthyFrames
{
    public HealthyFrames(IReadOnlyList<FrameRow> frames)
    {
        int[] healthy = [.. Enumerable.Range(0, frames.Count).Where(i => frames[i].Status != "faulted").OrderBy(i => frames[i].Frame)];
        Number = [.. healthy.Select(i => frames[i].Frame)];
        Time = [.. healthy.Select(i => frames[i].TimeS)];
        Potential = [.. healthy.Select(i => frames[i].PotentialV)];
    }

    public int Count => Number.Length;

    /// <summary>Frame numbers, ascending.</summary>
    public int[] Number { get; }

    /// <summary>Time (s).</summary>
    public double[] Time { get; }

    /// <summary>Potential (V).</summary>
    public double[] Potential { get; }
}

/// <summary>Size of one track in every healthy frame, with its noise: 0 ± noise where it was not found.</summary>
/// <param name="Time">Time (s) of each frame.</param>
/// <param name="Potential">Potential (V) of each frame.</param>
/// <param name="Value">Height or area.</param>
/// <param name="Sigma">Standard deviation of the value; NaN when nothing says.</param>
internal sealed record TrackSignal(double[] Time, double[] Potential, double[] Value, double[] Sigma)
{
    /// <summary>Currie's limit at 5 % errors of both kinds is 3.29 standard deviations of the blank: L. A. Currie, Anal. Chem. 1968, 40, 586,
    /// doi 10.1021/ac60259a007.</summary>
    private const double LimitInSigmas = 3.29;

    public int Frames => Value.Length;

    /// <summary>The noise of a frame is the largest of three: detection limit/3.29, error of the band, height over signal-to-noise. The first two assume
    /// independent points and no baseline error, the third does not know that a band has many points: an onset should rest on none of them alone. A
    /// frame that has none takes the median of the others.</summary>
    public static TrackSignal Of(
        HealthyFrames frames,
        in TrackRow track,
        in RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits,
        BandQuantity quantity
    )
    {
        // Of two bands of one frame the later counts.
        var found = new Dictionary<int, int>(bands.Count);
        for (int i = 0; i < bands.Count; i++)
            found[bands[i].Frame] = i;
        var signal = new TrackSignal(frames.Time, frames.Potential, new double[frames.Count], new double[frames.Count]);
        for (int i = 0; i < frames.Count; i++)
        {
            bool here = found.TryGetValue(frames.Number[i], out int at);
            BandRow band = here ? bands[at] : default;
            signal.Value[i] = here ? Size(band, quantity) : 0;
            signal.Sigma[i] = Limit(limits[frames.Number[i]], here ? band.Center : track.Center, track.Fwhm, quantity) / LimitInSigmas;
            if (here)
                signal.Sigma[i] = Largest(signal.Sigma[i], Error(band, quantity), Math.Abs(signal.Value[i]) / band.Snr);
        }
        double[] known = [.. signal.Sigma.Where(s => s > 0 && double.IsFinite(s)).Order()];
        for (int i = 0; i < frames.Count; i++)
            if (!(signal.Sigma[i] > 0))
                signal.Sigma[i] = known.Length > 0 ? known[known.Length / 2] : double.NaN;
        return signal;
    }

    /// <summary>The same with the error of the band alone where it was found: for what averages over many frames the noise of single points says too much.</summary>
    public static TrackSignal OfBands(
        HealthyFrames frames,
        in TrackRow track,
        in RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits,
        BandQuantity quantity
    )
    {
        TrackSignal signal = Of(frames, track, bands, limits, quantity);
        var errors = new Dictionary<int, double>(bands.Count);
        foreach (BandRow band in bands.All)
            errors[band.Frame] = Error(band, quantity);
        for (int i = 0; i < frames.Count; i++)
            if (errors.GetValueOrDefault(frames.Number[i]) is var error && error > 0 && double.IsFinite(error))
                signal.Sigma[i] = error;
        return signal;
    }

    private static double Size(in BandRow band, BandQuantity quantity)
    {
        double size = quantity == BandQuantity.Height ? band.Height : band.Area;
        return double.IsFinite(size) ? size : 0;
    }

    /// <summary>Error with the spread of the baseline where a step handed on rival baselines, else that of the fit alone.</summary>
    private static double Error(in BandRow band, BandQuantity quantity)
    {
        (double fit, double total) =
            quantity == BandQuantity.Height ? (band.HeightSe, band.HeightSeTotal) : (band.AreaSe, band.AreaSeTotal);
        return double.IsFinite(total) ? total : fit;
    }

    /// <summary>Largest of those that are known; NaN when none is.</summary>
    private static double Largest(params ReadOnlySpan<double> values)
    {
        double largest = double.NaN;
        foreach (double value in values)
            if (double.IsFinite(value) && !(value <= largest))
                largest = value;
        return largest;
    }

    private static double Limit(in RowGroup<DetectionLimitRow> limits, double center, double fwhm, BandQuantity quantity)
    {
        double nearest = double.IsFinite(fwhm) ? fwhm : double.PositiveInfinity,
            limit = double.NaN;
        for (int i = 0; i < limits.Count; i++)
        {
            DetectionLimitRow row = limits[i];
            if (Math.Abs(row.Center - center) is var distance && distance <= nearest)
                (nearest, limit) = (distance, quantity == BandQuantity.Height ? row.LodHeight : row.LodArea);
        }
        return limit;
    }
}
