using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Limits of tracking.</summary>
/// <param name="MaxShift">Largest distance from the predicted position; null = half the band's width.</param>
/// <param name="MaxGap">Frames that a track may miss; null = any number.</param>
/// <param name="MinSnr">Bands below it start no track.</param>
/// <param name="MinFrames">Frames above <paramref name="MinSnr"/> that make a track.</param>
/// <param name="FalseAlarms">Tracks expected in a blank series; 0 = not looked at.</param>
internal sealed record TrackingLimits(double? MaxShift, int? MaxGap, double MinSnr, int MinFrames, double FalseAlarms)
{
    /// <summary>A common width of condensed-phase bands in cm-1, where none is known at all.</summary>
    public const double UsualWidth = 20;

    /// <summary>Largest distance from one frame to the next, for a band of this width.</summary>
    public double Gate(double width) => MaxShift ?? 0.5 * (width > 0 ? width : UsualWidth);
}

/// <summary>Follows bands from frame to frame by the assignment of least total cost between predicted and found bands.</summary>
/// <remarks>
/// Cost of a pair: (3 Δposition/gate)² + (Δln width)²/(0.4² + (se/width)²) + min(4, (Δheight/(half the larger height + noise))²)/min(gap, 4), so that crossing bands keep
/// their width and height while a band that fades or flips can still be followed. Staying alone costs 12 + 2 ln(P/(1 − P)), at least 2, P = n/(m + 1) the probability that a path which had its last n ≤ 8 bands in m frames has one now:
/// at P = ½ a pair at the edge of its gate (9) is still taken when width and height speak for it, a bump of a third of the width hardly ever; what was long gone gives way to what is there. The costs of a path that is not proven count 1 − c, c the share of clutter among all bands. Positions are predicted by the line through the
/// last eight bands of the track that are above the noise (weak ones belong to it but do not steer it); a gap longer than that history is bridged at
/// rest. A start is tentative until it was found
/// <see cref="TrackingLimits.MinFrames"/> times without missing more than two frames (the M-of-N rule of radar tracking: S. S. Blackman,
/// Multiple-Target Tracking with Radar Applications, Artech House 1986, chapter 4), and must be more than clutter explains to live on after a gap (<see cref="Clutter"/>). A second pass backwards in time adds the weak bands before the start.
/// </remarks>
internal sealed class BandTracker(TrackingLimits limits)
{
    private const double Unmatched = 12;
    private const double Forbidden = 1e6;
    private const double LeastAlone = 2;
    private const int LongGap = 4; // frames, after which position and height are as free as they get
    private const int TentativeGap = 2;
    private readonly List<TrackPath> _paths = [];

    // Paths that a band may still continue: the dead would cost frames x paths.
    private List<TrackPath> _live = [];

    // Of one frame; kept, because a series has hundreds of thousands.
    private double[] _cost = [];
    private int[] _choice = [];
    private bool[] _taken = [];

    /// <summary>Tracks by position, given the length of the axis; detections that belong to none are in no path.</summary>
    public IReadOnlyList<FollowedTrack> Follow(FoundBands frames, double range)
    {
        int needed = Math.Min(limits.MinFrames, frames.Count);
        var clutter = new Clutter(frames, limits, range);
        for (int at = 0; at < frames.Count; at++)
            Step(frames, clutter, at, needed);
        _paths.AddRange(_live.Where(p => p.IsProven || !clutter.Explains(p, frames.Count)));
        _paths.RemoveAll(p => p.Strong < needed);
        ExtendBackwards(frames, clutter);
        List<FollowedTrack> tracks = new TrackCrossings(frames, limits).Resolve(_paths);
        tracks = ChanceTracks.LeaveOut(tracks, frames, limits, range);
        return [.. tracks.OrderBy(t => t.Path.MeanCenter()).ThenBy(t => t.Path.Steps.First().At)];
    }

    private void Step(FoundBands frames, Clutter clutter, int at, int needed)
    {
        var live = new List<TrackPath>(_live.Count);
        foreach (TrackPath path in _live)
        {
            bool tentative = path.Strong < needed;
            // What bumps explain is not kept at all: it would only take bands from its neighbours.
            if (!tentative && !path.IsProven && !(path.IsProven = clutter.IsBeaten(path)) && clutter.Explains(path, at))
                continue;
            if (at - path.LastAt - 1 <= (tentative ? TentativeGap : limits.MaxGap ?? int.MaxValue))
                live.Add(path);
            else if (!tentative)
                _paths.Add(path);
        }
        _live = live;
        ReadOnlySpan<Detection> found = frames[at];
        ReadOnlySpan<bool> taken = Match(frames, clutter, live, found, at, forward: true);
        for (int j = 0; j < found.Length; j++)
            if (!taken[j] && found[j].MayStart)
                live.Add(new TrackPath(found[j], at));
    }

