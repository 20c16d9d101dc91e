using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

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
        // Two bands of a fit that cancel each other have any height and no error to match; nor has a position without one.
        bool determined = !(3 * band.HeightSe > Math.Abs(band.Height)) && !(band.CenterSe > 0.5 * band.Fwhm);
        bool mayStart = strong && band.Converged && determined;
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
/// <param name="numbers">Frame numbers.</param>
/// <param name="drift">Abscissas along which a band may move evenly, each in units of its median step: frame number, potential where it is known.</param>
internal sealed class FoundBands(Detection[] bands, int[] starts, int[] numbers, double[][] drift)
{
    /// <summary>Abscissas along which a band may move evenly; the first counts frames, also those that are missing.</summary>
    public IReadOnlyList<double[]> Drift => drift;

    /// <summary>Number of a healthy frame.</summary>
    public int Number(int at) => numbers[at];

    /// <summary>Healthy frames.</summary>
    public int Count => starts.Length - 1;

    /// <summary>Bands of a frame.</summary>
    public ReadOnlySpan<Detection> this[int at] => bands.AsSpan(starts[at]..starts[at + 1]);
}
