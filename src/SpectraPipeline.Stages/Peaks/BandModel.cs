using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>The bands and the shape that a series is fitted with.</summary>
/// <param name="Shape">Line shape.</param>
/// <param name="Bands">The bands.</param>
/// <param name="Found">Where the same bands were found in sampled frames; empty when they are listed.</param>
internal sealed record BandModel(PeakShape Shape, IReadOnlyList<ListedBand> Bands, IReadOnlyList<StartBand> Found)
{
    /// <summary>Band k can be left out: no other one follows it, or one behind it in the list.</summary>
    public bool CanDrop(int k) => Found.Count > 0 || !Bands.Any(b => b.Values.Any(v => v.Value.SameAs > k));

    /// <summary>The model without a band.</summary>
    public BandModel Without(int k) =>
        Found.Count > 0 ? OfFound([.. Found.Where((_, i) => i != k)]) : this with { Bands = [.. Bands.Where((_, i) => i != k)] };

    /// <summary>The model with band k as two. The new one stands last in a list, by position among found ones.</summary>
    /// <param name="k">The band.</param>
    /// <param name="first">Distances of the first of the two from it, and width.</param>
    /// <param name="second">The same of the second.</param>
    public BandModel Split(int k, (double Center, double Fwhm) first, (double Center, double Fwhm) second)
    {
        if (Found.Count > 0)
        {
            StartBand whole = Found[k];
            StartBand[] two = [Part(whole, first), Part(whole, second)];
            return OfFound([.. Found.Where((_, i) => i != k).Concat(two).OrderBy(b => b.Center)]);
        }
        ListedBand listed = Bands[k];
        ListedBand moved = listed with { Center = Moved(listed.Center, first.Center), Fwhm = Moved(listed.Fwhm, first.Fwhm) };
        ListedBand added = Untied(listed) with
        {
            Center = Moved(Untied(listed.Center), second.Center),
            Fwhm = Moved(Untied(listed.Fwhm), second.Fwhm),
        };
        ListedBand[] bands = [.. Bands, added];
        bands[k] = moved;
        return this with { Bands = bands };
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

    private BandModel OfFound(IReadOnlyList<StartBand> found) => this with { Found = found, Bands = StartBands.AsListed(found) };

    // A band that moves is sought as a whole; each part starts at its distance from it.
    private static StartBand Part(in StartBand whole, (double Center, double Fwhm) part) =>
        whole.High - whole.Low > whole.Fwhm / 2
            ? whole with
            {
                Center = part.Center,
                Fwhm = part.Fwhm,
                Offset = part.Center - (whole.Center - whole.Offset),
                SoughtFwhm = whole.Sought,
            }
            : new(part.Center, part.Fwhm, part.Center, part.Center);

    private static BandValue Untied(BandValue value) =>
        value.Fixed ? new() { Start = value.Start }
        : value.SameAs > 0 ? BandValue.Unset
        : value;

    private static BandValue Moved(BandValue value, double start) =>
        value.Fixed || value.SameAs > 0 ? value
        : value.HasBounds ? value with { Start = Math.Clamp(start, value.Lower, value.Upper) }
        : value with { Start = start };
}
