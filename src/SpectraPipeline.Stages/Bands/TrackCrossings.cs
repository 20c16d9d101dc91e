namespace SpectraPipeline.Stages.Bands;

/// <summary>A track and how it came through the stretches where it was not a band of its own.</summary>
/// <param name="Path">Its bands.</param>
/// <param name="Links">Where it was cut and joined again.</param>
internal sealed record FollowedTrack(TrackPath Path, IReadOnlyList<TrackLink> Links);

/// <summary>A stretch between two pieces of one track.</summary>
/// <param name="LastAt">Last frame before.</param>
/// <param name="FirstAt">First frame after.</param>
/// <param name="Probability">That it is the same band.</param>
internal readonly record struct TrackLink(int LastAt, int FirstAt, double Probability);

/// <summary>Cuts paths where two come nearer than their errors tell apart, and joins the pieces by the evidence of both sides.</summary>
/// <remarks>
/// A band is in doubt where another of its frame lies within 0.35 mean widths or four combined errors (at most 1.2 widths), or where a track that is not found in this
/// frame should be within 1.2 widths: there one fitted band may stand for two, or a fit of two may have changed their numbers. What is fitted in doubt decides nothing; it is given
/// to the tracks afterwards, by the line from the piece before to the piece after.
/// </remarks>
internal sealed class TrackCrossings(FoundBands frames, TrackingLimits limits)
{
    /// <summary>Widths within which two bands are fitted as one.</summary>
    public const double MergedWithin = 1.2;

    private const double NeverApart = 0.35;
    private const double Sigmas = 4;
    private const double TurnsWithin = 0.4; // mean widths
    private const int Passes = 3;
    private const int LeastPiece = 3;
    private const int LongestBridge = 3; // frames in a row that a piece may miss
    private const int Horizon = 40; // frames that a path is looked for beyond its ends
    private const int Evidence = 12;

    public List<FollowedTrack> Resolve(IReadOnlyList<TrackPath> paths)
    {
        // Once a vanished track is found again it is known where it went between, and so what else was in doubt there.
        List<FollowedTrack> tracks = Pass(paths);
        for (int pass = 1; pass < Passes && tracks.Exists(t => t.Links.Count > 0); pass++)
            tracks = Pass([.. tracks.Select(t => t.Path)]);
        return tracks;
    }

    private List<FollowedTrack> Pass(IReadOnlyList<TrackPath> paths)
    {
        var courses = new List<Course>(paths.Count);
        foreach (TrackPath path in paths)
            courses.Add(new(path, [.. path.Steps.Where(s => s.Band.MayStart)], frames, 0));
        MarkDoubt(courses);
        // What a path did in doubt says nothing about where it goes beyond its ends.
        courses = Unite([.. courses.Select(c => c.Sure(LeastPiece)).OfType<Course>().OrderBy(c => c.From)]);
        MarkDoubt(courses);
        var pieces = new List<TrackPiece>();
        foreach (Course course in courses)
            pieces.AddRange(course.Pieces(LeastPiece, LongestBridge));
        new TrackJunctions(frames, limits).Link(pieces);
        return new TrackAssembly(frames, limits).Assemble(paths, pieces);
    }

    /// <summary>Two paths that take turns at one place are one band that was lost to both.</summary>
    private static List<Course> Unite(List<Course> courses)
    {
        for (int i = 0; i < courses.Count; i++)
        for (int j = courses.Count - 1; j > i; j--)
            if (courses[i].TakesTurnsWith(courses[j]))
            {
                courses[i] = courses[i].With(courses[j]);
                courses.RemoveAt(j);
            }
        return courses;
    }

    private static void MarkDoubt(List<Course> courses)
    {
        // Of paths in order of their start, only those that reach into each other are compared.
        Course[] order = [.. courses.OrderBy(c => c.From)];
        for (int i = 0; i < order.Length; i++)
        for (int j = i + 1; j < order.Length && order[j].From <= order[i].To; j++)
        {
            int to = Math.Min(order[i].To, order[j].To);
            for (int at = order[j].From; at <= to; at++)
                if (order[i].At(at) is { } a && order[j].At(at) is { } b && IsDoubtful(a, b) && !order[i].MayBe(order[j]))
                    (order[i][at], order[j][at]) = (true, true);
        }
    }

    private static bool IsDoubtful(in CoursePoint a, in CoursePoint b)
    {
        double width = (a.Width + b.Width) / 2,
            limit = MergedWithin * width;
        if (a.Found && b.Found)
            limit = Math.Min(limit, Math.Max(NeverApart * width, Sigmas * Math.Sqrt((a.Se * a.Se) + (b.Se * b.Se))));
        return (a.Found || b.Found) && Math.Abs(a.Center - b.Center) < limit;
    }

    /// <summary>Where a path is in a frame.</summary>
    private readonly record struct CoursePoint(double Center, double Se, double Width, bool Found);

