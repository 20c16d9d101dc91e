using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A number of one track of a sample, with its own error (NaN = not known).</summary>
internal readonly record struct SampleValue(string Quantity, double Value, double Se);

/// <summary>Tracks of one sample with what was found about them.</summary>
internal sealed class ReplicateSample
{
    private readonly Dictionary<int, double> _heightErrors = [];
    private readonly IReadOnlyList<BandRatioRow> _ratios;

    private ReplicateSample(TableSet tables)
    {
        (Id, Tracks, _ratios) = (tables.Card.Id, tables.Rows<TrackRow>(), tables.Rows<BandRatioRow>());
        var largest = Tracks.ToDictionary(t => t.Track, t => t.MaxHeight);
        foreach (BandRow band in tables.Rows<BandRow>())
            if (band.Track is { } track && largest.TryGetValue(track, out double height) && band.Height == height)
                _heightErrors[track] = double.IsFinite(band.HeightSeTotal) ? band.HeightSeTotal : band.HeightSe;
    }

    public string Id { get; }

    public IReadOnlyList<TrackRow> Tracks { get; }

    public static ReplicateSample Of(TableSet tables) => new(tables);

    /// <summary>What is known of a track; the ratios by the positions of their partners in the pool.</summary>
    public IEnumerable<SampleValue> ValuesOf(TrackRow track, Func<int, double> pooledPosition)
    {
        yield return new("center", track.Center, track.CenterSe);
        yield return new("fwhm", track.Fwhm, double.NaN);
        yield return new("max-height", track.MaxHeight, _heightErrors.GetValueOrDefault(track.Track, double.NaN));
        yield return new("onset-time", track.OnsetTimeS, Half(track.OnsetTimeSLow, track.OnsetTimeSHigh));
        yield return new("onset-potential", track.OnsetPotentialV, Half(track.OnsetPotentialVLow, track.OnsetPotentialVHigh));
        yield return new("stark-slope", track.StarkCm1PerV, track.StarkCm1PerVSe);
        yield return new("tau", track.TauS, track.TauSSe);
        // Of steps that ask for one ratio the last counts: a sample has one value.
        foreach (BandRatioRow ratio in _ratios.Reverse().DistinctBy(r => (r.Numerator, r.Denominator, r.Quantity, r.Group)).Reverse())
            if (ratio.Numerator == track.Track)
                yield return new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{ratio.Quantity} ratio to {pooledPosition(ratio.Denominator):0.0}{(ratio.Group == "all" ? "" : " at " + ratio.Group)}"
                    ),
                    ratio.Ratio,
                    Half(ratio.RatioLow, ratio.RatioHigh)
                );
    }

    private static double Half(double low, double high) => (high - low) / (2 * 1.96);
}
