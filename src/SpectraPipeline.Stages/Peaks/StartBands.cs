using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A band to start a fit from.</summary>
/// <param name="Center">Position, axis units.</param>
/// <param name="Fwhm">Full width at half maximum, axis units.</param>
/// <param name="Low">Lowest position in the sampled frames.</param>
/// <param name="High">Highest one.</param>
/// <param name="Offset">Distance from the band that is sought in a frame: not 0 for a part of one that was split.</param>
/// <param name="SoughtFwhm">Width of the band that is sought; 0 = its own.</param>
internal readonly record struct StartBand(double Center, double Fwhm, double Low, double High, double Offset = 0, double SoughtFwhm = 0)
{
    /// <summary>Width of the band that is sought in a frame.</summary>
    public double Sought => SoughtFwhm > 0 ? SoughtFwhm : Fwhm;
}

/// <summary>
/// Bands that a whole series shows, so that every frame is fitted with the same ones: those that the forward selection sees in sampled frames, and in means of
/// consecutive ones where single frames are too noisy, joined over the frames by position.
/// </summary>
internal static class StartBands
{
    /// <summary>Most frames that are looked at.</summary>
    public const int SampledFrames = 32;

    private const int Groups = 8;

    // A band of a series is there in a tenth of its sampled frames; noise and hot pixels are not.
    private const double LeastPresence = 0.1;

    /// <summary>The bands in ascending position.</summary>
    /// <param name="sample">Frames; faulted ones are left out.</param>
    /// <param name="channel">Channel to look at.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="first">Its first point.</param>
    /// <param name="limits">What counts as a band.</param>
    public static IReadOnlyList<StartBand> Find(SpectralSeries sample, string channel, Axis axis, int first, SearchLimits limits)
    {
        Channel data = sample[channel];
        double[][] single =
        [
            .. Enumerable
                .Range(0, sample.Frames)
                .Where(f => sample.Faults[f] is null)
                .Select(f => Range(data, f, axis, first))
                .Where(y => y.AsSpan().ContainsAnyExcept(y[0])),
        ];
        if (axis.Length < 8 || single.Length == 0)
            return [];
        var search = new BandSearch(axis, limits);
        List<BandChain> chains = Chains(search, single);
        // Bands that only the means show: they are below the noise of a frame.
        foreach (BandChain weak in Chains(search, Means(single)))
            if (chains.TrueForAll(c => !c.Overlaps(weak)))
                chains.Add(weak);
        return [.. chains.OrderByDescending(c => c.Level).ThenBy(c => c.Center).Take(limits.Most).OrderBy(c => c.Center).Select(Rounded)];
    }

    /// <summary>Part of a frame, masked stretches bridged: nothing is looked for in them.</summary>
    private static double[] Range(Channel data, int frame, Axis axis, int first)
    {
        double[] y = data[frame].Slice(first, axis.Length).ToArray();
        if (data.Mask is { } mask && mask.AsSpan((frame * data.Points) + first, axis.Length) is var use && use.Contains(true))
            MaskBridge.Fill(axis.Values, data[frame].Slice(first, axis.Length), use, y);
        return y;
    }

    /// <summary>
    /// The bands as a list with bounds: the center may leave the range that the sample showed by a width, but not pass the middle to the next band;
    /// the width may change threefold. Both are generous for shifts with potential and guard against fitting noise.
    /// </summary>
    /// <param name="found">The bands, widths as recorded.</param>
    /// <param name="instrument">Full width of the instrument's line in the shape; 0 = none. The band itself is narrower than recorded, perhaps much.</param>
    public static IReadOnlyList<ListedBand> AsListed(IReadOnlyList<StartBand> found, double instrument = 0)
    {
        var bands = new ListedBand[found.Count];
        for (int k = 0; k < bands.Length; k++)
        {
            StartBand band = found[k];
            double low = band.Low - band.Fwhm;
            double high = band.High + band.Fwhm;
            foreach (StartBand other in found)
                if (other.High < band.Low)
                    low = Math.Max(low, (other.High + band.Low) / 2);
                else if (other.Low > band.High)
                    high = Math.Min(high, (other.Low + band.High) / 2);
            bands[k] = new ListedBand
            {
                Center = new BandValue
                {
                    Start = band.Center,
                    Lower = low,
                    Upper = high,
                },
                Fwhm = Width(band.Fwhm, instrument),
            };
        }
        return bands;
    }

    private static BandValue Width(double recorded, double instrument)
    {
        double own = Math.Sqrt(Math.Max(recorded * recorded - instrument * instrument, 0.1 * recorded * recorded));
        return instrument > 0
            ? new()
            {
                Start = own,
                Lower = own / 30,
                Upper = recorded * 3,
            }
            : new()
            {
                Start = recorded,
                Lower = recorded / 3,
                Upper = recorded * 3,
            };
    }

    /// <summary>A band with the range in which a frame's own start is looked for: half a width beyond what the sample showed, within its bounds; none for a band that hardly moves.</summary>
    public static StartBand Searched(in StartBand band, BandValue bounds) =>
        band.High - band.Low > band.Sought / 2
            ? band with
            {
                Low = Math.Max(bounds.Lower - band.Offset, band.Low - band.Sought / 2),
                High = Math.Min(bounds.Upper - band.Offset, band.High + band.Sought / 2),
            }
            : band with
            {
                Low = band.Center,
                High = band.Center,
            };

    // Starts need no more digits than this; one frame more or less in the sample then changes nothing in the fits of the others.
    private static StartBand Rounded(BandChain chain)
    {
        double width = Math.Pow(2, Math.Round(4 * Math.Log2(chain.Fwhm)) / 4);
        double step = width / 16;
        double coarse = width / 4;
        return new(
            Math.Round(chain.Center / step) * step,
            width,
            Math.Floor(chain.Low / coarse) * coarse,
            Math.Ceiling(chain.High / coarse) * coarse
        );
    }

    private static List<BandChain> Chains(BandSearch search, double[][] spectra)
    {
        int needed = Math.Max(Math.Min(2, spectra.Length), (int)Math.Ceiling(LeastPresence * spectra.Length));
        return BandChain.Join([.. spectra.Select(y => search.Look(y))], needed);
    }

    private static double[][] Means(double[][] spectra)
    {
        if (spectra.Length < 2)
            return [];
        int groups = spectra.Length >= 2 * Groups ? Groups : 1;
        return
        [
            .. Enumerable
                .Range(0, groups)
                .Select(g => spectra[(g * spectra.Length / groups)..((g + 1) * spectra.Length / groups)])
                .Select(group => Enumerable.Range(0, group[0].Length).Select(i => group.Average(y => y[i])).ToArray()),
        ];
    }
}