    /// <summary>Gives the weak bands before a track's start to it, frame by frame towards the past.</summary>
    private void ExtendBackwards(FoundBands frames, Clutter clutter)
    {
        var used = new HashSet<int>(_paths.Sum(p => p.Count));
        foreach (TrackPath path in _paths)
            used.UnionWith(path.Steps.Select(s => s.Band.Row));
        var live = new List<TrackPath>();
        var left = new List<Detection>();
        for (int at = frames.Count - 1; at >= 0; at--)
        {
            left.Clear();
            foreach (Detection band in frames[at])
                if (!used.Contains(band.Row))
                    left.Add(band);
            if (left.Count == 0)
                continue;
            live.Clear();
            foreach (TrackPath path in _paths)
                if (path.FirstAt > at && path.FirstAt - at <= (limits.MaxGap ?? int.MaxValue))
                    live.Add(path);
            Match(frames, clutter, live, CollectionsMarshal.AsSpan(left), at, forward: false);
        }
    }

    /// <summary>Which bands of a frame continued a path; valid until the next call.</summary>
    private ReadOnlySpan<bool> Match(
        FoundBands frames,
        Clutter clutter,
        List<TrackPath> live,
        ReadOnlySpan<Detection> found,
        int at,
        bool forward
    )
    {
        // One dummy column a track: staying unmatched costs the same for all.
        int columns = found.Length + live.Count;
        if (_taken.Length < found.Length)
            _taken = new bool[found.Length];
        Span<bool> taken = _taken.AsSpan(0, found.Length);
        taken.Clear();
        if (live.Count == 0 || found.Length == 0)
            return taken;
        if (_cost.Length < live.Count * columns)
            _cost = new double[live.Count * columns];
        if (_choice.Length < live.Count)
            _choice = new int[live.Count];
        for (int i = 0; i < live.Count; i++)
        {
            int gap = forward ? at - live[i].LastAt : live[i].FirstAt - at;
            Expected expected = live[i].Predict(at, gap, forward, frames.Drift[0]);
            double alone = Math.Max(LeastAlone, Unmatched + (2 * Math.Log(live[i].Odds(at, forward))));
            // A track begins no earlier for a bump that passed its place long before.
            bool weakOnly = !forward && gap > clutter.Patience(live[i]);
            // What may be a bump has so much less to say where it competes.
            double vote = live[i].IsProven ? 1 : 1 - clutter.Share;
            for (int j = 0; j < columns; j++)
                _cost[(i * columns) + j] =
                    j >= found.Length ? vote * alone
                    : weakOnly && found[j].MayStart ? Forbidden
                    : Math.Min(Forbidden, vote * Cost(expected, gap, found[j]));
        }
        LinearAssignment.Solve(_cost.AsSpan(0, live.Count * columns), live.Count, columns, _choice.AsSpan(0, live.Count));
        for (int i = 0; i < live.Count; i++)
        {
            if (_choice[i] >= found.Length)
                continue;
            taken[_choice[i]] = true;
            live[i].Add(found[_choice[i]], at, forward);
        }
        return taken;
    }

    private double Cost(in Expected expected, int gap, in Detection found)
    {
        (double center, double width, double height) = (expected.Center, expected.Fwhm, expected.Height);
        double gate = limits.MaxShift ?? 0.5 * (double.IsFinite(width) ? width : found.Fwhm);
        if (double.IsNaN(gate))
            gate = 10; // no width known at all: a common width of condensed-phase bands in cm-1
        // Only a band above the noise may be looked for farther away after a gap; noise is everywhere.
        gate *= found.MayStart ? Math.Sqrt(Math.Min(gap, LongGap)) : 1;
        double distance = (found.Center - center) / gate;
        if (!(Math.Abs(distance) <= 1))
            return double.PositiveInfinity;
        double widthVariance = Square(0.4) + (double.IsFinite(found.FwhmSe) ? Square(found.FwhmSe / found.Fwhm) : 0);
        double shape = width > 0 && found.Fwhm > 0 ? Square(Math.Log(found.Fwhm / width)) / widthVariance : 0;
        double scale = (0.5 * Math.Max(Math.Abs(height), Math.Abs(found.Height))) + found.Noise;
        double size = scale > 0 ? Math.Min(4, Square((found.Height - height) / scale)) : 0;
        return Square(3 * distance) + shape + (size / Math.Min(gap, LongGap));
    }

    private static double Square(double x) => x * x;
}
