using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The healthy frames of a series with what the fits found in them; one object serves all tracks.</summary>
internal sealed class FittedFrames
{
    private readonly RowGroups<BandRow> _inFrame;
    private readonly RowGroups<FitRow> _fits;
    private readonly RowGroups<TrackStretchRow> _stretches;
    private readonly HashSet<string> _fitSteps;

    public FittedFrames(TableSet input)
    {
        IReadOnlyList<BandRow> bands = input.Rows<BandRow>();
        IReadOnlyList<FitRow> fits = input.Rows<FitRow>();
        Frames = new(input.Frames);
        Bands = new(bands, b => b.Track);
        Limits = new(input.Rows<DetectionLimitRow>(), l => l.Frame);
        _inFrame = new(bands, b => b.Frame);
        _fits = new(fits, f => f.Frame);
        _fitSteps = [.. fits.Select(f => f.Step)];
        _stretches = new(input.Rows<TrackStretchRow>(), s => s.Kind == "missing" ? null : s.Track);
    }

    /// <summary>Tables that tell a failed fit from a band that is not there; read where they are.</summary>
    public static IReadOnlyList<Type> MayRead { get; } = [typeof(FitRow), typeof(DetectionLimitRow), typeof(TrackStretchRow)];

    /// <summary>Frames that are not faulted.</summary>
    public HealthyFrames Frames { get; }

    /// <summary>Bands by track.</summary>
    public RowGroups<BandRow> Bands { get; }

    /// <summary>Detection limits by frame.</summary>
    public RowGroups<DetectionLimitRow> Limits { get; }

    /// <summary>In which frames a track that was not found is not there.</summary>
    public Absence AbsenceOf(in TrackRow track) => new(this, track);

    /// <summary>Tells frames in which a band was looked for and is not there from frames that say nothing of it.</summary>
    internal sealed class Absence
    {
        private readonly FittedFrames _all;
        private readonly RowGroup<TrackStretchRow> _stretches;
        private readonly (int Frame, double Center)[] _path;
        private readonly HashSet<string> _steps;
        private readonly int _number;
        private readonly double _width;

        public Absence(FittedFrames all, in TrackRow track)
        {
            RowGroup<BandRow> bands = all.Bands[track.Track];
            _all = all;
            _stretches = all._stretches[track.Track];
            _path = [.. bands.All.Select(b => (b.Frame, b.Center)).OrderBy(b => b.Frame)];
            _steps = [.. bands.All.Select(b => b.Step).Distinct()];
            _number = bands.Count == 0 ? 0 : bands.All.CountBy(b => b.Band).MaxBy(n => n.Value).Key;
            _width = double.IsFinite(track.Fwhm) ? track.Fwhm : TrackingLimits.UsualWidth;
        }

        /// <summary>The fit of the frame is healthy, and no band in it that has no track could be this one: the size is 0 within the noise.</summary>
        public bool IsMeasured(int frame)
        {
            foreach (TrackStretchRow stretch in _stretches.All)
                if (frame >= stretch.FirstFrame && frame <= stretch.LastFrame)
                    return false;
            bool fitted = false;
            foreach (FitRow fit in _all._fits[frame].All)
            {
                if (!_steps.Contains(fit.Step))
                    continue;
                // A frame that is constant (the reference of a difference) has nothing to fit, and that is a zero.
                if (!fit.Converged && fit.Points > 0)
                    return false;
                fitted = true;
            }
            if (!fitted && _all._fitSteps.Overlaps(_steps))
                return false;
            foreach (BandRow band in _all._inFrame[frame].All)
                if (_steps.Contains(band.Step) && (band.Track is null || !band.Converged) && CouldBe(band))
                    return false;
            return true;
        }

        /// <summary>It stands out of the noise (or nobody knows, where the fit did not converge) and lies where this band may be; a position at a bound may be any.</summary>
        private bool CouldBe(in BandRow band)
        {
            RowGroup<DetectionLimitRow> limits = _all.Limits[band.Frame];
            bool stands =
                limits.Count > 0
                    ? band.IsDetected(limits)
                    : !(band.Snr < LimitInSigmas) && !(Math.Abs(band.Height) < LimitInSigmas * band.HeightSe);
            if (band.Converged && !stands)
                return false;
            (double low, double high) = Around(band.Frame);
            double reach = band.Fwhm > _width ? band.Fwhm : _width;
            return !(band.Center < low - reach) && !(band.Center > high + reach)
                || (band.Band > 0 && band.Band == _number && band.IsAtBound("center"));
        }

        /// <summary>Positions of the track in the nearest frames before and after one.</summary>
        private (double Low, double High) Around(int frame)
        {
            int after = Array.BinarySearch(_path, (frame, double.NegativeInfinity));
            after = after < 0 ? ~after : after;
            double later = _path[Math.Min(after, _path.Length - 1)].Center,
                earlier = _path[Math.Max(after - 1, 0)].Center;
            return (Math.Min(earlier, later), Math.Max(earlier, later));
        }
    }

    /// <summary>Currie's limit at 5 % errors of both kinds is 3.29 standard deviations of the blank: L. A. Currie, Anal. Chem. 1968, 40, 586,
    /// doi 10.1021/ac60259a007.</summary>
    public const double LimitInSigmas = 3.29;
}
