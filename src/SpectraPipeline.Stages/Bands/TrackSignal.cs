using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Size of a band.</summary>
public enum BandQuantity
{
    /// <summary>Height.</summary>
    Height,

    /// <summary>Area.</summary>
    Area,
}

/// <summary>Size of one track in every healthy frame, with its noise: 0 ± noise where a healthy fit did not find it, NaN where the fit says nothing of it.</summary>
/// <param name="Time">Time (s) of each frame.</param>
/// <param name="Potential">Potential (V) of each frame.</param>
/// <param name="Value">Height or area.</param>
/// <param name="Sigma">Standard deviation of the value; NaN when nothing says.</param>
internal sealed record TrackSignal(double[] Time, double[] Potential, double[] Value, double[] Sigma)
{
    /// <summary>Frame numbers.</summary>
    public int[] Number { get; init; } = [];

    /// <summary>Frames that were left out because their fit says nothing of the band.</summary>
    public int LeftOut { get; init; }

    public int Frames => Value.Length;

    /// <summary>The noise of a frame is the largest of three: detection limit/3.29, error of the band, height over signal-to-noise. The first two assume
    /// independent points and no baseline error, the third does not know that a band has many points: an onset should rest on none of them alone. A
    /// frame that has none takes the median of the others.</summary>
    public static TrackSignal Of(FittedFrames fitted, in TrackRow track, BandQuantity quantity)
    {
        (HealthyFrames frames, RowGroup<BandRow> bands) = (fitted.Frames, fitted.Bands[track.Track]);
        // Of two bands of one frame the later counts.
        var found = new Dictionary<int, int>(bands.Count);
        for (int i = 0; i < bands.Count; i++)
            found[bands[i].Frame] = i;
        FittedFrames.Absence absence = fitted.AbsenceOf(track);
        var signal = new TrackSignal(frames.Time, frames.Potential, new double[frames.Count], new double[frames.Count])
        {
            Number = frames.Number,
        };
        for (int i = 0; i < frames.Count; i++)
        {
            int number = frames.Number[i];
            bool here = found.TryGetValue(number, out int at);
            BandRow band = here ? bands[at] : default;
            signal.Value[i] =
                here ? Size(band, quantity)
                : absence.IsMeasured(number) ? 0
                : double.NaN;
            signal.Sigma[i] =
                Limit(fitted.Limits[number], here ? band.Center : track.Center, track.Fwhm, quantity) / FittedFrames.LimitInSigmas;
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
    public static TrackSignal OfBands(FittedFrames fitted, in TrackRow track, BandQuantity quantity)
    {
        RowGroup<BandRow> bands = fitted.Bands[track.Track];
        TrackSignal signal = Of(fitted, track, quantity);
        var errors = new Dictionary<int, double>(bands.Count);
        foreach (BandRow band in bands.All)
            errors[band.Frame] = Error(band, quantity);
        for (int i = 0; i < signal.Frames; i++)
            if (errors.GetValueOrDefault(signal.Number[i]) is var error && error > 0 && double.IsFinite(error))
                signal.Sigma[i] = error;
        return signal;
    }

    /// <summary>The frames that say something of the band.</summary>
    public TrackSignal Measured()
    {
        int[] kept = [.. Enumerable.Range(0, Frames).Where(i => double.IsFinite(Value[i]))];
        return kept.Length == Frames
            ? this
            : new(Pick(Time), Pick(Potential), Pick(Value), Pick(Sigma)) { Number = Pick(Number), LeftOut = Frames - kept.Length };

        T[] Pick<T>(T[] of) => [.. kept.Select(i => of[i])];
    }

    /// <summary>What to say of frames left out, for the end of a note; empty when there are none.</summary>
    public static string LeftOutWords(int frames) =>
        frames == 0 ? "" : Text($"; {frames} frames left out: their fit failed, or a band that could be this one has no track there");

    /// <summary>Not finite is not measured.</summary>
    private static double Size(in BandRow band, BandQuantity quantity)
    {
        double size = quantity == BandQuantity.Height ? band.Height : band.Area;
        return double.IsFinite(size) ? size : double.NaN;
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
