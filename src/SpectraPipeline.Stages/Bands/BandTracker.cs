using System.Runtime.InteropServices;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Limits of tracking.</summary>
/// <param name="MaxShift">Largest distance from the predicted position; null = half the band's width.</param>
/// <param name="MaxGap">Frames that a track may miss; null = any number.</param>
/// <param name="MinSnr">Bands below it start no track.</param>
/// <param name="MinFrames">Frames above <paramref name="MinSnr"/> that make a track.</param>
internal sealed record TrackingLimits(double? MaxShift, int? MaxGap, double MinSnr, int MinFrames);

/// <summary>Follows bands from frame to frame by the assignment of least total cost between predicted and found bands.</summary>
/// <remarks>
/// Cost of a pair: (3 Δposition/gate)² + (Δln width)²/(0.4² + (se/width)²) + min(4, (Δheight/(half the larger height + noise))²)/gap, so that crossing bands keep
/// their width and height while a band that fades or flips can still be followed. Staying alone costs 12: a pair at the edge of its gate (9) is still
/// taken when width and height speak for it, a bump of a third of the width hardly ever. Positions are predicted by the line through the
/// last eight bands of the track that are above the noise (weak ones belong to it but do not steer it); a gap longer than that history is bridged at
/// rest. A start is tentative until it was found
/// <see cref="TrackingLimits.MinFrames"/> times without missing more than two frames (the M-of-N rule of radar tracking: S. S. Blackman,
/// Multiple-Target Tracking with Radar Applications, Artech House 1986, chapter 4). A second pass backwards in time adds the weak bands before the start.
/// </remarks>
internal sealed class BandTracker(TrackingLimits limits)
{
    private const double Unmatched = 12;
    private const double Forbidden = 1e6;
    private const int TentativeGap = 2;
    private readonly List<TrackPath> _paths = [];

    // Paths that a band may still continue: the dead would cost frames x paths.
    private List<TrackPath> _live = [];

    // Of one frame; kept, because a series has hundreds of thousands.
    private double[] _cost = [];
    private int[] _choice = [];
    private bool[] _taken = [];

    /// <summary>Tracks by position; detections that belong to none are in no path.</summary>
    public IReadOnlyList<TrackPath> Follow(FoundBands frames)
    {
        int needed = Math.Min(limits.MinFrames, frames.Count);
        for (int at = 0; at < frames.Count; at++)
            Step(frames, at, needed);
        _paths.AddRange(_live);
        _paths.RemoveAll(p => p.Strong < needed);
        ExtendBackwards(frames);
        return [.. _paths.OrderBy(p => p.MeanCenter()).ThenBy(p => p.Steps.First().At)];
    }

    private void Step(FoundBands frames, int at, int needed)
    {
        var live = new List<TrackPath>(_live.Count);
        foreach (TrackPath path in _live)
            if (at - path.LastAt - 1 <= (path.Strong >= needed ? limits.MaxGap ?? int.MaxValue : TentativeGap))
                live.Add(path);
            else if (path.Strong >= needed)
                _paths.Add(path);
        _live = live;
        ReadOnlySpan<Detection> found = frames[at];
        ReadOnlySpan<bool> taken = Match(live, found, at, forward: true);
        for (int j = 0; j < found.Length; j++)
            if (!taken[j] && found[j].MayStart)
                live.Add(new TrackPath(found[j], at));
    }

    /// <summary>Gives the weak bands before a track's start to it, frame by frame towards the past.</summary>
    private void ExtendBackwards(FoundBands frames)
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
            Match(live, CollectionsMarshal.AsSpan(left), at, forward: false);
        }
    }

    /// <summary>Which bands of a frame continued a path; valid until the next call.</summary>
    private ReadOnlySpan<bool> Match(List<TrackPath> live, ReadOnlySpan<Detection> found, int at, bool forward)
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
            Expected expected = live[i].Predict(at, gap, forward);
            for (int j = 0; j < columns; j++)
                _cost[(i * columns) + j] = j < found.Length ? Cost(expected, gap, found[j]) : Unmatched;
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
        gate *= found.MayStart ? Math.Sqrt(Math.Min(gap, 4)) : 1;
        double distance = (found.Center - center) / gate;
        if (!(Math.Abs(distance) <= 1))
            return Forbidden;
        double widthVariance = Square(0.4) + (double.IsFinite(found.FwhmSe) ? Square(found.FwhmSe / found.Fwhm) : 0);
        double shape = width > 0 && found.Fwhm > 0 ? Square(Math.Log(found.Fwhm / width)) / widthVariance : 0;
        double scale = (0.5 * Math.Max(Math.Abs(height), Math.Abs(found.Height))) + found.Noise;
        double size = scale > 0 ? Math.Min(4, Square((found.Height - height) / scale)) : 0;
        return Square(3 * distance) + shape + (size / gap);
    }

    private static double Square(double x) => x * x;
}