    /// <summary>A path in every frame from a little before its start to a little after its end.</summary>
    private sealed class Course
    {
        private readonly TrackPath _path;
        private readonly (int At, Detection Band)[] _strong;
        private readonly int[] _last; // place of the last band above the noise at or before a frame
        private readonly bool[] _doubt;
        private readonly Drift _head,
            _tail;
        private readonly double[] _x;
        private readonly int _first;
        private readonly FoundBands _frames;

        public Course(TrackPath path, (int At, Detection Band)[] strong, FoundBands frames, int horizon)
        {
            (_path, _frames, _x) = (path, frames, frames.Drift[0]);
            _strong = strong;
            _first = _strong[0].At;
            int end = _strong[^1].At;
            (From, To) = (Math.Max(0, _first - horizon), Math.Min(frames.Count - 1, end + horizon));
            _last = new int[end - _first + 1];
            _doubt = new bool[_last.Length];
            for (int i = 0; i < _strong.Length; i++)
            for (int at = _strong[i].At; at <= (i + 1 < _strong.Length ? _strong[i + 1].At - 1 : end); at++)
                _last[at - _first] = i;
            _head = Drift.Of([.. _strong.Take(Evidence)], _x, _x[_first]);
            _tail = Drift.Of([.. _strong.Reverse().Take(Evidence)], _x, _x[end]);
        }

        /// <summary>The course by the bands that are not in doubt, and beyond its ends; null when they are too few.</summary>
        public Course? Sure(int least)
        {
            (int At, Detection Band)[] sure = [.. _strong.Where(s => !_doubt[s.At - _first])];
            return sure.Length < least ? null : new(_path, sure, _frames, Horizon);
        }

        public int From { get; }

        public int To { get; }

        public bool this[int at]
        {
            set
            {
                if (at >= _first && at - _first < _doubt.Length)
                    _doubt[at - _first] = value;
            }
        }

        /// <summary>Where both live they are hardly ever found in one frame, and never apart.</summary>
        public bool TakesTurnsWith(Course other)
        {
            int from = Math.Max(_first, other._first),
                to = Math.Min(_strong[^1].At, other._strong[^1].At),
                mine = 0,
                others = 0,
                both = 0;
            double apart = 0;
            for (int at = from; at <= to; at++)
            {
                if (At(at) is not { } a || other.At(at) is not { } b || !(a.Found || b.Found))
                    continue;
                mine += a.Found ? 1 : 0;
                others += b.Found ? 1 : 0;
                both += a.Found && b.Found ? 1 : 0;
                apart += Math.Abs(a.Center - b.Center) * 2 / (a.Width + b.Width);
            }
            return mine >= 2 && others >= 2 && both <= 0.1 * Math.Min(mine, others) && apart < TurnsWithin * (mine + others - both);
        }

        /// <summary>Both as one; of two bands of one frame that of the longer counts.</summary>
        public Course With(Course other)
        {
            (Course more, Course less) = _strong.Length >= other._strong.Length ? (this, other) : (other, this);
            var own = more._strong.Select(s => s.At).ToHashSet();
            return new(_path, [.. more._strong.Concat(less._strong.Where(s => !own.Contains(s.At))).OrderBy(s => s.At)], _frames, Horizon);
        }

        /// <summary>The other ends before this begins, or begins after this ends: they may be one band, and one band puts itself in no doubt.</summary>
        public bool MayBe(Course other) => other._strong[^1].At < _first || other._first > _strong[^1].At;

        public CoursePoint? At(int at)
        {
            if (at < _first)
                return Beyond(_head, _x[at] - _x[_first]);
            if (at - _first >= _last.Length)
                return Beyond(_tail, _x[at] - _x[_strong[^1].At]);
            (int then, Detection band) = _strong[_last[at - _first]];
            double width = band.Fwhm > 0 ? band.Fwhm : TrackingLimits.UsualWidth;
            if (then == at)
                return new(band.Center, double.IsFinite(band.CenterSe) ? band.CenterSe : 0, width, true);
            (int next, Detection to) = _strong[_last[at - _first] + 1];
            double part = (_x[at] - _x[then]) / (_x[next] - _x[then]);
            return new(band.Center + (part * (to.Center - band.Center)), 0, width, false);
        }

        /// <summary>Runs of bands that are not in doubt; the whole path when it has none.</summary>
        public IEnumerable<TrackPiece> Pieces(int least, int bridge)
        {
            var run = new List<(int At, Detection Band)>();
            foreach ((int At, Detection Band) step in _strong)
            {
                bool doubt = _doubt[step.At - _first];
                if (run.Count > 0 && (doubt || step.At - run[^1].At - 1 > bridge))
                {
                    if (run.Count >= least)
                        yield return new(_path, run);
                    run = [];
                }
                if (!doubt)
                    run.Add(step);
            }
            if (run.Count >= least)
                yield return new(_path, run);
        }

        private static CoursePoint? Beyond(in Drift drift, double frames)
        {
            // Where the prediction is worth nothing it puts no other path in doubt.
            double variance = drift.PositionVariance + (2 * frames * drift.Covariance) + (frames * frames * drift.SlopeVariance);
            return variance < drift.Width * drift.Width / 4 ? new(drift.Position + (drift.Slope * frames), 0, drift.Width, false) : null;
        }
    }
}
