namespace SpectraPipeline.Stages.Bands;

/// <summary>Leaves out the tracks that bumps of noise would make by themselves.</summary>
/// <remarks>
/// In a blank, bumps lie anywhere: with λ of them a frame and unit of the axis, one lies within ±h of where a track should be with p = 1 − exp(−2hλ). A track of n bumps in L frames
/// that began at any of S bumps is then expected S·P(at least n − 1 of L − 1) times, P binomial; above the limit it is left out. h is three times the scatter of its
/// positions about their neighbours' line, between a half and two gates. A band three times above min-snr in nine frames of ten needs no such proof. λ counts what belongs to no track that was kept: first everything but the track itself, then again without
/// those kept, until nothing changes.
/// </remarks>
internal static class ChanceTracks
{
    private const double LeastRange = 20; // widths, where the axis is not known
    private const double Nearby = 3; // widths
    private const int Rounds = 10;

    /// <summary>The tracks that are not by chance.</summary>
    /// <param name="tracks">All tracks.</param>
    /// <param name="frames">All bands.</param>
    /// <param name="limits">Limits of tracking.</param>
    /// <param name="range">Length of the axis; NaN = not known.</param>
    public static List<FollowedTrack> LeaveOut(List<FollowedTrack> tracks, FoundBands frames, TrackingLimits limits, double range)
    {
        // One or two frames, or tracks of one band, say nothing about chance.
        if (frames.Count < 3 || limits.MinFrames < 2 || !(limits.FalseAlarms > 0))
            return tracks;
        var bumps = new List<double>();
        for (int at = 0; at < frames.Count; at++)
            foreach (Detection band in frames[at])
                if (band.MayStart)
                    bumps.Add(band.Center);
        if (bumps.Count == 0)
            return tracks;
        double known = double.IsNaN(range) ? bumps.Max() - bumps.Min() : range;
        Candidate[] all = [.. tracks.Select(t => new Candidate(t, frames.Drift[0], limits))];
        bool[] kept = [.. all.Select(c => c.IsPlain(frames.Count, limits.MinSnr))];
        for (int round = 0, before = -1; round < Rounds && before != kept.Count(k => k); round++)
        {
            before = kept.Count(k => k);
            Candidate[] real = [.. all.Where((_, i) => kept[i])];
            for (int i = 0; i < all.Length; i++)
                kept[i] = kept[i] || bumps.Count * all[i].Chance(Rate(all[i], real)) <= limits.FalseAlarms;
        }
        return [.. tracks.Where((_, i) => kept[i])];

        // Bumps that cluster (the crests of a fringe) are more where they are: the larger of both rates.
        double Rate(Candidate track, Candidate[] real)
        {
            double length = Math.Max(known, LeastRange * track.Width),
                near = Nearby * track.Width,
                everywhere = bumps.Count - track.Count - real.Sum(r => r.Count),
                here =
                    bumps.Count(b => Math.Abs(b - track.Center) < near) - track.Within(near, track) - real.Sum(r => r.Within(near, track));
            // One more than was seen: no bump in few frames does not mean none ever.
            return Math.Max((everywhere + 1) / length, here / (2 * near)) / frames.Count;
        }
    }

    /// <summary>What of a track counts against chance.</summary>
    private sealed class Candidate
    {
        private readonly double[] _own;
        private readonly int _span;
        private readonly double _reach,
            _snr;

        public Candidate(FollowedTrack track, double[] x, TrackingLimits limits)
        {
            (int At, Detection Band)[] own = [.. track.Path.Steps.Where(s => s.Band.MayStart)];
            _own = [.. own.Select(s => s.Band.Center)];
            Center = _own.Average();
            _span = own[^1].At - own[0].At + 1;
            double[] widths = [.. own.Select(s => s.Band.Fwhm).Where(w => w > 0).Order()];
            Width = widths.Length > 0 ? widths[widths.Length / 2] : TrackingLimits.UsualWidth;
            double[] snr =
            [
                .. own.Select(s => s.Band.Noise > 0 ? Math.Abs(s.Band.Height) / s.Band.Noise : double.PositiveInfinity).Order(),
            ];
            _snr = snr[snr.Length / 2];
            double gate = 2 * (limits.MaxShift ?? (0.5 * Width)),
                squares = 0;
            for (int i = 1; i + 1 < own.Length; i++)
            {
                double part = (x[own[i].At] - x[own[i - 1].At]) / (x[own[i + 1].At] - x[own[i - 1].At]),
                    r = own[i].Band.Center - own[i - 1].Band.Center - (part * (own[i + 1].Band.Center - own[i - 1].Band.Center));
                squares += r * r / (1 + (part * part) + ((1 - part) * (1 - part)));
            }
            // Few positions may lie on a line by luck.
            double scatter = Count > 2 ? Math.Sqrt(squares / (Count - 2)) * (1 + (6.0 / (Count - 2))) : gate;
            _reach = Math.Min(gate, Math.Max(3 * scatter, 0.25 * gate));
        }

        public int Count => _own.Length;

        public double Center { get; }

        public double Width { get; }

        /// <summary>Bands of this track near another.</summary>
        public int Within(double distance, Candidate of) => _own.Count(c => Math.Abs(c - of.Center) < distance);

        /// <summary>Far above the noise in nearly all frames: no chance, and no clutter to its neighbours.</summary>
        public bool IsPlain(int frames, double minSnr) => Count >= 0.9 * frames && _snr >= 3 * minSnr;

        /// <summary>Probability of so many bumps in its frames.</summary>
        public double Chance(double rate)
        {
            return Clutter.AtLeast(Count - 1, _span - 1, 1 - Math.Exp(-2 * _reach * rate));
        }
    }
}
