using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Makes tracks of joined pieces and gives them what was fitted in between.</summary>
internal sealed class TrackAssembly(FoundBands frames, TrackingLimits limits)
{
    private const int Near = 10; // bands on each side that the line between them goes through
    private readonly List<Chain> _chains = [];

    /// <param name="paths">All paths.</param>
    /// <param name="pieces">Their pieces, joined.</param>
    public List<FollowedTrack> Assemble(IReadOnlyList<TrackPath> paths, IReadOnlyList<TrackPiece> pieces)
    {
        var used = new HashSet<int>();
        foreach (TrackPiece head in pieces.Where(p => p.Before is null))
            _chains.Add(new(head));
        foreach (Chain chain in _chains)
            used.UnionWith(chain.Steps.Values.Select(b => b.Row));
        var pool = new SortedDictionary<int, List<Detection>>();
        foreach ((int at, Detection band) in paths.SelectMany(p => p.Steps).Where(s => !used.Contains(s.Band.Row)))
            (pool.TryGetValue(at, out List<Detection>? list) ? list : pool[at] = []).Add(band);
        KeepEnds(paths, pool);
        foreach ((int at, List<Detection> left) in pool)
            Give(at, left);
        int needed = Math.Min(limits.MinFrames, frames.Count);
        List<FollowedTrack> tracks = [.. _chains.Select(c => c.Track())];
        var rest = pool.SelectMany(p => p.Value).Select(b => b.Row).ToHashSet();
        // A path that was in doubt all along keeps what no other track took.
        foreach (TrackPath path in paths)
        {
            (int At, Detection Band)[] steps = [.. path.Steps.Where(s => rest.Contains(s.Band.Row))];
            if (steps.Count(s => s.Band.MayStart) >= needed)
                tracks.Add(new(new TrackPath(steps), []));
        }
        return tracks;
    }

    /// <summary>What a path has before its first and after its last piece stays with that piece.</summary>
    private void KeepEnds(IReadOnlyList<TrackPath> paths, SortedDictionary<int, List<Detection>> pool)
    {
        var heads = _chains.ToLookup(c => c.Head.Path);
        var tails = _chains.ToLookup(c => c.Tail.Path);
        foreach (TrackPath path in paths)
        {
            Chain? head = heads[path].MinBy(c => c.Head.FirstAt),
                tail = tails[path].MaxBy(c => c.Tail.LastAt);
            foreach ((int at, Detection band) in path.Steps)
            {
                Chain? chain =
                    head is not null && at < head.Head.FirstAt ? head
                    : tail is not null && at > tail.Tail.LastAt ? tail
                    : null;
                if (chain is not null && pool.TryGetValue(at, out List<Detection>? list) && list.Remove(band))
                    chain.Steps[at] = band;
            }
        }
    }

    /// <summary>Gives the bands of a frame to the tracks that should be there and have none, nearest together.</summary>
    private void Give(int at, List<Detection> left)
    {
        (Chain Chain, double Center, double Width)[] expected =
        [
            .. _chains
                .Where(c => c.FirstAt < at && at < c.LastAt && !c.Steps.ContainsKey(at))
                .Select(c =>
                    (c, c.Between(at, frames.Drift[0]), c.Head.Steps[0].Band.Fwhm is > 0 and var w ? w : TrackingLimits.UsualWidth)
                ),
        ];
        if (expected.Length == 0 || left.Count == 0)
            return;
        int columns = left.Count + expected.Length;
        double[] cost = new double[expected.Length * columns];
        int[] column = new int[expected.Length];
        for (int i = 0; i < expected.Length; i++)
        for (int j = 0; j < columns; j++)
        {
            double distance =
                j < left.Count ? (left[j].Center - expected[i].Center) / (TrackCrossings.MergedWithin * expected[i].Width) : 1;
            cost[(i * columns) + j] = Math.Abs(distance) <= 1 ? distance * distance : 1e6;
        }
        LinearAssignment.Solve(cost, expected.Length, columns, column);
        var given = new List<Detection>();
        for (int i = 0; i < expected.Length; i++)
            if (column[i] < left.Count)
            {
                expected[i].Chain.Steps[at] = left[column[i]];
                given.Add(left[column[i]]);
            }
        left.RemoveAll(given.Contains);
    }

    /// <summary>The pieces of one track.</summary>
    private sealed class Chain
    {
        private readonly List<TrackLink> _links = [];

        public Chain(TrackPiece head)
        {
            (Head, Tail) = (head, head);
            for (TrackPiece? piece = head; piece is not null; piece = piece.After)
            {
                foreach ((int at, Detection band) in piece.Steps)
                    Steps[at] = band;
                if (piece.Before is { } before)
                    _links.Add(new(before.LastAt, piece.FirstAt, piece.Probability));
                Tail = piece;
            }
            (FirstAt, LastAt) = (head.FirstAt, Tail.LastAt);
        }

        public TrackPiece Head { get; }

        public TrackPiece Tail { get; }

        /// <summary>Bands by frame.</summary>
        public SortedDictionary<int, Detection> Steps { get; } = [];

        public int FirstAt { get; }

        public int LastAt { get; }

        /// <summary>Position in a frame between two pieces, on the line through both.</summary>
        public double Between(int at, double[] x)
        {
            foreach (TrackPiece piece in Pieces())
                if (piece.After is { } after && piece.LastAt <= at && at <= after.FirstAt)
                    return Drift.Of([.. piece.Last(Near), .. after.First(Near)], after.Along, after.Along[at]).Position;
                else if (piece.FirstAt <= at && at <= piece.LastAt)
                    return Drift.Of(piece.Around(at, 3), x, x[at]).Position;
            return double.NaN;
        }

        public FollowedTrack Track() => new(new TrackPath(Steps.Select(s => (s.Key, s.Value))), _links);

        private IEnumerable<TrackPiece> Pieces()
        {
            for (TrackPiece? piece = Head; piece is not null; piece = piece.After)
                yield return piece;
        }
    }
}