/// <summary>A band of one frame as the tracker sees it.</summary>
internal readonly record struct Detection(
    int Row,
    double Center,
    double CenterSe,
    double Fwhm,
    double FwhmSe,
    double Height,
    double Noise,
    bool MayStart,
    bool Positioned
)
{
    /// <param name="band">The band.</param>
    /// <param name="row">Its place among all bands.</param>
    /// <param name="minSnr">Signal to noise that starts a track.</param>
    /// <param name="detected">It rises above its detection limit; below it the fitted position is an accident.</param>
    public static Detection Of(in BandRow band, int row, double minSnr, bool detected)
    {
        // A fit without a noise estimate still has the error of its height; without either the band is believed.
        double snr = double.IsFinite(band.Snr) ? band.Snr : Math.Abs(band.Height) / band.HeightSe;
        bool strong = double.IsNaN(snr) || snr >= minSnr;
        double noise = snr > 0 && double.IsFinite(snr) ? Math.Abs(band.Height) / snr : 0;
        bool mayStart = strong && band.Converged;
        return new(
            row,
            band.Center,
            band.CenterSe,
            band.Fwhm,
            band.FwhmSe,
            band.Height,
            noise,
            mayStart,
            mayStart && detected && !band.IsAtBound("center")
        );
    }
}

/// <summary>The bands of each healthy frame, in order of frames.</summary>
/// <param name="bands">All bands, frame by frame.</param>
/// <param name="starts">Where each frame begins, and the end.</param>
internal sealed class FoundBands(Detection[] bands, int[] starts)
{
    /// <summary>Healthy frames.</summary>
    public int Count => starts.Length - 1;

    /// <summary>Bands of a frame.</summary>
    public ReadOnlySpan<Detection> this[int at] => bands.AsSpan(starts[at]..starts[at + 1]);
}

/// <summary>What the prediction needs of a band above the noise.</summary>
internal readonly record struct StrongBand(double Center, double CenterSe, double Fwhm, double Height);

/// <summary>What a track should look like in a frame.</summary>
internal readonly record struct Expected(double Center, double Fwhm, double Height);

/// <summary>The bands of one identity, in order of frames.</summary>
internal sealed class TrackPath
{
    private const int History = 8;
    private readonly TwoEnded<(int At, Detection Band)> _steps = new();

    // Places in the steps are not kept: they move when a step is put before.
    private readonly TwoEnded<(int At, StrongBand Band)> _strong = new();
    private readonly double[] _x = new double[History],
        _y = new double[History],
        _w = new double[History];

    public TrackPath(in Detection first, int at) => Add(first, at, forward: true);

    /// <summary>First frame above the noise; the start of the track is one.</summary>
    public int FirstAt => _strong[0].At;

    /// <summary>Last frame above the noise.</summary>
    public int LastAt => _strong[^1].At;

    /// <summary>Converged bands above the noise limit.</summary>
    public int Strong => _strong.Count;

    /// <summary>Bands of the track.</summary>
    public int Count => _steps.Count;

    public IEnumerable<(int At, Detection Band)> Steps => _steps.All;

    public void Add(in Detection band, int at, bool forward)
    {
        _steps.Add((at, band), atEnd: forward);
        if (band.MayStart)
            _strong.Add((at, new(band.Center, band.CenterSe, band.Fwhm, band.Height)), atEnd: forward);
    }

    public double MeanCenter()
    {
        double sum = 0;
        foreach ((_, StrongBand band) in _strong.All)
            sum += band.Center;
        return sum / _strong.Count;
    }

    /// <summary>Position by the line through the nearest bands; width and height by their mean over three.</summary>
    public Expected Predict(int at, int gap, bool forward)
    {
        int n = 0;
        double width = 0,
            height = 0;
        int widths = 0,
            heights = 0;
        while (n < Math.Min(History, _strong.Count))
        {
            (int then, StrongBand band) = _strong[forward ? ^(n + 1) : n];
            (_x[n], _y[n]) = (then, band.Center);
            double se = double.IsFinite(band.CenterSe) ? band.CenterSe : 0,
                floor = double.IsFinite(band.Fwhm) ? 0.02 * band.Fwhm : 0.2;
            _w[n] = 1 / ((se * se) + (floor * floor));
            n++;
            if (n <= 3)
            {
                height += band.Height;
                heights++;
                if (band.Fwhm > 0)
                {
                    width += band.Fwhm;
                    widths++;
                }
            }
        }
        double nearest = forward ? LastAt : FirstAt;
        double center = Line(n, n >= 3 && gap <= n ? at : nearest, slope: n >= 3);
        return new(center, widths > 0 ? width / widths : double.NaN, height / heights);
    }

    private double Line(int n, double at, bool slope)
    {
        double w = 0,
            mx = 0,
            my = 0;
        for (int i = 0; i < n; i++)
            (w, mx, my) = (w + _w[i], mx + (_w[i] * _x[i]), my + (_w[i] * _y[i]));
        (mx, my) = (mx / w, my / w);
        if (!slope)
            return n == 1 ? _y[0] : my;
        double xx = 0,
            xy = 0;
        for (int i = 0; i < n; i++)
            (xx, xy) = (xx + (_w[i] * (_x[i] - mx) * (_x[i] - mx)), xy + (_w[i] * (_x[i] - mx) * (_y[i] - my)));
        return my + (xx > 0 ? xy / xx * (at - mx) : 0);
    }
}
