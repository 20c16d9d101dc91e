using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A standard: the mean of the healthy frames of its series.</summary>
/// <param name="Id">Series it comes from.</param>
/// <param name="Name">What the pipeline calls it.</param>
/// <param name="X">Energies in eV, wavenumbers k, or the axis of the series.</param>
/// <param name="Y">Values.</param>
/// <param name="Sigma">Standard deviation of the noise of a point of the mean; NaN when not known.</param>
internal sealed record StandardSpectrum(string Id, string Name, double[] X, double[] Y, double Sigma)
{
    /// <summary>The standards that a stage is given, in the order of its list.</summary>
    /// <param name="ids">Series.</param>
    /// <param name="input">Where they are.</param>
    /// <param name="stage">Who asks, for messages.</param>
    /// <param name="kinds">Kinds of spectra; empty = any.</param>
    /// <param name="channel">Channel to prefer among those of the kind.</param>
    /// <exception cref="UserException">One is missing or has no such spectrum.</exception>
    public static StandardSpectrum[] Of(
        IReadOnlyList<string> ids,
        StageInput input,
        string stage,
        IReadOnlyList<SignalKind> kinds,
        string? channel
    )
    {
        var found = new List<StandardSpectrum>();
        foreach (string id in ids)
        {
            if (!input.Others.TryGetValue(id, out SpectralSeries? series) || ChannelOf(series, kinds, channel) is not { } values)
                throw new UserException(
                    $"{stage}: the standard '{id}' has no spectra of kind {string.Join(" or ", kinds).ToLowerInvariant()}; give that series the steps that make them (xas.normalize, and xas.autobk for chi)."
                );
            string name = input.Finished.TryGetValue(id, out FinishedSeries? finished) ? StandardList.NameOf(finished.Card) : id;
            found.Add(Mean(series, values, found.Any(s => s.Name == name) ? id : name, stage));
        }
        return [.. found];
    }

    private static Channel? ChannelOf(SpectralSeries series, IReadOnlyList<SignalKind> kinds, string? channel) =>
        kinds.Count == 0 ? series.Primary
        : channel is not null && series.Find(channel) is { } named && kinds.Contains(named.Signal.Kind) ? named
        : kinds.Select(series.Find).FirstOrDefault(c => c is not null);

    private static StandardSpectrum Mean(SpectralSeries series, Channel channel, string name, string stage)
    {
        int[] healthy = [.. Enumerable.Range(0, series.Frames).Where(f => series.Faults[f] is null)];
        if (healthy.Length == 0)
            throw new UserException($"{stage}: every frame of the standard '{series.Id}' is faulted; see its faults.");
        double scale = series.Axis.Unit.Quantity == Quantity.PhotonEnergy ? series.Axis.Unit.Scale : 1;
        double[] y = MeasuredMean.Of(series, channel, healthy),
            x = [.. series.Axis.Values[..y.Length].ToArray().Select(v => v * scale)];
        if (x.Length < 4)
            throw new UserException($"{stage}: the standard '{series.Id}' has {x.Length} points; 4 at least are needed to interpolate it.");
        return new StandardSpectrum(series.Id, name, x, y, ScanNoise.Of(x, y, new double[x.Length]));
    }
}
