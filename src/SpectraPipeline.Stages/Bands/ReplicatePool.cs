using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Tracks of several samples that are one band, and the numbers they share.</summary>
/// <remarks>A band takes at most one track of each sample, and of one sign (what one sample gains and another loses is not one band): pairs of the nearest positions first. A track that is near no other is a band of one sample.</remarks>
internal sealed class ReplicatePool
{
    private readonly IReadOnlyList<ReplicateSample> _samples;
    private readonly List<Dictionary<int, TrackRow>> _bands = [];

    public ReplicatePool(IReadOnlyList<ReplicateSample> samples, double? tolerance)
    {
        _samples = samples;
        for (int s = 0; s < samples.Count; s++)
            Join(s, tolerance);
        _bands.Sort((a, b) => Position(a).CompareTo(Position(b)));
    }

    /// <summary>The bands with the numbers of each, by position.</summary>
    public IEnumerable<PooledBand> Bands(SeriesCard card)
    {
        foreach (Dictionary<int, TrackRow> band in _bands)
        {
            var values =
                from entry in band
                orderby entry.Key
                from value in _samples[entry.Key].ValuesOf(entry.Value, track => Pooled(entry.Key, track))
                where double.IsFinite(value.Value)
                select (Sample: entry.Key, Track: entry.Value, Value: value);
            yield return new(
                [.. band.OrderBy(e => e.Key).Select(e => (_samples[e.Key].Id, e.Value))],
                [
                    .. values
                        .GroupBy(v => v.Value.Quantity)
                        .Select(q => Row(card, band, q.Key, [.. q.Select(v => (v.Sample, v.Track.Track, v.Value))])),
                ],
                _samples.Count
            );
        }
    }

    private void Join(int sample, double? tolerance)
    {
        int bands = _bands.Count;
        var taken = new HashSet<int>();
        var near =
            from track in _samples[sample].Tracks
            from b in Enumerable.Range(0, bands)
            where SignOf(_bands[b]) * track.Sign >= 0
            let distance = Math.Abs(Position(_bands[b]) - track.Center)
            where distance <= (tolerance ?? Reach(track, _bands[b]))
            orderby distance
            select (Track: track, Band: b);
        foreach ((TrackRow track, int band) in near.ToList())
            if (!taken.Contains(track.Track) && !_bands[band].ContainsKey(sample))
            {
                _bands[band][sample] = track;
                taken.Add(track.Track);
            }
        foreach (TrackRow track in _samples[sample].Tracks)
            if (!taken.Contains(track.Track))
                _bands.Add(new() { [sample] = track });
    }

    /// <summary>Sign of a band; 0 while no track of it has one.</summary>
    private static int SignOf(Dictionary<int, TrackRow> band) => band.Values.Select(t => t.Sign).FirstOrDefault(s => s != 0);

    private static double Reach(in TrackRow track, Dictionary<int, TrackRow> band)
    {
        double[] widths = [.. band.Values.Append(track).Select(t => t.Fwhm).Where(w => w > 0)];
        return widths.Length > 0 ? widths.Average() / 2 : 10;
    }

    private static double Position(Dictionary<int, TrackRow> band) => band.Values.Average(t => t.Center);

    private double Pooled(int sample, int track) =>
        _bands.Find(b => b.TryGetValue(sample, out TrackRow row) && row.Track == track) is { } band ? Position(band) : double.NaN;

    private ReplicateRow Row(
        SeriesCard card,
        Dictionary<int, TrackRow> band,
        string quantity,
        (int Sample, int Track, SampleValue Value)[] found
    )
    {
        int n = found.Length;
        double[] values = [.. found.Select(f => f.Value.Value)],
            errors = [.. found.Select(f => f.Value.Se)],
            known = [.. errors.Where(e => e > 0 && double.IsFinite(e))];
        double mean = values.Average(),
            sd = n > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1)) : double.NaN,
            se = sd / Math.Sqrt(n),
            within = known.Length > 0 ? Math.Sqrt(known.Average(e => e * e)) : double.NaN,
            between = n > 1 ? Student.Half95(n - 1) * se : double.NaN,
            half = between < Least(quantity, within, n) ? Least(quantity, within, n) : between;
        return new()
        {
            Series = card.Id,
            Group = ReplicateGroup.NameOf(card),
            Position = Position(band),
            Quantity = quantity,
            N = n,
            Mean = mean,
            Sd = sd,
            Se = se,
            Low = mean - half,
            High = mean + half,
            WithinSe = within,
            BetweenSd =
                n > 1 && known.Length > 0
                    ? ScatterPolynomial.Fit(Enumerable.Range(0, n).Select(i => (double)i).ToArray(), values, errors, 0)?.Scatter
                        ?? double.NaN
                    : double.NaN,
            Pooled = string.Join(", ", found.Select(f => Text($"{_samples[f.Sample].Id}/{f.Track} {f.Value.Value:g6}"))),
            Note = Note(band, found, half > between),
        };
    }

    /// <summary>Half the least interval of a mean: that of the samples' own errors. Onsets share the gaps between frames, which no number of samples narrows.</summary>
    private static double Least(string quantity, double within, int n) =>
        n < 2 ? double.NaN
        : quantity.StartsWith("onset", StringComparison.Ordinal) ? 1.96 * within
        : 1.96 * within / Math.Sqrt(n);

    private string? Note(Dictionary<int, TrackRow> band, (int Sample, int Track, SampleValue Value)[] found, bool wider)
    {
        var said = new List<string>();
        if (found.Length == 1)
            said.Add("one sample: no error between samples");
        string[] absent = [.. Enumerable.Range(0, _samples.Count).Where(s => !band.ContainsKey(s)).Select(s => _samples[s].Id)],
            silent = [.. band.Keys.Except(found.Select(f => f.Sample)).Order().Select(s => _samples[s].Id)];
        if (absent.Length > 0)
            said.Add($"no such band in {string.Join(", ", absent)}");
        if (silent.Length > 0)
            said.Add($"not determined in {string.Join(", ", silent)}");
        if (wider)
            said.Add("the samples agree better than their own errors allow: the interval is that of these errors");
        return said.Count == 0 ? null : string.Join("; ", said);
    }
}
