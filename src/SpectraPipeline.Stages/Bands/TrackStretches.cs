using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The table of stretches in which a track is merged with another, or missing.</summary>
internal static class TrackStretches
{
    private const double Decided = 0.95;

    public static IEnumerable<TrackStretchRow> Of(string series, IReadOnlyList<FollowedTrack> tracks, FoundBands frames)
    {
        TrackCourse[] courses = [.. tracks.Select(t => new TrackCourse(t))];
        for (int t = 0; t < tracks.Count; t++)
        {
            var merged = new List<TrackLink>();
            foreach (TrackLink link in tracks[t].Links)
            {
                int? with = Partner(courses, t, link);
                if (with is null && link.Probability >= Decided)
                    continue;
                merged.Add(link);
                yield return new()
                {
                    Series = series,
                    Track = t + 1,
                    FirstFrame = frames.Number(link.LastAt + 1 < link.FirstAt ? link.LastAt + 1 : link.LastAt),
                    LastFrame = frames.Number(link.LastAt + 1 < link.FirstAt ? link.FirstAt - 1 : link.FirstAt),
                    Kind = link.Probability < Decided ? "uncertain" : "merged",
                    WithTrack = with + 1,
                    Probability = link.Probability,
                };
            }
            foreach ((int from, int to) in courses[t].Gaps())
                if (!merged.Exists(m => m.LastAt <= from && to <= m.FirstAt))
                    yield return new()
                    {
                        Series = series,
                        Track = t + 1,
                        FirstFrame = frames.Number(from),
                        LastFrame = frames.Number(to),
                        Kind = "missing",
                    };
        }
    }

    /// <summary>The track that comes nearest in the stretch, within the width in which two are fitted as one.</summary>
    private static int? Partner(TrackCourse[] courses, int track, in TrackLink link)
    {
        double nearest = TrackCrossings.MergedWithin;
        int? partner = null;
        for (int other = 0; other < courses.Length; other++)
        for (int at = link.LastAt; other != track && at <= link.FirstAt; at++)
            if (courses[track].Apart(courses[other], at) is var apart && apart < nearest)
                (nearest, partner) = (apart, other);
        return partner;
    }

    /// <summary>Position of a track in each frame of its life, on straight lines over what it misses or shares.</summary>
    private sealed class TrackCourse
    {
        private readonly int[] _at;
        private readonly double[] _center,
            _width;
        private readonly int[] _all;

        public TrackCourse(FollowedTrack track)
        {
            (int At, Detection Band)[] steps = [.. track.Path.Steps];
            _all = [.. steps.Select(s => s.At)];
            // What was fitted inside a stretch belongs to both and shows neither.
            (int At, Detection Band)[] own =
            [
                .. steps.Where(s => s.Band.MayStart && !track.Links.Any(l => l.LastAt < s.At && s.At < l.FirstAt)),
            ];
            _at = [.. own.Select(s => s.At)];
            _center = [.. own.Select(s => s.Band.Center)];
            _width = [.. own.Select(s => s.Band.Fwhm)];
        }

        /// <summary>Distance in mean widths; NaN where one of them does not live.</summary>
        public double Apart(TrackCourse other, int at) =>
            Math.Abs(Value(_center, at) - other.Value(other._center, at)) * 2 / (Value(_width, at) + other.Value(other._width, at));

        public IEnumerable<(int From, int To)> Gaps()
        {
            for (int i = 1; i < _all.Length; i++)
                if (_all[i] - _all[i - 1] > 1)
                    yield return (_all[i - 1] + 1, _all[i] - 1);
        }

        private double Value(double[] values, int at)
        {
            if (_at.Length == 0 || at < _at[0] || at > _at[^1])
                return double.NaN;
            int i = Array.BinarySearch(_at, at);
            if (i >= 0)
                return values[i];
            i = ~i;
            return values[i - 1] + ((values[i] - values[i - 1]) * (at - _at[i - 1]) / (_at[i] - _at[i - 1]));
        }
    }
}
