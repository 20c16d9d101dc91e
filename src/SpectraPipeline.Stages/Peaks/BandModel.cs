using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>The bands and the shape that a series is fitted with.</summary>
/// <param name="Shape">Line shape.</param>
/// <param name="Bands">The bands.</param>
/// <param name="Sought">Where each band was found in sampled frames, widths as recorded; null for a listed one that is looked for where the list says.</param>
internal sealed record BandModel(PeakShape Shape, IReadOnlyList<ListedBand> Bands, IReadOnlyList<StartBand?> Sought)
{
    /// <summary>The bands were found, not listed: they stand by position.</summary>
    public bool IsFound { get; private init; }

    /// <summary>A model of bands that were listed.</summary>
    public static BandModel Listed(PeakShape shape, IReadOnlyList<ListedBand> bands) => new(shape, bands, new StartBand?[bands.Count]);

    /// <summary>A model of bands that were found.</summary>
    public static BandModel Found(PeakShape shape, IReadOnlyList<StartBand> found) =>
        new(shape, StartBands.AsListed(found, shape.InstrumentFullWidth), [.. found]) { IsFound = true };

    /// <summary>Band k can be left out: no other one follows it, or one behind it in the list.</summary>
    public bool CanDrop(int k) => !Bands.Any(b => b.Values.Any(v => v.Value.SameAs > k));

    /// <summary>The model without a band.</summary>
    public BandModel Without(int k) => Again([.. Bands.Where((_, i) => i != k)], [.. Sought.Where((_, i) => i != k)]);

    /// <summary>The model with band k as two. The new one stands last in a list, by position among found ones.</summary>
    /// <param name="k">The band.</param>
    /// <param name="whole">Where it is looked for, and how far its center may go where nobody said.</param>
    /// <param name="first">The first of the two.</param>
    /// <param name="second">The second.</param>
    /// <param name="limits">What the two were held to when they were compared with the one, for what the user left open.</param>
    public BandModel Split(
        int k,
        SplitBand whole,
        (double Center, double Fwhm) first,
        (double Center, double Fwhm) second,
        SplitLimits limits
    )
    {
        ListedBand[] two = [Limited(Bands[k], first, whole, limits), Limited(Untied(Bands[k]), second, whole, limits)];
        StartBand?[] sought = [Part(whole.Sought, first), Part(whole.Sought, second)];
        if (!IsFound)
        {
            ListedBand[] bands = [.. Bands, two[1]];
            StartBand?[] parts = [.. Sought, sought[1]];
            bands[k] = two[0];
            parts[k] = Bands[k].Center is { Fixed: false, SameAs: 0 } ? sought[0] : null;
            return this with { Bands = bands, Sought = parts };
        }
        ListedBand[] all = [.. Bands.Where((_, i) => i != k), .. two];
        StartBand?[] places = [.. Sought.Where((_, i) => i != k), .. sought];
        int[] order = [.. Enumerable.Range(0, all.Length).OrderBy(i => places[i]!.Value.Center)];
        return Again([.. order.Select(i => all[i])], [.. order.Select(i => places[i])]);
    }

    /// <summary>A band with the ties and fixed values taken off, its bounds kept.</summary>
    public static ListedBand Untied(ListedBand band) =>
        band with
        {
            Center = Untied(band.Center),
            Fwhm = Untied(band.Fwhm),
            Height = Untied(band.Height),
            Extras = [.. band.Extras.Select(e => (e.Name, Untied(e.Value)))],
        };

    /// <summary>The bands as another shape takes them: what was said of the further parameters of this one is left out.</summary>
    public static IReadOnlyList<ListedBand> WithoutExtras(IReadOnlyList<ListedBand> bands) =>
        [.. bands.Select(b => b with { Extras = [] })];

    // How far found bands may go follows from their neighbours; what is known of widths and heights stays.
    private BandModel Again(IReadOnlyList<ListedBand> bands, IReadOnlyList<StartBand?> sought)
    {
        if (!IsFound)
            return this with { Bands = bands, Sought = sought };
        IReadOnlyList<ListedBand> free = StartBands.AsListed([.. sought.Select(s => s!.Value)], Shape.InstrumentFullWidth);
        return this with { Bands = [.. bands.Select((b, i) => b with { Center = free[i].Center })], Sought = sought };
    }

    // A band that moves is sought as a whole; each part starts at its distance from it.
    private StartBand Part(in StartBand whole, (double Center, double Fwhm) part)
    {
        double recorded = Shape.RecordedWidth(part.Fwhm);
        return whole.High - whole.Low > whole.Sought / 2
            ? whole with
            {
                Center = part.Center,
                Fwhm = recorded,
                Offset = part.Center - (whole.Center - whole.Offset),
                SoughtFwhm = whole.Sought,
            }
            : new(part.Center, recorded, part.Center, part.Center);
    }

    private ListedBand Limited(ListedBand band, (double Center, double Fwhm) part, in SplitBand whole, in SplitLimits limits)
    {
        BandValue center = band.Center.IsFree ? new() { Lower = whole.Low, Upper = whole.High } : band.Center;
        BandValue fwhm = band.Fwhm.IsFree || IsFound ? new() { Lower = limits.Narrowest, Upper = limits.Widest } : band.Fwhm;
        BandValue height = band.Height;
        if (height.IsFree && limits.Sign != 0)
            height = height with
            {
                Lower = limits.Sign > 0 ? 0 : double.NegativeInfinity,
                Upper = limits.Sign > 0 ? double.PositiveInfinity : 0,
                // The one's height is not that of either.
                Start = double.NaN,
            };
        return band with { Center = Moved(center, part.Center), Fwhm = Moved(fwhm, part.Fwhm), Height = height };
    }

    private static BandValue Untied(BandValue value) =>
        value.Fixed ? new() { Start = value.Start }
        : value.SameAs > 0 ? BandValue.Unset
        : value;

    private static BandValue Moved(BandValue value, double start) =>
        value.Fixed || value.SameAs > 0 ? value
        : value.HasBounds ? value with { Start = Math.Clamp(start, value.Lower, value.Upper) }
        : value with { Start = start };
}

/// <summary>A band that is split.</summary>
/// <param name="Sought">Where it is looked for.</param>
/// <param name="Low">Lowest position of its center.</param>
/// <param name="High">Highest position.</param>
internal readonly record struct SplitBand(StartBand Sought, double Low, double High);

/// <summary>What the two bands of a split are held to.</summary>
/// <param name="Narrowest">Least full width.</param>
/// <param name="Widest">Largest full width.</param>
/// <param name="Sign">Sign of the heights; 0 where that of the band changes from frame to frame.</param>
internal readonly record struct SplitLimits(double Narrowest, double Widest, int Sign);
